/** The states over the day. Pure. */
import type { Cut } from '../history/day/cut.ts';
import type { Stretch } from '../history/day/track.ts';
import { measure, type DurationRange } from '../history/period/duration-range.ts';
import { capitalize } from '../model/english.ts';
import type { ClusterFacts } from './facts.ts';
import { toCells } from '../history/period/cells.ts';
import type { State } from '../model/report.ts';
import { STATES } from '../model/state.ts';
import { STATE_WORDS } from '../words/format.ts';
import { formatSpan, howLong } from '../words/history.ts';
import type { HourCell } from './digest.ts';
import type { LocalTimes } from './local-times.ts';

/** A stretch of one state; between stretches, nobody looked. */
export type CourseStretch = Cut<Stretch & { state: State }> & {
  /** Its end was not seen: it ends with its last sight. */
  lostSight?: true;
};

/**
 * The same, as far as it was seen. A stretch with an unseen end ends with the last snapshot that showed it. Before the
 * next snapshot comes, the last one counts to the end of the day, while valid.
 */
export function seenStretches(facts: ClusterFacts): CourseStretch[] {
  const track = trackOf(facts);
  return track.map((stretch, index) => {
    if (stretch.to >= facts.window.to || track[index + 1]?.from === stretch.to) return stretch;
    const last = facts.looks.findLast((at) => at >= stretch.from && at < stretch.to);
    return { ...stretch, to: last ?? stretch.from, lostSight: true };
  });
}

/** The cluster's states, or the worst of a team's workloads. */
function trackOf({ slice, isPart }: Pick<ClusterFacts, 'slice' | 'isPart'>): CourseStretch[] {
  const own = isPart ? worstOf(slice) : slice.states;
  const joined: CourseStretch[] = [];
  for (const { from, to, since, state, atLeast, goesOn } of own) {
    const last = joined.at(-1);
    const next = { from, to, since, state, ...(atLeast && { atLeast }), ...(goesOn && { goesOn }) };
    if (last?.state === state && last.to === from)
      joined.splice(-1, 1, { ...last, to, ...(goesOn && { goesOn }) });
    else joined.push(next);
  }
  return joined;
}

/** How long one state lasted on the day; undefined if it never occurred. */
export const measureState = (facts: ClusterFacts, wanted: State): DurationRange | undefined =>
  measure(trackOf(facts), ({ state }) => state === wanted, facts.looks, facts.window);

function worstOf({ states, workloads, from: begin, to: end }: ClusterFacts['slice']): CourseStretch[] {
  const tracks = workloads.map((workload) => workload.states);
  const times = [states, ...tracks].flatMap((track) => track.flatMap(({ from, to }) => [from, to]));
  const ordered = [...new Set(times)].sort((a, b) => a - b);
  const isAt = (from: number) => (stretch: { from: number; to: number }) =>
    stretch.from <= from && stretch.to > from;
  return ordered.slice(0, -1).flatMap((from, index): CourseStretch[] => {
    // If the cluster was not seen, none of its parts was.
    if (!states.some(isAt(from))) return [];
    const there = tracks.flatMap((track) => track.find(isAt(from))?.state ?? []);
    const state = STATES.find((one) => there.includes(one));
    if (!state) return [];
    const to = ordered[index + 1]!;
    // What reaches an edge of the day was so before, or goes on.
    const since = from === begin ? -Infinity : from;
    return [{ from, to, since, state, ...(to === end && { goesOn: true as const }) }];
  });
}

const HOUR = 3600;

/** The worst wins; an hour that was mostly unseen is never healthy. */
export function toStrip(facts: ClusterFacts, times: LocalTimes): HourCell[] {
  const { from, to } = facts.window;
  const period = { from, to, bucketSeconds: HOUR };
  // The day is over: time without a following snapshot is unseen, and not in the future.
  const track = trackOf(facts).map((stretch) => ({ ...stretch, since: -Infinity }));
  const cells = toCells<State, Stretch & { state: State }>(track, period, {
    valueOf: ({ state }) => state,
    order: STATES,
    known: to,
  });
  return cells.map(({ from: begin, to: end, value }) => {
    const state = value === 'absent' || value === 'ahead' ? 'unseen' : value;
    const word = state === 'unseen' ? 'not seen' : STATE_WORDS[state];
    return { state, label: `${times.at(begin)} to ${times.at(end)}: ${word}` };
  });
}

/** Number of stretches that are told one by one. */
const MOST_PARTS = 5;

/** `Healthy until 14:15, failing until 15:00, then healthy.`; for a restless day, the total of each state. */
export function describeCourse(facts: ClusterFacts, times: LocalTimes): string {
  const { window } = facts;
  const parts: { state: State | 'unseen'; to: number; seconds: number }[] = [];
  let at = window.from;
  for (const { from, to, state } of seenStretches(facts)) {
    if (from > at) parts.push({ state: 'unseen', to: from, seconds: from - at });
    parts.push({ state, to, seconds: to - from });
    at = to;
  }
  if (at < window.to) parts.push({ state: 'unseen', to: window.to, seconds: window.to - at });
  const word = (state: State | 'unseen') =>
    state === 'unseen' ? 'not seen' : STATE_WORDS[state].toLowerCase();
  const [only] = parts;
  if (!only) return '';
  if (parts.length === 1) return capitalize(`${word(only.state)} all day.`);
  if (parts.length <= MOST_PARTS) {
    const clauses = parts.map(({ state, to }, index) =>
      index === parts.length - 1 ? `then ${word(state)}` : `${word(state)} until ${times.at(to)}`,
    );
    return capitalize(`${clauses.join(', ')}.`);
  }
  const sums = ([...STATES, 'unseen'] as const)
    .map((state) => ({
      state,
      own: parts.filter((part) => part.state === state),
    }))
    .filter(({ own }) => own.length > 0)
    .map(({ state, own }) => {
      const times = own.length > 1 && state !== 'healthy' ? ` in ${own.length} stretches` : '';
      const long =
        state === 'unseen'
          ? `for ${formatSpan(own.reduce((sum, one) => sum + one.seconds, 0))}`
          : howLong(measureState(facts, state)!);
      return `${word(state)} ${long}${times}`;
    });
  return capitalize(`${sums.join(', ')}.`);
}
