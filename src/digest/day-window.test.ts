import { describe, expect, test } from 'vitest';
import { dayIn, daysOver, lastDayBefore, windowOfDay } from './day-window.ts';

const hoursOf = (day: string, timeZone: string) => {
  const { from, to } = windowOfDay(day, timeZone);
  return (to - from) / 3600;
};
const iso = (at: number) => new Date(at * 1000).toISOString();
const unix = (time: string) => Date.parse(time) / 1000;

describe('a day in a time zone', () => {
  test.each([
    ['2026-11-21', 'UTC', 24],
    ['2026-11-21', 'Europe/Amsterdam', 24],
    ['2026-03-29', 'Europe/Amsterdam', 23],
    ['2026-10-25', 'Europe/Amsterdam', 25],
    ['2026-10-04', 'Australia/Lord_Howe', 23.5],
    // Its clocks went from 24:00 to 01:00.
    ['2018-11-04', 'America/Sao_Paulo', 23],
  ])('%s in %s has %d hours', (day, timeZone, hours) => {
    expect(hoursOf(day, timeZone)).toBe(hours);
  });

  test('begins where the one before ends, whatever the clocks do', () => {
    for (const timeZone of ['Europe/Amsterdam', 'America/Sao_Paulo', 'Australia/Lord_Howe', 'Asia/Kolkata']) {
      let { to } = windowOfDay('2018-01-01', timeZone);
      for (let count = 0; count < 500; count += 1) {
        const day = dayIn(to, timeZone);
        const next = windowOfDay(day, timeZone);
        expect(next.from).toBe(to);
        expect(dayIn(next.to - 1, timeZone)).toBe(day);
        to = next.to;
      }
    }
  });

  test('is in the team’s time', () => {
    expect(iso(windowOfDay('2026-11-21', 'Europe/Amsterdam').from)).toBe('2026-11-20T23:00:00.000Z');
    expect(lastDayBefore(unix('2026-11-21T22:59:59Z'), 'Europe/Amsterdam')).toBe('2026-11-20');
    expect(lastDayBefore(unix('2026-11-21T23:00:00Z'), 'Europe/Amsterdam')).toBe('2026-11-21');
  });

  test.each([
    ['UTC', ['2026-11-21']],
    ['Europe/Amsterdam', ['2026-11-21', '2026-11-22']],
    ['America/New_York', ['2026-11-20', '2026-11-21']],
  ])('a day of UTC overlaps its days: %s', (timeZone, days) => {
    const day = windowOfDay('2026-11-21', 'UTC');
    expect(daysOver(day, timeZone)).toEqual(days);
  });

  test('a stretch of time overlaps each of its days once, also where a zone left a day out', () => {
    const stretch = { from: unix('2011-12-29T12:00:00Z'), to: unix('2011-12-31T12:00:00Z') };
    expect(daysOver(stretch, 'UTC')).toEqual(['2011-12-29', '2011-12-30', '2011-12-31']);
    expect(daysOver(stretch, 'Pacific/Apia')).toEqual(['2011-12-29', '2011-12-31', '2012-01-01']);
    expect(daysOver({ ...stretch, to: stretch.from + 1 }, 'UTC')).toEqual(['2011-12-29']);
  });

  test.each(['2026-02-30', '21-11-2026', 'yesterday', '2026-1-1'])('%s is none', (day) => {
    expect(() => windowOfDay(day, 'UTC')).toThrow(`"${day}" is no day`);
  });
});
