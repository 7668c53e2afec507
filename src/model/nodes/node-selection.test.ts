import { describe, expect, test } from 'vitest';
import { object } from '../../../test/snapshot-of.ts';
import { formatNodeSelection, mayRunOn, openNodes, type PlacementSpec } from './node-selection.ts';

const node = (name: string, labels: Record<string, string>, taints: object[] = []) =>
  object('Node', name, { metadata: { labels }, spec: { taints } });
const terms = (...nodeSelectorTerms: object[]): PlacementSpec => ({
  affinity: { nodeAffinity: { requiredDuringSchedulingIgnoredDuringExecution: { nodeSelectorTerms } } },
});
const expression = (key: string, operator: string, ...values: string[]) => ({
  matchExpressions: [{ key, operator, values }],
});

describe('a pod may run', () => {
  const big = node('big', { dc: 'dc1', cores: '16' });
  test.each<[string, boolean, PlacementSpec]>([
    ['anywhere without a rule', true, {}],
    ['where its selector finds its labels', true, { nodeSelector: { dc: 'dc1' } }],
    ['not where it does not', false, { nodeSelector: { dc: 'dc2' } }],
    ['where an affinity holds', true, terms(expression('dc', 'In', 'dc1', 'dc3'))],
    ['not where it does not', false, terms(expression('dc', 'NotIn', 'dc1'))],
    ['where one of two terms holds', true, terms(expression('dc', 'In', 'x'), expression('cores', 'Exists'))],
    [
      'not where half of a term holds',
      false,
      terms({
        matchExpressions: [
          ...expression('dc', 'In', 'dc1').matchExpressions,
          ...expression('disk', 'Exists').matchExpressions,
        ],
      }),
    ],
    ['above a number', true, terms(expression('cores', 'Gt', '8'))],
    ['not at it', false, terms(expression('cores', 'Gt', '16'))],
    ['below a number', true, terms(expression('cores', 'Lt', '17'))],
    ['not where there is no number', false, terms(expression('dc', 'Lt', '17'))],
    ['wherever a field says that is not kept', true, terms({})],
    [
      'only where selector and affinity agree',
      false,
      { nodeSelector: { dc: 'dc2' }, ...terms(expression('cores', 'Exists')) },
    ],
  ])('%s', (_, expected, spec) => {
    expect(mayRunOn(spec, big)).toBe(expected);
  });
});

test('what is required of a node reads as kubectl writes selectors', () => {
  const spec = {
    nodeSelector: { dc: 'dc1' },
    ...terms(expression('disk', 'In', 'ssd'), expression('cores', 'Gt', '8')),
  };
  expect(formatNodeSelection(spec)).toEqual(['dc=dc1', 'disk in (ssd) or cores gt (8)']);
  expect(formatNodeSelection({})).toEqual([]);
});

describe('a node is open', () => {
  const taint = (key: string, effect: string) => ({ key, effect });
  const nodes = [
    node('a', {}),
    node('control', {}, [taint('node-role.kubernetes.io/control-plane', 'NoSchedule')]),
    node('batch', {}, [taint('dedicated', 'NoExecute')]),
    node('soft', {}, [taint('busy', 'PreferNoSchedule')]),
    node('lost', {}, [taint('node.kubernetes.io/unreachable', 'NoExecute')]),
  ];
  const namesOf = (...hosts: string[]) =>
    openNodes({}, nodes, new Set(hosts)).map(({ metadata }) => metadata.name);

  test('unless a taint closes it', () => {
    expect(namesOf()).toEqual(['a', 'soft']);
  });
  test('to what runs on another with the same taint', () => {
    expect(namesOf('batch')).toEqual(['a', 'batch', 'soft']);
  });
  test('not when it is lost, though pods are there', () => {
    expect(namesOf('lost')).toEqual(['a', 'soft']);
  });
});
