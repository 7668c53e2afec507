import { expect, test } from 'vitest';
import { before, object, snapshotOf, TIME } from '../../../test/snapshot-of.ts';
import type { ObjectOf } from '../../snapshots/kinds/kinds.ts';
import type { Coverage } from '../../snapshots/schema.ts';
import { judgeCustom } from './custom-conditions.ts';
import { buildCustomTables } from './custom.ts';

const COLUMNS = [
  { name: 'Name', type: 'string', priority: 0 },
  { name: 'Desired', type: 'integer', priority: 0 },
  { name: 'Verbose', type: 'string', priority: 1 },
  { name: 'Age', type: 'date', priority: 0 },
];
const cover = (kind: string, more: Partial<Coverage> = {}): Coverage => ({
  ...{ kind, state: 'complete', durationMs: 0, objects: 0, requests: 1, bytes: 0 },
  ...more,
});
const row = (
  name: string,
  cells: (string | number)[],
  resource = 'rollouts.argoproj.io',
  namespace?: string,
) => object('TableRow', name, { resource, cells, metadata: namespace === undefined ? {} : { namespace } });

function build(rows: ObjectOf<'TableRow'>[], coverage: Coverage[]) {
  const snapshot = snapshotOf({ TableRow: rows });
  return buildCustomTables({
    ...snapshot,
    meta: { ...snapshot.meta, coverage: [...snapshot.meta.coverage, ...coverage] },
  });
}

test('a custom resource has the columns that the server prints by default, its Age as of the snapshot', () => {
  const coverage = cover('rollouts.argoproj.io', { columns: COLUMNS });
  const rows = [
    row('web', ['web', 3, 'much', before(3 * 86_400 + 7200)]),
    row('api', ['api', 0, '', '']),
    row('web', ['web', 1, '', '<unknown>'], undefined, 'bank'),
  ];
  expect(build(rows, [coverage])).toEqual([
    {
      resource: 'rollouts.argoproj.io',
      columns: ['Name', 'Desired', 'Age'],
      rows: [
        {
          uid: 'TableRow/web',
          state: 'healthy',
          namespace: 'bank',
          name: 'web',
          cells: ['web', '1', '<unknown>'],
        },
        { uid: 'TableRow/api', state: 'healthy', namespace: 'shop', name: 'api', cells: ['api', '0', ''] },
        {
          uid: 'TableRow/web',
          state: 'healthy',
          namespace: 'shop',
          name: 'web',
          cells: ['web', '3', '3d2h'],
        },
      ],
      coverage,
    },
  ]);
});

test('only an Age is counted from a time; a row that is too short has empty cells', () => {
  const columns = [
    { name: 'Renewed', type: 'date', priority: 0 },
    { name: 'Age', type: 'date', priority: 0 },
    { name: 'Note', type: 'string', priority: 0 },
  ];
  const [table] = build([row('a', [TIME, TIME])], [cover('rollouts.argoproj.io', { columns })]);
  expect(table?.rows[0]?.cells).toEqual([TIME, '0s', '']);
});

test('each has a table of its own, in the order of the config, also where nothing was seen', () => {
  const coverage = [
    cover('rollouts.argoproj.io', { columns: COLUMNS }),
    cover('backups.example.com', { state: 'forbidden', error: '403' }),
    cover('constructor.example.com', { state: 'absent' }),
  ];
  const tables = build([row('web', ['web', 3, '', TIME])], coverage);
  expect(
    tables.map(({ resource, columns, rows, coverage: { state } }) => [
      resource,
      columns.length,
      rows.length,
      state,
    ]),
  ).toEqual([
    ['rollouts.argoproj.io', 3, 1, 'complete'],
    ['backups.example.com', 0, 0, 'forbidden'],
    ['constructor.example.com', 0, 0, 'absent'],
  ]);
  expect(build([], [])).toEqual([]);
});

test.each([
  ['health.status', 'Degraded', 'degraded'],
  ['health.status', 'Missing', 'degraded'],
  ['health.status', 'Progressing', 'healthy'],
  ['health.status', 'Suspended', 'healthy'],
  ['health.status', 'Unknown', 'healthy'],
  ['health', 'red', 'failing'],
  ['health', 'yellow', 'healthy'],
  ['phase', 'Degraded', 'degraded'],
  ['phase', 'Failed', 'healthy'],
  ['robustness', 'faulted', 'failing'],
  ['robustness', 'unknown', 'healthy'],
  ['ceph.health', 'HEALTH_WARN', 'degraded'],
])('%s %s is %s', (field, value, state) => {
  const own = object('TableRow', 'web', {
    resource: 'a.example.com',
    health: [{ field, value, message: 'so' }],
  });
  expect(judgeCustom(own, TIME)).toEqual(
    state === 'healthy' ? { state } : { state, why: `${field} is ${value}: so` },
  );
});

test('a condition of Argo CD has no status: what is an error is trouble, what is a warning is not', () => {
  const app = (type: string) =>
    object('TableRow', 'web', {
      resource: 'applications.argoproj.io',
      conditions: [{ type, message: 'no repo' }],
    });
  expect(judgeCustom(app('ComparisonError'), TIME)).toEqual({
    state: 'degraded',
    why: 'ComparisonError: no repo',
  });
  expect(judgeCustom(app('OrphanedResourceWarning'), TIME)).toEqual({ state: 'healthy' });
});
