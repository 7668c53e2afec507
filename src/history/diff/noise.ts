/** Differences that exist between any two snapshots and mean nothing, or that follow from others. */
import type { KindSpec } from '../../snapshots/kinds/kind.ts';
import { ORIGIN_ANNOTATIONS } from '../../snapshots/kinds/metadata.ts';
import { isProbed, kindNames, kinds, type KindName } from '../../snapshots/kinds/kinds.ts';
import type { FieldChange, Json, PathStep } from './change.ts';
import { RESTARTED } from '../../model/versions/revision.ts';
import { leavesOf } from './field-path.ts';
import { SCALABLE } from '../../model/workload-kinds.ts';

/**
 * Fields whose differences, at or below, are noise. `[]` is any item of a list. A snapshot does not hold what
 * Kubernetes changes at every write (`resourceVersion`, `last-applied-configuration`, heartbeats of
 * conditions).
 */
interface Rule {
  /** Absent: all kinds. */
  kinds?: readonly string[];
  paths: readonly (readonly string[])[];
  /** Fields at these paths are none. */
  except?: readonly (readonly string[])[];
  why: string;
}

/**
 * `spec.template.metadata.labels`: keys of labels and annotations contain dots, so they are listed separately at the
 * end of a path.
 */
const at = (path: string, ...keys: string[]): string[] => [...path.split('.'), ...keys];

/** Labels that controllers add to what they make from a template. Source: k8s.io/api/apps/v1/types.go. */
const HASHES = ['pod-template-hash', 'controller-revision-hash', 'pod-template-generation'];

/** The places of conditions; custom resources keep them without the rest of their status. */
const CONDITIONS = [
  'status.conditions',
  'status.listeners.[].conditions',
  'status.parents.[].conditions',
  'conditions',
];
const ofConditions = (field: string) => CONDITIONS.map((list) => at(`${list}.[].${field}`));

const RULES: readonly Rule[] = [
  {
    kinds: kindNames.filter(isProbed),
    paths: [['status']],
    except: [at('status.version'), at('status.deadLetters'), at('status.unconsumed.messages')],
    why: 'a measurement',
  },
  {
    paths: [
      at('metadata.generation'),
      at('status.observedGeneration'),
      ...ofConditions('observedGeneration'),
    ],
    why: 'counts the changes that stand beside it',
  },
  { paths: [at('metadata.annotations', 'deployment.kubernetes.io/revision')], why: 'counts rollouts' },
  {
    paths: ORIGIN_ANNOTATIONS.map((key) => at('metadata.annotations', key)),
    why: 'tells what manages the object',
  },
  {
    paths: [at('metadata.annotations', 'control-plane.alpha.kubernetes.io/leader')],
    why: 'renewed at every beat',
  },
  {
    paths: HASHES.flatMap((label) => [
      at('metadata.labels', label),
      at('spec.selector.matchLabels', label),
      at('spec.template.metadata.labels', label),
    ]),
    why: 'hash of the pod template',
  },
  { paths: [at('apiVersion')], why: 'version of the API that it was read through' },
  {
    paths: [...ofConditions('lastTransitionTime'), at('status.lastPhaseTransitionTime')],
    why: 'time of the change that stands beside it',
  },
  {
    kinds: SCALABLE,
    paths: [
      'replicas',
      'updatedReplicas',
      'readyReplicas',
      'availableReplicas',
      'unavailableReplicas',
      'currentReplicas',
      'fullyLabeledReplicas',
      'currentRevision',
      'updateRevision',
    ].map((field) => ['status', field]),
    why: 'follows from its pods',
  },
  {
    kinds: ['Deployment'],
    paths: [at('status.conditions', 'Available'), at('status.conditions', 'Progressing')],
    why: 'follows from its pods',
  },
  { kinds: ['DaemonSet'], paths: [['status']], why: 'follows from its pods' },
  {
    kinds: ['PodDisruptionBudget'],
    paths: [['status']],
    why: 'follows from the pods that it guards',
  },
  {
    kinds: ['HorizontalPodAutoscaler'],
    paths: [
      'currentReplicas',
      'desiredReplicas',
      'lastScaleTime',
      'currentMetrics',
      'currentCPUUtilizationPercentage',
    ].map((field) => ['status', field]),
    why: 'follows from the load',
  },
  {
    kinds: ['HorizontalPodAutoscaler'],
    paths: [at('status.conditions.[].message')],
    why: 'follows from the load',
  },
  { kinds: ['ResourceQuota'], paths: [at('status.used')], why: 'follows from the objects that it counts' },
  {
    kinds: ['Job'],
    paths: ['active', 'ready', 'terminating', 'succeeded', 'startTime'].map((field) => ['status', field]),
    why: 'follows from its pods',
  },
  { kinds: ['CronJob'], paths: [['status']], why: 'follows from its Jobs' },
  {
    kinds: ['Pod'],
    paths: [
      at('status.startTime'),
      at('status.hostIP'),
      at('status.podIP'),
      at('status.podIPs'),
      at('status.containerStatuses.[].started'),
      at('status.containerStatuses.[].imageID'),
      at('status.containerStatuses.[].image'),
      at('status.containerStatuses.[].state.running'),
      at('status.initContainerStatuses.[].started'),
      at('status.initContainerStatuses.[].imageID'),
      at('status.initContainerStatuses.[].image'),
      at('status.initContainerStatuses.[].state.running'),
      ...['containerStatuses', 'initContainerStatuses'].flatMap((list) => [
        at(`status.${list}.[].allocatedResources`),
        at(`status.${list}.[].resources`),
      ]),
    ],
    why: 'follows from its start',
  },
  {
    kinds: ['PersistentVolume'],
    paths: [at('spec.volumeMode')],
    why: 'never changes; snapshots of an older Gazette do not have it',
  },
  { kinds: ['Gateway'], paths: [at('status.listeners.[].attachedRoutes')], why: 'follows from its routes' },
];

