/** Words and figures that history pages share. Pure. */
import { fromUnix } from '../history/day/unix.ts';
import type { Restart, Rollout } from '../history/day/workload-day.ts';
import type { DurationRange } from '../history/period/duration-range.ts';
import type { Spell } from '../history/period/recoveries.ts';
import type { Period, PeriodDays } from '../history/period/period.ts';
import { formatCount, formatNumber } from '../model/english.ts';
import { formatBegin, formatDay, formatMinute } from './format.ts';
import { UTCDate } from '@date-fns/utc';
import { format } from 'date-fns/format';

const UNITS = [
  ['d', 86_400],
  ['h', 3600],
  ['min', 60],
  ['s', 1],
] as const;

/** `45 s`, `2 h 15 min`, `3 d`: the two largest units, rounded down, without line breaks. */
export function formatSpan(seconds: number): string {
  const first = UNITS.findIndex(([, size]) => seconds >= size);
  if (first === -1) return '0\u00a0s';
  let rest = Math.floor(seconds);
  const parts: string[] = [];
  for (const [unit, size] of UNITS.slice(first, first + 2)) {
    const count = Math.floor(rest / size);
    rest -= count * size;
    if (count > 0) parts.push(`${count}\u00a0${unit}`);
  }
  return parts.join('\u00a0');
}

/**
 * `2 h to 2 h 30 min` or `at most 15 min`. `at least 2 h`, `one snapshot` or `single snapshots` if the begin or the end
 * was not seen. `2 h` if the cluster itself tells the duration.
 */
export function formatLasted(lasted: DurationRange): string {
  const { least, most, times = 1 } = lasted;
  if (isOneSnapshot(lasted)) return times > 1 ? 'single snapshots' : 'one snapshot';
  if (most === undefined) return `at least ${formatSpan(least)}`;
  if (least === most) return formatSpan(most);
  return least > 0 ? `${formatSpan(least)} to ${formatSpan(most)}` : `at most ${formatSpan(most)}`;
}

/** `for 2 h to 2 h 30 min`, `in one snapshot`. */
export const howLong = (lasted: DurationRange) =>
  `${isOneSnapshot(lasted) ? 'in' : 'for'} ${formatLasted(lasted)}`;

/** Only single snapshots show it, so its duration is unknown. */
export const isOneSnapshot = ({ least, most }: DurationRange) => least === 0 && most === undefined;

/**
 * `22 Nov 07:15 to 08:30`, `since at least 22 Nov 07:15, not over`, `22 Nov 07:15 to at least 07:30, then not seen`, in
 * UTC.
 */
export function formatTroubleTime({
  from,
  to,
  end,
  atLeast,
}: Pick<Spell, 'from' | 'to' | 'end' | 'atLeast'>): string {
  const [begin, until] = [fromUnix(from), fromUnix(to)];
  const begun = `${atLeast ? 'at least ' : ''}${formatBegin(begin, until)}`;
  if (end === 'open') return `since ${begun}, not over`;
  const last = begin.slice(0, 10) === until.slice(0, 10) ? formatMinute(until) : formatBegin(until, until);
  if (end !== 'unseen') return `${begun} to ${last}`;
  return from === to
    ? `${formatBegin(begin, until)}, then not seen`
    : `${begun} to at least ${last}, then not seen`;
}

/** `failing 15 min to 45 min`, `failing in one snapshot`. */
export const formatSpell = (state: string, lasted: DurationRange) =>
  `${state} ${isOneSnapshot(lasted) ? 'in ' : ''}${formatLasted(lasted)}`;

/**
 * `2.14.0 → 2.15.0`. If the version stays the same, name what differs: the registry, or the image of another container.
 * Without any version, the tags of the images tell.
 */
export function nameRollout({
  restart,
  from,
  to,
  images = [],
}: Pick<Rollout, 'restart' | 'from' | 'to' | 'images'>): string {
  if (restart) return 'restarted, same version';
  if (from === undefined && to === undefined)
    return (
      images.map((image) => `${tagOf(image.from)} → ${tagOf(image.to)}`).join(', ') || 'another template'
    );
  if (from !== to) return `${from ?? '?'} → ${to ?? '?'}`;
  const [first] = images;
  return first ? `${to} as before, ${first.from} → ${first.to}` : `${to} as before, another template`;
}

/** An image without its registry and path. */
const tagOf = (image: string) => image.slice(image.lastIndexOf('/') + 1);

/** `137`, `signal 9`; empty if it was not seen. */
export const formatExit = ({ exitCode, signal }: Pick<Restart, 'exitCode' | 'signal'>) =>
  exitCode ?? (signal === undefined ? '' : `signal ${signal}`);

