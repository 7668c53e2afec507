/**
 * What happened to workloads between two snapshots: a rollout, a scaling, a recreation, or a replacement. Days and
 * comparisons ask here, both with two Reports.
 */
import { z } from 'zod';
import { objectKey } from '../model/object-ref.ts';
import type { Report, ServiceVersion, WorkloadRow } from '../model/report.ts';
import type { Seen } from '../model/seen.ts';
import { isKindName } from '../snapshots/kinds/kinds.ts';
import { isWorkloadKind, rollsOut } from '../model/workload-kinds.ts';
import { attribute, WrittenBeforeSchema, type Attribution, type Between } from './attribution.ts';

const count = () => z.number().int();

/** What one snapshot says about a workload, as far as comparisons need it. */
export const ComparedWorkloadSchema = z.object({
  uid: z.string(),
  kind: z.string(),
  generation: count().optional().describe('How often what is wanted of it was changed'),
  revision: z.string().optional().describe('Template that its pods are made of; absent where nobody knows'),
  count: count().optional().describe('How many templates it has had, as its controller counts'),
  earlier: z
    .object({ count: count(), version: z.string().optional(), images: z.array(z.string()) })
    .optional()
    .describe('The template before it, as far as its ReplicaSet is kept'),
  restartedAt: z.string().optional().describe('When kubectl was last told to restart its pods'),
  progress: z.string().optional().describe('How far a rollout is; absent where nothing is rolled out'),
  version: z.string().optional(),
  images: z.array(z.string()),
  desired: count().optional(),
  ready: count().optional(),
  created: z.string().optional(),
  written: WrittenBeforeSchema.optional().describe(
    'What tells who changes it next; absent where nobody knows',
  ),
  role: z.string().optional().describe('Service that it runs, and where: what a successor has in common'),
});
export type ComparedWorkload = z.infer<typeof ComparedWorkloadSchema>;

/**
 * Workloads of a Report by their keys. A row that is made from pods, because its own object was not seen, is not
 * compared. Its version and number only describe its pods.
 */
export function comparedWorkloads(
  report: Pick<Report, 'workloads' | 'versions'>,
  seen: Seen,
): Map<string, ComparedWorkload> {
  const roles = new Map(report.versions.map((entry) => [objectKey(entry.workload), roleOf(entry)]));
  const workloads = new Map<string, ComparedWorkload>();
  for (const row of report.workloads) {
    const key = objectKey(row);
    if (workloads.has(key) || (isKindName(row.kind) && !seen(row.kind, row.namespace))) continue;
    workloads.set(key, toCompared(row, roles.get(key)));
  }
  return workloads;
}

function toCompared(row: WorkloadRow, role: string | undefined): ComparedWorkload {
  const { uid, kind, generation, revision = {}, rollout, desired, ready, created, written } = row;
  // A rollout changes the template; its version need not run yet.
  const { version, images } = row.template ?? row;
  return {
    uid,
    kind,
    ...(generation !== undefined && { generation }),
    ...(revision.id !== undefined && { revision: revision.id }),
    ...(revision.count !== undefined && { count: revision.count }),
    ...(revision.earlier && { earlier: revision.earlier }),
    ...(revision.restartedAt !== undefined && { restartedAt: revision.restartedAt }),
    ...(rollout !== undefined && { progress: rollout }),
    ...(version !== undefined && { version }),
    images,
    ...(desired !== undefined && { desired }),
    ...(ready !== undefined && { ready }),
    ...(created !== undefined && { created }),
    ...(written && { written: toWrittenBefore(written) }),
    ...(role !== undefined && { role }),
  };
}

/** A service at its place, whatever the name of its workload. */
const roleOf = ({ service, instance, dataCentre, workload }: ServiceVersion) =>
  JSON.stringify([workload.namespace, workload.kind, service, instance, dataCentre]);

/** Pods of the kind, and built-in kinds that keep their pods when their template changes. */
const hasNoRollouts = (kind: string) => kind === 'Pod' || (isWorkloadKind(kind) && !rollsOut(kind));

/** The same name, but another object. */
export const isRecreated = (
  before: Pick<ComparedWorkload, 'uid'>,
  now: Pick<ComparedWorkload, 'uid'>,
): boolean => before.uid !== now.uid;

/**
 * Whether the pods of a workload have another template than before: that is a rollout. A missing pod, another label of
 * the workload, or another workload of its name is not. The revision of the pods decides. If it is unknown, another
 * generation with another version or other images counts.
 */
export function isRolledOut(before: ComparedWorkload, now: ComparedWorkload): boolean {
  if (isRecreated(before, now) || hasNoRollouts(now.kind)) return false;
  const isSameSpec = now.generation !== undefined && now.generation === before.generation;
  // A controller that is behind may still apply an older change; a finished one has nothing to apply.
  if (isSameSpec && before.progress === 'complete') return false;
  if (before.revision !== undefined && now.revision !== undefined) return before.revision !== now.revision;
  if (isSameSpec || (now.progress === undefined && now.generation === undefined)) return false;
  return before.version !== now.version || before.images.join('\n') !== now.images.join('\n');
}

/**
 * A template that came and went between two snapshots; undefined if there was none. A controller numbers each rollout.
 * The ReplicaSet of the last rollout before the current one has a number in between.
 * Source: pkg/controller/deployment/util/deployment_util.go `SetNewReplicaSetAnnotations`.
 */
export function findStopOver(before: ComparedWorkload, now: ComparedWorkload): ComparedWorkload['earlier'] {
  const { count: was } = before;
  if (was === undefined || before.revision === undefined || isRecreated(before, now)) return undefined;
  const { earlier, count: is = was } = now;
  return earlier && earlier.count > was && earlier.count < is ? earlier : undefined;
}