/** For another object of the same name: its values from birth. */
const ANOTHER: Rule = {
  paths: [
    at('metadata.uid'),
    at('metadata.creationTimestamp'),
    at('metadata.deletionTimestamp'),
    at('metadata.deletionGracePeriodSeconds'),
    at('metadata.ownerReferences'),
    ['status'],
  ],
  why: 'belongs to the one before',
};

/** For two objects of two clusters: the values that each cluster gives. */
const ELSEWHERE: Rule = {
  paths: [
    ...ANOTHER.paths,
    at('metadata.name'),
    at('metadata.generateName'),
    at('metadata.finalizers'),
    at('spec.clusterIP'),
    at('spec.externalIPs'),
    at('spec.loadBalancerIP'),
    at('spec.volumeName'),
    at('spec.ports.[].nodePort'),
    at('spec.template.metadata.annotations', RESTARTED),
  ],
  why: 'differs from cluster to cluster',
};

/** Why objects of a kind mean nothing, whatever differs. */
export const noiseOfKind = (kind: KindName): string | undefined => (kinds[kind] as KindSpec).noise;

const byKind = new Map<string, readonly Rule[]>();

function rulesOf(kind: string): readonly Rule[] {
  const known = byKind.get(kind);
  if (known) return known;
  const rules = RULES.filter(({ kinds }) => !kinds || kinds.includes(kind));
  byKind.set(kind, rules);
  return rules;
}

/**
 * Marks the changes that are noise. A value that came or went as a whole is noise if each part is.
 * @param identity `same` object, `another` of the same name, or an object `elsewhere`
 */
export function markNoise(
  kind: string,
  changes: readonly FieldChange[],
  identity: 'same' | 'another' | 'elsewhere',
): FieldChange[] {
  const rules = rulesOf(kind);
  const first = identity === 'same' ? rules : [identity === 'another' ? ANOTHER : ELSEWHERE, ...rules];
  return changes.map((change) => {
    const noise = noiseOf(change, first);
    return noise === undefined ? change : { ...change, noise };
  });
}

function noiseOf({ steps, before, after }: FieldChange, rules: readonly Rule[]): string | undefined {
  const own = whyOf(steps, rules);
  if (own !== undefined || (before !== undefined && after !== undefined)) return own;
  let why: string | undefined;
  for (const [leaf] of leavesOf((before ?? after) as Json, steps)) {
    why = whyOf(leaf, rules);
    if (why === undefined) return undefined;
  }
  return why;
}

const whyOf = (steps: readonly PathStep[], rules: readonly Rule[]) =>
  rules.find(
    ({ paths, except = [] }) =>
      paths.some((path) => isWithin(steps, path)) && !except.some((path) => isWithin(steps, path)),
  )?.why;

function isWithin(steps: readonly PathStep[], path: readonly string[]): boolean {
  if (steps.length < path.length) return false;
  return path.every((wanted, index) => {
    const step = steps[index]!;
    if (typeof step === 'string') return step === wanted;
    return wanted === '[]' || (typeof step === 'object' && step.is.length === 1 && step.is[0] === wanted);
  });
}
