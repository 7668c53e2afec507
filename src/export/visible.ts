// eslint-disable-next-line no-control-regex -- these are the point
const HIDDEN = /[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069\ufeff]/g;

/**
 * Shows each control character and bidirectional override as its code, `\u202e`; tabs and line feeds stay. Gazette's
 * own templates hold none, so it can be applied to a whole page. In JSON, the text keeps its meaning.
 */
export function toVisible(text: string): string {
  return text.replace(HIDDEN, (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`);
}
