/**
 * The schedule of a CronJob, in the dialect of github.com/robfig/cron v3 (`ParseStandard`, with a time zone). The
 * CronJob controller uses it. Croner finds the times. Where Croner reads an expression differently, it gets plain
 * numbers. This is so for `?` and `5/15`, and for `*\/2` as a restriction. Times that a change of clocks skips or repeats
 * are plain numbers, too.
 */
import { Cron } from 'croner';

/** Times at which runs are due, as RFC 3339 texts. */
export interface Schedule {
  /** The first time after another; undefined when there is none within five years. */
  next: (after: string) => string | undefined;
  /** The last time up to a moment, if `first` was the first. */
  latest: (first: string, until: string) => string;
  /** Whether a time is one of them; times of `@every` follow from the last run, at any time. */
  has: (time: string) => boolean;
}

/** A schedule that cannot be read. */
export interface Unreadable {
  why: string;
}

interface Field {
  name: string;
  min: number;
  max: number;
  /** Names of the values from `min` on. */
  names?: readonly string[];
}

const FIELDS: readonly Field[] = [
  { name: 'minute', min: 0, max: 59 },
  { name: 'hour', min: 0, max: 23 },
  { name: 'day of month', min: 1, max: 31 },
  {
    name: 'month',
    min: 1,
    max: 12,
    names: ['jan', 'feb', 'mar', 'apr', 'may', 'jun', 'jul', 'aug', 'sep', 'oct', 'nov', 'dec'],
  },
  // Unlike in other crons, Sunday is only 0.
  { name: 'day of week', min: 0, max: 6, names: ['sun', 'mon', 'tue', 'wed', 'thu', 'fri', 'sat'] },
];

const DESCRIPTORS: ReadonlyMap<string, string> = new Map([
  ['@yearly', '0 0 1 1 *'],
  ['@annually', '0 0 1 1 *'],
  ['@monthly', '0 0 1 * *'],
  ['@weekly', '0 0 * * 0'],
  ['@daily', '0 0 * * *'],
  ['@midnight', '0 0 * * *'],
  ['@hourly', '0 * * * *'],
]);

/** @param timeZone IANA name; a `TZ=` or `CRON_TZ=` before the expression, which old clusters accept, wins */
export function parseSchedule(text: string, timeZone = 'UTC'): Schedule | Unreadable {
  const [, zone = timeZone, expression = ''] = /^(?:(?:CRON_)?TZ=(\S*) )?(.*)$/s.exec(text) ?? [];
  const spec = expression.trim();
  const every = /^@every (.+)$/.exec(spec)?.[1];
  if (every !== undefined) return everySchedule(every);
  if (spec.startsWith('@') && !DESCRIPTORS.has(spec)) return { why: `${spec} is no descriptor` };
  const fields = (DESCRIPTORS.get(spec) ?? spec).split(/\s+/);
  if (fields.length !== FIELDS.length || spec === '') return { why: 'it does not have five fields' };
  const patterns: string[] = [];
  for (const [index, field] of FIELDS.entries()) {
    const pattern = patternOf(fields[index] ?? '', field);
    if (typeof pattern === 'object') return pattern;
    patterns.push(pattern);
  }
  return cronSchedule(patterns, zone || 'UTC');
}

function cronSchedule(patterns: readonly string[], timeZone: string): Schedule | Unreadable {
  if (!isTimeZone(timeZone)) return { why: `time zone ${timeZone} is not known` };
  // A field without a value, such as `,`, is accepted, and never due.
  if (patterns.includes('')) return { next: () => undefined, latest: (first) => first, has: () => false };
  const cron = new Cron(patterns.join(' '), { mode: '5-part', timezone: timeZone, paused: true });
  return {
    next: (after) => {
      if (!isTime(after)) return undefined;
      const time = cron.nextRun(new Date(after));
      // Source: spec.go `Next`, yearLimit.
      const within = time && time.getUTCFullYear() <= new Date(after).getUTCFullYear() + 5;
      return within ? toStamp(time) : undefined;
    },
    latest: (first, until) => {
      const [time] = isTime(until) ? cron.previousRuns(1, new Date(Date.parse(until) + 1000)) : [];
      return time && time > new Date(first) ? toStamp(time) : first;
    },
    has: (time) => isTime(time) && cron.match(new Date(time)),
  };
}

