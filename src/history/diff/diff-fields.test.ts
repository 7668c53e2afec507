import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { FieldChange, Json, PathStep } from './change.ts';
import { diffFields } from './diff-fields.ts';
import { formatPath } from './field-path.ts';
import { isSame } from './is-same.ts';
import { keyLists, toKey } from './merge-keys.ts';

const lines = (before: unknown, after: unknown) =>
  diffFields(before, after).map(({ steps, before: old, after: now }) => [formatPath(steps), old, now]);

describe('what differs', () => {
  test('stands at the path of the API, with what it was and is', () => {
    expect(
      lines({ spec: { replicas: 3, paused: true } }, { spec: { replicas: 5, minReadySeconds: 1 } }),
    ).toEqual([
      ['spec.replicas', 3, 5],
      ['spec.paused', true, undefined],
      ['spec.minReadySeconds', undefined, 1],
    ]);
  });

  test('keys that are no words stand in quotes', () => {
    const labels = (value: string) => ({ metadata: { labels: { 'app.kubernetes.io/name': value } } });
    expect(lines(labels('a'), labels('b'))).toEqual([
      ['metadata.labels["app.kubernetes.io/name"]', 'a', 'b'],
    ]);
  });

  test('items are matched by their merge keys', () => {
    const before = {
      containers: [
        { name: 'app', image: 'app:1' },
        { name: 'old', image: 'x' },
      ],
    };
    const after = {
      containers: [
        { name: 'new', image: 'y' },
        { name: 'app', image: 'app:2' },
      ],
    };
    expect(lines(before, after)).toEqual([
      ['containers[app].image', 'app:1', 'app:2'],
      ['containers[old]', { name: 'old', image: 'x' }, undefined],
      ['containers[new]', undefined, { name: 'new', image: 'y' }],
    ]);
  });

  test('a port is told by its number and protocol, which is TCP where none is named', () => {
    const before = {
      ports: [
        { port: 53, protocol: 'UDP', targetPort: 1 },
        { port: 53, targetPort: 1 },
      ],
    };
    const after = {
      ports: [
        { port: 53, protocol: 'TCP', targetPort: 2 },
        { port: 53, protocol: 'UDP', targetPort: 1 },
      ],
    };
    expect(lines(before, after)).toEqual([
      ['ports[53/TCP].targetPort', 1, 2],
      ['ports[53/TCP].protocol', undefined, 'TCP'],
    ]);
  });

  test('the order of conditions, owners, taints and sets is no change', () => {
    const one = {
      conditions: [{ type: 'A' }, { type: 'B' }],
      finalizers: ['a', 'b'],
      taints: [
        { key: 'x', effect: 'NoSchedule' },
        { key: 'x', effect: 'NoExecute' },
      ],
    };
    const other = {
      conditions: [{ type: 'B' }, { type: 'A' }],
      finalizers: ['b', 'a'],
      taints: [
        { key: 'x', effect: 'NoExecute' },
        { key: 'x', effect: 'NoSchedule' },
      ],
    };
    expect(diffFields(one, other)).toEqual([]);
  });

  test('the order of arguments is one', () => {
    expect(lines({ args: ['a', 'b'] }, { args: ['b', 'a'] })).toEqual([['args', ['a', 'b'], ['b', 'a']]]);
  });

  test('a list in which two items share the key is compared place by place', () => {
    const rules = (path: string) => ({
      rules: [
        { host: 'a', path: '/' },
        { host: 'a', path },
      ],
    });
    expect(lines(rules('/x'), rules('/y'))).toEqual([['rules[1].path', '/x', '/y']]);
  });

  test('an empty object is another thing than none', () => {
    expect(lines({ state: { waiting: {} } }, { state: { running: {} } })).toEqual([
      ['state.waiting', {}, undefined],
      ['state.running', undefined, {}],
    ]);
  });

  test('names of JavaScript are names', () => {
    const before = JSON.parse('{"labels":{"__proto__":"a","constructor":"b"}}') as Json;
    const after = JSON.parse('{"labels":{"toString":"c","constructor":"d"}}') as Json;
    expect(lines(before, after)).toEqual([
      ['labels.__proto__', 'a', undefined],
      ['labels.constructor', 'b', 'd'],
      ['labels.toString', undefined, 'c'],
    ]);
    expect(isSame(JSON.parse('{"__proto__":{}}'), { x: 1 })).toBe(false);
  });
});

