import { expect, test } from 'vitest';
import { toVisible, toVisibleBytes } from './visible.ts';

test('what would turn a line around or ring a bell is shown as its code', () => {
  expect(toVisible('token=\u202edetcader\u0007\u001b[31m')).toBe('token=\\u202edetcader\\u0007\\u001b[31m');
});

test('tabs, line feeds and other scripts stay', () => {
  expect(toVisible('a\tb\nשלום · 東京')).toBe('a\tb\nשלום · 東京');
});

test('what has no width is shown as its code', () => {
  expect(toVisible('pass\u200bword soft\u00adhyphen a\u2060b c\u200dd \u3164')).toBe(
    'pass\\u200bword soft\\u00adhyphen a\\u2060b c\\u200dd \\u3164',
  );
  // Tags and selectors spell texts that nobody sees.
  expect(toVisible('a\u{e0068}\u{e0069}b\u{e0101}c\ufe0f')).toBe(
    'a\\udb40\\udc68\\udb40\\udc69b\\udb40\\udd01c\\ufe0f',
  );
  // As JSON reads it
  expect(JSON.parse(`"${toVisible('a\u{e0068}\u200b')}"`)).toBe('a\u{e0068}\u200b');
});

test('emoji and halves of pairs', () => {
  expect(toVisible('👩\u200d💻 ⚠\ufe0f 😀')).toBe('👩\u200d💻 ⚠\ufe0f 😀');
  expect(toVisible('a\ud83db\ude00')).toBe('a\\ud83db\\ude00');
});

test('pages are read as bytes: each character alone, and none is judged by its bytes', () => {
  for (let code = 0; code < 0x1_1000; code += 1) {
    if (code >= 0xd800 && code < 0xe000) continue;
    const text = `a${String.fromCodePoint(code)}b`;
    const shown = new TextDecoder('utf-8', { ignoreBOM: true }).decode(
      toVisibleBytes(new TextEncoder().encode(text)),
    );
    if (shown !== toVisible(text)) expect(shown, code.toString(16)).toBe(toVisible(text));
  }
  expect(toVisible('\ufeffa')).toBe('\\ufeffa');
});

test('controls of music and of shorthand, which nobody sees either, show as their codes', () => {
  expect(toVisible('a\u{1d173}b\u{1bca0}c\u{1d11e}')).toBe('a\\ud834\\udd73b\\ud82f\\udca0c\u{1d11e}');
});

test('every character that programs may leave out is shown, and so are controls of a format', () => {
  const ignorable = /[\p{Default_Ignorable_Code_Point}\p{Cf}\p{Cc}\p{Zl}\p{Zp}]/u;
  // Signs of Arabic, Syriac and Kaithi that enclose numbers are seen.
  const seen = /[\t\n\u0600-\u0605\u06dd\u070f\u0890\u0891\u08e2\u{110bd}\u{110cd}]/u;
  for (let code = 0; code < 0x11_0000; code += 1) {
    if (code >= 0xd800 && code < 0xe000) continue;
    const one = String.fromCodePoint(code);
    if (ignorable.test(one) && !seen.test(one))
      expect(toVisible(`a${one}b`), code.toString(16)).not.toContain(one);
  }
});

test('one selector stands behind an emoji, and no row of them', () => {
  expect(toVisible('⚠\ufe0f\ufe0f\ufe0e')).toBe('⚠\ufe0f\\ufe0f\\ufe0e');
});
