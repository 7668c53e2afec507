/** Texts of clusters in Markdown, in which they are no markup. */
import { toVisible } from './visible.ts';

/** Cluster text is no markup. Source: CommonMark 0.31, 2.4 backslash escapes. */
export const escapeMarkdown = (text: string) =>
  toVisible(text)
    .replace(/\s+/g, ' ')
    .replace(/[\\`*_{}[\]<>#|~&!]/g, '\\$&')
    .replace(/(https?|ftp):\/\//g, '$1:\\/\\/');

/** In a fence longer than any inside. Source: CommonMark 0.31, 6.1 code spans. */
export function code(text: string): string {
  const line = toVisible(text).replace(/\s+/g, ' ');
  const longest = Math.max(0, ...(line.match(/`+/g) ?? []).map(({ length }) => length));
  const fence = '`'.repeat(longest + 1);
  return longest > 0 || line.startsWith(' ') ? `${fence} ${line} ${fence}` : `${fence}${line}${fence}`;
}
