import { expect, test } from 'vitest';
import { inReleaseOrder, productionFirst } from './release-order.ts';

const names = ['acceptance', 'production', 'edge-b', 'test', 'edge-a', 'dev'];

test('a release travels from development to production, and readers want production first', () => {
  expect(inReleaseOrder(names, [])).toEqual(['dev', 'test', 'edge-a', 'edge-b', 'acceptance', 'production']);
  expect(productionFirst(names, [])).toEqual(['production', 'acceptance', 'edge-a', 'edge-b', 'test', 'dev']);
});

test('the config decides before names do', () => {
  expect(productionFirst(names, ['production', 'dev']).slice(0, 3)).toEqual([
    'dev',
    'production',
    'acceptance',
  ]);
});
