import { expect, test } from 'vitest';
import type { SpreadProblem, SpreadRow, State } from '../../model/report.ts';
import { toSpreadSections } from './spread-words.ts';

const row = (name: string, state: State, ...types: SpreadProblem['type'][]): SpreadRow => ({
  ...{ uid: name, kind: 'Deployment', namespace: 'shop', name, state, nodes: [], rules: [] },
  dataCentres: [{ name: 'dc1', pods: 1 }],
  problems: types.map((type) => ({ type, text: '' })),
});
const titles = (rows: SpreadRow[], whole = true) => toSpreadSections(rows, whole).map(({ title }) => title);

test('broken rules come before what stands out, and that before the rest', () => {
  const rows = [
    row('a', 'degraded', 'anti-affinity-violated'),
    row('b', 'unknown'),
    row('c', 'healthy', 'same-node'),
    row('d', 'healthy'),
    row('e', 'healthy'),
  ];
  expect(titles(rows)).toEqual(['2 need attention', '1 stands out', '2 well spread']);
});

test('what stands out stands in the order of what it costs', () => {
  const rows = [
    row('a', 'healthy', 'single-replica'),
    row('b', 'healthy', 'same-node', 'one-data-centre'),
    row('c', 'healthy', 'same-node'),
  ];
  expect(toSpreadSections(rows, true)[0]?.rows.map(({ name }) => name)).toEqual(['b', 'c', 'a']);
});

test('what does not run is not well spread', () => {
  const idle = { ...row('a', 'healthy'), dataCentres: [] };
  expect(titles([idle, row('b', 'healthy')])).toEqual(['1 does not run', '1 well spread']);
});

test('all are said to be well spread only where all are', () => {
  expect(titles([row('a', 'healthy'), row('b', 'healthy')])).toEqual(['All 2 well spread']);
  expect(titles([row('a', 'healthy')], false)).toEqual(['1 well spread']);
  expect(titles([row('a', 'healthy', 'single-replica')])).toEqual(['1 stands out']);
});
