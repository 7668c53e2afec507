import { expect, test } from 'vitest';
import {
  findUnseen,
  fitLabel,
  nameVersion,
  positionOf,
  toBarLane,
  toChangeLane,
  toReplicaLane,
  toStateLane,
  toVersionLane,
} from './time-axis.ts';

const period = { from: 1000, to: 2000, bucketSeconds: 100 };
const stretch = (from: number, to: number, since = from) => ({ from, to, since });

test('a time stands where its share of the axis is, and never beside it', () => {
  expect([500, 1000, 1250, 2000, 2500].map((at) => positionOf(period, at))).toEqual([0, 0, 25, 100, 100]);
});

test('unseen is what lies between, not what was before it was made or is ahead', () => {
  expect(findUnseen([stretch(1100, 1200), stretch(1300, 1400)], period, 1400)).toEqual([
    { from: 1200, to: 1300 },
  ]);
  expect(findUnseen([{ ...stretch(1100, 1200), atLeast: true as const }], period, 1500)).toEqual([
    { from: 1000, to: 1100 },
    { from: 1200, to: 1500 },
  ]);
  expect(findUnseen([stretch(1000, 1200, 500)], period, 1200)).toEqual([]);
  expect(findUnseen([], period, 9999)).toEqual([{ from: 1000, to: 2000 }]);
});

test('the worse is taller and in front, the unknown hatched, and a short failure can be seen', () => {
  const lane = toStateLane(
    [
      { ...stretch(1000, 1500), state: 'failing' },
      { ...stretch(1500, 1501), state: 'failing' },
      { ...stretch(1501, 1600), state: 'healthy' },
      { ...stretch(1600, 1700), state: 'unknown' },
      { ...stretch(1700, 1800), state: 'gone' },
    ],
    period,
    1800,
  );
  expect(lane.map(({ mark }) => mark)).toEqual(['healthy', 'unseen', 'failing', 'failing']);
  expect(lane[0]).toEqual({ x: 50.1, width: 9.9, height: 1 / 3, mark: 'healthy' });
  expect(lane[3]!.width).toBe(0.35);
});

test('a version has its name as far as there is room', () => {
  const images = ['registry/web:2'];
  const lane = toVersionLane(
    [
      { ...stretch(1000, 1800), version: '2.15.0-rc.1+build', images },
      { ...stretch(1800, 1990), version: '2.15.0-rc.2+build', images },
      { ...stretch(1990, 2000), version: '2.15.0-rc.2+build', images },
    ],
    period,
  );
  expect(lane.map(({ wide, narrow, mark }) => [wide, narrow, mark])).toEqual([
    ['2.15.0-rc.1+build', '2.15.0-rc.1+build', 'release'],
    ['2.15.0-rc.2+bu…', '2.15.0…', 'release other'],
    ['', '', 'release other'],
  ]);
  expect(fitLabel('2.15.0', 10)).toBe('');
  expect(nameVersion({ images })).toBe('web:2');
  expect(nameVersion({ images: [] })).toBe('unknown');
});

test('what was ready stands against the greatest number; what is not known is hatched', () => {
  const lane = toReplicaLane(
    [
      { ...stretch(1000, 1200), desired: 4, ready: 3 },
      { ...stretch(1200, 1300), desired: 2, ready: 2 },
      { ...stretch(1300, 1400), desired: 2 },
    ],
    period,
    [{ from: 1400, to: 1500 }],
  );
  expect(lane.most).toBe(4);
  expect(lane.blocks.map(({ x, height, mark }) => [x, height, mark])).toEqual([
    [40, 1, 'unseen'],
    [0, 0.75, 'degraded'],
    [20, 0.5, 'healthy'],
    [30, 1, 'unseen'],
  ]);
  expect(lane.wanted.map(({ height }) => height)).toEqual([1, 0.5, 0.5]);
});

test('bars count by bucket; one without any is hatched where nobody looked', () => {
  const lane = toBarLane(
    [
      { at: 1010, n: 1 },
      { at: 1090, n: 3 },
      { at: 1950, n: 1 },
      { at: 2000, n: 9 },
    ],
    period,
    'failing',
    (index) => index < 3,
  );
  expect(lane).toMatchObject({ total: 5, most: 4, when: { from: 1000, to: 1100 } });
  expect(lane.blocks[0]).toMatchObject({ x: 10, width: 20 });
  expect(lane.blocks.map(({ x, mark }) => [x, mark])).toEqual([
    [10, 'unseen'],
    [0, 'failing'],
    [90, 'failing'],
  ]);
});

test('a rollout is as long as it took, also one that goes on', () => {
  const rollouts = [
    { after: 900, begun: 900, ended: 1100, replaced: 2 },
    { after: 1200, begun: 1300, replaced: 0, stuck: true as const },
  ];
  expect(toChangeLane({ rollouts, scalings: [{ at: 2000 }], replacements: [] }, period, 1500)).toEqual([
    { x: 99.65, width: 0.35, height: 2 / 3, mark: 'plain' },
    { x: 0, width: 10, height: 1, mark: 'rollout' },
    { x: 30, width: 20, height: 1, mark: 'failing' },
  ]);
});
