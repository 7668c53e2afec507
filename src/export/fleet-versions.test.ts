import fs from 'node:fs';
import path from 'node:path';
import { expect, test } from 'vitest';
import { compareClusters } from '../history/versions/compare-versions.ts';
import type { KnownVersion } from '../history/trail/trail-record.ts';
import { fleetVersionsHeader, fleetVersionsRows } from './fleet-versions.ts';

const edition = { number: 7, instant: '2026-11-22T07:15:00Z', day: '2026-11-22', time: '071500Z' };
const since = { ...edition, number: 3, instant: '2026-11-22T06:15:00Z' };
const entry = (version: string, more: Partial<KnownVersion> = {}): KnownVersion => ({
  ...{ service: 'crm', serviceFrom: 'name', part: 'crm', version, versionFrom: 'image tag', since },
  workload: { kind: 'Deployment', namespace: 'shop', name: 'crm' },
  ...more,
});

test('there is a row for each workload, and one where a service does not run or was not seen', () => {
  const clusters = [
    { cluster: 'dev', trail: { edition, unseen: [], versions: [] } },
    { cluster: 'test' },
    {
      cluster: 'acc',
      trail: {
        edition,
        unseen: [],
        versions: [entry('13', { idle: true }), entry('12', { lastSeen: since })],
      },
    },
    {
      cluster: 'prod',
      trail: {
        ...{ edition, unseen: [] },
        versions: [entry('12', { dataCentre: 'dc1', atLeast: true }), entry('12', { dataCentre: 'dc2' })],
      },
    },
  ];
  const rows = [...fleetVersionsRows(compareClusters(clusters), clusters)];
  const pick = (...names: string[]) =>
    rows.map((row) => names.map((name) => row[fleetVersionsHeader.indexOf(name)]));
  expect(pick('service', 'cluster', 'state', 'version', 'relation', 'dataCentre', 'sinceAtLeast')).toEqual([
    ['crm', 'dev', 'none', undefined, undefined, undefined, undefined],
    ['crm', 'test', 'unseen', undefined, undefined, undefined, undefined],
    ['crm', 'acc', 'unseen', '12', 'same', undefined, false],
    ['crm', 'acc', 'idle', '13', undefined, undefined, false],
    ['crm', 'prod', 'runs', '12', undefined, 'dc1', true],
    ['crm', 'prod', 'runs', '12', undefined, 'dc2', false],
  ]);
  expect(pick('since', 'sinceNumber', 'lastSeen', 'snapshot')[2]).toEqual([
    since.instant,
    3,
    since.instant,
    edition.instant,
  ]);
});

test('docs/versions.md documents every column', () => {
  const docs = fs.readFileSync(path.resolve(import.meta.dirname, '../../docs/versions.md'), 'utf8');
  const table = docs.slice(docs.indexOf('## The CSV'));
  expect([...table.matchAll(/^\| `(\w+)`/gm)].map(([, name]) => name)).toEqual(fleetVersionsHeader);
});
