import { describe, expect, test } from 'vitest';
import { object } from '../../../test/snapshot-of.ts';
import { indexDisruptionBudgets } from './disruption-budgets.ts';

const selector = { matchLabels: { app: 'web' } };
const counted = {
  ...{ disruptionsAllowed: 1, currentHealthy: 3, desiredHealthy: 2, expectedPods: 3, observedGeneration: 1 },
};
const pdb = (spec: object = {}, status: object = counted, more: object = {}, name = 'web') =>
  object('PodDisruptionBudget', name, {
    metadata: { generation: 1 },
    spec: { minAvailable: 2, selector, ...spec },
    status,
    ...more,
  });
const budgetOf = (...pdbs: ReturnType<typeof pdb>[]) =>
  indexDisruptionBudgets(pdbs)('shop', { app: 'web', tier: 'a' });

test('a budget has its rule and what its controller counted', () => {
  expect(budgetOf(pdb())).toEqual({
    ...{ name: 'web', rule: 'minAvailable 2', allowed: 1, healthy: 3, wanted: 2, expected: 3 },
  });
  expect(budgetOf(pdb({ minAvailable: undefined, maxUnavailable: '25%' }))?.rule).toBe('maxUnavailable 25%');
  expect(budgetOf(pdb({ minAvailable: undefined, maxUnavailable: 0 }))?.rule).toBe('maxUnavailable 0');
  expect(budgetOf(pdb({ minAvailable: undefined }))?.rule).toBe('no rule');
});

test('what its controller has not counted, or for an older rule, is absent', () => {
  const rule = { name: 'web', rule: 'minAvailable 2' };
  const zeros = { disruptionsAllowed: 0, currentHealthy: 0, desiredHealthy: 0, expectedPods: 0 };
  expect(budgetOf(pdb({}, zeros))).toEqual(rule);
  expect(budgetOf(pdb({}, counted, { metadata: { generation: 2 } }))).toEqual(rule);
  expect(budgetOf(object('PodDisruptionBudget', 'web', { spec: { selector, minAvailable: 2 } }))).toEqual(
    rule,
  );
});

describe('a budget guards pods', () => {
  test('of its namespace whose labels its selector matches', () => {
    expect(budgetOf(pdb({ selector: { matchLabels: { app: 'api' } } }))).toBeUndefined();
    expect(indexDisruptionBudgets([pdb()])('other', { app: 'web' })).toBeUndefined();
    const expression = { key: 'tier', operator: 'In', values: ['a'] };
    expect(budgetOf(pdb({ selector: { matchExpressions: [expression] } }))).toBeDefined();
  });

  test('all with an empty selector, but none in policy/v1beta1; none without a selector', () => {
    expect(budgetOf(pdb({ selector: {} }))).toBeDefined();
    expect(budgetOf(pdb({ selector: {} }, counted, { apiVersion: 'policy/v1beta1' }))).toBeUndefined();
    expect(budgetOf(pdb({ selector: undefined }))).toBeUndefined();
    expect(budgetOf(pdb({}, counted, { apiVersion: 'policy/v1beta1' }))).toBeDefined();
  });

  test('with others, which is said beside the one that allows least', () => {
    const tight = pdb({}, { ...counted, disruptionsAllowed: 0 }, {}, 'tight');
    expect(budgetOf(pdb(), tight)).toMatchObject({ name: 'tight', allowed: 0, others: ['web'] });
    expect(budgetOf(pdb())).not.toHaveProperty('others');
  });
});
