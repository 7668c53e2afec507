import { expect, test } from 'vitest';
import { ProbesSchema } from './config.ts';

const service = { namespace: 'shop', name: 'web', port: 8080 };

/** What is wrong with a health endpoint of the config. */
const faultsOf = (endpoint: object) =>
  ProbesSchema.safeParse({ http: [{ name: 'web', ...endpoint }] }).error?.issues.map(
    ({ path, message }) => `${path.slice(2).join('.')} ${message}`,
  ) ?? [];

test.each([
  ['https://user:word@shop.example.com'],
  ['https://user@shop.example.com'],
  ['http:///user:word@shop.example.com'],
  ['http:\\\\user:word@shop.example.com'],
])('a URL with credentials is refused: %s', (url) => {
  expect(faultsOf({ url }).join()).toMatch(/^url must (?:not hold credentials|be a URL)/);
});

test('a URL with an @ in its path holds no credentials', () => {
  expect(faultsOf({ url: 'https://shop.example.com/@health' })).toEqual([]);
});

test.each(['/../../..', '/a/../b', '/%2e%2E/secrets', '/./a', '/a/..?b', '/..\\..'])(
  'a path that leaves the place where it begins is refused: %s',
  (path) => {
    expect(faultsOf({ service, path })).toEqual(['path must not hold . or .. as a part']);
  },
);

test.each(['/..well-known/a..b', '/health?from=../a', '/.health/...'])(
  'other paths are taken: %s',
  (path) => {
    expect(faultsOf({ service, path })).toEqual([]);
  },
);

test.each(['$.checks[?(@.ok)]', '$.checks[(@.length-1)].ok', '$..[ ?( @.a == 1 ) ]', "$['a'][?(@.b=='c')]"])(
  'a JSONPath with a filter or a script is refused, since none is run: %s',
  (json) => {
    expect(faultsOf({ service, expect: { json } })).toEqual([
      'expect.json must not hold a filter or a script such as [?(@.ok)]: none is run',
    ]);
  },
);

test.each(['$.status', '$.checks[0].ok', '$..ok', "$['a (b)'].c", '$["[?(x)]"]'])(
  'other JSONPaths are taken: %s',
  (json) => {
    expect(faultsOf({ service, expect: { json } })).toEqual([]);
  },
);
