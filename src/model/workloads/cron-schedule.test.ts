import { describe, expect, test } from 'vitest';
import { parseSchedule, type Schedule } from './cron-schedule.ts';

function scheduleOf(text: string, timeZone?: string): Schedule {
  const schedule = parseSchedule(text, timeZone);
  if ('why' in schedule) throw new Error(schedule.why);
  return schedule;
}

/** The next times, one after the other. */
function timesOf(count: number, after: string, text: string, timeZone?: string): (string | undefined)[] {
  const schedule = scheduleOf(text, timeZone);
  const times: (string | undefined)[] = [];
  for (let time: string | undefined = after; times.length < count; times.push(time)) {
    time = time && schedule.next(time);
  }
  return times;
}

// From TestNext in robfig/cron spec_test.go, without seconds.
describe('the next time of', () => {
  test.each([
    ['2012-07-09T14:45:00Z', '0/15 * * * *', '2012-07-09T15:00:00Z'],
    ['2012-07-09T14:59:59Z', '0/15 * * * *', '2012-07-09T15:00:00Z'],
    ['2012-07-09T15:45:00Z', '20-35/15 * * * *', '2012-07-09T16:20:00Z'],
    ['2012-07-09T23:46:00Z', '*/15 * * * *', '2012-07-10T00:00:00Z'],
    ['2012-07-09T23:35:51Z', '20/35 5-21/2 9-20 * *', '2012-07-10T05:20:00Z'],
    ['2012-07-09T23:35:00Z', '0 0 9 Apr-Oct ?', '2012-08-09T00:00:00Z'],
    ['2012-07-09T23:35:00Z', '0 0 */5 Apr,Aug,Oct Mon', '2012-08-01T00:00:00Z'],
    ['2012-07-09T23:35:00Z', '0 0 */5 Oct Mon', '2012-10-01T00:00:00Z'],
    ['2012-07-09T23:35:00Z', '0 0 * Feb Mon', '2013-02-04T00:00:00Z'],
    ['2012-07-09T23:35:00Z', '0 0 29 Feb ?', '2016-02-29T00:00:00Z'],
    ['2012-07-09T23:35:00Z', '0 0 30 Feb ?', undefined],
    ['2012-07-09T23:35:00Z', '0 0 31 Apr ?', undefined],
  ])('after %s: %s', (after, text, expected) => {
    expect(scheduleOf(text).next(after)).toBe(expected);
  });

  test.each([
    ['@hourly', '2026-11-22T08:00:00Z'],
    ['@daily', '2026-11-23T00:00:00Z'],
    ['@midnight', '2026-11-23T00:00:00Z'],
    ['@weekly', '2026-11-29T00:00:00Z'],
    ['@monthly', '2026-12-01T00:00:00Z'],
    ['@yearly', '2027-01-01T00:00:00Z'],
    ['@annually', '2027-01-01T00:00:00Z'],
    ['@every 1h30m', '2026-11-22T08:45:00Z'],
    ['@every 1.5m', '2026-11-22T07:16:30Z'],
    ['@every 10ms', '2026-11-22T07:15:01Z'],
    ['@every -5m', '2026-11-22T07:15:01Z'],
    ['TZ=Asia/Tokyo 0 9 * * *', '2026-11-23T00:00:00Z'],
    ['CRON_TZ=Asia/Tokyo 0 17 * * *', '2026-11-22T08:00:00Z'],
    ['  0   9  *\t* *  ', '2026-11-22T09:00:00Z'],
    ['*/90 * * * *', '2026-11-22T08:00:00Z'],
    [', * * * *', undefined],
  ])('%s', (text, expected) => {
    expect(scheduleOf(text).next('2026-11-22T07:15:00Z')).toBe(expected);
  });
});

