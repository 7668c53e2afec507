import fc from 'fast-check';
import { expect, test } from 'vitest';
import { buildReport } from '../model/build/build-report.ts';
import { snapshotOf } from '../../test/snapshot-of.ts';
import { toCsv } from './csv.ts';
import { toJson } from './json.ts';
import { column, type Cell, type Column } from '../model/tables/column.ts';
import { toExport } from './table.ts';

const report = buildReport(snapshotOf({}));

/** The file of a table with these rows, whose columns are `a`, `b`, `c`, … */
function csvOf(...rows: Cell[][]): string {
  return [...toCsv(tableOf(rows), report)].join('');
}

const tableOf = (rows: Cell[][], names = ['a', 'b', 'c', 'd', 'e']) =>
  toExport(
    'test',
    { holds: 'one row per row', rowsFrom: [], cellsFrom: [], items: () => rows },
    (rows[0] ?? []).map((_, index): [string, Column<Cell[]>] => [
      names[index]!,
      { ...column.text('', () => ''), cell: (row) => row[index] },
    ]),
  );

/** Only the first cell of the first row. */
const cellOf = (cell: Cell) => parse(csvOf([cell]))[1]?.[0];

/** A reader of RFC 4180, which reads the text back. */
function parse(text: string): string[][] {
  const records: string[][] = [];
  const record: string[] = [];
  let [field, quoted] = ['', false];
  for (let at = 0; at < text.length; at += 1) {
    const character = text[at]!;
    if (quoted && character === '"' && text[at + 1] === '"') field += text[(at += 1)]!;
    else if (character === '"') quoted = !quoted;
    else if (quoted || !/[,\n]/.test(character)) field += character;
    else {
      record.push(field);
      field = '';
      if (character === '\n') records.push(record.splice(0));
    }
  }
  expect([record, field, quoted]).toEqual([[], '', false]);
  return records;
}

test('a table is its header, then a record per row, each saying whose it is and whether all is there', () => {
  expect(csvOf(['web', 3, true])).toBe(
    'a,b,c,cluster,snapshot,complete\nweb,3,true,test,2026-11-22T07:15:00Z,true\n',
  );
});

test('what is not known is empty, zero and false are said, and no number is made up', () => {
  expect(parse(csvOf([undefined, 0, false, -1.5, Number.NaN]))[1]?.slice(0, 5)).toEqual([
    '',
    '0',
    'false',
    '-1.5',
    '',
  ]);
});

test('a list and a map are one cell', () => {
  expect(cellOf(['a:1', 'b:2'])).toBe('a:1; b:2');
  expect(cellOf(new Map([['app', 'web'], ['__proto__', 'x']]))).toBe('app=web; __proto__=x'); // prettier-ignore
  expect(cellOf([])).toBe('');
});

test.each([
  '=1+1',
  '+1',
  '-1',
  '@SUM(A1)',
  '\t=1',
  ' =1',
  '\n=1',
  '\uff1d1',
  '\uff0b1',
  '\uff0d1',
  '\uff20x',
  '  \t@x',
])('%j cannot become a formula', (text) => {
  expect(cellOf(text)).toBe(`'${text}`);
  expect(cellOf([text])).toBe(`'${text}`);
});

test('what only looks like one is left as it is', () => {
  for (const text of ['a=b', 'web-1', '1-2', "it's", '10.0.0.1', '']) expect(cellOf(text)).toBe(text);
});

test('control characters and overrides of direction show as their codes; line feeds and tabs are data', () => {
  expect(cellOf('a\u001b[31m\u202eb\r\u0000')).toBe('a\\u001b[31m\\u202eb\\u000d\\u0000');
  expect(cellOf('one\n\ttwo')).toBe('one\n\ttwo');
  expect(csvOf(['\u009b31m']).match(/[^\P{C}\n\t]/u)).toBe(null);
});

test('every table of texts reads back as it was, but for what is guarded', () => {
  const text = fc.string({ unit: fc.constantFrom(...'ab ,;"\'\n=\\é東💥') });
  fc.assert(
    fc.property(fc.array(fc.tuple(text, text), { minLength: 1, maxLength: 600 }), (rows) => {
      const guarded = rows.map((cells) => cells.map((cell) => cell.replace(/^(?=\s*=)/, "'")));
      expect(
        parse(csvOf(...rows))
          .slice(1)
          .map((cells) => cells.slice(0, 2)),
      ).toEqual(guarded);
    }),
    { numRuns: 50 },
  );
});

test('a long table comes in pieces', () => {
  const pieces = [...toCsv(tableOf(Array.from({ length: 1000 }, (_, index) => [index])), report)];
  expect(pieces.length).toBeGreaterThan(3);
  expect(pieces.join('').split('\n')).toHaveLength(1002);
});

test('JSON has the same columns, with numbers, lists and maps as they are, and null for what is not known', () => {
  const rows: Cell[][] = [
    [1, undefined, ['x', '=1'], new Map([['__proto__', 'y']]), 'a\u202e\u009b'],
    [0, '', [], new Map(), true],
  ];
  const text = [...toJson(tableOf(rows, ['a', 'b', 'c', 'd', '__proto__']), report)].join('');
  expect(text).not.toMatch(/[^\P{C}\n]/u);
  const [first, second] = JSON.parse(text) as Record<string, unknown>[];
  expect(Object.keys(first!)).toEqual(['a', 'b', 'c', 'd', '__proto__', 'cluster', 'snapshot', 'complete']);
  expect([first!.a, first!.b, first!.c]).toEqual([1, null, ['x', '=1']]);
  expect(Object.entries(first!.d as object)).toEqual([['__proto__', 'y']]);
  expect(Object.entries(first!)[4]).toEqual(['__proto__', 'a\u202e\u009b']);
  expect([second!.a, second!.b, second!.c]).toEqual([0, '', []]);
  expect(JSON.parse([...toJson(tableOf([]), report)].join(''))).toEqual([]);
});
