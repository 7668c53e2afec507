/** Text without half characters: addresses and files cannot hold them. Pure: browsers run this code too. */

/** The escapes of a JSON text, from left to right. Two halves of one character are one escape. */
const ESCAPES = /\\(?:u(?<high>d[89ab][0-9a-f]{2}\\ud[c-f][0-9a-f]{2})|u(?<half>d[89a-f][0-9a-f]{2})|.)/gi;

/**
 * JSON in which each lone surrogate is the replacement character. `JSON.stringify` escapes lone surrogates, so other
 * lines are returned as they are.
 */
export const toWellFormed = (json: string): string =>
  json.includes('\\u')
    ? json.replaceAll(ESCAPES, (escape, _: string | undefined, half: string | undefined) =>
        half === undefined ? escape : '\\ufffd',
      )
    : json;
