import fs from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { collectDemo } from '../src/demo/collect-demo.ts';
import { CLUSTER_NAMES, type ClusterName } from '../src/demo/plan/estate.ts';
import { buildReport } from '../src/model/build/build-report.ts';
import { isProbed } from '../src/snapshots/kinds/kinds.ts';
import { openStore } from '../src/snapshots/open-store.ts';
import { readSnapshot } from '../src/snapshots/read-snapshot.ts';
import { readManifest } from '../src/snapshots/store.ts';

const END = new Date('2026-11-22T10:07:00Z');
let folder: string;
let taken: number;
const run = (end: Date) => collectDemo({ store: openStore(folder), end, version: '0.0.0' });
const stored = async (cluster: ClusterName) => (await readManifest(openStore(folder), cluster)).snapshots;

beforeAll(async () => {
  folder = await fs.mkdtemp(path.join(os.tmpdir(), 'gazette-demo-test-'));
  taken = await run(END);
});
afterAll(() => fs.rm(folder, { recursive: true }));

test('a day is taken of four clusters, up to the last quarter of an hour, with a gap in test', async () => {
  const counts = await Promise.all(CLUSTER_NAMES.map(async (name) => (await stored(name)).length));
  expect(Object.fromEntries(CLUSTER_NAMES.map((name, index) => [name, counts[index]]))).toEqual({
    ...{ development: 24, test: 22, acceptance: 48, production: 96 },
  });
  expect(taken).toBe(190);
  for (const name of CLUSTER_NAMES) {
    expect((await stored(name)).at(-1)?.time).toBe('2026-11-22T10:00:00Z');
    expect((await stored(name)).filter(({ marks }) => marks)).toEqual([]);
  }
});

test('a snapshot of production takes 12 KB at the most, and is at most two files away', async () => {
  const snapshots = await stored('production');
  const bytes = snapshots.reduce((sum, snapshot) => sum + snapshot.bytes, 0);
  expect(bytes / snapshots.length).toBeLessThan(12_000);
  const keyframes = new Set(snapshots.filter(({ base }) => !base).map(({ file }) => file));
  expect(snapshots.filter(({ base }) => base && !keyframes.has(base.file))).toEqual([]);
});

test('every snapshot is complete, but for the four hours in which acceptance forbade quotas', async () => {
  for (const name of CLUSTER_NAMES) {
    const incomplete = (await stored(name)).filter(({ complete }) => !complete).map(({ time }) => time);
    const hours = name === 'acceptance' ? ['2026-11-21T21:00:00Z', '2026-11-22T00:30:00Z'] : [];
    expect(incomplete.filter((_, index) => index === 0 || index === incomplete.length - 1)).toEqual(hours);
  }
});

test('all that is read is at one moment', async () => {
  for (const name of CLUSTER_NAMES) {
    const { meta } = await readSnapshot(openStore(folder), name, (await stored(name)).at(-1)!);
    const read = meta.coverage.filter(({ state }) => state !== 'absent');
    const momentary = read.filter(({ method }) => method !== 'exact').map(({ kind }) => kind);
    // Other servers than the API server measure and answer; Endpoints are read where there are no EndpointSlices.
    const elsewhere = (kind: string) => kind === 'NodeMetrics' || kind === 'Endpoints' || isProbed(kind);
    expect(momentary.filter((kind) => !elsewhere(kind))).toEqual([]);
    expect(meta.clockSkewMs).toBe(0);
  }
});

test('the latest edition of each cluster tells its story', async () => {
  const lead = async (name: ClusterName) =>
    buildReport(await readSnapshot(openStore(folder), name, (await stored(name)).at(-1)!)).lead;
  expect(await lead('production')).toMatch(
    /^notification-gateway is not ready, 2 of 3 replicas ready; fraud-scoring crashes/,
  );
  expect(await lead('acceptance')).toMatch(/^A quiet moment/);
  expect(await lead('test')).toMatch(/^A volume claim waits/);
  expect(await lead('development')).toMatch(/^instant-payments cannot pull its image/);
});

test('no credential that the clusters serve reaches a snapshot', async () => {
  let objects = 0;
  for (const name of CLUSTER_NAMES) {
    for (const snapshot of await stored(name)) {
      const text = JSON.stringify(await readSnapshot(openStore(folder), name, snapshot));
      objects += snapshot.objects;
      expect(text.match(/canary[\w-]*/g)).toBeNull();
    }
  }
  expect(objects).toBeGreaterThan(50_000);
});

test('a second run takes nothing, a later one what is new, and the timeline stays where it was', async () => {
  expect(await run(END)).toBe(0);
  expect(await run(new Date('2026-11-22T10:31:00Z'))).toBe(3);
  const latest = (await stored('production')).at(-1)!;
  expect(latest).toMatchObject({ time: '2026-11-22T10:30:00Z', number: 98 });
  const { objects } = await readSnapshot(openStore(folder), 'production', latest);
  const fraud = objects.Deployment.find(({ metadata }) => metadata.name === 'fraud-scoring');
  expect(fraud?.spec?.template?.metadata?.labels?.['app.kubernetes.io/version']).toBe('3.9.0');
});

test('what bounds and spreads workloads is there to be seen', async () => {
  const reportOf = async (name: ClusterName) =>
    buildReport(await readSnapshot(openStore(folder), name, (await stored(name)).at(-1)!));
  const { workloads, spread, nodes } = await reportOf('production');
  const blocked = workloads.filter(({ disruptionBudget }) => disruptionBudget?.allowed === 0);
  expect(blocked.map(({ name }) => name)).toContain('kyc-service');
  expect(workloads.filter(({ runs }) => runs?.suspended).map(({ name }) => name)).toEqual(['archive-export']);
  const problems = new Set(spread.flatMap((row) => row.problems.map(({ type }) => type)));
  expect([...problems].sort()).toEqual(['one-data-centre', 'same-node', 'single-replica', 'skew-exceeded']);
  const full = nodes.filter(({ resources: [cpu] }) => (cpu?.requested ?? 0) > 0.9 * (cpu?.allocatable ?? 0));
  expect(full.map(({ name }) => name)).toEqual(['lxa150e']);

  const { workloads: developed, spread: huddled } = await reportOf('development');
  const violating = huddled.filter(({ state }) => state === 'degraded');
  expect(violating.map(({ name }) => name)).toEqual(['prometheus']);
  expect(developed.filter(({ runs }) => runs?.lateSeconds).map(({ name }) => name)).toEqual([
    'reconciliation',
  ]);
  const unscaled = developed.flatMap(({ autoscaler }) => autoscaler?.problem ?? []);
  expect(unscaled[0]).toMatch(/^FailedGetResourceMetric/);
});
