import { describe, expect, test } from 'vitest';
import { autoscalerLines, budgetLines, dueLines } from './workload-words.ts';

describe('an autoscaler', () => {
  const scaler = { name: 'web', min: 4, max: 8, current: 4, desired: 4, metrics: [], atMaximum: false };
  const metrics = [{ name: 'cpu', current: '61 %', target: '70 %' }];

  test('has its bounds and its metrics', () => {
    expect(autoscalerLines({ ...scaler, metrics })).toEqual([
      ...[{ text: '4 to 8 replicas' }, { text: 'cpu 61 % of 70 %' }],
    ]);
    expect(autoscalerLines({ ...scaler, min: 1, max: 1 })).toEqual([{ text: '1 replica' }]);
    expect(autoscalerLines({ ...scaler, desired: 6 })).toContainEqual({ text: 'wants 6' });
  });
  test('stands out when it cannot do more, or does nothing', () => {
    expect(autoscalerLines({ ...scaler, atMaximum: true })).toContainEqual({
      ...{ text: 'at its maximum of 8', alert: true },
    });
    const problem = 'FailedGetResourceMetric: none';
    const blind = [{ name: 'cpu', target: '70 %' }];
    expect(autoscalerLines({ ...scaler, desired: undefined, metrics: blind, problem })).toEqual([
      { text: '4 to 8 replicas' },
      { text: 'cpu not read, target 70 %' },
      { text: 'does not scale: FailedGetResourceMetric: none', alert: true },
    ]);
  });
});

test('a disruption budget says what it allows, and stands out when that is nothing', () => {
  const budget = { name: 'web', rule: 'minAvailable 2', allowed: 1, healthy: 3, wanted: 2, expected: 3 };
  expect(budgetLines(budget)).toEqual([{ text: 'minAvailable 2: allows 1 eviction' }]);
  expect(budgetLines({ ...budget, allowed: 0, healthy: 2 })).toEqual([
    { text: 'minAvailable 2: allows no eviction (2 healthy, 2 wanted)', alert: true },
  ]);
  expect(budgetLines({ name: 'web', rule: 'maxUnavailable 25%' })).toEqual([
    { text: 'maxUnavailable 25%: not counted yet' },
  ]);
  expect(budgetLines({ ...budget, others: ['all'] })[1]).toEqual({
    ...{ text: 'and all: pods of several are never evicted', alert: true },
  });
});

test('the next run says what is amiss with it', () => {
  const runs = { schedule: '@hourly', suspended: false };
  expect(dueLines({ ...runs, nextDue: '2026-11-22T08:00:00Z' })).toEqual([]);
  expect(dueLines({ ...runs, suspended: true })).toEqual([{ text: 'suspended', alert: true }]);
  expect(dueLines({ ...runs, lateSeconds: 900 })).toEqual([{ text: '15 minutes late', alert: true }]);
  expect(dueLines({ ...runs, missed: 3 })).toEqual([{ text: '3 runs missed', alert: true }]);
  expect(dueLines({ ...runs, missed: 101 })).toEqual([{ text: 'more than 100 runs missed', alert: true }]);
  expect(dueLines({ ...runs, skipped: 48 })).toEqual([
    { text: '48 runs skipped: its last one still goes on', alert: true },
  ]);
  expect(dueLines({ ...runs, problem: 'its schedule has no next time' })).toHaveLength(1);
});
