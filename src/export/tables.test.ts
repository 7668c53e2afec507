import fs from 'node:fs';
import path from 'node:path';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { anyCluster } from '../../test/any-cluster.ts';
import { TEXTUAL, whatCopiesShow } from '../../test/copied-columns.ts';
import { object, runningPod, snapshotOf } from '../../test/snapshot-of.ts';
import { buildReport } from '../model/build/build-report.ts';
import type { Finding, Report } from '../model/report.ts';
import { READ_ELSEWHERE } from '../model/tables/kinds-behind.ts';
import { TABLES } from '../model/tables/registry.ts';
import type { Cell, ColumnType } from '../model/tables/column.ts';
import { kindsOf, type Table } from '../model/tables/table.ts';
import { kindNames } from '../snapshots/kinds/kinds.ts';
import { toJson } from './json.ts';
import { renderColumns } from './render-columns.ts';
import { isPrintable, type ExportTable } from './table.ts';
import { REVIEW_TABLE } from '../review/csv.ts';
import { EXPORTS, exportsOf, TABLE_GROUPS, type TableGroup } from './tables.ts';

const find = (name: string, report?: Report): ExportTable =>
  (report ? exportsOf(report) : EXPORTS).find((table) => table.name === name)!;

const isText = (cell: Cell) => typeof cell === 'string';

/** The rows, as a reader of the JSON gets them. */
const rowsOf = (name: string, report: Report) =>
  JSON.parse([...toJson(find(name, report), report)].join('')) as Record<string, unknown>[];

const some = snapshotOf({
  Node: [object('Node', 'lxa150h', { metadata: { labels: { dc: 'dc1' } } })],
  Pod: [runningPod('web-1')],
});

test('tables of editions have names of their own, fit for a file', () => {
  expect(new Set(EXPORTS.map(({ name }) => name)).size).toBe(EXPORTS.length);
  for (const { name } of EXPORTS) expect(name).toMatch(/^[a-z]+$/);
});

/** Every documented table. */
const GROUPS: readonly TableGroup[] = [
  ...TABLE_GROUPS,
  {
    heading: 'Timeline of a review',
    intro: 'It stands beside the page of the review.',
    tables: [REVIEW_TABLE],
  },
];

test('columns of every table have names of their own, fit for a header, and a meaning', () => {
  for (const { origin = {}, tables } of GROUPS) {
    for (const { title, columns } of tables) {
      const all = [...Object.entries(columns), ...Object.entries(origin)];
      expect(new Set(all.map(([name]) => name)).size, title).toBe(all.length);
      for (const [name, { meaning }] of all) {
        expect(name).toMatch(/^[a-z][A-Za-z]*$/);
        expect(meaning).not.toBe('');
      }
    }
  }
});

const inCopies = whatCopiesShow();

test('of each column with text in editions, histories and reviews, it is known what a copy shows', () => {
  const unknown = GROUPS.filter(({ heading }) => heading !== 'Versions of all clusters').flatMap(
    ({ tables }) =>
      tables.flatMap(({ title, columns }) =>
        Object.entries(columns)
          // Objects that no rule judges have no reason of their state in any copy.
          .filter(
            ([name, { type }]) => TEXTUAL.includes(type) && name !== 'why' && !inCopies.get(title)?.has(name),
          )
          .map(([name]) => `${title}: ${name}`),
      ),
  );
  expect(unknown).toEqual([]);
});

const DOCUMENT = path.join(import.meta.dirname, '../../docs/export.md');
const BEGIN = /(<!-- the tables: .* -->\n)[\s\S]*?(<!-- end of the tables -->)/;

test('docs/export.md has every table and column as the code has them; vitest -u writes them', async () => {
  const document = fs.readFileSync(DOCUMENT, 'utf8');
  expect(document).toMatch(BEGIN);
  const columns = renderColumns(
    GROUPS,
    (title) => inCopies.get(title) && ((column) => inCopies.get(title)!.get(column) ?? 'as it is'),
  );
  const expected = document.replace(BEGIN, (_, begin, end) => `${begin}\n${columns}\n\n${end}`);
  await expect(expected).toMatchFileSnapshot(DOCUMENT);
});

