import { expect, test } from 'vitest';
import type { VersionCell, VersionRun } from '../../history/versions/compare-versions.ts';
import { groupByVersion } from './by-version.ts';

const run = (version: string, more: Partial<VersionRun> = {}): VersionRun => ({
  ...{ version, idle: false, unseen: false, entries: [] },
  since: { since: { day: '2026-11-22', time: '071500Z', number: 1, instant: '2026-11-22T07:15:00Z' } },
  ...more,
});
const cell = (...runs: VersionRun[]): VersionCell => ({
  ...{ state: runs.length > 0 ? 'runs' : 'none', runs, split: runs.length > 1 },
});

test('a version stands once, with its clusters; behind and ahead stand apart', () => {
  const cells = [
    cell(run('2.0', { relation: 'ahead' })),
    cell(),
    cell(run('1.0'), run('2.0', { relation: 'ahead' })),
    cell(run('1.0', { relation: 'same' })),
    cell(run('1.0', { idle: true })),
  ];
  const groups = groupByVersion(cells).map(({ run: { version, idle }, places }) => [
    ...[version, idle],
    places.map(({ index }) => index),
  ]);
  expect(groups).toEqual([
    ['2.0', false, [0, 2]],
    ['1.0', false, [2, 3]],
    ['1.0', true, [4]],
  ]);
});
