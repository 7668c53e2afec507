import { expect, test } from 'vitest';
import { placeEndpoints } from './endpoint-slice.ts';

test('node and zone of an endpoint come from its topology', () => {
  const topology = { 'kubernetes.io/hostname': 'lxa150h', 'topology.kubernetes.io/zone': 'dc1' };
  const slice = { addressType: 'IPv4', endpoints: [{ topology }, { topology, nodeName: 'other' }, {}, null] };
  expect(placeEndpoints(slice)).toMatchObject({
    addressType: 'IPv4',
    endpoints: [{ nodeName: 'lxa150h', zone: 'dc1' }, { nodeName: 'other', zone: 'dc1' }, {}, null],
  });
});

test.each([null, {}, { endpoints: null }])('%j is left as it is', (item) => {
  expect(placeEndpoints(item)).toBe(item);
});
