import { expect, test } from 'vitest';
import type { State, WorkloadRow } from '../../model/report.ts';
import { toKindSections } from './kind-sections.ts';

const row = (kind: string, name: string, state: State = 'healthy'): WorkloadRow => ({
  ...{ uid: name, kind, namespace: 'shop', name, state, labels: {}, images: [], age: '1d' },
});

test('trouble of all kinds stands first, then each kind by itself', () => {
  const sections = toKindSections([
    row('Rollout', 'a'),
    row('StatefulSet', 'b', 'failing'),
    row('StatefulSet', 'c'),
    row('Deployment', 'd'),
    row('Deployment', 'e', 'unknown'),
    row('Deployment', 'f'),
  ]);
  expect(sections.map(({ title, rows }) => [title, rows.map(({ name }) => name).join('')])).toEqual([
    ['2 need attention', 'be'],
    ['2 Deployments', 'df'],
    ['1 StatefulSet', 'c'],
    ['1 Rollout', 'a'],
  ]);
});

test('without rows there are no sections', () => {
  expect(toKindSections([])).toEqual([]);
});
