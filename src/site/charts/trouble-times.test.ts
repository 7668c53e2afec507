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
