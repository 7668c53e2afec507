import { expect, test } from 'vitest';
import { ROWS_PER_SHEET, toSheets } from './sheets.ts';

interface Row {
  namespace: string;
  name: string;
  bad: boolean;
}
const rules = {
  groupOf: (row: Row) => row.namespace,
  nameOf: (row: Row) => row.name,
  needsAttention: (row: Row) => row.bad,
};
const rows = (namespace: string, count: number, bad = 0): Row[] =>
  Array.from({ length: count }, (_, index) => ({
    namespace,
    name: `pod-${String(index).padStart(5, '0')}`,
    bad: index < bad,
  }));

test('a table that fits stays on its own page', () => {
  const all = rows('shop', ROWS_PER_SHEET, 3);
  expect(toSheets(all, rules)).toEqual({ lead: all, attention: 3, sheets: [] });
});

test('a long one leads with trouble, and has a sheet for each namespace', () => {
  const { lead, sheets } = toSheets([...rows('shop', 400, 2), ...rows('bank', 200)], rules);
  expect(lead.map(({ name }) => name)).toEqual(['pod-00000', 'pod-00001']);
  expect(sheets.map(({ name, rows, attention }) => [name, rows.length, attention])).toEqual([
    ['bank', 200, 0],
    ['shop', 400, 2],
  ]);
});

test('a long namespace goes in parts by name, each with its trouble first', () => {
  const { sheets } = toSheets(
    rows('shop', 1200).map((row, index) => ({ ...row, bad: index === 700 })),
    rules,
  );
  expect(sheets.map(({ name }) => name)).toEqual(['shop', 'shop.2', 'shop.3']);
  expect(sheets[1]?.part).toEqual({ number: 2, of: 3, from: 'pod-00500', to: 'pod-00999' });
  expect(sheets[1]?.rows[0]?.name).toBe('pod-00700');
});

test('every row is on exactly one sheet, and no sheet is too long', () => {
  const all = [...rows('a', 5000, 600), ...rows('b', 1), ...rows('c', 499)];
  const { lead, attention, sheets } = toSheets(all, rules);
  expect(new Set(sheets.flatMap((sheet) => sheet.rows)).size).toBe(all.length);
  expect(sheets.flatMap((sheet) => sheet.rows)).toHaveLength(all.length);
  expect(Math.max(lead.length, ...sheets.map((sheet) => sheet.rows.length))).toBe(ROWS_PER_SHEET);
  expect(attention).toBe(600);
});

test('what is no DNS label never becomes a file name', () => {
  const { sheets } = toSheets([...rows('../x', 300), ...rows('', 300), ...rows('shop', 1)], rules);
  expect(sheets.map(({ name }) => name)).toEqual(['_1', '_2', 'shop']);
});
