import { expect, test } from 'vitest';
import type { EditionRecord } from '../records/edition-record.ts';
import { findGapsBetween, toStripCells } from './timeline.ts';
import { fromUnix } from '../../history/day/unix.ts';

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

test('nor is it where only those that are kept have a cell', () => {
  const records = [edition('07:00', 15), edition('08:00', 15)];
  expect(gapsOf(records)).toEqual([['07:00', '08:00']]);
  expect(gapsOf(records, ['07:15', '07:30', '07:45'].map(key))).toEqual([]);
  expect(gapsOf(records, [key('07:15')])).toEqual([['07:15', '08:00']]);
});

test('each expects the next by its own settings, and a clock that lies is not believed', () => {
  expect(gapsOf([edition('06:00', 60), edition('07:00', 60), edition('07:15', 15)])).toEqual([]);
  const ahead = edition('07:30', 15, { marks: ['future'] });
  expect(gapsOf([edition('07:00', 15), ahead, edition('07:45', 15)])).toEqual([['07:00', '07:45']]);
});
