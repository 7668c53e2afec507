import { expect, test } from 'vitest';
import { before, runningPod, TIME } from '../../../test/snapshot-of.ts';
import { provenRestarts } from './restart-rate.ts';

const container = (restartCount: number, started: number, ended: number, run = 5) => ({
  name: 'app',
  restartCount,
  state: { running: { startedAt: before(started) } },
  lastState: { terminated: { startedAt: before(ended + run), finishedAt: before(ended) } },
});

test.each([
  ['of a pod of ten minutes all', 600, container(4, 30, 31), 4],
  ['of a young pod none, once it has run for half of the time', 540, container(4, 301, 310), 0],
  ['of an older pod none, where the last start did not wait', 86_400, container(40, 300, 301), 1],
  ['of an older pod three, where the kubelet held it back for 20 seconds', 86_400, container(40, 60, 80), 3],
  ['no more than there ever were', 86_400, container(2, 60, 140), 2],
  ['none that were longer ago', 86_400, container(9, 601, 650), 0],
  ['fewer where each run lasted for minutes', 86_400, container(9, 60, 80, 400), 2],
])('restarts in ten minutes are %s', (_, age, status, expected) => {
  const pod = runningPod('web', undefined, { metadata: { creationTimestamp: before(age) } });
  expect(provenRestarts(pod, status, TIME)).toBe(expected);
});

test('what has no times proves nothing', () => {
  expect(
    provenRestarts(runningPod('web'), { name: 'app', restartCount: 9, state: { running: {} } }, TIME),
  ).toBe(0);
});
