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
  const items = [describeBegin, describeGaps, describeKinds, describeLost, describeLostEvents, describeTail]
    .flatMap((describe) => describe(facts, times))
    .map((item): Item => ({ mark: 'unknown', ...item }));
  return { id: 'unseen', title: 'Not seen', items, more: 0 };
}

/** What is not known: the mark is the same for all. */
type Unknown = Omit<Item, 'mark'>;

/** The longest gaps between snapshots, and how many more. */
function describeGaps(facts: ClusterFacts, times: LocalTimes): Unknown[] {
  const gaps = facts.coverage.missed.toSorted((a, b) => b.to - b.from - (a.to - a.from));
  const more = gaps.length - MOST_GAPS;
  return [
    ...gaps.slice(0, MOST_GAPS).map((gap) => ({
      text: `No snapshot from ${times.at(gap.from)} to ${times.at(gap.to)} (${formatSpan(gap.to - gap.from)}): ${formatCount(gap.missing, 'is', 'are')} missing.`,
      link: showing(facts, gap.to, 'index'),
    })),
    ...(more > 0 ? [{ text: `${formatCount(more, 'shorter gap')} between snapshots.` }] : []),
  ];
}

/** Kinds that some snapshots did not see, or not wholly. */
const describeKinds = (facts: ClusterFacts, times: LocalTimes): Unknown[] =>
  facts.coverage.unseen.map(({ kind, state, snapshots, first, last, error }) => {
    const { taken } = facts.coverage;
    const by =
      snapshots === taken
        ? 'any snapshot'
        : `${formatCount(snapshots, 'snapshot')} of ${formatNumber(taken)}`;
    const when = first === last ? `at ${times.at(first)}` : `${times.at(first)} to ${times.at(last)}`;
    return {
      name: kind,
      text: `not ${state === 'partial' ? 'wholly ' : ''}seen by ${by}, ${when}.`,
      ...(error !== undefined && { detail: error.slice(0, 240) }),
      link: showing(facts, first, 'index'),
    };
  });

/** Snapshots that cannot be read. */
function describeLost(facts: ClusterFacts, times: LocalTimes): Unknown[] {
  const { lost } = facts.coverage;
  const more = lost.length - MOST_GAPS;
  return [
    ...lost.slice(0, MOST_GAPS).map(({ number, at, why }) => ({
      text: `Nothing is known of snapshot No. ${number}, ${times.at(at)}: ${why}.`,
      link: showing(facts, at, 'index'),
    })),
    ...(more > 0 ? [{ text: `Nor of ${formatCount(more, 'other snapshot')}.` }] : []),
  ];
}

/** Number of times with lost events that are named. */
const MOST_LOSSES = 3;

function describeLostEvents(facts: ClusterFacts, times: LocalTimes): Unknown[] {
  const { coverage, window } = facts;
  return [
    { lost: coverage.eventsLost, words: 'Events were lost for certain' },
    { lost: coverage.eventsPerhapsLost, words: 'Events may be missing' },
  ].flatMap(({ lost, words }): Unknown[] => {
    const [first] = lost;
    if (!first) return [];
    const spans = lost
      .slice(0, MOST_LOSSES)
      .map(
        ({ from, to }) => `${times.at(Math.max(from, window.from))} to ${times.at(Math.min(to, window.to))}`,
      );
    const more = lost.length > MOST_LOSSES ? ` and ${lost.length - MOST_LOSSES} more times` : '';
    return [{ text: `${words}: ${join(spans)}${more}.`, link: showing(facts, first.to, 'index') }];
  });
}

/** The end of the day, if nobody looked any more. */
function describeTail(facts: ClusterFacts, times: LocalTimes): Unknown[] {
  const tail = silentSince(facts);
  if (tail === undefined || facts.coverage.taken === 0) return [];
  return [
    { text: `Nothing was seen after ${times.at(tail)}.`, link: showingBefore(facts, tail + 1, 'index') },
  ];
}

/** For the day of the very first snapshot. */
function describeBegin(facts: ClusterFacts, { at }: LocalTimes): Unknown[] {
  const { snapshots, window } = facts;
  const first = snapshots[0];
  if (!first || first.at <= window.from) return [];
  return [
    {
      text: `Nothing is known of the time before ${at(first.at)}, when the first snapshot was taken that Gazette knows of.`,
      link: showing(facts, first.at, 'index'),
    },
  ];
}

/** The last snapshot, if there was none for long at the end of the day. */
export function silentSince({ known, window, last, hasLater }: ClusterFacts): number | undefined {
  return !hasLater && known !== undefined && known < window.to ? last : undefined;
}
