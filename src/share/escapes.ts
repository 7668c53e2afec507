/** Names behind an escape: `\nnode-7` of a log in JSON, `%2Fnode-7` of a URL. Pure. */

/** Escapes that end with a letter or a digit, with which a name would seem to begin. */
const ESCAPES: readonly (readonly [sign: string, rest: RegExp])[] = [
  ['\\', /^(?:u[0-9a-fA-F]{4}|x[0-9a-fA-F]{2}|[0-3][0-7]{2}|[abefnrtv0])/],
  ['%', /^[0-9a-fA-F]{2}/],
  // The colours of a terminal: the escape character itself stands before.
  ['[', /^\d{1,3}m/],
  [';', /^\d{1,3}m/],
];

/** How many characters of a word belong to an escape that begins before the word. */
export function escapeBefore(text: string, index: number, word: string): number {
  if (index === 0) return 0;
  const before = text.charAt(index - 1);
  for (const [sign, rest] of ESCAPES) if (sign === before) return rest.exec(word)?.[0].length ?? 0;
  return 0;
}

/** For patterns: the end of an escape. */
export const ESCAPE_END = String.raw`\\[abefnrtv0]|\\u[0-9a-fA-F]{4}|\\x[0-9a-fA-F]{2}|%[0-9a-fA-F]{2}|[[;]\d{1,3}m`;
