import { expect, test } from 'vitest';
import { formatThere } from '../src/errors.ts';
import { about, toPrintable } from './terminal.ts';

test('a message that begins with the name of what it is about does not begin with it twice', () => {
  expect(about('prod', 'cannot write')).toBe('prod: cannot write');
  expect(about('prod', 'prod: cannot write')).toBe('prod: cannot write');
  expect(about('prod', 'prod/2026-11-22/070000Z.full.jsonl.zst: is not there')).toMatch(/^prod\/2026/);
  expect(about('p', 'prod: is another')).toBe('p: prod: is another');
});

test('one of something is not several', () => {
  expect([['prod'], ['prod', 'test']].map(formatThere)).toEqual([
    'There is: prod.',
    'There are: prod, test.',
  ]);
});

test('control characters reach no terminal, line feeds do', () => {
  expect(toPrintable('a\tb\u001b[31m\r\u202e\nc')).toBe('a\\u0009b\\u001b[31m\\u000d\\u202e\nc');
});
