import { expect, test } from 'vitest';
import type { State } from '../../model/report.ts';
import type { EditionRecord } from '../records/edition-record.ts';
import { listTroubleTimes } from './trouble-times.ts';

const counts = (degraded: number) => ({ workloads: { healthy: 0, degraded, failing: 0, unknown: 0 } });
const edition = (minute: number, state: State | undefined, degraded = 0) =>
  ({
    instant: `2026-11-22T07:${String(minute).padStart(2, '0')}:00Z`,
    ...(state && { summary: { state, counts: counts(degraded) } }),
  }) as EditionRecord;

test('trouble lasts to the first healthy edition, over what was not seen, and knows its worst', () => {
  const records = [
    edition(0, 'healthy'),
    edition(5, 'degraded'),
    edition(10, undefined),
    edition(15, 'failing', 1),
    edition(20, 'failing', 3),
    edition(25, 'healthy'),
    edition(30, 'degraded'),
  ];
  const minutes = (at: number | undefined) => at && new Date(at * 1000).getUTCMinutes();
  expect(
    listTroubleTimes(records).map(({ from, to, last, worst }) => [
      ...[from, to, last].map(minutes),
      records.indexOf(worst),
    ]),
  ).toEqual([
    [5, 25, 20, 4],
    [30, undefined, 30, 6],
  ]);
});

test('its length has the bounds of the histories: least between sights, most between healthy editions', () => {
  const lengths = (...all: EditionRecord[]) => listTroubleTimes(all).map(({ lasted }) => lasted);
  const [before, first, last, after] = [
    edition(0, 'healthy'),
    edition(5, 'failing'),
    edition(10, 'degraded'),
    edition(15, 'healthy'),
  ];
  expect(lengths(before, first, last, after)).toEqual([{ least: 300, most: 900 }]);
  expect(lengths(before, first, last)).toEqual([{ least: 300 }]);
  expect(lengths(first, last, after)).toEqual([{ least: 300 }]);
  expect(lengths(before, edition(2, undefined), first, last, after)).toEqual([{ least: 300 }]);
  expect(lengths(before, first, last, edition(12, undefined), after)).toEqual([{ least: 300 }]);
});
