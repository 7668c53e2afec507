/** An incident review: the content of its page, its Markdown and its CSV, as plain data. Pure. */
import type { Day } from '../history/day/day.ts';
import { sliceDays } from '../history/day/slice.ts';
import { summariseDay } from '../history/day/summary.ts';
import type { WorkloadRef } from '../history/day/workload-day.ts';
import { buildCoverage, type CoverageHistory } from '../history/period/coverage.ts';
import { compareObjects, parseObject } from '../model/object-ref.ts';
import type { State } from '../model/report.ts';
import { compareSummaries } from '../model/summary.ts';
import type { Situation } from '../history/trail/situation.ts';
import { fromUnix } from '../history/day/unix.ts';
import type { Summary } from '../model/summary.ts';
import type { ReviewDefinition } from '../snapshots/schema.ts';
import { listAffected, type Affected } from './affected.ts';
import type { Entry } from './entry.ts';
import { buildLanes, type Lanes } from './lanes.ts';
import { worstOf, writeReviewLead } from './lead.ts';
import { toMoments, type Evidence } from './moments.ts';
import type { Pass, Picture } from './fold-snapshots.ts';
import { withEarlier } from './before-window.ts';
import { tellImpact, tellThread, type StorySentence, type StoryStep } from './story.ts';
import { buildTimeline } from './timeline.ts';
import { listUnknowns, type Unknown } from './unknowns.ts';
import { formatLocalWindow, nameZone } from './zone.ts';

/** The cluster's state in one snapshot. */
export interface ReviewSide extends Pick<Picture, 'number' | 'at' | 'nodes' | 'why'> {
  address: string;
  summary: Summary;
}

/** The situation of one snapshot. */
export interface ReviewStory {
  number: number;
  instant: string;
  situation: Situation;
}

export interface VersionLine {
  workload: WorkloadRef;
  /** Absent: it did not exist, or was not seen. */
  before?: string;
  during?: string;
  after?: string;
}

export interface Review extends Pick<
  ReviewDefinition,
  'id' | 'cluster' | 'from' | 'to' | 'zone' | 'notes' | 'written'
> {
  title: string;
  /** The cluster's name for people. */
  alias?: string;
  lead: string;
  /** What its worst moment said; absent if no snapshot of the window can be read. */
  story?: ReviewStory;
  /** Its snapshots, in order. */
  pictures: readonly Picture[];
  impact: StorySentence[];
  /** How it came, in order of time. */
  thread: StoryStep[];
  /** The cluster's worst state in the window; absent if nothing was seen. */
  worst?: State;
  /** A part of the window was not seen. */
  incomplete: boolean;
  before?: ReviewSide;
  /** The worst moment of the window. */
  during?: ReviewSide;
  after?: ReviewSide;
  /** Workloads whose version differs among the three. */
  versions: VersionLine[];
  lanes: Lanes;
  affected: Affected[];
  timeline: Entry[];
  unknowns: Unknown[];
  evidence: Evidence[];
  /** The end of what is known. */
  known: number;
}

export interface ReviewFacts {
  definition: ReviewDefinition;
  evidence: Evidence[];
  /** All stored snapshots of the evidence, in order. */
  pass: Pass;
}

