/** A change in Markdown, for a ticket or a chat. */
import type { Change } from '../../history/diff/change.ts';
import { toVisible } from '../visible.ts';
import { toDocument, type Item } from './diff-sections.ts';

export function renderDiffMarkdown(change: Change): string {
  const { title, head, sections } = toDocument(change);
  const parts = [`# ${escape(title)}`, head.map((text) => `- ${escape(text)}`).join('\n')];
  for (const { title: name, note, items } of sections) {
    parts.push(`## ${name}${items.length > 0 ? ` (${items.length})` : ''}`);
    if (note) parts.push(escape(note));
    if (items.length > 0) parts.push(items.map(renderItem).join('\n'));
  }
  return `${parts.join('\n\n')}\n`;
}

const STATES: Partial<Record<Item['mark'], string>> = {
  failing: 'Failing',
  degraded: 'Degraded',
  unknown: 'Unknown',
};

function renderItem({ mark, word, object, text, details, fields }: Item): string {
  const about =
    object &&
    [object.kind, [object.namespace, object.name].filter(Boolean).join('/')].filter(Boolean).join(' ');
  const state = STATES[mark];
  const head = [state && `${state}:`, word && escape(word), about && `**${escape(about)}**`]
    .filter(Boolean)
    .join(' ');
  const lines = [
    `- ${head}${text ? `${head ? ': ' : ''}${escape(text)}` : ''}`,
    ...details.map((detail) => `  - ${escape(detail)}`),
    ...fields.map(({ path, before, after, noise }) => {
      const value = (one: string | undefined) => (one === undefined ? 'nothing' : code(one));
      return `  - ${code(path)}: ${value(before)} → ${value(after)}${noise ? ` (noise: ${escape(noise)})` : ''}`;
    }),
  ];
  return lines.join('\n');
}

/** Cluster text is no markup. Source: CommonMark 0.31, 2.4 backslash escapes. */
const escape = (text: string) =>
  toVisible(text)
    .replace(/\s+/g, ' ')
    .replace(/[\\`*_{}[\]<>#|~&!]/g, '\\$&')
    .replace(/(https?|ftp):\/\//g, '$1:\\/\\/');

/** In a fence longer than any inside. Source: CommonMark 0.31, 6.1 code spans. */
function code(text: string): string {
  const line = toVisible(text).replace(/\s+/g, ' ');
  const longest = Math.max(0, ...(line.match(/`+/g) ?? []).map(({ length }) => length));
  const fence = '`'.repeat(longest + 1);
  return longest > 0 || line.startsWith(' ') ? `${fence} ${line} ${fence}` : `${fence}${line}${fence}`;
}
