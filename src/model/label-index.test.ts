import fc from 'fast-check';
import { expect, test } from 'vitest';
import { indexByLabels } from './label-index.ts';
import { selectsMap } from './label-selector.ts';

const labels = fc.dictionary(fc.constantFrom('app', 'tier', 'constructor'), fc.constantFrom('a', 'b', ''), {
  noNullPrototype: true,
});
const namespace = fc.constantFrom('shop', 'bank', undefined);

test('finds what looking at everything finds, in that order', () => {
  const items = fc.array(fc.record({ namespace, labels: fc.option(labels, { nil: undefined }) }));
  fc.assert(
    fc.property(items, namespace, labels, (items, wanted, map) => {
      const scanned = items.filter((item) => item.namespace === wanted && selectsMap(map, item.labels));
      expect(indexByLabels(items)(wanted, map)).toEqual(scanned);
    }),
  );
});
