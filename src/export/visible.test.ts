import { expect, test } from 'vitest';
import { toVisible } from './visible.ts';

test('what would turn a line around or ring a bell is shown as its code', () => {
  expect(toVisible('token=\u202edetcader\u0007\u001b[31m')).toBe('token=\\u202edetcader\\u0007\\u001b[31m');
});

test('tabs, line feeds and other scripts stay', () => {
  expect(toVisible('a\tb\nשלום · 東京')).toBe('a\tb\nשלום · 東京');
});
