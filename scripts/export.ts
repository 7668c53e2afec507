import path from 'node:path';
import { toCsv } from '../src/export/csv.ts';
import { toJson } from '../src/export/json.ts';
import { isPrintable, ORIGIN, type ExportTable } from '../src/export/table.ts';
import { EXPORTS, exportsOf } from '../src/export/tables.ts';
import { buildReport } from '../src/model/build/build-report.ts';
import { readSnapshot } from '../src/snapshots/read-snapshot.ts';
import { formatAddress } from '../src/snapshots/fold-manifest.ts';
import {
  EXIT,
  oneOf,
  parse,
  findStore,
  STORE_HELP,
  storeOptions,
  UsageError,
  type Command,
} from './command.ts';
import { findSnapshot } from './find-snapshot.ts';
import { note, printData } from './terminal.ts';
import { writeWhole } from './write-whole.ts';

const names = EXPORTS.map(({ name }) => name);

const help = `gazette export: a table of a snapshot as CSV or JSON.

Usage: gazette export TABLE ADDRESS [-o csv|json] [--out FILE]

Tables and their columns; every table ends with cluster, snapshot and complete.

${EXPORTS.map(renderTable).join('\n')}
A custom resource of the config is a table, too, with the columns that the server prints. Its name
is rollouts.argoproj.io, or only rollouts.

  -o, --output FORMAT  csv (default) or json
  --out FILE           write to a file, which appears whole, instead of standard output
${STORE_HELP}

In CSV, a list is "a; b", a map is "key=value; key=value", and an unknown value is empty. A text
that a spreadsheet could read as a formula begins with '. In JSON, an unknown value is null.

Exit status: 0 the table is complete; 3 a part of the table was not seen. The messages say which
part, and the column complete is false. If nothing of a table was seen, nothing is printed.

Example: gazette export pods prod@2h -o csv --out pods.csv
`;

function renderTable({ name, holds, columns }: ExportTable): string {
  const own = columns.filter((column) => !(column.name in ORIGIN));
  return `  ${name}: ${holds}\n${wrap(own.map((column) => column.name).join(', '), '    ', 96)}\n`;
}

function wrap(text: string, indent: string, width: number): string {
  let line = indent;
  const lines: string[] = [];
  for (const word of text.split(' ')) {
    if (line.length + word.length > width) {
      lines.push(line.trimEnd());
      line = indent;
    }
    line += `${word} `;
  }
  return [...lines, line.trimEnd()].join('\n');
}

const flags = {
  ...storeOptions,
  output: { type: 'string', short: 'o', default: 'csv', words: ['csv', 'json'] },
  out: { type: 'string' },
} as const;

async function run(args: string[]) {
  const { values, positionals } = parse(args, flags, 2);
  const output = oneOf('--output', values.output, flags.output.words);
  const [wanted, address] = positionals;
  if (wanted === undefined) throw new UsageError(`which table? There are: ${names.join(', ')}`);
  if (address === undefined) throw new UsageError('which snapshot? Give an ADDRESS such as prod');
  const store = await findStore(values);
  const stored = await findSnapshot(store, address, values);
  const report = buildReport(await readSnapshot(store, stored.cluster, stored));
  const table = findTable(wanted, exportsOf(report));

  const gaps = table.gaps(report);
  for (const gap of gaps) note(`gazette: ${gap}`);
  if (!isPrintable(table, report)) {
    const where = values.out === undefined ? 'nothing was printed' : `${values.out} was not written`;
    note(`gazette: ${formatAddress(stored)}: nothing of ${table.name} was seen, so ${where}`);
    return EXIT.partial;
  }
  const pieces = output === 'csv' ? toCsv(table, report) : toJson(table, report);
  if (values.out === undefined) for (const piece of pieces) await printData(piece);
  else await writeWhole(path.resolve(values.out), pieces);
  return gaps.length > 0 ? EXIT.partial : EXIT.ok;
}

/**
 * A table by its name, or by the plural of a custom resource.
 * @throws {UsageError} The message names the tables.
 */
function findTable(wanted: string, tables: readonly ExportTable[]): ExportTable {
  const found =
    tables.find(({ name }) => name === wanted) ?? tables.find(({ name }) => name.split('.')[0] === wanted);
  if (found) return found;
  throw new UsageError(`"${wanted}" is not a table of this snapshot`, {
    hint: `There are: ${tables.map(({ name }) => name).join(', ')}.`,
  });
}

export const command: Command = {
  summary: 'a table of a snapshot as CSV or JSON',
  help,
  flags,
  words: [names],
  run,
};
