/** Rollouts: pods of another template replace pods, told as one change. */
import { objectKey, objectPath, parseObject, toObjectRef } from '../../model/object-ref.ts';
import type { ObjectRef } from '../../model/report.ts';
import type { ObjectOf } from '../../snapshots/kinds/kinds.ts';
import {
  attributeRollout,
  findStopOver,
  isRolledOut,
  type ComparedWorkload,
} from '../workload-comparison.ts';
import type { FieldChange, RolloutCause } from './change.ts';
import { below, claim, isOwnedBy, type EntryOf } from './entries.ts';
import { leavesOf } from './field-path.ts';
import { imagesOf } from './images.ts';
import { RESTARTED, revisionOf } from '../../model/versions/revision.ts';
import { timeBetween } from './attribute-fields.ts';
import { countPods, findRevision, isUnderWay, nameRevisions } from './revisions.ts';
import { allEntries, authorOf, newPods, type CauseInput, type WorkloadPods } from './cause-input.ts';
import { toJudged } from './state-changes.ts';
import { madeFor, measureRollout } from './rollout-duration.ts';
import { ROLLED_OUT } from '../../model/workload-kinds.ts';

type Pod = ObjectOf<'Pod'>;
type Rolled = EntryOf<(typeof ROLLED_OUT)[number]>;

const isTemplate = below(['spec', 'template']);

/** The parts of the workload that a rollout explains: also a label that its template shares. */
const explains = (template: readonly FieldChange[]) => (field: FieldChange) =>
  below(['spec', 'template'], ['status'])(field) ||
  (field.steps[1] === 'labels' && template.some((other) => isSameLabel(field, other)));

const isSameLabel = (own: FieldChange, { steps, before, after }: FieldChange) =>
  steps.at(-2) === 'labels' &&
  steps.at(-1) === own.steps.at(-1) &&
  before === own.before &&
  after === own.after;

/** Workloads whose pods have another template than before, and running rollouts that had begun earlier. */
export function findRollouts(input: CauseInput): RolloutCause[] {
  const { before, after, podsByWorkload } = input;
  const rolled = new Set<string>();
  const causes: RolloutCause[] = [];
  for (const [key, now] of after.sights) {
    const was = before.sights.get(key);
    if (!was || !isRolledOut(was, now)) continue;
    const entry = findEntry(input, now);
    if (entry?.change.cause !== undefined) continue;
    rolled.add(now.uid);
    const template = (entry?.change.fields ?? []).filter(
      (field) => isTemplate(field) && field.noise === undefined,
    );
    const cause =
      entry && template.length > 0
        ? toRolloutCause(input, entry, template)
        : tellMade(input, podsByWorkload.get(now.uid) ?? emptyTroupe(parseObject(key)!, now.uid), true);
    const stop = findStopOver(was, now);
    const row = after.workloads.get(key);
    causes.push({
      ...cause,
      ...authorOf(
        attributeRollout({
          before: was,
          now,
          row,
          interval: timeBetween(input.before.snapshot.meta, input.after.snapshot.meta),
        }),
      ),
      ...(stop && { stopOver: stop.version === undefined ? {} : { version: stop.version } }),
    });
  }
  for (const group of podsByWorkload.values()) {
    if (rolled.has(group.workload.uid) || !canBeUnderWay(group, input) || !isUnderWay(input, group)) continue;
    causes.push({ ...tellMade(input, group, false), continued: true as const });
  }
  return causes;
}

function findEntry(input: CauseInput, { kind, uid }: ComparedWorkload): Rolled | undefined {
  const known = ROLLED_OUT.find((one) => one === kind);
  const entries = known ? (input.entriesOf(known) as readonly Rolled[]) : [];
  return entries.find(({ change }) => change.class === 'changed' && change.object.uid === uid);
}

const emptyTroupe = (object: ObjectRef, uid: string): WorkloadPods => ({
  workload: { ...object, uid },
  removed: [],
  added: [],
  replaced: [],
  changed: [],
});

function toRolloutCause(input: CauseInput, entry: Rolled, template: FieldChange[]): RolloutCause {
  const isRestart = template.every(isRestartAlone);
  return {
    ...tellPods(input, entry.change.object, [entry], explains(template), {
      begun: restartedAt(entry, isRestart),
      isNew: true,
    }),
    images: imagesOf(entry.before?.spec?.template, entry.after?.spec?.template),
    template,
    ...(isRestart && { restart: true as const }),
  };
}

