/** A change in Markdown, for a ticket or a chat. */
import type { Change } from '../../history/diff/change.ts';
import { code, escapeMarkdown as escape } from '../markdown.ts';
import { formatObject } from '../../model/object-ref.ts';
import { toDocument, type DiffItem } from './diff-sections.ts';
import { STATE_WORDS } from '../../words/format.ts';

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

/** A healthy state, or no state, needs no word. */
const STATES: Partial<Record<DiffItem['mark'], string>> = { ...STATE_WORDS, healthy: undefined };

function renderItem({ mark, word, object, text, details, fields }: DiffItem): string {
  const about = object && formatObject(object);
  const state = STATES[mark];
  const head = [state && `${state}:`, word && escape(word), about && `**${escape(about)}**`]
    .filter(Boolean)
    .join(' ');
  const lines = [
    `- ${head}${text ? `${head ? ': ' : ''}${escape(text)}` : ''}`,
    ...details.map((detail) => `  - ${escape(detail)}`),
    ...fields.map(({ path, before, after, noise, by }) => {
      const value = (one: string | undefined) => (one === undefined ? 'nothing' : code(one));
      return `  - ${code(path)}: ${value(before)} → ${value(after)}${noise ? ` (noise: ${escape(noise)})` : ''}${by ? ` (${escape(by)})` : ''}`;
    }),
  ];
  return lines.join('\n');
}
