/**
 * A review folds its own snapshots, so that each printing says the same. For states that began earlier, the histories
 * know the begin.
 */
import type { Cut } from '../history/day/cut.ts';
import type { Day } from '../history/day/day.ts';
import { sliceDays, type Slice } from '../history/day/slice.ts';
import type { Stretch } from '../history/day/track.ts';
import { findingKey } from '../model/findings/finding-key.ts';
import { objectKey } from '../model/object-ref.ts';

/** The slice, with the begins of its first states from the stored Days. */
export function withEarlier(slice: Slice, kept: readonly Day[]): Slice {
  const { from } = slice;
  const earlier = sliceDays(kept, from, from + 1);
  const workloads = new Map(earlier.workloads.map((one) => [objectKey(one), one]));
  const nodes = new Map(earlier.nodes.map((one) => [one.name, one]));
  const findings = new Map(earlier.findings.map((one) => [findingKey(one.rule, one), one]));
  return {
    ...slice,
    states: date(slice.states, earlier.states, from, ({ state }) => state),
    workloads: slice.workloads.map((workload) => {
      const known = workloads.get(objectKey(workload));
      if (!known) return workload;
      return { ...workload, states: date(workload.states, known.states, from, ({ state }) => state) };
    }),
    nodes: slice.nodes.map((node) => {
      const known = nodes.get(node.name);
      return known ? { ...node, beats: date(node.beats, known.beats, from, ({ beat }) => beat) } : node;
    }),
    findings: slice.findings.map((finding) => {
      const known = findings.get(findingKey(finding.rule, finding));
      return known
        ? { ...finding, met: date(finding.met, known.met, from, (one) => `${one.silenced} ${one.advice}`) }
        : finding;
    }),
  };
}

/** A Day after the first snapshot of a review, with the rollouts that were running, from the stored Days. */
export function withRollouts(day: Day, kept: readonly Day[], at: number): Day {
  const known = new Map(sliceDays(kept, at, at + 1).workloads.map((one) => [objectKey(one), one]));
  return {
    ...day,
    workloads: day.workloads.map((workload) => {
      const open = known
        .get(objectKey(workload))
        ?.rollouts.findLast(({ begun, ended = Infinity }) => begun <= at && ended > at);
      if (!open) return workload;
      // The review's own snapshots tell how the rollout continued, and with how many pods. Their first one may have shown it too.
      const { endedAfter: _, ended: __, superseded: ___, stuck: ____, paused: _____, ...begun } = open;
      return { ...workload, rollouts: [{ ...begun, replaced: 0 }] };
    }),
  };
}

function date<Value extends Stretch>(
  track: readonly Cut<Value>[],
  known: readonly Cut<Value>[],
  from: number,
  valueOf: (stretch: Cut<Value>) => unknown,
): Cut<Value>[] {
  const [first, ...rest] = track;
  const before = known.find((stretch) => stretch.from <= from && stretch.to > from);
  if (
    !first ||
    !before ||
    first.from > from ||
    valueOf(first) !== valueOf(before) ||
    before.since >= first.since
  )
    return [...track];
  const { atLeast: _, ...more } = first;
  return [
    { ...more, since: before.since, ...(before.atLeast && { atLeast: true as const }) } as Cut<Value>,
    ...rest,
  ];
}