/** Values as in the API, with keyed lists, lists without keys, and hostile names. */
const word = fc.constantFrom('a', 'b', 'app', '0', 'x y', '__proto__', 'constructor', 'a"]b');
const leaf = fc.oneof(word, fc.integer({ min: 0, max: 3 }), fc.boolean(), fc.constant(null));
const { tree } = fc.letrec<{ tree: Json; fields: Json }>((tie) => ({
  tree: fc.oneof({ maxDepth: 4 }, leaf, tie('fields')),
  fields: fc
    .record(
      {
        containers: fc.uniqueArray(
          fc.record(
            {
              name: word,
              image: leaf,
              env: fc.uniqueArray(fc.record({ name: word }), { selector: (one) => one.name }),
            },
            { requiredKeys: ['name'] },
          ),
          { selector: (one) => one.name, maxLength: 4 },
        ),
        ports: fc.array(
          fc.record({ port: fc.integer({ min: 1, max: 3 }), protocol: fc.constantFrom('TCP', 'UDP') }),
          { maxLength: 4 },
        ),
        conditions: fc.array(fc.record({ type: word, status: leaf }), { maxLength: 3 }),
        finalizers: fc.array(word, { maxLength: 3 }),
        args: fc.array(leaf, { maxLength: 3 }),
        rules: fc.array(fc.record({ host: word, backend: tie('tree') }), { maxLength: 3 }),
        labels: fc.dictionary(word, word),
        inner: tie('tree'),
      },
      { requiredKeys: [] },
    )
    .map((fields) => fields as Json),
}));

describe('laws', () => {
  test('a diff applied to what was gives what is, but for the order of keyed lists', () => {
    fc.assert(
      fc.property(tree, tree, (before, after) => {
        expect(inOrder(apply(before, diffFields(before, after)))).toEqual(inOrder(after));
      }),
      { numRuns: 1000 },
    );
  });

  test('nothing differs from itself, however its keyed lists and its fields are ordered', () => {
    fc.assert(
      fc.property(tree, (value) => {
        expect(diffFields(value, value)).toEqual([]);
        expect(diffFields(value, shuffled(value))).toEqual([]);
        expect(isSame(value, JSON.parse(JSON.stringify(value)))).toBe(true);
      }),
      { numRuns: 500 },
    );
  });

  test('the other way round, what was and what is change places', () => {
    const swap = (changes: FieldChange[]) =>
      changes
        .map(({ steps, before, after }) => JSON.stringify([steps, after ?? '(none)', before ?? '(none)']))
        .sort();
    fc.assert(
      fc.property(tree, tree, (before, after) => {
        const there = diffFields(before, after).map(({ steps, before: old, after: now }) =>
          JSON.stringify([steps, old ?? '(none)', now ?? '(none)']),
        );
        expect(swap(diffFields(after, before))).toEqual(there.sort());
      }),
      { numRuns: 500 },
    );
  });

  test('equal is what has no difference', () => {
    fc.assert(
      fc.property(tree, tree, (before, after) => {
        const same = isSame(before, after);
        expect(isSame(after, before)).toBe(same);
        if (same) expect(diffFields(before, after)).toEqual([]);
      }),
      { numRuns: 500 },
    );
  });
});

type Tree = Record<string, unknown> | unknown[];

function apply(before: Json, changes: readonly FieldChange[]): Json {
  const root = { root: structuredClone(before) as unknown };
  for (const { steps, after } of changes) put(root, ['root', ...steps], after);
  return root.root as Json;
}

function put(into: Tree, [step, ...rest]: readonly PathStep[], value: Json | undefined): void {
  if (step === undefined) throw new Error('a change without a path');
  if (Array.isArray(into)) {
    const at = placeOf(into, step);
    if (rest.length > 0) put(into[at] as Tree, rest, value);
    else if (value === undefined) into.splice(at, 1);
    else into[at] = structuredClone(value);
    return;
  }
  const key = step as string;
  if (rest.length > 0) put(into[key] as Tree, rest, value);
  else if (value === undefined) delete into[key];
  // As in JSON.parse, for any name.
  else
    Object.defineProperty(into, key, {
      value: structuredClone(value),
      enumerable: true,
      configurable: true,
      writable: true,
    });
}

function placeOf(list: readonly unknown[], step: PathStep): number {
  if (typeof step === 'number') return step;
  if (typeof step === 'string') throw new Error('a key in a list');
  const at = list.findIndex(
    (value) => JSON.stringify(toKey(value as Json, step.by)) === JSON.stringify(step.is),
  );
  return at === -1 ? list.length : at;
}

/** With keyed lists in the order of their keys. */
function inOrder(value: Json, name = ''): Json {
  if (Array.isArray(value)) {
    const items = value.map((item: Json) => inOrder(item));
    const keyed = keyLists(name, value, value);
    return keyed ? items.sort((a, b) => (JSON.stringify(a) < JSON.stringify(b) ? -1 : 1)) : items;
  }
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, one]) => [key, inOrder(one as Json, key)]));
}

/** With fields and keyed lists in reverse order. */
function shuffled(value: Json, name = ''): Json {
  if (Array.isArray(value)) {
    const items = value.map((item: Json) => shuffled(item));
    return keyLists(name, value, value) ? items.toReversed() : items;
  }
  if (typeof value !== 'object' || value === null) return value;
  const entries = Object.entries(value).map(([key, one]) => [key, shuffled(one as Json, key)] as const);
  return Object.fromEntries(entries.toReversed());
}
