import { expect, test } from 'vitest';
import type { SpreadRow } from '../../model/report.ts';
import { toPlaces } from './placement.ts';

const row = (...nodes: SpreadRow['nodes']): SpreadRow => ({
  ...{
    uid: '',
    kind: 'Deployment',
    namespace: 'shop',
    name: 'web',
    state: 'healthy',
    rules: [],
    problems: [],
  },
  nodes,
  dataCentres: [...Map.groupBy(nodes, ({ dataCentre = '?' }) => dataCentre)].map(([name, on]) => ({
    name,
    pods: on.reduce((sum, { pods }) => sum + pods, 0),
  })),
});
const on = (name: string, dataCentre: string | undefined, pods: number) => ({ name, dataCentre, pods });

test('every data centre has a row, also without replicas, and the unknown one comes last', () => {
  const places = toPlaces(row(on('x', undefined, 1), on('a', 'dc1', 1)), ['dc2', 'dc1']);
  expect(places.map(({ name, pods }) => `${name} ${pods}`)).toEqual(['dc1 1', 'dc2 0', '? 1']);
  expect(places[1]).toMatchObject({ alone: '', together: '', width: 0 });
});

test('replicas on one node stand together, and are marked', () => {
  const [place] = toPlaces(row(on('a', 'dc1', 2), on('b', 'dc1', 1)), []);
  expect(place).toMatchObject({
    ...{ together: 'M0 0h9v9h-9zM10 0h9v9h-9z', alone: 'M25 0h9v9h-9z', width: 34 },
  });
});

test('of many replicas each row is a bar, as long as its share of the longest', () => {
  const many = Array.from({ length: 100 }, (_, index) => on(`n${index}`, 'dc1', 1));
  const [first, second] = toPlaces(row(...many, on('z', 'dc2', 50)), []);
  expect([first, second].map((place) => place?.width)).toEqual([160, 80]);
  expect(second?.alone).toBe('M0 0h80v9h-80z');
});