/** The field's values for Croner; `*` if any value matches. */
function patternOf(text: string, { name, min, max, names = [] }: Field): string | Unreadable {
  const wrong = { why: `its ${name} cannot be read: ${text}` };
  const valueOf = (word: string) => {
    const named = names.indexOf(word.toLowerCase());
    return named !== -1 ? min + named : /^\d+$/.test(word) ? Number(word) : NaN;
  };
  const values = new Set<number>();
  let any = false;
  for (const range of text.split(',').filter(Boolean)) {
    const [span = '', by, ...tooMany] = range.split('/');
    const [first = '', last, ...tooManyEnds] = span.split('-');
    const star = first === '*' || first === '?';
    const step = by === undefined ? 1 : /^\d+$/.test(by) ? Number(by) : 0;
    const from = star ? min : valueOf(first);
    // `5/15` means `5-59/15`. The range of a star is everything, whatever follows it.
    const to = star || (last === undefined && by !== undefined) ? max : valueOf(last ?? first);
    if (tooMany.length > 0 || tooManyEnds.length > 0 || step === 0) return wrong;
    if (!(from >= min && to <= max && from <= to)) return wrong;
    // If one of the two day fields is any, both must match; otherwise, one is enough. Source: spec.go `dayMatches`,
    // starBit.
    if (star && step === 1) any = true;
    for (let value = from; value <= to; value += step) values.add(value);
  }
  if (any) return '*';
  const list = [...values].sort((a, b) => a - b).join(',');
  // When clocks go forward, Croner moves a fixed hour out of the gap. When clocks go back, it runs the hour once.
  // robfig/cron skips the hour, or runs it twice. With a step, Croner does the same.
  return name === 'hour' && values.size === 1 ? `${list}-${list}/1` : list;
}

/** Source: robfig/cron constantdelay.go `Every`: whole seconds, at least one. */
function everySchedule(text: string): Schedule | Unreadable {
  const seconds = parseDuration(text);
  if (seconds === undefined) return { why: `its duration cannot be read: ${text}` };
  const delay = Math.max(1, Math.trunc(seconds));
  return {
    next: (after) => {
      if (!isTime(after)) return undefined;
      const time = new Date((Math.trunc(Date.parse(after) / 1000) + delay) * 1000);
      return isTime(time) ? toStamp(time) : undefined;
    },
    latest: (first, until) => {
      const runs = Math.trunc((Date.parse(until) - Date.parse(first)) / 1000 / delay);
      return runs > 0 ? toStamp(new Date(Date.parse(first) + runs * delay * 1000)) : first;
    },
    has: () => true,
  };
}

const SECONDS: ReadonlyMap<string, number> = new Map([
  ['ns', 1e-9],
  ['us', 1e-6],
  ['µs', 1e-6],
  ['μs', 1e-6],
  ['ms', 1e-3],
  ['s', 1],
  ['m', 60],
  ['h', 3600],
]);

/** Go's `time.ParseDuration`, in seconds: `1h30m`, `1.5h`. */
function parseDuration(text: string): number | undefined {
  const [, sign = '', rest = ''] = /^([+-]?)(.*)$/s.exec(text) ?? [];
  if (!/^((\d+\.?\d*|\.\d+)(ns|us|µs|μs|ms|s|m|h))+$/.test(rest)) return rest === '0' ? 0 : undefined;
  let seconds = 0;
  for (const [, count = '', unit = ''] of rest.matchAll(/(\d+\.?\d*|\.\d+)(ns|us|µs|μs|ms|s|m|h)/g)) {
    seconds += Number(count) * (SECONDS.get(unit) ?? 0);
  }
  return sign === '-' ? -seconds : seconds;
}

const timeZones = new Map<string, boolean>();

/** Cached: it is slow, and needed for each CronJob of each snapshot. */
function isTimeZone(name: string): boolean {
  let is = timeZones.get(name);
  if (is === undefined) timeZones.set(name, (is = findTimeZone(name)));
  return is;
}

function findTimeZone(name: string): boolean {
  try {
    new Intl.DateTimeFormat('en', { timeZone: name });
    return true;
  } catch {
    return false;
  }
}

const isTime = (time: string | Date) => !Number.isNaN(new Date(time).getTime());

const toStamp = (time: Date) => time.toISOString().replace('.000Z', 'Z');
