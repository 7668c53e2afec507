import { expect, test } from 'vitest';
import { namespacedName } from '../../model/object-ref.ts';
import { CLUSTER_NAMES } from './estate.ts';
import { estates } from './estates.ts';
import { timeline } from './timeline.ts';

test('incidents begin before they end, and name workloads, containers and nodes that exist', () => {
  for (const cluster of CLUSTER_NAMES) {
    const { nodes, workloads } = estates[cluster];
    for (const { what, from, to, effect } of timeline[cluster]) {
      expect(to ?? Infinity, what).toBeGreaterThan(from);
      if ('workload' in effect) {
        const workload = workloads.find((one) => namespacedName(one) === effect.workload);
        expect(workload, what).toBeDefined();
        if (effect.type === 'unready') {
          expect(
            workload?.containers.map(({ name }) => name),
            what,
          ).toContain(effect.container);
        }
      }
      if (effect.type === 'node-silent' || effect.type === 'cordon') {
        expect(
          nodes.map(({ name }) => name),
          what,
        ).toContain(effect.node);
      }
    }
  }
});

test('production has 31 workloads on 12 nodes in two data centres', () => {
  const { nodes, workloads } = estates.production;
  expect(workloads.filter(({ kind }) => kind !== 'StaticPod')).toHaveLength(31);
  expect(nodes).toHaveLength(12);
  expect(new Set(nodes.map(({ zone }) => zone))).toEqual(new Set(['dc1', 'dc2']));
});

test('no two workloads of a cluster have the same name', () => {
  for (const cluster of CLUSTER_NAMES) {
    const keys = estates[cluster].workloads.map(namespacedName);
    expect(new Set(keys).size).toBe(keys.length);
  }
});
