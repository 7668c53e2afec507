import fc from 'fast-check';
import { expect, test } from 'vitest';
import { toWellFormed } from './well-formed.ts';

test('a lone surrogate becomes the replacement character, a pair stays', () => {
  const read = (json: string) => JSON.parse(toWellFormed(json)) as unknown;
  expect(read('"a\\ud800b"')).toBe('a\ufffdb');
  expect(read('"a\\uDC00"')).toBe('a\ufffd');
  expect(read('"\\ud83d\\ude00"')).toBe('\u{1f600}');
  expect(read('"\\ud800\\ud83d\\ude00"')).toBe('\ufffd\u{1f600}');
  // A backslash before the letter u, not an escape.
  expect(read('"C:\\\\ud800"')).toBe('C:\\ud800');
  expect(read('"\\\\\\ud800"')).toBe('\\\ufffd');
});

test('any value reads back as the same value, made well-formed', () => {
  const well = (value: unknown): unknown =>
    typeof value === 'string'
      ? value.toWellFormed()
      : Array.isArray(value)
        ? value.map(well)
        : typeof value === 'object' && value !== null
          ? Object.fromEntries(Object.entries(value).map(([key, one]) => [key.toWellFormed(), well(one)]))
          : value;
  const text = fc.array(fc.constantFrom('\ud800', '\udc00', '\\', 'u', 'd800', '"', 'a', '\u{1f600}'));
  fc.assert(
    fc.property(
      fc.dictionary(
        text.map((parts) => `k${parts.join('')}`),
        text.map((parts) => parts.join('')),
      ),
      (value) => {
        const whole = JSON.parse(JSON.stringify(value)) as unknown;
        expect(JSON.parse(toWellFormed(JSON.stringify(value)))).toEqual(well(whole));
      },
    ),
    { numRuns: 1000 },
  );
});
