import { expect, test } from 'vitest';
import { editionFolder, formatEdition, instantOf, relativeHref, toEditionKey } from './paths.ts';

test('a file of the store names its edition', () => {
  const key = toEditionKey('prod', '2026-11-22/071500Z.delta.jsonl.zst');
  expect(editionFolder(key)).toBe('prod/2026-11-22/071500Z');
  expect(formatEdition(key)).toBe('prod/2026-11-22T071500Z');
  expect(instantOf(key)).toBe(Date.parse('2026-11-22T07:15:00Z') / 1000);
});

test.each([
  ['index.html', 'prod/index.html', 'prod/index.html'],
  ['prod/index.html', 'index.html', '../index.html'],
  ['prod/2026-11-22/071500Z/pods.html', 'prod/2026-11-22/071500Z/nodes.html', 'nodes.html'],
  ['prod/2026-11-22/071500Z/pods.html', 'prod/2026-11-22/070000Z/pods.html', '../070000Z/pods.html'],
  ['prod/2026-11-22/071500Z/pods.html', '_astro/a.css', '../../../_astro/a.css'],
  ['a/b/index.html', 'a/b/index.html#x', 'index.html#x'],
])('from %s to %s is %s', (from, to, href) => {
  expect(relativeHref(from, to)).toBe(href);
});