test('a cell holds what its column says, whatever the cluster', () => {
  const fits: Record<ColumnType, (cell: Cell) => boolean> = {
    ...{ text: isText, name: isText, quantity: isText, age: isText, time: isText },
    number: (cell) => typeof cell === 'number',
    boolean: (cell) => typeof cell === 'boolean',
    list: (cell) => Array.isArray(cell),
    map: (cell) => cell instanceof Map,
  };
  fc.assert(
    fc.property(anyCluster, (snapshot) => {
      const report = buildReport(snapshot);
      for (const table of exportsOf(report)) {
        for (const row of table.rows(report)) {
          const odd = table.columns.filter(
            ({ type }, index) => row[index] !== undefined && !fits[type](row[index]),
          );
          expect(odd.map(({ name }) => `${table.name}.${name}`)).toEqual([]);
        }
      }
    }),
    { numRuns: 50 },
  );
});

test('every kind is in a table, or it is said what reads it', () => {
  const inTables = Object.values(TABLES).flatMap((table: Table) => kindsOf(table));
  for (const kind of kindNames) {
    const isElsewhere = Object.hasOwn(READ_ELSEWHERE, kind);
    expect([kind, inTables.includes(kind) || isElsewhere]).toEqual([kind, true]);
  }
});

test('every row has a cell for each column', () => {
  const report = buildReport(some);
  for (const table of exportsOf(report)) {
    const rows = [...table.rows(report)];
    expect(rows, table.name).toHaveLength(table.count(report));
    for (const row of rows) expect(row, table.name).toHaveLength(table.columns.length);
  }
});

test('a pod has its numbers as numbers, and nothing in the place of what it lacks', () => {
  expect(rowsOf('pods', buildReport(some))).toEqual([
    expect.objectContaining({
      namespace: 'shop',
      name: 'web-1',
      state: 'healthy',
      why: null,
      ready: 1,
      containers: 1,
      restarts: 0,
      lastRestartAt: null,
      healthCheck: 'none',
      node: 'lxa150h',
      dataCentre: 'dc1',
      ownerKind: null,
      complete: true,
    }),
  ]);
});

describe('a table of which something was not seen', () => {
  const of = (coverage: Parameters<typeof snapshotOf>[1], pods = some.objects.Pod) =>
    buildReport(snapshotOf({ Node: some.objects.Node, Pod: pods }, coverage));

  test('says so in each row, and what it was', () => {
    const report = of({
      coverage: { Pod: { state: 'partial', namespaces: ['shop', 'web'], error: 'forbidden' } },
    });
    expect(find('pods').gaps(report)).toEqual(['Pod was seen only in shop, web: forbidden']);
    expect(rowsOf('pods', report)[0]).toMatchObject({ name: 'web-1', complete: false });
    expect(isPrintable(find('pods'), report)).toBe(true);
  });

  test('is not handed out when there is nothing in it: it would look as if there were nothing', () => {
    for (const state of ['forbidden', 'failed', 'partial'] as const) {
      expect(isPrintable(find('pods'), of({ coverage: { Pod: { state } } }, []))).toBe(false);
    }
    for (const state of ['complete', 'absent'] as const) {
      expect(isPrintable(find('pods'), of({ coverage: { Pod: { state } } }, []))).toBe(true);
    }
  });

  test('is also one whose columns come from a kind that was not seen', () => {
    const report = of({ coverage: { Node: { state: 'forbidden' } } });
    expect(rowsOf('pods', report)[0]).toMatchObject({ complete: false });
    expect(find('pods').gaps(report)).toEqual(['Node was forbidden']);
  });

  test('is one of a kind that nobody tried to read', () => {
    const report = of({});
    report.meta.coverage = report.meta.coverage.filter(({ kind }) => kind !== 'HTTPRoute');
    expect(find('routes').gaps(report)).toEqual(['HTTPRoute was not read']);
    expect(isPrintable(find('routes'), report)).toBe(false);
  });
});

test('endpoints of Services may stand in Endpoints, where a cluster serves nothing else', () => {
  const gapsWhere = (EndpointSlice: 'absent' | 'forbidden', Endpoints: 'complete' | 'failed') =>
    find('services').gaps(
      buildReport(
        snapshotOf(
          {},
          { coverage: { EndpointSlice: { state: EndpointSlice }, Endpoints: { state: Endpoints } } },
        ),
      ),
    );
  expect(gapsWhere('absent', 'complete')).toEqual([]);
  expect(gapsWhere('absent', 'failed')).toEqual(['Endpoints was failed']);
  expect(gapsWhere('forbidden', 'complete')).toEqual(['EndpointSlice was forbidden']);
});

