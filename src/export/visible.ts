// eslint-disable-next-line no-control-regex -- these are the point
const HIDDEN = /[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069\ufeff]/g;

/**
 * Text with each control character and bidirectional override as its code, `\u202e`; tabs and line feeds stay. No
 * template of ours holds any of them, so it can be applied to a whole page. In JSON it is the same text as before.
 */
export function toVisible(text: string): string {
  return text.replace(HIDDEN, (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`);
}
