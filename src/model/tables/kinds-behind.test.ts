import fc from 'fast-check';
import { expect, test } from 'vitest';
import { anyCluster } from '../../../test/any-cluster.ts';
import { isKindName, isProbed, kindNames, type KeptObject } from '../../snapshots/kinds/kinds.ts';
import { buildReport } from '../build/build-report.ts';
import { objectKey } from '../object-ref.ts';
import { kindsOfCommonDeletion, kindsWithRows, newsworthyKinds } from './kinds-behind.ts';
import { objectTable, objectTableNames } from './registry.ts';

const tables = objectTableNames.map(objectTable);

test('an object of a kind that has rows has a row', () => {
  const kinds = [...kindsWithRows].filter(isKindName);
  expect(kinds).toHaveLength(kindsWithRows.size);
  fc.assert(
    fc.property(anyCluster, (snapshot) => {
      const report = buildReport(snapshot);
      const rows = new Set(
        tables.flatMap((table) => table.rows(report).map((row) => objectKey(table.objectOf(row)))),
      );
      for (const kind of kinds) {
        const objects: readonly KeptObject[] = snapshot.objects[kind];
        for (const { metadata } of objects) expect(rows).toContain(objectKey({ ...metadata, kind }));
      }
    }),
    { numRuns: 50 },
  );
});

test('a table promises rows only for kinds that it reads', () => {
  for (const { rowForEach, rowsFrom, kind } of tables)
    expect(rowsFrom, kind).toEqual(expect.arrayContaining([...rowForEach]));
});

test('that an object comes or goes is news for each kind that people make, once', () => {
  expect(newsworthyKinds).toHaveLength(new Set(newsworthyKinds).size);
  expect(newsworthyKinds).toEqual(expect.arrayContaining(['Ingress', 'Namespace', 'PersistentVolumeClaim']));
  for (const kind of ['Pod', 'Event', 'EndpointSlice'] as const) expect(newsworthyKinds).not.toContain(kind);
});

test('deletions are watched, but for machinery, and where another rule watches', () => {
  expect(kindNames.filter((kind) => !kindsOfCommonDeletion.includes(kind))).toEqual([
    ...['Pod', 'Event', 'NodeHeartbeat', 'Lease', 'EndpointSlice', 'Endpoints', 'VolumeAttachment'],
    ...['NodeMetrics', 'TableRow'],
    ...kindNames.filter(isProbed),
  ]);
});
