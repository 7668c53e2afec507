/** The unseen times of the day. Pure. */
import { formatSpan } from '../words/history.ts';
import { formatCount, formatNumber, join } from '../model/english.ts';
import type { Item, Section } from './digest.ts';
import { showing, showingBefore } from './evidence.ts';
import type { ClusterFacts } from './facts.ts';
import type { LocalTimes } from './local-times.ts';

/** Number of gaps that are told one by one. */
const MOST_GAPS = 5;

export function describeUnseen(facts: ClusterFacts, times: LocalTimes): Section {
  const { coverage, window } = facts;
  const within = ({ from, to }: { from: number; to: number }) => ({
    from: Math.max(from, window.from),
    to: Math.min(to, window.to),
  });
  const gaps = coverage.missed.toSorted((a, b) => b.to - b.from - (a.to - a.from));
  const items: Item[] = describeBegin(facts, times);
  items.push(
    ...gaps.slice(0, MOST_GAPS).map((gap): Item => ({
      mark: 'unknown',
      text: `No snapshot from ${times.at(gap.from)} to ${times.at(gap.to)} (${formatSpan(gap.to - gap.from)}): ${formatCount(gap.missing, 'is', 'are')} missing.`,
      link: showing(facts, gap.to, 'index'),
    })),
  );
  const rest = gaps.slice(MOST_GAPS);
  if (rest.length > 0)
    items.push({ mark: 'unknown', text: `${formatCount(rest.length, 'shorter gap')} between snapshots.` });
  for (const { kind, state, snapshots, first, last, error } of coverage.unseen) {
    const which = snapshots === coverage.taken ? 'any snapshot' : formatCount(snapshots, 'snapshot');
    items.push({
      mark: 'unknown',
      name: kind,
      text: `not ${state === 'partial' ? 'wholly ' : ''}seen by ${which === 'any snapshot' ? which : `${which} of ${formatNumber(coverage.taken)}`}, ${first === last ? `at ${times.at(first)}` : `${times.at(first)} to ${times.at(last)}`}.`,
      ...(error !== undefined && { detail: error.slice(0, 240) }),
      link: showing(facts, first, 'index'),
    });
  }
  for (const { number, at, why } of coverage.lost.slice(0, MOST_GAPS)) {
    items.push({
      mark: 'unknown',
      text: `Nothing is known of snapshot No. ${number}, ${times.at(at)}: ${why}.`,
      link: showing(facts, at, 'index'),
    });
  }
  if (coverage.lost.length > MOST_GAPS)
    items.push({
      mark: 'unknown',
      text: `Nor of ${formatCount(coverage.lost.length - MOST_GAPS, 'other snapshot')}.`,
    });
  const losses = [
    { gaps: coverage.eventsLost, words: 'Events were lost for certain' },
    { gaps: coverage.eventsPerhapsLost, words: 'Events may be missing' },
  ];
  for (const { gaps: lost, words } of losses) {
    if (lost.length === 0) continue;
    const spans = lost.slice(0, 3).map((gap) => {
      const { from, to } = within(gap);
      return `${times.at(from)} to ${times.at(to)}`;
    });
    const more = lost.length > 3 ? ` and ${lost.length - 3} more times` : '';
    items.push({
      mark: 'unknown',
      text: `${words}: ${join(spans)}${more}.`,
      link: showing(facts, lost[0]!.to, 'index'),
    });
  }
  const tail = silentSince(facts);
  if (tail !== undefined && coverage.taken > 0)
    items.push({
      mark: 'unknown',
      text: `Nothing was seen after ${times.at(tail)}.`,
      link: showingBefore(facts, tail + 1, 'index'),
    });
  return { id: 'unseen', title: 'Not seen', items, more: 0 };
}

/** For the day of the very first snapshot. */
function describeBegin(facts: ClusterFacts, { at }: LocalTimes): Item[] {
  const { snapshots, window } = facts;
  const first = snapshots[0];
  if (!first || first.at <= window.from) return [];
  return [
    {
      mark: 'unknown',
      text: `Nothing is known of the time before ${at(first.at)}, when the first snapshot was taken that Gazette knows of.`,
      link: showing(facts, first.at, 'index'),
    },
  ];
}

/** The last snapshot, if there was none for long at the end of the day. */
export function silentSince({ known, window, last, hasLater }: ClusterFacts): number | undefined {
  return !hasLater && known !== undefined && known < window.to ? last : undefined;
}
