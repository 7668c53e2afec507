import { expect, test } from 'vitest';
import { unmarkClusters } from './cluster-names.ts';

test.each([
  [['east', 'west'], 'gateway-east-w2', 'gateway-*-w2'],
  [['east', 'west'], 'feast', 'feast'],
  [['east', 'west'], 'east', '*'],
  [['shop-east', 'shop-west'], 'gateway-east', 'gateway-*'],
  [['shop-east', 'shop-west'], 'shop_east.web', '*.web'],
  [['shop-east', 'shop-west'], 'shop', 'shop'],
  [['eu-prod-1', 'eu-acc-1'], 'web.prod', 'web.*'],
  [['a', 'b'], 'db-a', 'db-a'],
  [['same', 'same'], 'web-same', 'web-*'],
  [['c++', 'd'], 'web-c++', 'web-*'],
])('of %j, %s is %s', (clusters, name, bare) => {
  expect(unmarkClusters(clusters)(name, 0)).toBe(bare);
});
