import fc from 'fast-check';
import { expect, test } from 'vitest';
import { z } from 'zod';
import { parseSealed, seal, soundnessOf } from './seal.ts';

const Schema = z.object({
  name: z.string(),
  count: z.number().optional(),
  list: z.array(z.string()).optional(),
});
const record = { name: 'prod', count: 3, list: ['a', '\u00e9', '"'] };

test('a sealed record reads back as it was', () => {
  expect(parseSealed(seal(record, 'here'), Schema, 'here')).toEqual(record);
  expect(soundnessOf(seal(record, 'here'), 'here')).toBe('sealed');
});

test('any flipped bit, cut or inserted byte of a sealed record is noticed', () => {
  const whole = Buffer.from(seal(record, 'here'));
  const read = (bytes: Buffer) => parseSealed(bytes.toString(), Schema, 'here');
  // The line feed at the end may become other white space.
  for (let bit = 0; bit < (whole.length - 1) * 8; bit += 1) {
    const flipped = Buffer.from(whole);
    flipped[bit >> 3]! ^= 1 << (bit & 7);
    expect(read(flipped), `bit ${bit}`).toBeUndefined();
  }
  for (let cut = 0; cut < whole.length - 1; cut += 1) expect(read(whole.subarray(0, cut))).toBeUndefined();
  fc.assert(
    fc.property(fc.nat(whole.length - 2), fc.uint8Array({ minLength: 1, maxLength: 9 }), (at, bytes) => {
      const longer = Buffer.concat([whole.subarray(0, at), bytes, whole.subarray(at)]);
      expect(read(longer)).toBeUndefined();
    }),
  );
});

test('a record of an older Gazette has no seal, and is read', () => {
  expect(parseSealed(JSON.stringify(record), Schema, 'here')).toEqual(record);
  expect(parseSealed('{"name":"prod","other":1}', Schema, 'here')).toBeUndefined();
  expect(parseSealed('', Schema, 'here')).toBeUndefined();
  expect(parseSealed(undefined, Schema, 'here')).toBeUndefined();
});

test('a sound record in the place of another counts as damaged', () => {
  expect(soundnessOf(seal(record, 'there'), 'here')).toBe('damaged');
  expect(parseSealed(seal(record, 'there'), Schema, 'here')).toBeUndefined();
});
