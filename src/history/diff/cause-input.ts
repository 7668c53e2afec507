/** The input of the rules that find causes. */
import { objectKey, toObjectRef } from '../../model/object-ref.ts';
import { indexOwners, isLoose, type TopOwner } from '../../model/owners/owners.ts';
import type { ObjectRef, PodRow, Report, WorkloadRow } from '../../model/report.ts';
import type { KeptObject, KindName, ObjectOf } from '../../snapshots/kinds/kinds.ts';
import type { Snapshot } from '../../snapshots/schema.ts';
import type { Seen } from '../../model/seen.ts';
import { comparedWorkloads, type ComparedWorkload } from '../workload-comparison.ts';
import type { Attribution } from '../attribution.ts';
import { isOf, type ObjectEntry, type EntryOf } from './entries.ts';
import type { Sides } from './match-objects.ts';

type Pod = ObjectOf<'Pod'>;
export type PodEntry = EntryOf<'Pod'>;

/** One side, indexed. */
export interface ComparedSide {
  snapshot: Snapshot;
  report: Report;
  /** The row of a pod, by its UID. */
  podRow: (uid: string) => PodRow | undefined;
  /** By objectKey. */
  workloads: Map<string, WorkloadRow>;
  /** The comparable parts of them, by objectKey. */
  sights: Map<string, ComparedWorkload>;
  ownerOf: (object: KeptObject) => TopOwner | undefined;
  /** All pods of a workload, by its UID; without those of a CronJob's Jobs. */
  podsOf: (uid: string) => readonly Pod[];
  /** All ReplicaSets of a workload, by its UID. */
  setsOf: (uid: string) => readonly ObjectOf<'ReplicaSet'>[];
}

/** What happened to the pods of one workload. */
export interface WorkloadPods {
  workload: ObjectRef & { uid: string };
  removed: PodEntry[];
  added: PodEntry[];
  /** With an equal name: both removed and added. */
  replaced: PodEntry[];
  changed: PodEntry[];
}

export interface CauseInput {
  before: ComparedSide;
  after: ComparedSide;
  seen: Sides['seen'];
  entries: readonly ObjectEntry[];
  entriesOf: <Name extends KindName>(kind: Name) => readonly EntryOf<Name>[];
  /** By the workload's UID; without pods that have no workload. */
  podsByWorkload: Map<string, WorkloadPods>;
  /** Pods without an owner. */
  loose: PodEntry[];
}

export function buildCauseInput(
  before: { snapshot: Snapshot; report: Report },
  after: { snapshot: Snapshot; report: Report },
  seen: Sides['seen'],
  entries: readonly ObjectEntry[],
): CauseInput {
  const byKind = Map.groupBy(entries, ({ kind }) => kind);
  const pods = new Set(
    (byKind.get('Pod') ?? []).flatMap(({ before: old, after: now }) => [
      old?.metadata.uid,
      now?.metadata.uid,
    ]),
  );
  const input: CauseInput = {
    before: buildStage(before, seen.before, pods),
    after: buildStage(after, seen.after, pods),
    seen,
    entries,
    entriesOf: (kind) => (byKind.get(kind) ?? []).filter((entry) => isOf(entry, kind)),
    podsByWorkload: new Map(),
    loose: [],
  };
  for (const entry of input.entriesOf('Pod')) placeEntry(entry, input);
  return input;
}

/** @param changed UIDs of the pods that the rules mostly ask about */
function buildStage(
  { snapshot, report }: { snapshot: Snapshot; report: Report },
  seen: Seen,
  changed: ReadonlySet<string | undefined>,
): ComparedSide {
  const { Pod, ReplicaSet } = snapshot.objects;
  // For a large cluster, these cost more than everything else: they are made when the first rule asks.
  const rows = once(() => indexRows(report.pods.filter((row) => changed.has(row.uid))));
  const allRows = once(() => indexRows(report.pods));
  const pods = once(() => Map.groupBy(Pod, controllerUid));
  const sets = once(() => Map.groupBy(ReplicaSet, controllerUid));
  const setsOf = (uid: string) => sets().get(uid) ?? [];
  return {
    snapshot,
    report,
    podRow: (uid) => (changed.has(uid) ? rows() : allRows()).get(uid),
    workloads: new Map(report.workloads.map((row) => [objectKey(row), row])),
    sights: comparedWorkloads(report, seen),
    ownerOf: indexOwners(snapshot),
    podsOf: (uid) =>
      [uid, ...setsOf(uid).map(({ metadata }) => metadata.uid)].flatMap((one) => pods().get(one) ?? []),
    setsOf,
  };
}

const indexRows = (rows: readonly PodRow[]) => new Map(rows.map((row) => [row.uid, row]));

/** Called for every pod: without a closure for each. */
function controllerUid({ metadata: { ownerReferences } }: KeptObject): string {
  if (ownerReferences) for (const owner of ownerReferences) if (owner.controller) return owner.uid ?? '';
  return '';
}

function once<Value>(make: () => Value): () => Value {
  let made: { value: Value } | undefined;
  return () => (made ??= { value: make() }).value;
}

/** A pod that was replaced under its name may have another owner: its current owner counts. */
function placeEntry(entry: PodEntry, { before, after, podsByWorkload, loose }: CauseInput): void {
  const owner = (entry.after && after.ownerOf(entry.after)) ?? (entry.before && before.ownerOf(entry.before));
  if (!owner || isLoose({ owner })) {
    loose.push(entry);
    return;
  }
  let group = podsByWorkload.get(owner.uid);
  if (!group) {
    const { uid, kind, namespace, name } = owner;
    const workload = { kind, ...(namespace !== undefined && { namespace }), name, uid };
    podsByWorkload.set(uid, (group = { workload, removed: [], added: [], replaced: [], changed: [] }));
  }
  group[entry.change.class].push(entry);
}

/** Removed pods of a workload, as they were. */
export const gonePods = ({ removed, replaced }: WorkloadPods) =>
  [...removed, ...replaced].map(({ before }) => before!);
/** New pods of a workload. */
export const newPods = ({ added, replaced }: WorkloadPods) =>
  [...added, ...replaced].map(({ after }) => after!);
/** A pod whose deletion has begun since, and that still exists. */
export const isGoing = ({ change, before, after }: PodEntry) =>
  change.class === 'changed' &&
  before?.metadata.deletionTimestamp === undefined &&
  after?.metadata.deletionTimestamp !== undefined;
export const allEntries = ({ removed, added, replaced, changed }: WorkloadPods) => [
  ...removed,
  ...added,
  ...replaced,
  ...changed,
];

export const authorOf = (author: Attribution | undefined) => (author ? { author } : {});

export const podRef = ({ metadata }: Pod): ObjectRef => toObjectRef({ ...metadata, kind: 'Pod' });
