import { compareObjects } from '../../model/object-ref.ts';
import type { Report } from '../../model/report.ts';
import { compareText } from '../../model/state.ts';
import { isBeat, kindNames } from '../../snapshots/kinds/kinds.ts';
import type { Snapshot } from '../../snapshots/schema.ts';
import type { Cause, ChangeCounts, ObjectChange, Side } from './change.ts';
import type { ObjectEntry } from './entries.ts';
import { isNoise, type Matched } from './match-objects.ts';
import { toJudged } from './state-changes.ts';

/** A snapshot and its report. */
export interface Observed {
  snapshot: Snapshot;
  report: Report;
}

/** The common part of comparisons within a cluster and between clusters. */
export function compose(
  before: Observed,
  after: Observed,
  { entries, hidden }: Matched,
  causes: Cause[],
  noise: boolean,
) {
  const sides = { before: toSide(before), after: toSide(after) };
  const objects = sortEntries(entries).map(({ change }) => change);
  const hiddenCount = [...hidden.values()].reduce((sum, one) => sum + one.before + one.after, 0);
  const telling = objects.filter((change) => change.cause !== undefined || !isNoise(change));
  const count = (how: ObjectChange['class']) => telling.filter((change) => change.class === how).length;
  return {
    ...sides,
    seconds: (Date.parse(sides.after.time) - Date.parse(sides.before.time)) / 1000,
    counts: {
      objects: { before: countObjects(before), after: countObjects(after) },
      added: count('added'),
      removed: count('removed'),
      changed: count('changed'),
      replaced: count('replaced'),
      notComparable: hiddenCount,
      noise: objects.length - telling.length,
      restarts: causes.reduce((sum, cause) => sum + (cause.type === 'restarts' ? cause.restarts : 0), 0),
    } satisfies ChangeCounts,
    state: { before: toJudged(before.report), after: toJudged(after.report) },
    causes,
    objects: noise ? objects : telling.map(withoutNoise),
  };
}

const withoutNoise = (change: ObjectChange): ObjectChange => ({
  ...change,
  fields: change.fields.filter((field) => field.noise === undefined),
});

function toSide({ snapshot: { meta }, report }: Observed): Side {
  return {
    cluster: meta.cluster,
    number: meta.number,
    time: meta.time,
    complete: report.unseen.length === 0,
  };
}

const countObjects = ({ snapshot: { objects } }: Observed) =>
  kindNames.reduce(
    (sum, kind) => sum + (kind === 'Event' || isBeat(kind) ? 0 : (objects[kind]?.length ?? 0)),
    0,
  );

function sortEntries(entries: readonly ObjectEntry[]): ObjectEntry[] {
  const order = new Map(kindNames.map((kind, index) => [kind, index]));
  return entries.toSorted(
    (a, b) =>
      order.get(a.kind)! - order.get(b.kind)! ||
      compareObjects(a.change.object, b.change.object) ||
      compareText(a.change.object.uid, b.change.object.uid),
  );
}
