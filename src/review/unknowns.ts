/** What a review cannot tell, a sentence each: the first thing that a reader must know about its evidence. */
import type { Day } from '../history/day/day.ts';
import type { CoverageHistory } from '../history/period/coverage.ts';
import { formatCount, join } from '../model/english.ts';
import { formatSpan } from '../words/history.ts';
import type { Evidence } from './moments.ts';
import type { PairChange, Picture } from './fold-snapshots.ts';
import { formatDate, formatShort } from './times.ts';

export interface UnknownFacts {
  from: number;
  evidence: readonly Evidence[];
  coverage: CoverageHistory;
  days: readonly Day[];
  pictures: readonly Picture[];
  pairs: readonly PairChange[];
  /** The stored Days were used, because snapshots of the window are deleted. */
  isThinned: boolean;
}

export interface Unknown {
  text: string;
  details: string[];
  /**
   * A part of the window was missed, although it could have been seen. Otherwise, it is something that no snapshot can
   * tell.
   */
  missed: boolean;
}

/** What the window misses, then what no snapshot can tell. */
export function listUnknowns(facts: UnknownFacts): Unknown[] {
  const time = timesOf(facts.from);
  return [
    ...tellSides(facts, time),
    ...tellGaps(facts, time),
    ...tellSnapshots(facts, time),
    ...tellKinds(facts, time),
    ...tellEvents(facts, time),
    ...tellClocks(facts, time),
    ...tellLimits(facts),
    ...tellNever(facts),
  ];
}

type TimeOf = (at: number) => string;

const missed = (text: string, details: string[] = []): Unknown => ({ text, details, missed: true });
const never = (text: string): Unknown => ({ text, details: [], missed: false });

/** `14:05`, with the day if it is not that of the window's begin. */
function timesOf(from: number): TimeOf {
  const day = formatDate(from);
  return (at) => (formatDate(at) === day ? formatShort(at) : `${formatDate(at)} ${formatShort(at)}`);
}

/** Snapshots before, within and after the window. */
function tellSides({ from, evidence }: UnknownFacts, time: TimeOf): Unknown[] {
  const has = (role: Evidence['role']) => evidence.some((one) => one.role === role && one.lost === undefined);
  const known = evidence.findLast(({ lost }) => lost === undefined)?.at ?? from;
  const texts = {
    before:
      'There is no snapshot from before the window. How the cluster was then is not known, nor since when what was wrong at its beginning.',
    within: 'No snapshot from within the window can be read: what is told of it rests on those around it.',
    after: `There was no snapshot from after the window when this was written: nothing is known after ${time(known)}. Run gazette review again once there is one.`,
  };
  return (['before', 'within', 'after'] as const).flatMap((role) => (has(role) ? [] : [missed(texts[role])]));
}

const tellGaps = ({ coverage }: UnknownFacts, time: TimeOf): Unknown[] =>
  coverage.missed.map((one) =>
    missed(
      `Between ${time(one.from)} and ${time(one.to)} nobody looked for ${formatSpan(one.to - one.from)}: at least ${formatCount(one.missing, 'snapshot')} missing. What came and went meanwhile is not known but for what events and restart counters tell.`,
    ),
  );

/** Snapshots that cannot be read, or were deleted. */
function tellSnapshots({ evidence, isThinned }: UnknownFacts, time: TimeOf): Unknown[] {
  const lost = evidence.filter((one) => one.lost !== undefined);
  const gone = evidence.filter((one) => one.gone);
  const [it, them] = [lost, gone].map(({ length }) => (length === 1 ? 'it' : 'them'));
  return [
    ...(lost.length > 0
      ? [
          missed(
            `${formatCount(lost.length, 'snapshot')} cannot be read, and nothing of ${it} is here.`,
            lost.map(({ number, at, lost: why }) => `No. ${number}, ${time(at)}: ${why}`),
          ),
        ]
      : []),
    ...(gone.length > 0
      ? [
          missed(
            `${formatCount(gone.length, 'snapshot')} of the window ${gone.length === 1 ? 'was' : 'were'} deleted before this was written. What the histories keep of ${them} is told, and cannot be verified any more.`,
            gone.map(({ number, at }) => `No. ${number}, ${time(at)}`),
          ),
        ]
      : []),
    ...(isThinned
      ? [
          missed(
            'Changes of objects are told between the snapshots that are left, with bounds as wide as those lie apart.',
          ),
        ]
      : []),
  ];
}