const finding = (rule: string, more: Partial<Finding> = {}): Finding => ({
  rule,
  severity: 'failing',
  title: rule,
  object: { kind: 'Deployment', namespace: 'shop', name: 'web' },
  what: 'it fails',
  why: 'It matters.',
  advice: 'Look.',
  evidence: [{ object: { kind: 'Pod', namespace: 'shop', name: 'web-1' }, text: 'exit 1' }],
  objects: 1,
  ...more,
});

test('findings come with those that are silenced and with the rules that could not be checked', () => {
  const report = {
    ...buildReport(some),
    findings: [finding('crash-loop')],
    silenced: [finding('single-replica', { silence: 'on purpose' })],
    unchecked: [{ rule: 'pdb', title: 'PDB' }],
  };
  const rows = rowsOf('findings', report);
  expect(rows.map(({ rule, outcome, silence, complete }) => [rule, outcome, silence, complete])).toEqual([
    ['crash-loop', 'found', null, false],
    ['single-replica', 'silenced', 'on purpose', false],
    ['pdb', 'not checked', null, false],
  ]);
  expect(rows[0]!.evidence).toEqual(['Pod/shop/web-1: exit 1']);
  expect(rows[2]).toMatchObject({ severity: null, objects: null });
});

describe('a custom resource', () => {
  const custom = (columns: string[], cells: string[], state: 'complete' | 'forbidden' = 'complete') => {
    const coverage = {
      kind: 'rollouts.argoproj.io',
      state,
      durationMs: 0,
      objects: 1,
      requests: 1,
      bytes: 0,
    };
    const report = buildReport(snapshotOf({}));
    report.meta.coverage.push(coverage);
    const rows =
      cells.length > 0
        ? [{ uid: 'u', state: 'healthy' as const, namespace: 'shop', name: 'canary', cells }]
        : [];
    return { ...report, custom: [{ resource: 'rollouts.argoproj.io', columns, rows, coverage }] };
  };

  test('has the columns that the server prints', () => {
    const report = custom(['Name', 'Status', 'Age'], ['canary', 'Paused', '3d']);
    const [row] = rowsOf('rollouts.argoproj.io', report);
    expect(Object.keys(row!).slice(0, 5)).toEqual(['namespace', 'name', 'Status', 'Age', 'uid']);
    expect(row).toMatchObject({ name: 'canary', Status: 'Paused', complete: true });
  });

  test('keeps every column apart, whatever the server calls it', () => {
    const report = custom(['Phase', 'Phase', 'uid', 'Name', '__proto__'], ['a', 'b', 'c', 'd', 'e']);
    const [row] = rowsOf('rollouts.argoproj.io', report);
    expect(Object.entries(row!).slice(2, 8)).toEqual([
      ['Phase', 'a'],
      ['Phase (2)', 'b'],
      ['uid (2)', 'c'],
      ['Name', 'd'],
      ['__proto__', 'e'],
      ['uid', 'u'],
    ]);
  });

  test('that was forbidden is no empty table', () => {
    const report = custom([], [], 'forbidden');
    const table = find('rollouts.argoproj.io', report);
    expect(table.gaps(report)).toEqual(['rollouts.argoproj.io was forbidden']);
    expect(isPrintable(table, report)).toBe(false);
  });
});

test('a route has a row for each path, and one where it has none', () => {
  const route = {
    uid: 'u',
    kind: 'Ingress',
    namespace: 'shop',
    name: 'web',
    via: ['nginx'],
    gateways: [],
    tls: [],
    addresses: [],
  };
  const backend = { kind: 'Service', namespace: 'shop', name: 'web', port: '80', exists: false };
  const report: Report = {
    ...buildReport(some),
    routes: [
      {
        ...route,
        state: 'failing',
        paths: [
          { host: 'a', path: '/', backend },
          { host: 'b', path: '/' },
        ],
      },
      { ...route, name: 'none', state: 'healthy', paths: [] },
    ],
  };
  expect(rowsOf('routes', report).map((row) => [row.name, row.host, row.backend, row.backendExists])).toEqual(
    [
      ['web', 'a', 'Service/shop/web:80', false],
      ['web', 'b', null, null],
      ['none', null, null, null],
    ],
  );
});
