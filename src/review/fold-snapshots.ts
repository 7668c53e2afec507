/**
 * One pass over the snapshots of a review, in order. It folds them into Days, compares each with the one before, and
 * keeps what the pages show of single moments. Only two snapshots at a time are in memory.
 */
import { carry, type Day } from '../history/day/day.ts';
import { fold, type Arrival } from '../history/day/fold.ts';
import { dayOfUnix, fromUnix } from '../history/day/unix.ts';
import type { Change } from '../history/diff/change.ts';
import type { Observed } from '../history/diff/compose.ts';
import { diff } from '../history/diff/diff.ts';
import { buildSituation, type Situation } from '../history/trail/situation.ts';
import { listKnownRollouts } from '../history/trail/known-rollouts.ts';
import { foldTrail, passOver } from '../history/trail/trail.ts';
import type { Moment, Trail } from '../history/trail/trail-record.ts';
import { toSummary, type Summary } from '../model/summary.ts';
import { objectKey } from '../model/object-ref.ts';
import type { Entrance, Finding } from '../model/report.ts';
import { withRollouts } from './before-window.ts';

/** What two snapshots tell beyond the Days. */
export interface PairChange extends Pick<Change, 'causes' | 'states' | 'notComparable'> {
  before: number;
  after: number;
  /** Objects that no cause explains. */
  objects: Change['objects'];
  /** In their words at the time. */
  met: Finding[];
}

/** The cluster's state in one snapshot. */
export interface Picture {
  number: number;
  at: number;
  summary: Summary;
  /** What the snapshot says, with what the snapshots of the review before it tell. */
  situation: Situation;
  /** All ways in from outside. */
  entrances: Pick<Entrance, 'name' | 'state' | 'ready' | 'wanted'>[];
  why?: string;
  /** Not ready, or closed to pods; the worst first. */
  nodes: { name: string; status: string }[];
  /** By {@link objectKey} of the workload. */
  versions: Record<string, string>;
  unchecked: string[];
}

export interface Pass {
  cluster: string;
  days: Day[];
  pairs: PairChange[];
  pictures: Picture[];
  last?: Observed & { number: number };
  /** Of the last snapshot. */
  trail?: Trail;
  /** The stored histories: they know what happened before the first snapshot. */
  kept: readonly Day[];
}

export const openPass = (cluster: string, kept: readonly Day[]): Pass => ({
  cluster,
  days: [],
  pairs: [],
  pictures: [],
  kept,
});

/** @param observed the snapshot's content; undefined if it cannot be read */
export function addSnapshot(pass: Pass, arrival: Omit<Arrival, 'report'>, observed?: Observed): void {
  const name = dayOfUnix(arrival.at);
  if (pass.days.at(-1)?.day !== name) pass.days.push(carry(pass.days.at(-1), pass.cluster, name));
  const report = observed?.report;
  pass.days.push(fold(pass.days.pop()!, { ...arrival, ...(report && { report }) }));
  const self = toMoment(arrival);
  if (!observed || !report) {
    pass.trail = passOver(pass.trail, self);
    return;
  }
  if (!pass.last) pass.days.push(withRollouts(pass.days.pop()!, pass.kept, arrival.at));
  const known = pass.days.slice(-2).map(({ workloads }) => workloads);
  pass.trail = foldTrail(pass.trail, report, self, listKnownRollouts(known, arrival.at));
  if (pass.last) pass.pairs.push(comparePair(pass.last, { ...observed, number: arrival.number }));
  pass.pictures.push(toPicture(observed, arrival, pass.trail));
  pass.last = { ...observed, number: arrival.number };
}

function toMoment({ number, at }: Pick<Arrival, 'number' | 'at'>): Moment {
  const instant = fromUnix(at);
  return { number, instant, day: dayOfUnix(at), time: `${instant.slice(11, 19).replaceAll(':', '')}Z` };
}

function comparePair(
  before: Observed & { number: number },
  after: Observed & { number: number },
): PairChange {
  const { causes, states, notComparable, objects, findings } = diff(before, after);
  return {
    before: before.number,
    after: after.number,
    causes,
    states,
    notComparable,
    objects: objects.filter(({ cause }) => cause === undefined),
    met: findings.new,
  };
}

/** Number of nodes that a picture names. */
const MOST_NODES = 8;

function toPicture(
  { report }: Observed,
  { number, at }: Pick<Arrival, 'number' | 'at'>,
  trail: Trail,
): Picture {
  const versions = report.workloads.flatMap(({ version, ...ref }) =>
    version === undefined ? [] : [[objectKey(ref), version] as const],
  );
  return {
    number,
    at,
    summary: toSummary(report),
    situation: buildSituation(report, trail),
    entrances: report.entrances.map(({ name, state, ready, wanted }) => ({
      ...{ name, state },
      ...(ready !== undefined && { ready }),
      ...(wanted !== undefined && { wanted }),
    })),
    ...(report.why !== undefined && { why: report.why }),
    nodes: report.nodes
      .filter(({ status }) => status !== 'Ready')
      .slice(0, MOST_NODES)
      .map(({ name, status }) => ({ name, status })),
    versions: Object.fromEntries(versions),
    unchecked: report.unchecked.map(({ title }) => title),
  };
}
