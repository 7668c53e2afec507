import { describe, expect, test } from 'vitest';
import { formatSelector, selects, selectsMap } from './label-selector.ts';

const labels = { app: 'web', tier: 'front', empty: '' };
const expression = (key: string, operator: string, ...values: string[]) => ({
  matchExpressions: [{ key, operator, values }],
});

describe('a label selector', () => {
  test('that is empty selects everything, an absent one nothing', () => {
    expect([selects({}, labels), selects({}, {}), selects({}), selects(undefined, labels)]).toEqual([
      ...[true, true, true, false],
    ]);
  });

  test.each<[string, boolean, Parameters<typeof selects>[0]]>([
    ['all pairs', true, { matchLabels: { app: 'web', tier: 'front' } }],
    ['a pair that differs', false, { matchLabels: { app: 'web', tier: 'back' } }],
    ['a pair that is missing', false, { matchLabels: { app: 'web', zone: 'a' } }],
    ['In', true, expression('app', 'In', 'api', 'web')],
    ['In without the value', false, expression('app', 'In', 'api')],
    ['In without the label', false, expression('zone', 'In', 'a', '')],
    ['NotIn', true, expression('app', 'NotIn', 'api')],
    ['NotIn with the value', false, expression('app', 'NotIn', 'web')],
    ['NotIn without the label', true, expression('zone', 'NotIn', 'a')],
    ['Exists', true, expression('empty', 'Exists')],
    ['Exists without the label', false, expression('zone', 'Exists')],
    ['DoesNotExist', true, expression('zone', 'DoesNotExist')],
    ['DoesNotExist with the label', false, expression('empty', 'DoesNotExist')],
    ['an unknown operator', false, expression('app', 'Gt', '1')],
    [
      'pairs and expressions together',
      false,
      { matchLabels: { app: 'web' }, ...expression('tier', 'In', 'x') },
    ],
  ])('%s', (_, expected, selector) => {
    expect(selects(selector, labels)).toBe(expected);
  });

  test('finds no label in what every object inherits', () => {
    expect(selects(expression('constructor', 'Exists'), labels)).toBe(false);
    expect(selects(expression('toString', 'DoesNotExist'), labels)).toBe(true);
    expect(selectsMap({ constructor: 'x' }, labels)).toBe(false);
  });

  test('is written as kubectl writes it', () => {
    const selector = {
      matchLabels: { app: 'web' },
      matchExpressions: [
        { key: 'tier', operator: 'In', values: ['a', 'b'] },
        { key: 'zone', operator: 'NotIn', values: ['c'] },
        { key: 'ready', operator: 'Exists' },
        { key: 'canary', operator: 'DoesNotExist' },
      ],
    };
    expect(formatSelector(selector)).toBe('app=web,tier in (a,b),zone notin (c),ready,!canary');
  });
});
