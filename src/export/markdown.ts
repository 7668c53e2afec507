/** Texts of clusters in Markdown, escaped so that they are never markup. */
import { toVisible } from './visible.ts';

/** Escapes cluster text. Source: CommonMark 0.31, 2.4 backslash escapes. */
export const escapeMarkdown = (text: string) =>
  toVisible(text)
    .replace(/\s+/g, ' ')
    .replace(/[\\`*_{}[\]<>#|~&!]/g, '\\$&')
    .replace(/(https?|ftp):\/\//g, '$1:\\/\\/');

/** Uses a fence longer than any fence inside. Source: CommonMark 0.31, 6.1 code spans. */
export function code(text: string): string {
  const line = toVisible(text).replace(/\s+/g, ' ');
  const longest = Math.max(0, ...(line.match(/`+/g) ?? []).map(({ length }) => length));
  const fence = '`'.repeat(longest + 1);
  return longest > 0 || line.startsWith(' ') ? `${fence} ${line} ${fence}` : `${fence}${line}${fence}`;
}
