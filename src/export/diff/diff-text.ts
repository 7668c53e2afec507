/** A change for a terminal: lines of styled pieces, so that the caller can colour them. */
import type { Change } from '../../history/diff/change.ts';
import { formatObject } from '../../model/object-ref.ts';
import { STATE_SIGNS } from '../../model/state.ts';
import { toVisible } from '../visible.ts';
import { toDocument, type DiffItem, type DiffMark } from './diff-sections.ts';
import type { FieldLine } from './format-value.ts';

export type Style =
  | 'plain'
  | 'strong'
  | 'muted'
  | 'good'
  | 'warn'
  | 'bad'
  | 'unknown'
  | 'added'
  | 'removed'
  | 'changed';
interface Piece {
  text: string;
  style: Style;
}
export type TextLine = Piece[];

/** The marks of states without colour, as on pages. */
const PIECE_OF_MARK: Record<DiffMark, Piece> = {
  healthy: { text: STATE_SIGNS.healthy, style: 'good' },
  degraded: { text: STATE_SIGNS.degraded, style: 'warn' },
  failing: { text: STATE_SIGNS.failing, style: 'bad' },
  unknown: { text: STATE_SIGNS.unknown, style: 'unknown' },
  added: { text: '+', style: 'added' },
  removed: { text: '-', style: 'removed' },
  changed: { text: '~', style: 'changed' },
  none: { text: '·', style: 'muted' },
};

/** Indentation of an item's text and of its details. */
const INDENT = 2;
const DETAIL = 6;
/** A field and its values up to this length stay on one line. */
const SHORT = 66;

/** @param width where lines break, between words; Infinity for the input of another program */
export function renderDiffText(change: Change, width: number): TextLine[] {
  const { title, head, sections } = toDocument(change);
  const lines: TextLine[] = [
    ...wrap([strong(title)], width, 0),
    ...head.flatMap((text) => wrap([plain(text)], width, 2)),
  ];
  for (const { title: name, note, items } of sections) {
    lines.push([], [strong(name), muted(items.length > 0 ? ` (${items.length})` : '')]);
    if (note) lines.push(...wrap([muted(note)], width, INDENT, INDENT));
    for (const item of items) lines.push(...renderItem(item, width));
  }
  return lines;
}

function renderItem({ mark, word, object, text, details, fields }: DiffItem, width: number): TextLine[] {
  const { text: sign, style } = PIECE_OF_MARK[mark];
  const about = object ? formatObject(object) : '';
  const pieces: Piece[] = [
    { text: `${sign} `, style },
    ...(word ? [{ text: `${word}${about || text ? ' ' : ''}`, style }] : []),
    ...(about ? [strong(about)] : []),
    ...(text ? [plain(about ? `: ${text}` : text)] : []),
  ];
  return [
    ...wrap(pieces, width, DETAIL, INDENT),
    ...details.flatMap((detail) => wrap([plain(detail)], width, DETAIL + 2, DETAIL)),
    ...fields.flatMap((field) => renderField(field, width)),
  ];
}

/** On one line if it is short. */
function renderField({ path, before, after, noise, by }: FieldLine, width: number): TextLine[] {
  const why = [...(noise ? [muted(` (noise: ${noise})`)] : []), ...(by ? [muted(` (${by})`)] : [])];
  const old: Piece = { text: before ?? '', style: 'removed' };
  const now: Piece = { text: after ?? '', style: 'added' };
  const length = [path, before ?? '', after ?? '', noise ?? ''].join('').length;
  if (before !== undefined && after !== undefined && length <= SHORT)
    return wrap([muted(`${path}: `), old, plain(' → '), now, ...why], width, DETAIL + 2, DETAIL);
  return [
    ...wrap([muted(path), ...why], width, DETAIL + 2, DETAIL),
    ...(before === undefined ? [] : wrap([{ ...old, text: `- ${before}` }], width, DETAIL + 4, DETAIL + 2)),
    ...(after === undefined ? [] : wrap([{ ...now, text: `+ ${after}` }], width, DETAIL + 4, DETAIL + 2)),
  ];
}

const plain = (text: string): Piece => ({ text, style: 'plain' });
const strong = (text: string): Piece => ({ text, style: 'strong' });
const muted = (text: string): Piece => ({ text, style: 'muted' });

/** Breaks between words; a word longer than the line gets its own line. */
function wrap(pieces: readonly Piece[], width: number, hanging: number, first = 0): TextLine[] {
  const lines: TextLine[] = [[plain(' '.repeat(first))]];
  let used = first;
  let isEmpty = true;
  for (const { text, style } of pieces) {
    // Line feeds and control characters of the cluster must not act on the terminal.
    for (const word of toVisible(text.replace(/[\n\t]+/g, ' ')).split(/(?<= )/)) {
      if (!isEmpty && used + word.trimEnd().length > width) {
        lines.push([plain(' '.repeat(hanging))]);
        used = hanging;
      }
      lines.at(-1)!.push({ text: word, style });
      used += word.length;
      isEmpty = false;
    }
  }
  return lines;
}
