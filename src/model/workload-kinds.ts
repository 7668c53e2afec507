/** The kinds of the API that have a pod template, and what is known of each. Pure. */
import type { KindName, ObjectOf } from '../snapshots/kinds/kinds.ts';

interface WorkloadTraits {
  /** What makes its pods: its own controller, or objects of another kind that the controller makes. */
  pods: 'own' | 'ReplicaSet' | 'Job';
  /** How its own pods are named after it: with random letters, or with their number. */
  podNames?: 'letters' | 'ordinal';
  /** It keeps pods running. */
  keepsRunning?: true;
  /** Somebody may choose its number of replicas, and `kubectl scale` changes it. */
  scales?: true;
  /** It replaces its pods when its template changes, and `kubectl rollout restart` works. */
  rollsOut?: true;
  /** Its pods run to their end. */
  runsToEnd?: true;
  /** It stands for a version that runs, or runs again and again. */
  lasts?: true;
  /** The kind for which its objects are mostly made. Such an object is between a pod and its workload. */
  madeBy?: 'Deployment' | 'CronJob';
}

type SpecKeys<Name extends KindName> =
  ObjectOf<Name> extends { spec?: infer Spec } ? keyof NonNullable<Spec> : never;

type KindWithTemplate = {
  [Name in KindName]: Extract<SpecKeys<Name>, 'template' | 'jobTemplate'> extends never ? never : Name;
}[KindName];

/** In the order of pages: the most wanted first. The compiler asks for a kind that is left out. */
const WORKLOAD_KINDS = {
  Deployment: { pods: 'ReplicaSet', keepsRunning: true, scales: true, rollsOut: true, lasts: true },
  StatefulSet: {
    pods: 'own',
    podNames: 'ordinal',
    keepsRunning: true,
    scales: true,
    rollsOut: true,
    lasts: true,
  },
  DaemonSet: { pods: 'own', podNames: 'letters', keepsRunning: true, rollsOut: true, lasts: true },
  ReplicationController: {
    pods: 'own',
    podNames: 'letters',
    keepsRunning: true,
    scales: true,
    lasts: true,
  },
  ReplicaSet: {
    pods: 'own',
    podNames: 'letters',
    keepsRunning: true,
    scales: true,
    lasts: true,
    madeBy: 'Deployment',
  },
  CronJob: { pods: 'Job', runsToEnd: true, lasts: true },
  Job: { pods: 'own', podNames: 'letters', runsToEnd: true, madeBy: 'CronJob' },
} as const satisfies Readonly<Record<KindWithTemplate, WorkloadTraits>>;

type WorkloadKind = keyof typeof WORKLOAD_KINDS;

/** The kinds of which a trait has one of these values. */
type KindsOf<Trait extends keyof WorkloadTraits, Value extends WorkloadTraits[Trait]> = {
  [Name in WorkloadKind]: (typeof WORKLOAD_KINDS)[Name] extends Readonly<Record<Trait, Value>> ? Name : never;
}[WorkloadKind];

export const isWorkloadKind = (kind: string): kind is WorkloadKind => Object.hasOwn(WORKLOAD_KINDS, kind);

const traitsOf = (kind: string): WorkloadTraits | undefined =>
  isWorkloadKind(kind) ? WORKLOAD_KINDS[kind] : undefined;

export const workloadKinds: readonly WorkloadKind[] = Object.keys(WORKLOAD_KINDS).filter(isWorkloadKind);

const kindsWith = <Trait extends keyof WorkloadTraits, Value extends NonNullable<WorkloadTraits[Trait]>>(
  trait: Trait,
  value: Value,
) =>
  workloadKinds.filter(
    (kind): kind is KindsOf<Trait, Value> => (WORKLOAD_KINDS[kind] as WorkloadTraits)[trait] === value,
  );

/** They keep pods running. */
export const REPLICATED = kindsWith('keepsRunning', true);
/** `kubectl scale` changes them. */
export const SCALABLE = kindsWith('scales', true);
/** They replace their pods when their template changes. */
export const ROLLED_OUT = kindsWith('rollsOut', true);
/** They stand for versions. */
export const LASTING = kindsWith('lasts', true);

/** It replaces its pods when its template changes. */
export const rollsOut = (kind: string): boolean => traitsOf(kind)?.rollsOut === true;
/** It does so without ReplicaSets. */
export const rollsOutItself = (kind: string): boolean => rollsOut(kind) && makesPods(kind);
/** What is counted of it: a DaemonSet has one pod on each node. */
export const unitOf = (kind: string): 'node' | 'replica' => (kind === 'DaemonSet' ? 'node' : 'replica');
/** Its pods run to their end. */
export const isToEnd = (kind: string): boolean => traitsOf(kind)?.runsToEnd === true;
/** Objects of the kind are mostly part of another workload. */
export const isBetween = (kind: string): boolean => traitsOf(kind)?.madeBy !== undefined;
/** The kind of the objects that make its pods for it; undefined if it makes them itself. */
export function kindBetween(kind: string): 'ReplicaSet' | 'Job' | undefined {
  const maker = traitsOf(kind)?.pods;
  return maker === 'own' ? undefined : maker;
}
/** It makes its pods itself. */
export const makesPods = (kind: string): boolean => traitsOf(kind)?.pods === 'own';
/** Its pods have its name and random letters. */
export const addsLetters = (kind: string): boolean => traitsOf(kind)?.podNames === 'letters';
/** Its pods have its name and a number. */
export const numbersPods = (kind: string): boolean => traitsOf(kind)?.podNames === 'ordinal';
/** It makes its pods by ReplicaSets. Any custom kind may. */
export const mayHaveReplicaSets = (kind: string): boolean =>
  (traitsOf(kind)?.pods ?? 'ReplicaSet') === 'ReplicaSet';
/** The number of its replicas is chosen. Of a custom kind, nobody knows. */
export const mayScale = (kind: string): boolean => traitsOf(kind)?.scales ?? !isWorkloadKind(kind);
