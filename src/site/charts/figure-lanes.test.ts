import { expect, test } from 'vitest';
import type { SnapshotRecord } from '../../history/day/snapshot-record.ts';
import { toFigureLanes, toNodeLanes, toSamples } from './figure-lanes.ts';

const GIB = 2 ** 30;
const at = (minutes: number, figures?: SnapshotRecord['figures']): SnapshotRecord => ({
  number: minutes,
  at: minutes * 60,
  digest: String(minutes),
  ...(figures && { interval: 900, figures }),
});
const period = { from: 0, to: 7200 };
const lane = (snapshots: SnapshotRecord[], name: string, until = 7200) =>
  toFigureLanes(toSamples(snapshots), period, until).find((one) => one.name === name);

test('degraded stands above failing, and a gap is hatched, not empty', () => {
  const pods = lane(
    [
      at(0, { pods: [0, 0, 10] }),
      at(15, { pods: [1, 3, 10] }),
      at(30, { pods: [1, 3, 10] }),
      at(90, { pods: [0, 0, 9] }),
    ],
    'Pods in trouble',
  );
  expect(pods?.note).toBe('at most 4 of 10');
  const marks = Map.groupBy(pods?.blocks ?? [], ({ mark }) => mark);
  // From 07:15 to one and a half intervals after 07:30, in one piece.
  expect(marks.get('degraded')).toEqual([{ x: 12.5, width: 31.25, height: 1, mark: 'degraded' }]);
  expect(marks.get('failing')).toEqual([{ x: 12.5, width: 31.25, height: 0.25, mark: 'failing' }]);
  expect(marks.get('unseen')?.map(({ x, width }) => [x, width])).toEqual([
    [43.75, 31.25],
    [93.75, 6.25],
  ]);
});

test('nothing seen is said, and nothing in trouble is another thing', () => {
  expect(lane([at(0, {}), at(15, {})], 'Pods in trouble')?.note).toBe('not seen');
  expect(lane([at(0, { pods: [0, 0, 3] })], 'Pods in trouble')?.note).toBe('none');
  expect(lane([at(0, {}), at(15, { restarts: 0 })], 'Restarts')?.note).toBe('none seen');
});

test('the time to come is not unseen', () => {
  const pods = lane([at(0, { pods: [0, 0, 1] })], 'Pods in trouble', 900);
  expect(pods?.blocks).toEqual([]);
});

test('restarts stand between the snapshot before and the one that shows them', () => {
  const restarts = lane([at(0, {}), at(15, { restarts: 3 }), at(30, { restarts: 12 })], 'Restarts');
  expect(restarts?.note).toBe('15, at most 12 at once');
  expect(restarts?.blocks.filter(({ mark }) => mark === 'plain')).toEqual([
    { x: 0, width: 12.5, height: 0.25, mark: 'plain' },
    { x: 12.5, width: 12.5, height: 1, mark: 'plain' },
  ]);
});

test('CPU and memory are shares of what nodes offer; usage that was not measured is said', () => {
  const cpu = lane([at(0, { cpu: { allocatable: 8, requested: 6 } })], 'CPU');
  expect(cpu?.note).toBe('usage not measured, requested at most 75 % of 8 cores');
  expect(cpu?.wanted).toEqual([{ x: 0, width: 18.75, height: 0.75 }]);
  const memory = lane([at(0, { memory: { allocatable: 4 * GIB, used: GIB } })], 'Memory');
  expect(memory?.note).toBe('used at most 25 %, requests not seen of 4 GiB');
  expect(lane([at(0, {})], 'CPU')).toBeUndefined();
});

test('a node shows the most of each hour, and hatches hours without it', () => {
  const [pods, cpu] = toNodeLanes(
    [
      { hour: 0, pods: [11, 110], cpu: { allocatable: 4, requested: 2, used: 1 } },
      { hour: 3600, cpu: { allocatable: 4, requested: 2 } },
    ],
    period,
    7200,
  );
  expect(pods?.note).toBe('at most 11 of 110');
  expect(pods?.blocks.map(({ mark, x, width }) => [mark, x, width])).toEqual([
    ['unseen', 50, 50],
    ['usage', 0, 50],
  ]);
  expect(cpu?.wanted).toEqual([{ x: 0, width: 100, height: 0.5 }]);
});

test('the snapshot before the period holds until the first in it, and its restarts are not counted', () => {
  const before = at(-5, { pods: [0, 1, 4], restarts: 7 });
  const snapshots = [before, at(10, { pods: [0, 0, 4], restarts: 2 })];
  const pods = lane(snapshots, 'Pods in trouble', 1800);
  expect(pods?.blocks.map(({ mark, x }) => [mark, x])).toEqual([['degraded', 0]]);
  expect(lane(snapshots, 'Restarts', 1800)?.note).toBe('2, at most 2 at once');
});

test('what else tables draw over time has a lane where it was seen, hatched where it was not', () => {
  const others = (letters: number) => ({ others: { 'Dead letters': letters } });
  const letters = lane([at(0, others(2)), at(15, {}), at(30, others(8))], 'Dead letters');
  expect(letters?.note).toBe('at most 8');
  expect(letters?.blocks.filter(({ mark }) => mark === 'plain')).toEqual([
    { x: 0, width: 12.5, height: 0.25, mark: 'plain' },
    { x: 25, width: 18.75, height: 1, mark: 'plain' },
  ]);
  expect(letters?.blocks.some(({ mark, x }) => mark === 'unseen' && x === 12.5)).toBe(true);
  expect(lane([at(0, others(0))], 'Dead letters')?.note).toBe('none');
  expect(lane([at(0, {})], 'Dead letters')).toBeUndefined();
});