/** Kinds that were not read, and what hangs on them. */
function tellKinds({ coverage, pictures, pairs }: UnknownFacts, time: TimeOf): Unknown[] {
  const unchecked = [...new Set(pictures.flatMap((picture) => picture.unchecked))].sort();
  const kinds = new Set(pairs.flatMap((pair) => pair.notComparable.map(({ kind }) => kind)));
  const when = (first: number, last: number) =>
    first === last ? `at ${time(first)}` : `${time(first)} to ${time(last)}`;
  return [
    ...(coverage.unseen.length > 0
      ? [
          missed(
            'Not everything was read in every snapshot. Of what was not, nothing is said, and it is not taken for healthy.',
            coverage.unseen.map(
              ({ kind, state, snapshots, first, last, error }) =>
                `${kind}: ${state} in ${formatCount(snapshots, 'snapshot')}, ${when(first, last)}${error ? ` (${error})` : ''}`,
            ),
          ),
        ]
      : []),
    ...(unchecked.length > 0
      ? [missed('Some rules could not be checked everywhere.', [join(unchecked)])]
      : []),
    ...(kinds.size > 0
      ? [
          missed(
            `Objects that one of two snapshots could not see are neither new nor gone: ${join([...kinds].sort())}.`,
          ),
        ]
      : []),
  ];
}

const tellEvents = ({ coverage }: UnknownFacts, time: TimeOf): Unknown[] => [
  ...coverage.eventsLost.map((one) =>
    missed(
      `Events from ${time(one.from)} to ${time(one.to)} are lost for certain: snapshots were further apart than events live.`,
    ),
  ),
  ...coverage.eventsPerhapsLost.map((one) =>
    missed(
      `Events from ${time(one.from)} to ${time(one.to)} may be lost: ${one.why === 'partial' ? 'only some namespaces were seen' : 'some were gone before their time'}.`,
    ),
  ),
];

function tellClocks({ coverage: { odd } }: UnknownFacts, time: TimeOf): Unknown[] {
  if (odd.length === 0) return [];
  return [
    missed(
      'The clock of some snapshots cannot be believed; they stand where their neighbours put them.',
      odd.map(
        ({ number, at, says, marks = [] }) =>
          `No. ${number}, ${time(at)}${says === undefined ? '' : `; it says ${time(says)}`}${marks.length > 0 ? ` (${marks.join(', ')})` : ''}`,
      ),
    ),
  ];
}

/** What a Day does not keep. */
function tellLimits({ days }: UnknownFacts): Unknown[] {
  const events = days.reduce((sum, { moreEvents }) => sum + moreEvents.entries, 0);
  const findings = days.reduce((sum, { moreFindings }) => sum + moreFindings, 0);
  const tell = (number: number, noun: string) =>
    number === 0
      ? []
      : [missed(`${formatCount(number, noun)} of these days are beyond the most that a day keeps.`)];
  return [...tell(events, 'event'), ...tell(findings, 'finding')];
}

function tellNever({ days }: UnknownFacts): Unknown[] {
  const interval = days.findLast(({ balance }) => balance)?.balance?.interval;
  return [
    never(
      `Between two snapshots${interval === undefined ? '' : `, ${formatSpan(interval)} apart as a rule,`} only events, restart counters and the times that Kubernetes itself keeps tell what happened. Counts are "at least": what restarted and was replaced between two of them took its counter along.`,
    ),
    never(
      'Container logs, metrics over time, Secrets and ConfigMaps are never collected: a cause that only they show is not here.',
    ),
  ];
}