/** The annotations may have come with it. */
const isRestartAlone = ({ steps, before, after }: FieldChange) =>
  [before, after].every((value) =>
    (value === undefined ? [] : [...leavesOf(value, steps)]).every(([path]) => path.includes(RESTARTED)),
  );

function restartedAt({ after }: Rolled, isRestart: boolean): string | undefined {
  return isRestart ? after?.spec?.template?.metadata?.annotations?.[RESTARTED] : undefined;
}

/** Unchanged workloads whose pods are replaced: the rollout had begun, or the kind is custom. */
function canBeUnderWay({ workload, ...group }: WorkloadPods, { before, after }: CauseInput): boolean {
  if (['Job', 'CronJob', 'ReplicationController'].includes(workload.kind)) return false;
  const key = objectKey(workload);
  if (before.workloads.get(key)?.uid !== after.workloads.get(key)?.uid) return false;
  return allEntries({ workload, ...group }).every(({ change }) => change.cause === undefined);
}

/** What only pods and ReplicaSets tell about a rollout: its template is not kept, or did not change any more. */
function tellMade(input: CauseInput, group: WorkloadPods, isNew: boolean): RolloutCause {
  const { workload } = group;
  const own = input.entries.filter(({ change }) => change.object.uid === workload.uid);
  return {
    ...tellPods(input, workload, own, below(['status']), { isNew }),
    images: imagesOf(...exemplars(input, group)),
    template: [],
  };
}

/** A pod of the template before and a pod of the current template. */
function exemplars(input: CauseInput, { workload }: WorkloadPods): [Pod | undefined, Pod | undefined] {
  const { revision } = findRevision(input, workload);
  return [
    input.before.podsOf(workload.uid).find((pod) => revisionOf(pod) !== revision),
    input.after.podsOf(workload.uid).find((pod) => revisionOf(pod) === revision),
  ];
}

/** What the pods and ReplicaSets of a workload say about its rollout. */
function tellPods(
  input: CauseInput,
  workload: ObjectRef & { uid: string },
  own: readonly Rolled[] | CauseInput['entries'],
  isExplained: (field: FieldChange) => boolean,
  { begun, isNew: isBegun }: { begun?: string | undefined; isNew: boolean },
): Omit<RolloutCause, 'images' | 'template'> {
  const group = input.podsByWorkload.get(workload.uid);
  const id = `rollout/${objectPath(workload)}`;
  const sets = setsOf(input, workload.uid);
  const pods = group ? allEntries(group) : [];
  const objects = claim(id, own, isExplained) + claim(id, sets) + claim(id, pods);
  const { set, revision } = findRevision(input, workload);
  const isNew = sets.some(({ change, after }) => change.class === 'added' && after === set);
  const row = input.after.workloads.get(objectKey(workload));
  const made = madeFor(set, isNew, group ? newPods(group) : []);
  return {
    type: 'rollout' as const,
    id,
    objects,
    workload: toObjectRef(workload),
    ...versionsOf(input, workload, group),
    rollout: row?.rollout,
    state: row && toJudged(row),
    pods: countPods(input, workload, group, revision),
    revisions: nameRevisions(input, workload),
    took: measureRollout(input, workload, group, row?.rollout, { at: begun ?? made, isNew: isBegun }),
  };
}

/** Changed ReplicaSets of a workload. */
const setsOf = (input: CauseInput, uid: string) =>
  input.entriesOf('ReplicaSet').filter((entry) => isOwnedBy(entry, uid));

/** Versions from the two reports; if only pods show them, from the pods. */
function versionsOf(
  input: CauseInput,
  workload: ObjectRef & { uid: string },
  group: WorkloadPods | undefined,
) {
  const { before, after } = input;
  const [old, now] = group ? exemplars(input, group) : [];
  const ofOld = old && before.podRow(old.metadata.uid)?.version;
  const ofNow = now && after.podRow(now.metadata.uid)?.version;
  const key = objectKey(workload);
  // Those of the templates: the new one need not run yet.
  const versions = {
    before: (before.sights.get(key) ?? before.workloads.get(key))?.version ?? ofOld,
    after: (after.sights.get(key) ?? after.workloads.get(key))?.version ?? ofNow,
  };
  // The workload has named the new version since the rollout began; its pods tell the old version.
  return versions.before === versions.after ? { ...versions, before: ofOld ?? versions.before } : versions;
}
