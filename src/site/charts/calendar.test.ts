import { expect, test } from 'vitest';
import { outcomeOf } from '../../history/period/day-outcome.ts';
import { boundsOf } from '../../history/day/day.ts';
import { toCalendar } from './calendar.ts';

const { from } = boundsOf('2026-11-22');
const hour = (count: number) => from + count * 3600;

test('a day is as bad as its worst hour, and unknown time counts as unseen', () => {
  const outcome = outcomeOf(undefined, {
    day: '2026-11-22',
    known: hour(10),
    snapshots: [0, 1, 2, 3, 4, 5, 6, 7, 8, 9].map((count) => ({
      number: count,
      at: hour(count),
      digest: '',
      interval: 3600,
    })),
    states: [
      { from: hour(0), to: hour(2), state: 'healthy' },
      { from: hour(2), to: hour(3), state: 'failing' },
      { from: hour(4), to: hour(6), state: 'unknown' },
      { from: hour(6), state: 'degraded' },
    ],
  });
  expect(outcome).toEqual({ worst: 'failing', failing: { least: 0 }, degraded: { least: 3 * 3600 } });
});

test('months are whole, weeks begin on Monday, the newest month is first', () => {
  const outcome = { worst: 'degraded' as const, degraded: { least: 900, most: 1800 } };
  const months = toCalendar(['2026-10-31', '2026-11-02'], { '2026-11-02': outcome }, 3);
  expect(months.map(({ month, before, days }) => [month, before, days.length])).toEqual([
    ['2026-11', 6, 30],
    ['2026-10', 3, 31],
  ]);
  const [november, october] = months;
  expect(november?.days[1]).toEqual({
    day: '2026-11-02',
    number: 2,
    hasPage: true,
    state: 'degraded',
    text: 'Degraded for 15\u00a0min to 30\u00a0min',
  });
  // Between two known days nobody looked: that is not healthy.
  expect(november?.days[0]).toMatchObject({ state: 'unknown', text: 'Not seen', hasPage: false });
  expect(november?.days[2]).not.toHaveProperty('state');
  expect(october?.days[29]).not.toHaveProperty('state');
});

test('a day for which no snapshot was due is as the last snapshot said, until that expires', () => {
  const held = outcomeOf(undefined, {
    day: '2026-11-22',
    known: hour(24),
    snapshots: [{ number: 1, at: hour(8), digest: '', interval: 2 * 86_400 }],
    states: [{ from: hour(8), state: 'degraded' }],
  });
  expect(held.held).toEqual({ state: 'degraded', until: hour(80) });
  const days = ['2026-11-22', '2026-11-26'];
  const [november] = toCalendar(days, { '2026-11-22': held, '2026-11-26': { worst: 'healthy' } }, 1);
  expect(november?.days.slice(21, 25).map(({ text }) => text)).toEqual([
    'Degraded for at least 16\u00a0h',
    'Degraded since 2026-11-22: no snapshot was due',
    'Degraded since 2026-11-22: no snapshot was due',
    'Not seen',
  ]);
  // A snapshot each hour holds for no whole day.
  const hourly = { number: 1, at: hour(23), digest: '', interval: 3600 };
  const usual = outcomeOf(undefined, { day: '2026-11-22', known: hour(24), snapshots: [hourly], states: [] });
  expect(usual).not.toHaveProperty('held');
});
