/** What the sentences of a page of changes say: its headline, its basis and its counts. */
import { countCauses } from '../../export/diff/describe-cause.ts';
import { formatMoment } from '../../export/diff/format-moment.ts';
import type { Change, Side } from '../../history/diff/change.ts';
import { formatCount, formatNumber, join } from '../../model/english.ts';
import { formatSpan } from '../../words/history.ts';
import { formatStamp, STATE_WORDS } from '../../words/format.ts';
import { stateMark, type ChangesPage, type Phrase, type Surroundings } from './page-shapes.ts';

/** The names of the two snapshots in a sentence. */
export const sideNames = ({ across, before, after }: Change): [string, string] =>
  across ? [before.cluster, after.cluster] : [`No. ${before.number}`, `No. ${after.number}`];

/** The names of the two snapshots above columns. */
export const headsOf = (change: Change): [string, string] =>
  change.across ? sideNames(change) : ['Before', 'After'];

/** What happened to an object. */
export const howWords = (change: Change) => {
  const [first, second] = sideNames(change);
  return change.across
    ? { added: `only in ${second}`, removed: `only in ${first}`, changed: 'differs', replaced: 'differs' }
    : {
        added: 'added',
        removed: 'removed',
        changed: 'changed',
        replaced: 'replaced by another of that name',
      };
};

export function headlineOf({ state, across, before, after, causes }: Change): ChangesPage['headline'] {
  const [was, is] = [STATE_WORDS[state.before.state], STATE_WORDS[state.after.state]];
  const same = was === is;
  const course = across
    ? same
      ? `${is} in both`
      : `${was} in ${before.cluster}, ${is.toLowerCase()} in ${after.cluster}`
    : same
      ? `${is} before and after`
      : `${was} before, ${is.toLowerCase()} now`;
  const happened = countCauses(causes);
  const nothing = across ? 'no service runs in another version' : 'nothing happened that a rule tells of';
  return {
    mark: stateMark(state.after.state),
    text: `${course}: ${happened.length > 0 ? join(happened) : nothing}.`,
  };
}

export function basisOf({ across, before, after, seconds }: Change, { editions }: Surroundings): Phrase[] {
  const stamp = ({ time }: Side) =>
    before.time.slice(0, 'YYYY'.length) === after.time.slice(0, 'YYYY'.length)
      ? formatStamp(time)
      : formatMoment(time);
  const apart = formatSpan(Math.abs(seconds));
  if (!across) {
    const course = seconds >= 0 ? 'before' : before.number < after.number ? 'later by its clock' : 'later';
    return [
      'Since ',
      { text: `No. ${before.number}`, href: editions[0] },
      `, ${stamp(before)}, ${apart} ${course}.`,
    ];
  }
  const course = seconds === 0 ? '' : `, ${apart} ${seconds < 0 ? 'earlier' : 'later'}`;
  return [
    { text: `${before.cluster} No. ${before.number}`, href: editions[0] },
    `, ${stamp(before)}, and `,
    { text: `${after.cluster} No. ${after.number}`, href: editions[1] },
    `, ${stamp(after)}${course}.`,
  ];
}

export function objectsLine(change: Change): string {
  const { counts, across } = change;
  const names = sideNames(change);
  const words = {
    added: across ? `only in ${names[1]}` : 'added',
    removed: across ? `only in ${names[0]}` : 'removed',
    replaced: 'replaced',
    changed: across ? 'differ' : 'changed',
    notComparable: 'not comparable',
  };
  const parts = [
    `${formatNumber(counts.objects.before)} → ${formatCount(counts.objects.after, 'object')}`,
    ...(['added', 'removed', 'replaced', 'changed', 'notComparable'] as const)
      .filter((how) => counts[how] > 0)
      .map((how) => `${formatNumber(counts[how])} ${words[how]}`),
  ];
  return `${parts.join(', ')}.`;
}

export function findingsLine(change: Change): string {
  const { findings, across } = change;
  const names = sideNames(change);
  const [some, others] = [formatNumber(findings.new.length), formatNumber(findings.resolved.length)];
  return across
    ? `${formatCount(findings.new.length, 'finding')} only in ${names[1]}, ${others} only in ${names[0]}`
    : findings.gone.length > 0
      ? `${some} new and ${others} resolved findings, ${formatNumber(findings.gone.length)} gone with their objects`
      : `${some} new and ${others} resolved findings`;
}
