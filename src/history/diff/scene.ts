/** What the rules that find causes look at. */
import { indexOwners, type TopOwner } from '../../model/owners.ts';
import type { ObjectRef, PodRow, Report, WorkloadRow } from '../../model/report.ts';
import type { KeptObject, KindName, ObjectOf } from '../../snapshots/kinds/kinds.ts';
import type { Snapshot } from '../../snapshots/schema.ts';
import { nameKey, isOf, type Entry, type EntryOf } from './entries.ts';
import type { Sides } from './match-objects.ts';

type Pod = ObjectOf<'Pod'>;
export type PodEntry = EntryOf<'Pod'>;

/** One side, indexed. */
export interface Stage {
  snapshot: Snapshot;
  report: Report;
  pods: Map<string, PodRow>;
  /** By nameKey. */
  workloads: Map<string, WorkloadRow>;
  ownerOf: (object: KeptObject) => TopOwner | undefined;
  /** All pods of a workload, by its UID. */
  podsOf: (uid: string) => readonly Pod[];
  /** All ReplicaSets of a workload, by its UID. */
  setsOf: (uid: string) => readonly ObjectOf<'ReplicaSet'>[];
}

/** What became of the pods of one workload. */
export interface Troupe {
  workload: ObjectRef & { uid: string };
  removed: PodEntry[];
  added: PodEntry[];
  /** Of one name: both removed and added. */
  replaced: PodEntry[];
  changed: PodEntry[];
}

export interface Scene {
  before: Stage;
  after: Stage;
  seen: Sides['seen'];
  entries: readonly Entry[];
  entriesOf: <Name extends KindName>(kind: Name) => readonly EntryOf<Name>[];
  /** By the workload's UID; without pods of their own. */
  troupes: Map<string, Troupe>;
  /** Pods that nothing owns. */
  loose: PodEntry[];
}

export function buildScene(
  before: { snapshot: Snapshot; report: Report },
  after: { snapshot: Snapshot; report: Report },
  seen: Sides['seen'],
  entries: readonly Entry[],
): Scene {
  const byKind = Map.groupBy(entries, ({ kind }) => kind);
  const scene: Scene = {
    before: buildStage(before),
    after: buildStage(after),
    seen,
    entries,
    entriesOf: (kind) => (byKind.get(kind) ?? []).filter((entry) => isOf(entry, kind)),
    troupes: new Map(),
    loose: [],
  };
  for (const entry of scene.entriesOf('Pod')) place(entry, scene);
  return scene;
}

function buildStage({ snapshot, report }: { snapshot: Snapshot; report: Report }): Stage {
  const ownerOf = indexOwners(snapshot);
  let byOwner: Map<string, Pod[]> | undefined;
  let setsByOwner: Map<string, ObjectOf<'ReplicaSet'>[]> | undefined;
  return {
    snapshot,
    report,
    pods: new Map(report.pods.map((row) => [row.uid, row])),
    workloads: new Map(report.workloads.map((row) => [nameKey(row), row])),
    ownerOf,
    podsOf: (uid) => {
      byOwner ??= Map.groupBy(snapshot.objects.Pod, (pod) => ownerOf(pod)?.uid ?? '');
      return byOwner.get(uid) ?? [];
    },
    setsOf: (uid) => {
      setsByOwner ??= Map.groupBy(snapshot.objects.ReplicaSet, (set) => ownerOf(set)?.uid ?? '');
      return setsByOwner.get(uid) ?? [];
    },
  };
}

/** A pod that was replaced under its name may have changed hands: it counts for the owner that it has now. */
function place(entry: PodEntry, { before, after, troupes, loose }: Scene): void {
  const owner = (entry.after && after.ownerOf(entry.after)) ?? (entry.before && before.ownerOf(entry.before));
  if (!owner || owner.kind === 'Node') {
    loose.push(entry);
    return;
  }
  let troupe = troupes.get(owner.uid);
  if (!troupe) {
    const { uid, kind, namespace, name } = owner;
    const workload = { kind, ...(namespace !== undefined && { namespace }), name, uid };
    troupes.set(uid, (troupe = { workload, removed: [], added: [], replaced: [], changed: [] }));
  }
  troupe[entry.change.class].push(entry);
}

/** Pods of a troupe that are gone, as they were. */
export const gonePods = ({ removed, replaced }: Troupe) =>
  [...removed, ...replaced].map(({ before }) => before!);
/** Pods of a troupe that are new. */
export const newPods = ({ added, replaced }: Troupe) => [...added, ...replaced].map(({ after }) => after!);
/** A pod that has been told to go since, and is still there. */
export const isGoing = ({ change, before, after }: PodEntry) =>
  change.class === 'changed' &&
  before?.metadata.deletionTimestamp === undefined &&
  after?.metadata.deletionTimestamp !== undefined;
export const allEntries = ({ removed, added, replaced, changed }: Troupe) => [
  ...removed,
  ...added,
  ...replaced,
  ...changed,
];

/** The reference as it is printed. */
export const plainRef = ({ kind, namespace, name }: ObjectRef): ObjectRef => ({
  kind,
  ...(namespace !== undefined && { namespace }),
  name,
});

export const podRef = ({ metadata }: Pod): ObjectRef => ({
  kind: 'Pod',
  ...(metadata.namespace !== undefined && { namespace: metadata.namespace }),
  name: metadata.name,
});