/** `07:15` in a day's window, `22 Nov 07:15` in a longer one. */
export const formatAt = (at: number, length: PeriodDays) =>
  format(new UTCDate(at * 1000), length === 1 ? 'HH:mm' : 'd MMM HH:mm');

/** The same with seconds. @param asOf where `at` is of another year than that, it says which */
export const formatExactly = (at: number, length: PeriodDays, asOf = at) => {
  const isOther = fromUnix(at).slice(0, 4) !== fromUnix(asOf).slice(0, 4);
  const day = isOther ? 'd MMM yyyy ' : length === 1 ? '' : 'd MMM ';
  return format(new UTCDate(at * 1000), `${day}HH:mm:ss`);
};

/** `07:15 to 07:30`; `24:00` is the end of a day. A bucket of a whole day is its date. */
export function formatBucket({ from, to }: { from: number; to: number }, length: PeriodDays): string {
  if (to - from >= 86_400) return format(new UTCDate(from * 1000), 'd MMM');
  const isSame = format(new UTCDate((to - 1) * 1000), 'd') === format(new UTCDate(from * 1000), 'd');
  return `${formatAt(from, length)} to ${isSame ? formatEnd(to) : formatAt(to, length)}`;
}

/** The midnight that ends a day is `24:00`. */
const formatEnd = (to: number) => (to % 86_400 === 0 ? '24:00' : formatAt(to, 1));

/** Beginning, middle and end of a strip. */
export function axisOf({ from, to }: Period, length: PeriodDays): [string, string, string] {
  if (length === 1) return ['00:00', '12:00', '24:00'];
  const day = (at: number) =>
    format(new UTCDate(at * 1000), to - from < 4 * 86_400 ? 'd MMM HH:mm' : 'd MMM');
  return [day(from), day((from + to) / 2), day(to - 1)];
}

/** `Sunday 22 November 2026`, `16 November to 22 November 2026`. */
export function formatWindow({ from, to }: Period, length: PeriodDays): string {
  if (length === 1 || to - from <= 86_400) return formatDay(fromUnix(from));
  const [first, last] = [new UTCDate(from * 1000), new UTCDate((to - 1) * 1000)];
  const isSameYear = first.getFullYear() === last.getFullYear();
  return `${format(first, isSameYear ? 'd MMMM' : 'd MMMM yyyy')} to ${format(last, 'd MMMM yyyy')}`;
}

/** `on this day`, `in these 7 days`. */
export const inWindow = (length: PeriodDays) => (length === 1 ? 'on this day' : `in these ${length} days`);

/** `the day before`, `the 7 days before`. */
export const windowBefore = (length: PeriodDays) =>
  length === 1 ? 'the day before' : `the ${length} days before`;

/** False for bare and static pods, which histories list under their own names: they own nothing. */
export const isWorkload = ({ kind }: { kind: string }) => kind !== 'Pod';

/**
 * `31 workloads and 12 pods without one`, `one workload`, `12 pods without a workload`. Workloads own pods; these pods
 * have no owner.
 */
export function countWorkloads(rows: readonly { kind: string }[], say = formatNumber): string {
  const owners = rows.filter(isWorkload).length;
  const pods = rows.length - owners;
  const count = (number: number, noun: string) => `${say(number)} ${number === 1 ? noun : `${noun}s`}`;
  if (pods === 0) return count(owners, 'workload');
  if (owners === 0) return `${count(pods, 'pod')} without a workload`;
  return `${count(owners, 'workload')} and ${count(pods, 'pod')} without one`;
}

/**
 * `12 pods of 5 workloads and 1 without any`, `1 pod of 1 workload`, `4 pods without a workload`.
 * @param pods how many, with those that have no workload
 */
export function countPodsOf(pods: number, rows: readonly { kind: string }[]): string {
  const owners = rows.filter(isWorkload).length;
  const loose = rows.length - owners;
  if (owners === 0) return `${formatCount(pods, 'pod')} without a workload`;
  const owned = `${formatCount(pods - loose, 'pod')} of ${formatCount(owners, 'workload')}`;
  return loose === 0 ? owned : `${owned} and ${formatNumber(loose)} without any`;
}

/** What a table says about rows that are not workloads; empty if there are none. */
export const explainPods = (rows: readonly { kind: string }[]) =>
  rows.every(isWorkload) ? '' : ' A workload is what owns pods; bare and static pods are pods without one.';

/** `at least 12 restarts`. */
export const atLeast = (count: number, noun: string) =>
  `at least ${formatNumber(count)} ${count === 1 ? noun : `${noun}s`}`;
