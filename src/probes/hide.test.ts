import fc from 'fast-check';
import { expect, test } from 'vitest';
import { hideIn } from './hide.ts';

const SECRET = `p"w&d'<é>\\/ +1`;
const inHtml = (text: string) => text.replace(/[&"'<>]/g, (sign) => `&#${sign.charCodeAt(0)};`);

test.each([
  ['as it is', SECRET],
  ['in JSON', JSON.stringify(SECRET).slice(1, -1)],
  ['in JSON within JSON', JSON.stringify(JSON.stringify(SECRET)).slice(3, -3)],
  ['in JSON without other alphabets', JSON.stringify(SECRET).slice(1, -1).replace('é', '\\u00E9')],
  ['in JSON that escapes slashes', JSON.stringify(SECRET).slice(1, -1).replace('/', '\\/')],
  [
    'in HTML',
    SECRET.replaceAll('&', '&amp;').replaceAll('"', '&quot;').replaceAll('<', '&lt;').replaceAll('>', '&gt;'),
  ],
  ['in HTML by numbers', inHtml(SECRET)],
  ['in a URL', encodeURIComponent(SECRET)],
  ['in a form', new URLSearchParams({ a: SECRET }).toString().slice(2)],
])('a credential is hidden %s', (_, text) => {
  expect(hideIn(`user: ${text}!`, [SECRET])).toBe('user: [redacted]!');
});

test('the longer of two credentials is hidden whole', () => {
  expect(hideIn('abcdef', ['abc', 'abcdef'])).toBe('[redacted]');
});

test('whatever a credential holds, no form of it is left, and nothing else goes', () => {
  fc.assert(
    fc.property(fc.string({ minLength: 4, unit: 'grapheme' }), (secret) => {
      for (const form of [secret, JSON.stringify(secret).slice(1, -1), inHtml(secret)])
        expect(hideIn(`a ${form} b`, [secret])).toMatch(/^a .*\[redacted\].* b$/su);
      expect(hideIn('an answer', ['another'])).toBe('an answer');
    }),
  );
});
