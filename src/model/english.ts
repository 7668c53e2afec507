/** Numbers, names and lists as words of a sentence. */

const NUMBERS = [
  'no',
  'one',
  'two',
  'three',
  'four',
  'five',
  'six',
  'seven',
  'eight',
  'nine',
  'ten',
  'eleven',
  'twelve',
];

/** `two`, `13`. */
export const spell = (number: number) => NUMBERS[number] ?? formatNumber(number);

/**
 * `two of 12 nodes`, `all 12 nodes`, `both nodes`, `the only node`. If not all were seen: `two of the 12 nodes that
 * were seen`, `all 12 nodes that were seen`, `the one node that was seen`.
 */
export function share(number: number, total: number, noun: string, allSeen: boolean): string {
  const seen = allSeen ? '' : ` that ${total === 1 ? 'was' : 'were'} seen`;
  if (number < total) return `${spell(number)} of ${allSeen ? '' : 'the '}${formatCount(total, noun)}${seen}`;
  if (total === 1) return `the ${allSeen ? 'only' : 'one'} ${noun}${seen}`;
  return `${total === 2 ? 'both' : `all ${formatNumber(total)}`} ${noun}s${seen}`;
}

/** Digits in groups of three: `1,200`. */
export const formatNumber = (number: number) => String(number).replace(/\B(?=(\d{3})+$)/g, ',');

/** `1 node`, `12 nodes`, `1,200 nodes`. */
export const formatCount = (number: number, one: string, many = `${one}s`) =>
  `${formatNumber(number)} ${number === 1 ? one : many}`;

/** `is` or `are`. */
export const areFor = (number: number) => (number === 1 ? 'is' : 'are');

/** Verbs that begin what is told of an object, for several objects. */
const MANY: Record<string, string> = { waits: 'wait', has: 'have', is: 'are', was: 'were', holds: 'hold' };

/** What is told of one object, told of several: `7 claims wait for a volume`, `7 CronJobs: their last Job failed`. */
export function tellOfMany(subject: string, text: string): string {
  const [first = ''] = text.split(' ', 1);
  const rest = text.slice(first.length);
  const verb = Object.hasOwn(MANY, first) ? MANY[first] : undefined;
  if (verb !== undefined) return `${subject} ${verb}${rest.replaceAll(/\bits\b/g, 'their')}`;
  return `${subject}: ${first === 'its' ? 'their' : first}${rest}`;
}

/** `a`, `a and b`, `a, b and c`. */
export function join(words: readonly string[]): string {
  const [last = '', ...rest] = words.toReversed();
  return rest.length === 0 ? last : `${rest.toReversed().join(', ')} and ${last}`;
}

/** `a, b and c`, or `a, b and 4 more` of many: where there is little room. */
export const joinShort = (words: readonly string[]): string =>
  words.length > 4 ? join([...words.slice(0, 2), `${words.length - 2} more`]) : join(words);

/** A kind in the plural, as the API spells it: `Pods`, `Ingresses`, `Endpoints`, `rollouts.argoproj.io`. */
export function pluralOf(kind: string): string {
  if (kind.endsWith('ss')) return `${kind}es`;
  if (kind.endsWith('Index')) return kind.replace(/ex$/, 'ices');
  return kind.endsWith('s') || kind.includes('.') ? kind : `${kind}s`;
}

/** `45 seconds`, `6 minutes`, `3 hours`, `2 days`; rounded down. */
export function spellDuration(seconds: number): string {
  const whole = Math.max(0, Math.trunc(seconds));
  if (whole < 60) return formatCount(whole, 'second');
  if (whole < 3600) return formatCount(Math.trunc(whole / 60), 'minute');
  if (whole < 2 * 86_400) return formatCount(Math.trunc(whole / 3600), 'hour');
  return formatCount(Math.trunc(whole / 86_400), 'day');
}

/** `29 Nov 04:00 UTC`, or `29 Nov 2025 04:00 UTC` for another year than `at`; what is no time stays as it is. */
export function spellMoment(iso: string, at: string): string {
  const moment = new Date(iso);
  if (Number.isNaN(moment.getTime())) return iso;
  const [, day, month, year, time = ''] = moment.toUTCString().split(' ');
  return `${Number(day)} ${month}${year === at.slice(0, 4) ? '' : ` ${year}`} ${time.slice(0, 5)} UTC`;
}

/** Cluster text on one line, cut between words after at most `most` characters. */
export function clip(text: string, most: number): string {
  const line = text.replace(/\s+/g, ' ').trim();
  return line.length > most ? `${line.slice(0, most).replace(/\s+\S*$/, '')} …` : line;
}

/** Ends clauses as one sentence. */
export function toSentence(clauses: readonly string[]): string {
  return `${capitalize(clauses.join('; '))}.`;
}

/** For the middle of a sentence; names such as RabbitMQ and words such as API stay. */
export const uncapitalize = (text: string): string =>
  text.replace(/^[A-Z](?=[a-z]* )/, (letter) => letter.toLowerCase());

/** The same text with a capital first letter. */
export const capitalize = (text: string): string => `${text.charAt(0).toUpperCase()}${text.slice(1)}`;
