/** Times in which a workload failed, and whether they are over. Pure. */
import type { Cut } from '../history/day/cut.ts';
import type { WorkloadSlice } from '../history/day/slice.ts';
import type { WorkloadState } from '../history/day/workload-day.ts';
import { looksOf, measureRun, touches } from '../history/period/duration-range.ts';
import { clip, join } from '../model/english.ts';
import { formatObject, objectKey } from '../model/object-ref.ts';
import { formatSpan } from '../words/history.ts';
import type { Item, Section } from './digest.ts';
import { findingFragment, showing } from './evidence.ts';
import type { ClusterFacts } from './facts.ts';
import type { LocalTimes } from './local-times.ts';

export interface Incident {
  workload: WorkloadSlice;
  /** When it failed, in order. A time with an unseen end ends with its last sight. */
  failed: (Cut<WorkloadState> & { lostSight?: true })[];
  /** At least. */
  seconds: number;
  /** Its worst harm, from the share that was down and its reach. */
  harm: number;
  /** How it ended: `goes on`; `over` if it was seen not to fail; `gone` with the workload; `unseen`. */
  end: 'goes on' | 'over' | 'gone' | 'unseen';
}

/** The most harm first; with equal harm, running incidents first, then the longest. */
export function findIncidents({
  slice,
  window,
  snapshots,
}: Pick<ClusterFacts, 'slice' | 'window' | 'snapshots'>): Incident[] {
  const looks = looksOf([{ snapshots }]);
  return slice.workloads
    .flatMap((workload): Incident[] => {
      const failed = findFailed(workload.states, window, looks);
      const last = failed.at(-1);
      if (!last) return [];
      const seconds = failed.reduce((sum, { from, to }) => sum + to - from, 0);
      const after = workload.states.find(({ from }) => from >= last.to);
      const end =
        last.to >= window.to ? 'goes on' : !after ? 'unseen' : after.state === 'gone' ? 'gone' : 'over';
      const harm = Math.max(...failed.map((stretch) => stretch.harm ?? 0));
      return [{ workload, failed, seconds, harm, end }];
    })
    .sort(
      (a, b) =>
        b.harm - a.harm || Number(b.end !== 'over') - Number(a.end !== 'over') || b.seconds - a.seconds,
    );
}

function findFailed(
  states: readonly Cut<WorkloadState>[],
  { to: end }: ClusterFacts['window'],
  looks: readonly number[],
): Incident['failed'] {
  return states.flatMap((stretch, index): Incident['failed'] => {
    if (stretch.state !== 'failing') return [];
    if (stretch.to >= end || touches(states, index + 1)) return [stretch];
    const { least } = measureRun(states, { first: index, last: index }, looks);
    return [{ ...stretch, to: Math.max(stretch.from, stretch.since + least), lostSight: true }];
  });
}

export function describeIncidents(
  incidents: readonly Incident[],
  facts: ClusterFacts,
  times: LocalTimes,
): Section {
  return {
    id: 'incidents',
    title: 'Incidents',
    items: incidents.map((incident) => describeIncident(incident, facts, times)),
    more: 0,
  };
}

const END = {
  'goes on': 'not over',
  over: 'over',
  gone: 'until it was deleted',
  unseen: 'since then not seen',
};

const MARKS = { 'goes on': 'failing', over: 'healthy', gone: 'plain', unseen: 'unknown' } as const;

function describeIncident(
  { workload, failed, seconds, end }: Incident,
  facts: ClusterFacts,
  times: LocalTimes,
): Item {
  const [first] = failed;
  const spans = failed.slice(0, 3).map((stretch) => spanOf(stretch, facts, times));
  const more = failed.length > 3 ? ` and ${failed.length - 3} more times` : '';
  const least = failed.some(({ lostSight, atLeast }) => lostSight ?? atLeast) ? 'at least ' : '';
  const sum = failed.length > 1 ? `, ${least}${formatSpan(seconds)} in all` : '';
  const titles = causesOf(workload, failed, facts);
  const why = failed.find((stretch) => stretch.why)?.why;
  const finding = findingsOf(workload, facts).find(({ severity }) => severity === 'failing');
  return {
    mark: MARKS[end],
    name: formatObject(workload),
    text:
      failed.length === 1 && end === 'goes on'
        ? `failing ${join(spans)}.`
        : `failed ${join(spans)}${more}${sum}: ${END[end]}.`,
    ...((titles.length > 0 || why) && {
      detail: clip(titles.length > 0 ? titles.join('; ') : why!, 300),
    }),
    link: showing(facts, first!.from, 'findings', finding && findingFragment(finding)),
  };
}

/** Tells if it began on an earlier day. */
function spanOf(stretch: Incident['failed'][number], { window }: ClusterFacts, { span }: LocalTimes): string {
  const goesOn = stretch.to >= window.to;
  return span({ ...stretch, from: stretch.since, goesOn, atLeast: stretch.atLeast === true });
}

const findingsOf = (workload: WorkloadSlice, { slice }: ClusterFacts) =>
  slice.findings.filter((finding) => objectKey(finding) === objectKey(workload));

/** What the rules said about it meanwhile. */
function causesOf(workload: WorkloadSlice, failed: Incident['failed'], facts: ClusterFacts): string[] {
  const isMeanwhile = (met: { from: number; to: number }) =>
    failed.some(({ from, to }) => met.from < to && met.to > from);
  return findingsOf(workload, facts)
    .filter(({ severity, met }) => severity !== 'advice' && met.some(isMeanwhile))
    .map(({ title, what }) => `${title}: ${what}`);
}
