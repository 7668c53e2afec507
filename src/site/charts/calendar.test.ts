import { expect, test } from 'vitest';
import { outcomeOf } from '../../history/day/day-outcome.ts';
import { boundsOf } from '../../history/day/day.ts';
import { toCalendar } from './calendar.ts';

const { from } = boundsOf('2026-11-22');
const hour = (count: number) => from + count * 3600;

test('a day is as bad as its worst hour, and unknown time counts as unseen', () => {
  const outcome = outcomeOf({
    day: '2026-11-22',
    known: hour(10),
    states: [
      { from: hour(0), to: hour(2), state: 'healthy' },
      { from: hour(2), to: hour(3), state: 'failing' },
      { from: hour(4), to: hour(6), state: 'unknown' },
      { from: hour(6), state: 'degraded' },
    ],
  });
  expect(outcome).toEqual({ worst: 'failing', failing: 3600, degraded: 4 * 3600, seen: 7 * 3600 });
});

test('months are whole, weeks begin on Monday, the newest month is first', () => {
  const outcome = { worst: 'degraded' as const, failing: 0, degraded: 900, seen: 86_400 };
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
    text: 'Degraded for 15\u00a0min',
  });
  // Between two known days nobody looked: that is not healthy.
  expect(november?.days[0]).toMatchObject({ state: 'unknown', text: 'Not seen', hasPage: false });
  expect(november?.days[2]).not.toHaveProperty('state');
  expect(october?.days[29]).not.toHaveProperty('state');
});