export function buildReview({ definition, evidence, pass }: ReviewFacts): Review {
  const { id, cluster, from, to, zone, title, notes, written } = definition;
  const moments = toMoments(evidence);
  // Only the histories still know the deleted snapshots.
  const isThinned = evidence.some(({ gone }) => gone);
  const { kept, pictures } = pass;
  const days = isThinned ? kept : pass.days;
  const end = Math.max(to, ...evidence.filter(({ lost }) => lost === undefined).map(({ at }) => at + 1));
  const cut = (until: number) => withEarlier(sliceDays(days, from, until), kept);
  const [slice, wide] = [cut(to), cut(end)];
  const coverage = coverageOf(days, from, to, evidence);
  const pictureOf = (role: Evidence['role']) => {
    const numbers = new Set(evidence.filter((one) => one.role === role).map(({ number }) => number));
    return pictures.filter(({ number }) => numbers.has(number));
  };
  const [before] = pictureOf('before');
  const [during] = pictureOf('within').sort(compareTrouble);
  const [after] = pictureOf('after');
  const affected = listAffected(wide, moments).filter(({ from: begin }) => (begin.after ?? begin.at) < to);
  const unknowns = listUnknowns({ from, evidence, coverage, days, pictures, pairs: pass.pairs, isThinned });
  const worst = worstOf(slice);
  const alias = pictures.findLast(({ summary }) => summary.alias)?.summary.alias;
  return {
    ...{ id, cluster, from, to, zone, written },
    ...(notes !== undefined && { notes }),
    title: title ?? `${cluster}, ${formatLocalWindow({ from, to }, zone)} ${nameZone(zone)}`,
    ...(alias !== undefined && { alias }),
    lead: writeReviewLead({
      cluster,
      slice,
      wide: wide.states,
      moments,
      affected,
      ...(after && { afterwards: after.summary.state }),
    }),
    ...(during && { story: toStory(during) }),
    pictures,
    impact: tellImpact(pictures, affected, slice),
    thread: tellThread(affected, wide, moments),
    ...(worst !== undefined && { worst }),
    incomplete: unknowns.some(({ missed }) => missed),
    ...(before && { before: toSide(before, evidence) }),
    ...(during && { during: toSide(during, evidence) }),
    ...(after && { after: toSide(after, evidence) }),
    versions: compareVersions(before, during, after),
    lanes: buildLanes(slice, wide, moments),
    affected,
    timeline: buildTimeline({ slice: wide, to, pairs: pass.pairs, moments, coverage }),
    unknowns,
    evidence,
    known: Math.max(-Infinity, ...days.map(({ known = -Infinity }) => known)),
  };
}

/** Up to the first snapshot after the window, so that a gap at the window's end is visible. */
function coverageOf(
  days: readonly Day[],
  from: number,
  to: number,
  evidence: readonly Evidence[],
): CoverageHistory {
  const numbers = new Set(evidence.map(({ number }) => number));
  const summaries = days
    .map(summariseDay)
    .map((day) => ({ ...day, snapshots: day.snapshots.filter(({ number }) => numbers.has(number)) }));
  return buildCoverage(summaries, { from, to, bucketSeconds: 900 });
}

/** The worst first; then the one with more failures; then the earlier. */
const compareTrouble = (a: Picture, b: Picture) => compareSummaries(a.summary, b.summary) || a.at - b.at;

const toSide = ({ number, at, nodes, why, summary }: Picture, evidence: readonly Evidence[]): ReviewSide => ({
  ...{ number, at, nodes, summary },
  ...(why !== undefined && { why }),
  address: evidence.find((one) => one.number === number)!.address,
});

/** Of a quiet moment, nothing is told of calm: the window has its own end. */
function toStory({ number, at, situation: { calm: _, ...situation } }: Picture): ReviewStory {
  return { number, instant: fromUnix(at), situation };
}

function compareVersions(...pictures: [before?: Picture, during?: Picture, after?: Picture]): VersionLine[] {
  const there = pictures.filter((picture) => picture !== undefined);
  const keys = new Set(there.flatMap(({ versions }) => Object.keys(versions)));
  const workloads = [...keys].map((key) => ({ key, ...parseObject(key)! })).sort(compareObjects);
  return workloads.flatMap(({ key, kind, namespace = '', name }): VersionLine[] => {
    const [before, during, after] = pictures.map((picture) => picture?.versions[key]);
    if (new Set(there.map(({ versions }) => versions[key])).size < 2) return [];
    return [
      {
        workload: { kind, namespace, name },
        ...(before !== undefined && { before }),
        ...(during !== undefined && { during }),
        ...(after !== undefined && { after }),
      },
    ];
  });
}
