/** Prints to a terminal: cluster text is hostile, and a reader may close the pipe. */
import { once } from 'node:events';
import { styleText } from 'node:util';
import { toVisible } from '../src/export/visible.ts';

/** As on pages, makes every control character visible, and also tabs, which would shift columns. Line feeds stay. */
export const toPrintable = (text: string) => toVisible(text).replaceAll('\t', '\\u0009');

type Style = Parameters<typeof styleText>[0];

/** Writes to standard output, and waits while the reader is slow. A style colours the text on a terminal. */
export async function print(text: string, style?: Style): Promise<void> {
  await printData(paint(toPrintable(text), process.stdout, style));
}

/** The same for text that was made printable when it was rendered; its tabs are data. */
export async function printData(text: string): Promise<void> {
  if (!process.stdout.write(text)) await once(process.stdout, 'drain');
}

/** Writes a line to standard error: progress and notices, which must not mix with data. */
export function note(text: string, style?: Style): void {
  process.stderr.write(`${paint(toPrintable(text), process.stderr, style)}\n`);
}

/** No colours if the stream is not a terminal, or NO_COLOR is set. */
const paint = (text: string, stream: NodeJS.WriteStream, style?: Style) =>
  style === undefined ? text : styleText(style, text, { stream });

/**
 * Rows as columns: padded to the widest cell, two spaces apart; columns in `right` (numbers) are right-aligned.
 */
export function toColumns(rows: readonly (readonly string[])[], right: readonly number[] = []): string {
  const widths = (rows[0] ?? []).map((_, column) =>
    Math.max(...rows.map((row) => toPrintable(row[column] ?? '').length)),
  );
  return rows
    .map((row) =>
      row
        .map((cell, column) => {
          const width = widths[column] ?? 0;
          const text = toPrintable(cell);
          return right.includes(column) ? text.padStart(width) : text.padEnd(width);
        })
        .join('  ')
        .trimEnd(),
    )
    .map((line) => `${line}\n`)
    .join('');
}

/** A message with the name of its subject in front; some messages begin with the name already. */
export const about = (name: string, message: string) =>
  message.startsWith(`${name}: `) || message.startsWith(`${name}/`) ? message : `${name}: ${message}`;

/** `0.42 s`, `12.3 s`. */
export function formatSeconds(milliseconds: number): string {
  return `${(milliseconds / 1000).toFixed(milliseconds < 10_000 ? 2 : 1)} s`;
}