/** The same, where the template of before is there again: it was rolled out and taken back. */
export const findTakenBack = (before: ComparedWorkload, now: ComparedWorkload): ComparedWorkload['earlier'] =>
  before.revision === now.revision ? findStopOver(before, now) : undefined;

/** Only `kubectl rollout restart` distinguishes the template from the one before. */
export const isRestart = (before: ComparedWorkload, now: ComparedWorkload): boolean =>
  now.restartedAt !== undefined &&
  now.restartedAt !== before.restartedAt &&
  now.version === before.version &&
  now.images.join('\n') === before.images.join('\n');

/**
 * Whether the spec of a kind has a number of replicas. A DaemonSet has none: it runs on each node, so it does not scale
 * when a node joins.
 */
const isScalable = ({ kind }: { kind: string }): boolean => kind !== 'DaemonSet';

/** Another number of replicas is wanted. */
export const isScaled = (before: ComparedWorkload, now: ComparedWorkload): boolean =>
  isScalable(now) &&
  !isRecreated(before, now) &&
  before.desired !== undefined &&
  now.desired !== undefined &&
  before.desired !== now.desired;

const toWrittenBefore = ({ labels, applied, owned }: NonNullable<WorkloadRow['written']>) => ({
  ...{ labels, applied },
  ...(owned && { owned }),
});

/** What a workload's writers are asked about, and who wrote it now. */
interface WorkloadChange {
  before: ComparedWorkload;
  now: ComparedWorkload;
  row: Pick<WorkloadRow, 'written'> | undefined;
  interval: Between;
}

/** Who rolled the workload out, and when; undefined if nobody knows. */
export const attributeRollout = (change: WorkloadChange): Attribution | undefined =>
  attributePart(change, rolledParts(change));

/** Who changed the wanted number of replicas, and when; undefined if nobody knows. */
export const attributeScaling = (change: WorkloadChange): Attribution | undefined =>
  attributePart(change, ['replicas']);

function attributePart(change: WorkloadChange, parts: readonly string[]): Attribution | undefined {
  const { before, now, row, interval } = change;
  if (!row?.written || !before.written || isRecreated(before, now)) return undefined;
  const changed = [
    ...(isScaled(before, now) ? ['replicas'] : []),
    ...(isRolledOut(before, now) ? rolledParts(change) : []),
  ];
  return attribute({ ...before.written, ...pickGeneration(before) }, row.written, parts, changed, interval);
}

const pickGeneration = ({ generation }: ComparedWorkload) => (generation === undefined ? {} : { generation });

/** Parts of the template that differ, as far as a row tells. */
const rolledParts = ({ before, now }: Pick<WorkloadChange, 'before' | 'now'>): string[] =>
  before.images.join('\n') !== now.images.join('\n') ? ['image'] : ['template', 'env', 'resources'];

/**
 * Services with a separate workload for each version: `gateway-v12` goes, `gateway-v13` comes. That may take several
 * steps, in which both run. Each step hands replicas from the older workload to its successor.
 * @param isGone whether an absent workload is known to be gone
 * @returns the key of the predecessor by that of each successor
 */
export function findSuccessors(
  before: ReadonlyMap<string, ComparedWorkload>,
  now: ReadonlyMap<string, ComparedWorkload>,
  isGone: (key: string) => boolean,
): Map<string, string> {
  const shrinking = [...before].filter(([key, { role, desired: was = 0 }]) => {
    if (role === undefined || was === 0) return false;
    const is = now.get(key);
    return is ? (is.desired ?? 0) < was : isGone(key);
  });
  const byRole = Map.groupBy(shrinking, ([, { role }]) => role);
  const found = new Map<string, string>();
  for (const [key, sight] of now) {
    const [predecessor, other] = byRole.get(sight.role) ?? [];
    // With several candidates, the predecessor is unknown.
    if (sight.role === undefined || !predecessor || other || predecessor[0] === key) continue;
    const [name, was] = predecessor;
    const known = before.get(key);
    if (!known || relieves(sight, was, now.get(name)) || takesOver(known, sight, was)) found.set(key, name);
  }
  // With several candidates, the successor is unknown.
  const places = Map.groupBy(found, ([, predecessor]) => predecessor);
  return new Map([...found].filter(([, predecessor]) => places.get(predecessor)!.length === 1));
}

/** The last replica of the older workload has gone. */
const relieves = (successor: ComparedWorkload, was: ComparedWorkload, is: ComparedWorkload | undefined) =>
  (is?.desired ?? 0) === 0 &&
  (successor.desired ?? 0) > 0 &&
  (successor.created ?? '') > (was.created ?? '') &&
  isOtherVersion(successor, was);

/** It grows while the other shrinks: another version of the same images, in any direction. */
const takesOver = (known: ComparedWorkload, successor: ComparedWorkload, was: ComparedWorkload) =>
  (successor.desired ?? 0) > (known.desired ?? 0) &&
  isOtherVersion(successor, was) &&
  successor.images.map(withoutTag).join('\n') === was.images.map(withoutTag).join('\n');

const isOtherVersion = (one: ComparedWorkload, other: ComparedWorkload) =>
  one.version !== other.version || one.images.join('\n') !== other.images.join('\n');

/** Source: github.com/distribution/reference, `ReferenceRegexp`: a tag follows the last slash, a digest the `@`. */
const withoutTag = (image: string) => image.replace(/@.*$/, '').replace(/:[^/]*$/, '');

/**
 * How many replicas a predecessor still has: those that it wants, or those of its pods that are left.
 * @param pods its pods; undefined if they were not seen
 */
export const leftOf = (predecessor: ComparedWorkload | undefined, pods: number | undefined): number =>
  Math.max(predecessor?.desired ?? 0, pods ?? 0);
