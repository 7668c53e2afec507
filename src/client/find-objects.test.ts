import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { SearchGroup, SearchIndex } from '../export/search-index.ts';
import { openIndex, toWords } from './find-objects.ts';

const group = (
  kind: string,
  namespace: string | undefined,
  names: string[],
  more: Partial<SearchGroup> = {},
) => ({
  ...{ kind, namespace, page: `${kind}.html`, names },
  ...{ states: 'h'.repeat(names.length), words: names.map(() => ''), ...more },
});
const indexOf = (...groups: SearchGroup[]): SearchIndex => ({ unseen: [], groups });
const ask = (index: SearchIndex, query: string, limit = 50) => openIndex(index)(toWords(query), limit);
const names = (index: SearchIndex, query: string) => ask(index, query).found.map(({ name }) => name);

test('every word must occur, in the name, the kind, the namespace, the state or the words, whatever the case', () => {
  const index = indexOf(
    group('Deployment', 'shop', ['web', 'Cart'], { states: 'fh', words: ['1.4 web:1.4', ''] }),
    group('Pod', 'bank', ['web-1'], { words: ['10.1.2.3 lxa150h'] }),
    group('Node', undefined, ['lxa150h']),
  );
  expect(names(index, 'web')).toEqual(['web', 'web-1']);
  expect(names(index, 'WEB shop')).toEqual(['web']);
  expect(names(index, 'web bank')).toEqual(['web-1']);
  expect(names(index, 'failing')).toEqual(['web']);
  expect(names(index, 'cart')).toEqual(['Cart']);
  expect(names(index, 'lxa150h')).toEqual(['lxa150h', 'web-1']);
  expect(names(index, 'lxa150h pod')).toEqual(['web-1']);
  expect(names(index, '10.1.2')).toEqual(['web-1']);
  expect(names(index, 'pod/bank/web-1')).toEqual(['web-1']);
  expect(names(index, 'web nowhere')).toEqual([]);
});

test('an exit code is one word: the figure alone is in many names', () => {
  const index = indexOf(
    group('Pod', 'shop', ['web-3', 'db-1'], { words: ['exit:1 Error', 'exit:3 OOMKilled'] }),
  );
  expect(names(index, 'exit 3')).toEqual(['db-1']);
  expect(names(index, 'Exit: 1')).toEqual(['web-3']);
  expect(names(index, 'oomkilled')).toEqual(['db-1']);
});

test('the same name comes first, then what begins with it, then what has it; of each, trouble first', () => {
  const index = indexOf(
    group('Pod', 'a', ['my-web', 'web-1', 'web-2', 'other', 'web'], {
      states: 'hhfhh',
      words: ['', '', '', 'web', ''],
    }),
  );
  expect(names(index, 'web')).toEqual(['web', 'web-2', 'web-1', 'my-web', 'other']);
});

test('a result leads to its row, and to what its group says instead', () => {
  const index = indexOf(
    group('Pod', 'shop', ['a b', 'plain'], { page: 'pods/shop.html', fragments: { 1: 'rule/x' } }),
    group('Node', undefined, ['lxa'], { page: 'nodes.html' }),
    group('Quota', 'shop', ['page-only'], { page: 'storage.html', fragments: { 0: '' } }),
  );
  const href = (query: string) => ask(index, query).found[0]?.href;
  expect(href('a')).toBe('pods/shop.html#Pod/shop/a%20b');
  expect(href('plain')).toBe('pods/shop.html#rule/x');
  expect(href('lxa')).toBe('nodes.html#Node/lxa');
  expect(href('page-only')).toBe('storage.html');
});

test('as many as asked for, and how many there are', () => {
  const index = indexOf(
    group(
      'Pod',
      'shop',
      Array.from({ length: 120 }, (_, at) => `web-${at}`),
    ),
  );
  expect(ask(index, 'web', 50)).toMatchObject({ total: 120, found: { length: 50 } });
  expect(ask(index, '', 50)).toEqual({ total: 0, found: [] });
  expect(ask(indexOf(), 'web', 50)).toEqual({ total: 0, found: [] });
});

test('finds exactly what looking at each object finds', () => {
  const name = fc.stringMatching(/^[ab\-\n]{0,4}$/);
  const groups = fc.array(
    fc
      .record({
        kind: fc.constantFrom('Pod', 'Node'),
        namespace: fc.option(name, { nil: undefined }),
        names: fc.array(name),
      })
      .map(({ kind, namespace, names }) => group(kind, namespace, names)),
  );
  const words = fc.array(fc.stringMatching(/^[abpod-]{1,3}$/), { minLength: 1, maxLength: 3 });
  fc.assert(
    fc.property(groups, words, (all, query) => {
      const expected = all.flatMap(({ kind, namespace = '', names }) =>
        names.filter((one) =>
          query.every((word) =>
            [kind.toLowerCase(), namespace, one, 'healthy'].some((text) => text.includes(word)),
          ),
        ),
      );
      const { found, total } = openIndex(indexOf(...all))(query, 1000);
      expect(total).toBe(expected.length);
      expect(found.map((one) => one.name).toSorted()).toEqual(expected.toSorted());
    }),
  );
});

test('30,000 objects answer within a keystroke', () => {
  const groups = Array.from({ length: 40 }, (_, team) =>
    group(
      'Pod',
      `team-${team}`,
      Array.from(
        { length: 750 },
        (_, at) => `service-${Math.floor(at / 20)}-5d4f6b7c8d-${(at * 7919).toString(36)}`,
      ),
      {
        words: Array.from(
          { length: 750 },
          (_, at) => `10.1.${team}.${at % 250} node-${at % 300}.dc1.example 1.4.2`,
        ),
      },
    ),
  );
  const find = openIndex(indexOf(...groups));
  const times = ['s', 'se', 'service-12', 'node-17 team-3', 'nothing-like-it', '10.1.7'].map((query) => {
    const begun = performance.now();
    find(toWords(query), 50);
    return performance.now() - begun;
  });
  console.log(`search among 30,000 objects: ${times.map((time) => time.toFixed(1)).join(', ')} ms`);
  // Far above the usual time, because the machine may be busy.
  expect(Math.min(...times)).toBeLessThan(16);
});
