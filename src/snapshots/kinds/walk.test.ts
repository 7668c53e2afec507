import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { z } from 'zod';
import { anySnapshot } from '../../../test/any-snapshot.ts';
import { fields, list, presentFields, textMap, textMapOf, time, word } from './fields.ts';
import { kindNames, kinds } from './kinds.ts';
import { compilePick, compileRewrite, listLeaves, readLeaf, type FieldPlace, type Visitor } from './walk.ts';

const same: Visitor = { text: (found) => found };

const table = fields({
  name: word('Name'),
  at: time('When'),
  labels: textMap('Labels'),
  notes: textMapOf('Notes', ['kept']),
  parts: list(fields({ id: word('Id') })),
  done: presentFields({ at: time('When') }),
});

describe('a walk', () => {
  test('that changes no text leaves an object as it is, field by field in its order', () => {
    fc.assert(
      fc.property(anySnapshot, ({ objects }) => {
        for (const kind of kindNames)
          for (const object of objects[kind]) {
            const walk = compileRewrite(kinds[kind].fields, kind, same);
            expect(JSON.stringify(walk(object))).toBe(JSON.stringify(object));
          }
      }),
      { numRuns: 50 },
    );
  });

  test('that picks finds nothing more to leave out the second time', () => {
    fc.assert(
      fc.property(
        fc.record({ spec: fc.jsonValue(), status: fc.jsonValue(), other: fc.jsonValue() }),
        (any) => {
          const pick = compilePick(kinds.Pod.fields, 'Pod', same);
          const once = pick(any);
          expect(pick(once)).toEqual(once);
        },
      ),
    );
  });

  test('tells where each text stands, and what its table says of it', () => {
    const seen: [string, FieldPlace][] = [];
    const visitor: Visitor = { text: (found, place) => (seen.push([found, place]), found) };
    const value = { name: 'a', at: 'b', labels: { x: 'c' }, parts: [{ id: 'd' }], new: { y: ['e'] } };
    compileRewrite(table, 'Thing', visitor)(value);
    expect(seen.map(([found, { path, name, is }]) => [found, path, name, is])).toEqual([
      ['a', 'Thing.name', 'name', undefined],
      ['b', 'Thing.at', 'at', 'time'],
      ['c', 'Thing.labels', 'x', undefined],
      ['d', 'Thing.parts.id', 'id', undefined],
      ['e', 'Thing', 'y', undefined],
    ]);
  });

  test('asks for the names of what the table does not know alone', () => {
    const visitor: Visitor = { ...same, key: (name) => name.toUpperCase() };
    const value = { name: 'a', labels: { x: 'c' }, parts: [{ id: 'd', new: 1 }], new: { y: [null] } };
    expect(compileRewrite(table, 'Thing', visitor)(value)).toEqual({
      name: 'a',
      labels: { X: 'c' },
      parts: [{ id: 'd', NEW: 1 }],
      NEW: { Y: [null] },
    });
  });

  test('that picks drops what is unknown, empty or of another type, and keeps what means something by being there', () => {
    const pick = compilePick(table, 'Thing', same);
    const notes = { kept: 'a', other: 'b' };
    expect(pick({ done: {}, notes, parts: [{ new: 1 }], new: 1, at: 5 })).toEqual({
      notes: { kept: 'a' },
      done: {},
    });
    expect(pick({ new: 1 })).toBeUndefined();
  });

  test('gives nothing of what a table says to a value of another type', () => {
    const places: FieldPlace[] = [];
    const visitor: Visitor = { text: (found, place) => (places.push(place), found) };
    compileRewrite(table, 'Thing', visitor)({ at: ['no time'] });
    expect(places).toEqual([{ path: 'Thing.at', name: 'at' }]);
  });
});

test('times and identifiers are marked, and nothing else is', () => {
  const texts = kindNames.flatMap((kind) =>
    listLeaves(kinds[kind].fields, undefined, kind).filter(({ schema }) => schema instanceof z.ZodString),
  );
  const marks = new Map(texts.map(({ path, is }) => [path, is]));
  for (const [path, mark] of marks) {
    const name = path.split('.').at(-1)!;
    const expected =
      /(?:Time|[tT]imestamp|timeAdded|(?:started|finished)At|certificateEnds|[.]oldest|lastSuccess|lastAttempt|before[.]time|managedFields\[\][.]time|[.]since)$/.test(
        path,
      )
        ? 'time'
        : name === 'uid' || path === 'TableRow.resource'
          ? 'identifier'
          : undefined;
    expect(mark, path).toBe(expected);
  }
  expect(marks.size).toBeGreaterThan(200);
});

test('lists the leaves of a table, and reads their values', () => {
  expect(listLeaves(table).map(({ path, is }) => (is ? `${path}: ${is}` : path))).toEqual([
    ...['name', 'at: time', 'labels', 'notes', 'parts[].id', 'done.at: time'],
  ]);
  const value = { name: 'a', labels: { x: 'c' }, parts: [{ id: 'd' }, { id: 'e' }, { other: 1 }] };
  expect(readLeaf(value, ['parts', 'id'])).toEqual(['d', 'e', undefined]);
  expect(readLeaf(value, ['labels'])).toEqual([{ x: 'c' }]);
  expect(readLeaf(value, ['name', 'more'])).toEqual([]);
});

test('the compiler refuses a field that does not say what becomes of its text', () => {
  // @ts-expect-error A plain schema says nothing.
  expect(listLeaves(fields({ name: z.string() }))).toHaveLength(1);
  // @ts-expect-error Neither does an item.
  expect(listLeaves(list(z.string()), undefined, 'names')).toHaveLength(1);
});
