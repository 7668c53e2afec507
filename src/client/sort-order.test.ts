import fc from 'fast-check';
import { expect, test } from 'vitest';
import { toNumber, toOrder } from './sort-order.ts';

const sorted = (keys: string[], rules = { numeric: false, descending: false }) =>
  toOrder(keys, rules).map((place) => keys[place]);

test.each([
  ['0', 0],
  ['1,204', 1204],
  ['-3', -3],
  ['85 %', 85],
  ['1e+21', 1e21],
  ['14 (71d ago)', 14],
  ['2.5 of 8', 2.5],
  ['45s', 45],
  ['3d4h', 3 * 86_400 + 4 * 3600],
  ['2y45d', (2 * 365 + 45) * 86_400],
  ['12s before', 12],
  ['5m', 300],
  ['', undefined],
  ['not seen', undefined],
  ['<unknown>', undefined],
  ['–', undefined],
])('%j counts as %j', (text, number) => {
  expect(toNumber(text)).toBe(number);
});

test('figures sort by value, and what is no figure comes last either way round', () => {
  const keys = ['9', 'not seen', '1,000', '', '85'];
  expect(sorted(keys, { numeric: true, descending: false })).toEqual(['9', '85', '1,000', 'not seen', '']);
  expect(sorted(keys, { numeric: true, descending: true })).toEqual(['1,000', '85', '9', 'not seen', '']);
});

test('ages sort by length, not by their first digit', () => {
  expect(sorted(['10s', '2y45d', '9m', '3d4h', '71d'], { numeric: true, descending: false })).toEqual([
    ...['10s', '9m', '3d4h', '71d', '2y45d'],
  ]);
});

test('texts sort as people count: versions, addresses and names with numbers in them', () => {
  expect(sorted(['web-10', 'web-9', 'Web-1'])).toEqual(['Web-1', 'web-9', 'web-10']);
  expect(sorted(['1.10', '1.9', '1.9.1'])).toEqual(['1.9', '1.9.1', '1.10']);
  expect(sorted(['10.0.10.1', '10.0.9.200', ''], { numeric: false, descending: true })).toEqual([
    ...['10.0.10.1', '10.0.9.200', ''],
  ]);
});

test('equals stay as they stood, also in descending order', () => {
  expect(toOrder(['a', 'b', 'a', 'b'], { numeric: false, descending: true })).toEqual([1, 3, 0, 2]);
});

test('whatever stands in the cells, every row has its place, and what has a value its order', () => {
  const anything = fc.oneof(fc.string(), fc.nat().map(String), fc.constantFrom('3d', '', '1/2', '__proto__'));
  fc.assert(
    fc.property(fc.array(anything), fc.boolean(), fc.boolean(), (keys, numeric, descending) => {
      const order = toOrder(keys, { numeric, descending });
      expect(order.toSorted((a, b) => a - b)).toEqual([...keys.keys()]);
      if (!numeric) return;
      const values = order.map((place) => toNumber(keys[place]!)).filter((value) => value !== undefined);
      expect(values).toEqual(values.toSorted((a, b) => (descending ? b - a : a - b)));
    }),
  );
});
