import { expect, test } from 'vitest';
import { isGoodCondition } from './node-conditions.ts';

test.each([
  ['Ready', 'True', 'False'],
  ['KernelReady', 'True', 'False'],
  ['AcceleratedHardwareReady', 'True', 'Unknown'],
  ['EtcdIsVoter', 'True', 'False'],
  ['MemoryPressure', 'False', 'True'],
  ['NetworkUnavailable', 'False', 'Unknown'],
  ['KernelDeadlock', 'False', 'True'],
  ['KubeletProblem', 'False', 'True'],
  ['FrequentDockerRestart', 'False', 'True'],
  ['ReadonlyFilesystem', 'False', 'True'],
  ['CorruptDockerOverlay2', 'False', 'True'],
])('%s is good when %s, and not when %s', (type, good, bad) => {
  expect(isGoodCondition({ type, status: good })).toBe(true);
  expect(isGoodCondition({ type, status: bad })).toBe(false);
});

test.each(['VMEventScheduled', 'Initialized', ''])('of %j nobody knows', (type) => {
  for (const status of ['True', 'False', 'Unknown'])
    expect(isGoodCondition({ type, status })).toBeUndefined();
});
