import { expect, test } from 'vitest';
import { daysOfPuts, put, type Put } from '../../../test/days-of.ts';
import { object } from '../../../test/snapshot-of.ts';
import { boundsOf } from '../../history/day/day.ts';
import { summariseDay } from '../../history/day/summary.ts';
import { toUnix } from '../../history/day/unix.ts';
import { looksOf } from '../../history/period/duration-range.ts';
import { buildAnalytics } from '../../history/period/analytics.ts';
import { periodOf } from '../../history/period/period.ts';
import type { State } from '../../model/report.ts';
import { formatTroubleTime } from '../../words/history.ts';
import type { EditionRecord } from '../records/edition-record.ts';
import { findWorstEdition, listTroubleTimes } from './trouble-times.ts';

const DAY = '2026-11-22';
const NONE = { healthy: 0, degraded: 0, failing: 0, unknown: 0 };

/** A snapshot of a node that is ready, or not. */
const look = (time: string, isReady: boolean) =>
  put(time, {
    Node: [
      object('Node', 'n1', {
        metadata: { creationTimestamp: '2026-11-01T00:00:00Z' },
        status: { conditions: [{ type: 'Ready', status: isReady ? 'True' : 'False' }] },
      }),
    ],
  });
const summariesOf = (...puts: Put[]) => daysOfPuts(puts).map(summariseDay);
const edition = (number: number, time: string, state: State, degraded: number) =>
  ({
    number,
    instant: `${DAY}T${time}:00Z`,
    summary: { state, counts: { workloads: { ...NONE, degraded }, nodes: NONE } },
  }) as EditionRecord;
const listed = (days: ReturnType<typeof summariesOf>, records: EditionRecord[] = []) =>
  listTroubleTimes({ days, looks: looksOf(undefined, days) }, boundsOf(DAY), records);

test('they are the times of trouble of the histories: hours that nobody saw are none', () => {
  const days = summariesOf(
    ...[look('09:45', true), look('10:00', false), look('20:00', false), look('20:15', false)],
    look('20:30', true),
  );
  const times = listed(days);
  expect(times.map(formatTroubleTime)).toEqual([
    '22 Nov 10:00, then not seen',
    'at least 22 Nov 20:00 to 20:30',
  ]);
  const { spells } = buildAnalytics(days, periodOf(DAY, 1), looksOf(undefined, days));
  expect(times).toEqual(spells);
});

test('each has its worst edition, the first of equals; deleted ones are told without', () => {
  const days = summariesOf(
    ...[look('07:00', true), look('07:15', false), look('07:30', false), look('07:45', false)],
    ...[look('08:00', true), look('08:15', false)],
  );
  const records = [
    edition(1, '07:00', 'healthy', 0),
    edition(2, '07:15', 'failing', 1),
    edition(3, '07:30', 'failing', 3),
    edition(4, '07:45', 'failing', 3),
    edition(5, '08:00', 'healthy', 0),
  ];
  const times = listed(days, records);
  expect(times.map(({ edition: one }) => one?.number)).toEqual([3, undefined]);
  expect(times.map(formatTroubleTime)).toEqual(['22 Nov 07:15 to 08:00', 'since 22 Nov 08:15, not over']);
  expect(times[0]?.lasted).toEqual({ least: 1800, most: 3600 });
});

test('what began before midnight has its begin, and what ends unseen its last sight', () => {
  const before = (time: string, isReady: boolean) => look(`2026-11-21T${time}:00Z`, isReady);
  const days = summariesOf(before('23:30', true), before('23:45', false), look('00:00', false));
  const [time, ...more] = listed([...days, ...summariesOf()]);
  expect(more).toEqual([]);
  expect(time?.from).toBe(toUnix('2026-11-21T23:45:00Z'));
  const later = summariesOf(
    look('07:00', true),
    look('07:15', false),
    look('07:30', false),
    look('09:00', true),
  );
  expect(listed(later).map(formatTroubleTime)).toEqual(['22 Nov 07:15 to at least 07:30, then not seen']);
});

test('the worst edition has the worst state, then the most workloads in trouble, and is the first of equals', () => {
  const records = [
    edition(1, '07:00', 'degraded', 9),
    edition(2, '07:15', 'failing', 1),
    edition(3, '07:30', 'failing', 3),
    edition(4, '07:45', 'failing', 3),
    { number: 5, instant: `${DAY}T08:00:00Z` } as EditionRecord,
  ];
  expect(findWorstEdition(records)?.number).toBe(3);
  expect(findWorstEdition(records.slice(4))).toBeUndefined();
});
