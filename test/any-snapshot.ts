/** Snapshots of anything that the tables of kept fields allow: each field present or absent, and kinds unseen. */
import fc from 'fast-check';
import { z } from 'zod';
import { kindNames, kinds, type KindName } from '../src/snapshots/kinds/kinds.ts';
import type { Snapshot } from '../src/snapshots/schema.ts';
import { before, snapshotOf, TIME } from './snapshot-of.ts';

const WORDS = [
  'Running',
  'Pending',
  'Failed',
  'Ready',
  'True',
  'Node',
  'ReplicaSet',
  'a',
  '',
  TIME,
  before(100),
  '__proto__',
];

function allowedBy(schema: z.core.$ZodType): fc.Arbitrary<unknown> {
  if (schema instanceof z.ZodOptional || schema instanceof z.ZodNonOptional)
    return allowedBy(schema.unwrap());
  if (schema instanceof z.ZodObject) {
    const fields = Object.entries(schema.shape);
    const required = fields.filter(([, field]) => !(field instanceof z.ZodOptional)).map(([name]) => name);
    return fc.record(Object.fromEntries(fields.map(([name, field]) => [name, allowedBy(field)])), {
      requiredKeys: required,
    });
  }
  if (schema instanceof z.ZodArray) return fc.array(allowedBy(schema.element), { maxLength: 3 });
  if (schema instanceof z.ZodRecord) return fc.dictionary(fc.string(), fc.string(), { maxKeys: 2 });
  if (schema instanceof z.ZodUnion) return fc.oneof(...schema.options.map(allowedBy));
  if (schema instanceof z.ZodNumber) return fc.oneof(fc.integer(), fc.constant(0));
  if (schema instanceof z.ZodBoolean) return fc.boolean();
  return fc.oneof(fc.constantFrom(...WORDS), fc.string());
}

/** The store refuses an object of another kind than its list's. */
const anyOf = (kind: KindName) =>
  allowedBy(kinds[kind].fields).map((object) => ({ ...(object as object), kind }));

/** What a template prints for a missing value. */
export const LEAKS = /undefined|NaN|\[object/;

export const anySnapshot: fc.Arbitrary<Snapshot> = fc
  .tuple(
    fc.record(Object.fromEntries(kindNames.map((kind) => [kind, fc.array(anyOf(kind), { maxLength: 2 })]))),
    fc.dictionary(
      fc.constantFrom(...kindNames),
      fc.record({ state: fc.constantFrom('complete', 'partial', 'forbidden') }),
    ),
  )
  .map(([objects, coverage]) => snapshotOf(objects as object, { coverage }))
  .filter((snapshot) => !LEAKS.test(JSON.stringify(snapshot)));
