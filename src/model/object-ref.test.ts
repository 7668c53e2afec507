import fc from 'fast-check';
import { expect, test } from 'vitest';
import {
  formatBesideName,
  parseNamespacedName,
  compareObjects,
  formatObject,
  namespacedName,
  objectKey,
  objectPath,
  parseObject,
  toObjectRef,
} from './object-ref.ts';
import type { ObjectRef } from './report.ts';

const web = { kind: 'Deployment', namespace: 'shop', name: 'web' };
const node = { kind: 'Node', name: 'lxa150h' };

/** Few letters, so that some objects have equal names. Slashes and escapes, because cluster text is hostile. */
const part = fc.oneof(
  fc.string({ unit: fc.constantFrom('a', 'b', '-', '.', '/', '%', '2', 'F', ' '), maxLength: 4 }),
  fc.string({ maxLength: 12 }),
);
const refs = fc
  .record({ kind: part, namespace: fc.option(part, { nil: undefined }), name: part })
  .map((ref) => toObjectRef(ref));

test('an object has one key, one path and one text for readers', () => {
  expect([web, node].map(objectKey)).toEqual(['Deployment/shop/web', 'Node//lxa150h']);
  expect([web, node].map(objectPath)).toEqual(['Deployment/shop/web', 'Node/lxa150h']);
  expect([web, node].map(formatObject)).toEqual(['Deployment shop/web', 'Node lxa150h']);
  expect([web, node].map(namespacedName)).toEqual(['shop/web', 'lxa150h']);
});

test('an empty namespace is none', () => {
  const empty: ObjectRef = { ...node, namespace: '' };
  expect(objectKey(empty)).toBe(objectKey(node));
  expect(objectPath(empty)).toBe(objectPath(node));
  expect(compareObjects(empty, node)).toBe(0);
  expect(toObjectRef(empty)).toEqual(node);
});

test('a key and a path are read as the object that they name', () => {
  fc.assert(
    fc.property(refs, (ref) => {
      expect(parseObject(objectKey(ref))).toEqual(ref);
      expect(parseObject(objectPath(ref))).toEqual(ref);
    }),
  );
});

test('a name with its namespace is read as what it was written from', () => {
  fc.assert(
    fc.property(refs, (ref) => {
      const { kind: _, ...named } = ref;
      fc.pre(named.name !== '' && !(named.namespace ?? named.name).includes('/'));
      expect(parseNamespacedName(namespacedName(named))).toEqual(named);
    }),
  );
});

test('beside a name stand the kind and the namespace, if there is a namespace', () => {
  expect(formatBesideName(web)).toBe('Deployment · shop');
  expect(formatBesideName({ kind: 'Node', namespace: '' })).toBe('Node');
});

test('a text without a slash names no object', () => {
  expect(['', 'Pod', 'pods'].map(parseObject)).toEqual([undefined, undefined, undefined]);
});

test('the order is total, and equal are only objects of one key', () => {
  fc.assert(
    fc.property(refs, refs, refs, (a, b, c) => {
      expect(Math.sign(compareObjects(a, b))).toBe(-Math.sign(compareObjects(b, a)) + 0);
      expect(compareObjects(a, b) === 0).toBe(objectKey(a) === objectKey(b));
      if (compareObjects(a, b) <= 0 && compareObjects(b, c) <= 0)
        expect(compareObjects(a, c)).toBeLessThanOrEqual(0);
    }),
  );
});

test('namespaces are in order by themselves, not with what follows them', () => {
  const names = ['shop-eu', 'shop'].map((namespace) => ({ ...web, namespace }));
  expect(names.toSorted(compareObjects).map(({ namespace }) => namespace)).toEqual(['shop', 'shop-eu']);
});
