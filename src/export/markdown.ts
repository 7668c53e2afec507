/** Texts of clusters in Markdown, escaped so that they are never markup. */
import { toVisible } from './visible.ts';

/** What renderers make a link of, even if it is escaped: addresses, mail, mentions, numbers of issues. */
const LINKED = /:\/\/|www\.|@|#\d|(?:mailto|xmpp):/i;

/**
 * Escapes cluster text, as one line. No escape keeps an address from becoming a link, but a code span does. Sources:
 * CommonMark 0.31, 2.4 backslash escapes; GitHub Flavored Markdown 0.29, 6.9 autolinks.
 */
export const escapeMarkdown = (text: string) =>
  toLine(text)
    .split(' ')
    .map((word) => (LINKED.test(word) ? code(word) : word.replace(/[\\`*_{}[\]<>#|~&!$]/g, '\\$&')))
    .join(' ')
    // an item of a list, a rule, a line under a heading
    .replace(/^(?:[-+](?= |$)|-+$|=+$)/, '\\$&')
    .replace(/^(\d{1,9})([.)])(?= |$)/, '$1\\$2');

/** A code span, with a fence longer than any fence inside. Source: CommonMark 0.31, 6.1 code spans. */
export function code(text: string): string {
  const line = toLine(text);
  if (line === '') return '` `';
  const longest = Math.max(0, ...(line.match(/`+/g) ?? []).map(({ length }) => length));
  const fence = '`'.repeat(longest + 1);
  return longest > 0 ? `${fence} ${line} ${fence}` : `${fence}${line}${fence}`;
}

/**
 * A table. A bar within a cell would end the cell, also in a code span. Source: GitHub Flavored Markdown 0.29, 4.10.
 *
 * @param rows cells in Markdown
 */
export function toTable(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const line = (cells: readonly string[]) => `| ${cells.map(escapeBars).join(' | ')} |`;
  return [line(head), line(head.map(() => '---')), ...rows.map(line)].join('\n');
}

/** A bar is escaped by one backslash, but not by two. */
const escapeBars = (cell: string) =>
  cell.replace(/(\\*)\|/g, (bar, slashes: string) => (slashes.length % 2 === 0 ? `${slashes}\\|` : bar));

/** White space at the ends means something in Markdown, and line feeds do. */
const toLine = (text: string) => toVisible(text).replace(/\s+/g, ' ').trim();
