import { expect, test } from 'vitest';
import type { Entry } from './entry.ts';
import { foldEntries, tellWithin } from './fold-entries.ts';

const entry = (id: string, kind: Entry['kind'], name?: string, more: Partial<Entry> = {}): Entry => ({
  ...{ id, kind, at: 0, mark: 'none', word: id, text: '', details: [], fields: [], evidence: [1, 2] },
  ...(name !== undefined && { object: { kind: 'Deployment', namespace: 'shop', name } }),
  ...more,
});
const told = (entries: Entry[]) =>
  foldEntries(entries).map(({ head, rest }) => [head.id, ...rest.map(({ id }) => id)]);

test('what an object did between two snapshots is one row; a rollout and a state stand by themselves', () => {
  const entries = [
    entry('rollout', 'rollout', 'web'),
    entry('restart', 'restart', 'web'),
    entry('event', 'event', 'web'),
    entry('other', 'event', 'db'),
    entry('state', 'state', 'web'),
    entry('finding', 'finding', 'web'),
  ];
  expect(told(entries)).toEqual([['rollout'], ['other'], ['state', 'restart', 'event', 'finding']]);
});

test('without a state the finding leads; what is about no object, or about many, folds into nothing', () => {
  expect(told([entry('a', 'event', 'web'), entry('b', 'finding', 'web')])).toEqual([['b', 'a']]);
  expect(told([entry('a', 'event'), entry('b', 'finding'), entry('c', 'restart', 'web')])).toEqual([
    ['a'],
    ['b'],
    ['c'],
  ]);
});

test('a row says what it holds', () => {
  const rest = [entry('a', 'event', 'web'), entry('b', 'event', 'web'), entry('c', 'finding', 'web')];
  expect(tellWithin(entry('d', 'state', 'web', { details: ['x'] }), rest)).toBe(
    '1 detail, 1 finding, 2 events',
  );
  expect(tellWithin(entry('d', 'state', 'web'), [])).toBe('');
});