describe('days of month and of week', () => {
  const days = (text: string) => timesOf(4, '2026-11-22T07:15:00Z', text).map((time) => time?.slice(5, 10));
  test('are both met when one of them is any', () => {
    expect(days('0 0 * * 1')).toEqual(['11-23', '11-30', '12-07', '12-14']);
    expect(days('0 0 13 * ?')).toEqual(['12-13', '01-13', '02-13', '03-13']);
    expect(days('0 0 */1 * 1')).toEqual(['11-23', '11-30', '12-07', '12-14']);
  });
  test('are either met when both are restricted, also by a step or the whole range', () => {
    expect(days('0 0 13 * 5')).toEqual(['11-27', '12-04', '12-11', '12-13']);
    expect(days('0 0 */10 * 1')).toEqual(['11-23', '11-30', '12-01', '12-07']);
    expect(days('0 0 1-31 * 1')).toEqual(['11-23', '11-24', '11-25', '11-26']);
  });
});

// From TestNext as above: times that a change of clocks skips or repeats.
describe('when clocks change', () => {
  const newYork = 'America/New_York';
  test('an hour that is skipped has no run', () => {
    expect(timesOf(1, '2012-03-11T05:00:00Z', '30 2 * * *', newYork)).toEqual(['2012-03-12T06:30:00Z']);
    expect(timesOf(3, '2012-03-11T05:30:00Z', '0 * * * *', newYork)).toEqual([
      ...['2012-03-11T06:00:00Z', '2012-03-11T07:00:00Z', '2012-03-11T08:00:00Z'],
    ]);
  });
  test('an hour that is repeated has two', () => {
    expect(timesOf(3, '2012-11-04T04:00:00Z', '0 1 * * ?', newYork)).toEqual([
      ...['2012-11-04T05:00:00Z', '2012-11-04T06:00:00Z', '2012-11-05T06:00:00Z'],
    ]);
    expect(timesOf(2, '2012-11-04T04:00:00Z', '0 2 * * *', newYork)).toEqual([
      ...['2012-11-04T07:00:00Z', '2012-11-05T07:00:00Z'],
    ]);
  });
});

test('a time is one of a schedule in its zone to the second', () => {
  const { has } = scheduleOf('0 3 * * *', 'Europe/Berlin');
  expect(
    ['2026-11-22T02:00:00Z', '2026-11-22T03:00:00Z', '2026-11-22T02:00:01Z', 'nonsense'].map(has),
  ).toEqual([...[true, false, false, false]]);
  expect(scheduleOf('@every 1h').has('2026-11-22T02:34:56Z')).toBe(true);
});

test('a time that is none has no successor', () => {
  expect(['* * * * *', '@every 1h'].map((text) => scheduleOf(text).next('nonsense'))).toEqual([
    undefined,
    undefined,
  ]);
});

test.each([
  ['', 'it does not have five fields'],
  ['* * * *', 'it does not have five fields'],
  ['0 * * * * *', 'it does not have five fields'],
  ['@fortnightly', '@fortnightly is no descriptor'],
  ['@every soon', 'its duration cannot be read: soon'],
  ['60 * * * *', 'its minute cannot be read: 60'],
  ['* 24 * * *', 'its hour cannot be read: 24'],
  ['* * 0 * *', 'its day of month cannot be read: 0'],
  ['* * L * *', 'its day of month cannot be read: L'],
  ['* * * 13 *', 'its month cannot be read: 13'],
  ['* * * * 7', 'its day of week cannot be read: 7'],
  ['* * * * fri#2', 'its day of week cannot be read: fri#2'],
  ['5-1 * * * *', 'its minute cannot be read: 5-1'],
  ['*/0 * * * *', 'its minute cannot be read: */0'],
  ['*/-1 * * * *', 'its minute cannot be read: */-1'],
  ['1-2-3 * * * *', 'its minute cannot be read: 1-2-3'],
  ['1/2/3 * * * *', 'its minute cannot be read: 1/2/3'],
  ['H * * * *', 'its minute cannot be read: H'],
])('the schedule %j cannot be read', (text, why) => {
  expect(parseSchedule(text)).toEqual({ why });
});

test('a time zone that nobody knows is said', () => {
  expect(parseSchedule('0 3 * * *', 'Mars/Olympus')).toEqual({ why: 'time zone Mars/Olympus is not known' });
});
