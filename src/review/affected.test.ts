import { expect, test } from 'vitest';
import { foldByCause, type Affected } from './affected.ts';

const row = (name: string, at: number, more: Partial<Affected> = {}): Affected => ({
  object: name.startsWith('n') ? { kind: 'Node', name } : { kind: 'Deployment', namespace: 'shop', name },
  ...{ worst: 'degraded', from: { at }, end: 'recovered', lasted: { least: 0 } },
  ...more,
});
const by = { because: 'Node//n1' };
const told = (rows: Affected[]) =>
  foldByCause(rows).map(({ head, followers }) => [
    head.object.name,
    followers.map(({ object }) => object.name),
  ]);

test('what one cause explains is folded into its row; what was in trouble before it stands by itself', () => {
  expect(told([row('early', 5, by), row('n1', 10), row('web', 15, by), row('cart', 15, by)])).toEqual([
    ['early', []],
    ['n1', ['web', 'cart']],
  ]);
});

test('a cause that no row tells, and two that explain each other, hide nothing', () => {
  expect(told([row('web', 15, { because: 'Secret/shop/db' })])).toEqual([['web', []]]);
  const a = row('a', 10, { because: 'Deployment/shop/b' });
  const b = row('b', 10, { because: 'Deployment/shop/a' });
  expect(told([a, b])).toEqual([
    ['a', []],
    ['b', []],
  ]);
});
