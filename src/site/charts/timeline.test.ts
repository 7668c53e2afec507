import { expect, test } from 'vitest';
import type { EditionRecord } from '../records/edition-record.ts';
import { findGapsBetween, intervalsOf, sharedSpan, toStripCells, untilEnd } from './timeline.ts';
import type { SnapshotRecord } from '../../history/day/snapshot-record.ts';
import { fromUnix, toUnix } from '../../history/day/unix.ts';

type Summary = NonNullable<EditionRecord['summary']>;
const key = (clock: string) => ({ cluster: 'prod', day: '2026-11-22', time: `${clock.replace(':', '')}00Z` });
const edition = (clock: string, minutes: number, more: Partial<Summary> = {}): EditionRecord => ({
  ...key(clock),
  number: Number(clock.replace(':', '')),
  instant: `2026-11-22T${clock}:00Z`,
  summary: { state: 'healthy', lead: 'Fine.', intervalSeconds: minutes * 60, ...more } as Summary,
});
const removed = (clock: string, why: 'retention' | 'purge' = 'retention'): EditionRecord => ({
  ...{ ...edition(clock, 15), summary: undefined },
  removed: why,
});
const gapsOf = (...args: Parameters<typeof findGapsBetween>) =>
  findGapsBetween(...args).map(({ from, to }) =>
    [fromUnix(from), fromUnix(to)].map((one) => one.slice(11, 16)),
  );

test('what was thinned out was taken: it is no gap, and what the Days know of it is shown', () => {
  const records = [edition('07:00', 15), removed('07:15'), removed('07:30', 'purge'), edition('07:45', 15)];
  expect(gapsOf(records)).toEqual([]);
  const cells = toStripCells(records, {
    toHref: (file) => file,
    states: new Map([[715, 'failing' as const]]),
  });
  expect(cells.map(({ state, label, href }) => [state, label, href !== undefined])).toEqual([
    ['healthy', '22 Nov 07:00: Fine.', true],
    ['failing', '22 Nov 07:15: Failing; the snapshot was thinned out.', false],
    ['unknown', '22 Nov 07:30: The snapshot was withdrawn.', false],
    ['healthy', '22 Nov 07:45: Fine.', true],
  ]);
});

test('what the Days know of deleted editions is shown between those that are kept', () => {
  const records = [edition('07:00', 15, { state: 'degraded' }), edition('07:45', 15)];
  const at = (clock: string) => toUnix(`2026-11-22T${clock}:00Z`)!;
  const cells = toStripCells(records, {
    toHref: (file) => file,
    thinned: ['07:15', '07:30'].map(key),
    statesAt: new Map([[at('07:15'), 'healthy' as const]]),
  });
  expect(
    cells.map(({ state, label, href, from, to }) => [state, label, href !== undefined, from, to]),
  ).toEqual([
    ['degraded', '22 Nov 07:00: Fine.', true, at('07:00'), at('07:15')],
    ['healthy', '22 Nov 07:15: Healthy; the snapshot is not kept.', false, at('07:15'), at('07:45')],
    ['healthy', '22 Nov 07:45: Fine.', true, at('07:45'), at('08:07') + 30],
  ]);
});

test('a gap that begins at a deleted edition ends the cell before it', () => {
  const records = [edition('07:00', 15), edition('12:00', 15)];
  const cells = toStripCells(records, { toHref: (file) => file, thinned: [key('07:15')] });
  for (const [index, { from }] of cells.entries()) expect(from).toBe(cells[index - 1]?.to ?? from);
  expect([...new Set(cells.slice(1, -1).map(({ state }) => state))]).toEqual(['unknown']);
  expect(cells[0]).toMatchObject({ state: 'healthy', to: toUnix('2026-11-22T07:37:30Z') });
});

test('nor is it where only those that are kept have a cell', () => {
  const records = [edition('07:00', 15), edition('08:00', 15)];
  expect(gapsOf(records)).toEqual([['07:00', '08:00']]);
  expect(gapsOf(records, { thinned: ['07:15', '07:30', '07:45'].map(key) })).toEqual([]);
  expect(gapsOf(records, { thinned: [key('07:15')] })).toEqual([['07:15', '08:00']]);
});

test('a deleted snapshot expects the next by the interval of its time, as far as the Days know it', () => {
  // Every hour from 07:15 on, until 09:15; else every quarter of an hour.
  const records = [edition('07:00', 15), edition('09:15', 15)];
  const thinned = ['07:15', '08:15'].map(key);
  expect(gapsOf(records, { thinned })).toEqual([
    ['07:15', '08:15'],
    ['08:15', '09:15'],
  ]);
  const snapshots = [
    { at: toUnix('2026-11-22T07:15:00Z')!, interval: 3600 },
    { at: toUnix('2026-11-22T08:15:00Z')!, interval: 3600 },
  ] as SnapshotRecord[];
  const intervals = intervalsOf([{ snapshots }]);
  expect(gapsOf(records, { thinned, intervals })).toEqual([]);
  const stubs = [edition('07:00', 15), removed('07:15'), removed('08:15'), edition('09:15', 15)];
  expect(gapsOf(stubs, { intervals })).toEqual([]);
  const [, first] = toStripCells(stubs, { toHref: (file) => file, intervals });
  expect(Number(first?.to) - Number(first?.from)).toBe(3600);
});

test('each expects the next by its own settings, and a clock that lies is not believed', () => {
  expect(gapsOf([edition('06:00', 60), edition('07:00', 60), edition('07:15', 15)])).toEqual([]);
  const ahead = edition('07:30', 15, { marks: ['future'] });
  expect(gapsOf([edition('07:00', 15), ahead, edition('07:45', 15)])).toEqual([['07:00', '07:45']]);
});

test('strips of several clusters share the 24 hours up to the newest edition', () => {
  const span = sharedSpan([
    { records: [edition('06:00', 60), edition('07:00', 60)], more: false },
    { records: [edition('06:30', 15), edition('07:45', 15)], more: false },
  ]);
  const clocks = (one: typeof span) => one && [one.from, one.to].map((time) => fromUnix(time).slice(11, 16));
  expect(clocks(span)).toEqual(['06:00', '08:00']);
  // A strip that does not reach back so far must not look like a time without snapshots.
  const cut = sharedSpan([
    { records: [edition('06:00', 60)], more: false },
    { records: [edition('06:30', 15), edition('07:45', 15)], more: true },
  ]);
  expect(clocks(cut)).toEqual(['06:30', '08:00']);
  expect(sharedSpan([{ records: [], more: false }])).toBeUndefined();
});

test('after a snapshot has expired, nothing is seen up to the end of the axis', () => {
  const cells = toStripCells([edition('06:00', 15)], { toHref: (file) => file });
  const to = cells[0]!.from! + 7200;
  expect(untilEnd(cells, { to }).map(({ state, label }) => [state, label])).toEqual([
    ['healthy', '22 Nov 06:00: Fine.'],
    ['unknown', 'no snapshot since 22 Nov 06:22:30 UTC'],
  ]);
});

test('a cell lasts until the next where there is no gap, also where an edition between was deleted', () => {
  const records = [edition('00:00', 60), edition('02:00', 60), edition('02:15', 15)];
  const [first] = toStripCells(records, {
    toHref: (file) => file,
    thinned: [key('01:00')],
  });
  expect(Number(first?.to) - Number(first?.from)).toBe(7200);
});
