/** Texts as a reader sees them: full-width letters are letters, and characters without a width are not there. */

/** A folded text, and where each of its characters stands in the original. */
export interface FoldedText {
  text: string;
  /** Turns a place in the folded text into the place in the original. */
  toOriginal: (index: number) => number;
}

const INVISIBLE = /\p{Default_Ignorable_Code_Point}/u;
const ESCAPED: Readonly<Record<string, string>> = { n: '\n', t: '\t' };
const SPACE = /[\u00a0\u1680\u2000-\u200a\u202f\u205f\u3000]/;
const DOUBLE_QUOTE = /[\u201c-\u201f\u00ab\u00bb\u300c\u300d]/;
const SINGLE_QUOTE = /[\u2018-\u201b]/;
// eslint-disable-next-line no-control-regex -- everything but ASCII
const FOREIGN = /[^\x00-\x7f]/;

/** @param unescaped reads a text that was escaped: `\n` ends a line, and `\"` is a quote */
export function foldText(original: string, unescaped = false): FoldedText {
  if (!unescaped && !FOREIGN.test(original)) return { text: original, toOriginal: (index) => index };
  const places: number[] = [];
  let text = '';
  for (let index = 0; index < original.length; index += 1) {
    const isEscape = unescaped && original[index] === '\\' && /["\\nt]/.test(original[index + 1] ?? '');
    if (isEscape) index += 1;
    const char = (isEscape && ESCAPED[original[index]!]) || foldChar(original, index);
    if (char === '') continue;
    text += char;
    places.push(index);
  }
  places.push(original.length);
  return { text, toOriginal: (index) => places[index]! };
}

function foldChar(text: string, index: number): string {
  const char = text[index]!;
  const code = text.charCodeAt(index);
  if (code < 0x80) return char;
  if (code >= 0xff01 && code <= 0xff5e) return String.fromCharCode(code - 0xfee0);
  // Tags and variation selectors of the 14th plane are pairs: U+DB40 and another.
  if (code === 0xdb40 || (code >= 0xdc00 && text.charCodeAt(index - 1) === 0xdb40)) return '';
  if (INVISIBLE.test(char)) return '';
  if (SPACE.test(char)) return ' ';
  if (DOUBLE_QUOTE.test(char)) return '"';
  return SINGLE_QUOTE.test(char) ? "'" : char;
}
