/** What a review cannot tell, a sentence each: the first thing that a reader must know about its evidence. */
import type { Day } from '../history/day/day.ts';
import type { CoverageHistory } from '../history/period/coverage.ts';
import { count, join } from '../model/english.ts';
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

export function listUnknowns(facts: UnknownFacts): Unknown[] {
  const { from, evidence, coverage, days, pictures, pairs, isThinned } = facts;
  const day = formatDate(from);
  const time = (at: number) =>
    formatDate(at) === day ? formatShort(at) : `${formatDate(at)} ${formatShort(at)}`;
  const missed = (text: string, details: string[] = []): Unknown => ({ text, details, missed: true });
  const never = (text: string): Unknown => ({ text, details: [], missed: false });
  const usable = (role: Evidence['role']) =>
    evidence.some((one) => one.role === role && one.lost === undefined);
  const known = evidence.findLast(({ lost }) => lost === undefined)?.at ?? from;
  const lost = evidence.filter((one) => one.lost !== undefined);
  const gone = evidence.filter((one) => one.gone);
  const unchecked = [...new Set(pictures.flatMap((picture) => picture.unchecked))].sort();
  const incomparable = [
    ...new Set(pairs.flatMap((pair) => pair.notComparable.map(({ kind }) => kind))),
  ].sort();
  const beyond = days.reduce((sum, { moreEvents }) => sum + moreEvents.entries, 0);
  const beyondFindings = days.reduce((sum, { moreFindings }) => sum + moreFindings, 0);
  const odd = coverage.odd;
  const interval = days.findLast(({ balance }) => balance)?.balance?.interval;
  return [
    ...(usable('before')
      ? []
      : [
          missed(
            'There is no snapshot from before the window. How the cluster was then is not known, nor since when it had what was wrong at first.',
          ),
        ]),
    ...(usable('within')
      ? []
      : [
          missed(
            'No snapshot from within the window can be read: what is told of it rests on those around it.',
          ),
        ]),
    ...(usable('after')
      ? []
      : [
          missed(
            `There was no snapshot from after the window when this was written: nothing is known after ${time(known)}. Run gazette review again once there is one.`,
          ),
        ]),
    ...coverage.missed.map((one) =>
      missed(
        `Between ${time(one.from)} and ${time(one.to)} nobody looked for ${formatSpan(one.to - one.from)}: at least ${count(one.missing, 'snapshot')} missing. What came and went meanwhile is not known but for what events and restart counters tell.`,
      ),
    ),
    ...(lost.length > 0
      ? [
          missed(
            `${count(lost.length, 'snapshot')} cannot be read, and nothing of ${lost.length === 1 ? 'it' : 'them'} is here.`,
            lost.map(({ number, at, lost: why }) => `No. ${number}, ${time(at)}: ${why}`),
          ),
        ]
      : []),
    ...(gone.length > 0
      ? [
          missed(
            `${count(gone.length, 'snapshot')} of the window ${gone.length === 1 ? 'was' : 'were'} deleted before this was written. What the histories keep of ${gone.length === 1 ? 'it' : 'them'} is told, and cannot be verified any more.`,
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
    ...(coverage.unseen.length > 0
      ? [
          missed(
            'Not everything was read in every snapshot. Of what was not, nothing is said, and it is not taken for healthy.',
            coverage.unseen.map(
              ({ kind, state, snapshots, first, last, error }) =>
                `${kind}: ${state} in ${count(snapshots, 'snapshot')}, ${first === last ? `at ${time(first)}` : `${time(first)} to ${time(last)}`}${error ? ` (${error})` : ''}`,
            ),
          ),
        ]
      : []),
    ...(unchecked.length > 0
      ? [missed('Some rules could not be checked everywhere.', [join(unchecked)])]
      : []),
    ...(incomparable.length > 0
      ? [
          missed(
            `Objects that one of two snapshots could not see are neither new nor gone: ${join(incomparable)}.`,
          ),
        ]
      : []),
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
    ...(odd.length > 0
      ? [
          missed(
            'The clock of some snapshots cannot be believed; they stand where their neighbours put them.',
            odd.map(
              ({ number, at, says, marks = [] }) =>
                `No. ${number}, ${time(at)}${says === undefined ? '' : `; it says ${time(says)}`}${marks.length > 0 ? ` (${marks.join(', ')})` : ''}`,
            ),
          ),
        ]
      : []),
    ...(beyond > 0
      ? [missed(`${count(beyond, 'event')} of these days are beyond the most that a day keeps.`)]
      : []),
    ...(beyondFindings > 0
      ? [missed(`${count(beyondFindings, 'finding')} of these days are beyond the most that a day keeps.`)]
      : []),
    never(
      `Between two snapshots${interval === undefined ? '' : `, ${formatSpan(interval)} apart as a rule,`} only events, restart counters and the times that Kubernetes itself keeps tell what happened. Counts are "at least": what restarted and was replaced between two of them took its counter along.`,
    ),
    never(
      'Container logs, metrics over time, Secrets and ConfigMaps are never collected: a cause that only they show is not here.',
    ),
  ];
}
