/** Dumps that others made, in every layout and archive. What they lack was not seen. */
import { execFileSync } from 'node:child_process';
import fs from 'node:fs';
import path from 'node:path';
import { Readable } from 'node:stream';
import { crc32, gzipSync } from 'node:zlib';
import { beforeAll, expect, test } from 'vitest';
import tar from 'tar-stream';
import { stringify } from 'yaml';
import { serveDemo } from '../src/demo/api.ts';
import { importDump, type Imported } from '../src/import/import-dump.ts';
import type { DumpLimits } from '../src/import/open-dump.ts';
import { buildReport } from '../src/model/build/build-report.ts';
import { openStore } from '../src/snapshots/open-store.ts';
import { readSnapshot } from '../src/snapshots/read-snapshot.ts';
import { readStatus } from '../src/status/read-status.ts';
import { collectFrom } from './collected.ts';
import { gazette, publishTo, sharedScratch, toText } from './site-fixtures.ts';

const scratch = await sharedScratch();
const AT = '2026-11-22T02:30:00Z';
const CANARY = 'canary-a83kd0s7f6g5';

interface List {
  kind: string;
  apiVersion: string;
  items: Record<string, unknown>[];
}
/** Lists of the demo's production at {@link AT}, by plural. */
const lists: Record<string, List> = {};
let liveLines: string[][];

const PATHS: Readonly<Record<string, string>> = {
  ...{ pods: 'api/v1', nodes: 'api/v1', events: 'api/v1', services: 'api/v1', namespaces: 'api/v1' },
  ...{ deployments: 'apis/apps/v1', replicasets: 'apis/apps/v1', daemonsets: 'apis/apps/v1' },
  ...{ statefulsets: 'apis/apps/v1', jobs: 'apis/batch/v1', leases: 'apis/coordination.k8s.io/v1' },
};

const nameOf = (item: Record<string, unknown>) => (item['metadata'] as { name: string }).name;
const namespaceOf = (item: Record<string, unknown>) => (item['metadata'] as { namespace?: string }).namespace;
const kindOf = (list: List) => list.kind.replace(/List$/, '');
/** An item as its own document. */
const alone = (list: List, item: Record<string, unknown>) => ({
  apiVersion: list.apiVersion,
  kind: kindOf(list),
  ...item,
});
const within = (list: List, namespace: string): List => ({
  ...list,
  items: list.items.filter((item) => namespaceOf(item) === namespace),
});

/** STATUS, READY, RESTARTS of every pod. */
const podLines = (
  pods: readonly { namespace: string; name: string; status: string; ready: string; restarts: string }[],
) =>
  pods
    .map(({ namespace, name, status, ready, restarts }) => [
      namespace,
      name,
      status,
      ready,
      restarts.split(' ')[0]!,
    ])
    .sort();

beforeAll(async () => {
  const api = await serveDemo({ anchor: new Date('2026-11-22T10:00:00Z') });
  try {
    api.setTime(new Date(AT), 'production');
    const token = /token: ([^\s}]+)/.exec(api.kubeconfig)?.[1];
    for (const [plural, prefix] of Object.entries(PATHS)) {
      const answer = await fetch(`${api.url}/production/${prefix}/${plural}`, {
        headers: { authorization: `Bearer ${token}` },
      });
      lists[plural] = (await answer.json()) as List;
    }
    const kubeconfig = path.join(scratch, 'kubeconfig');
    fs.writeFileSync(kubeconfig, api.kubeconfig);
    const data = path.join(scratch, 'live');
    await collectFrom(kubeconfig, { store: openStore(data), context: 'production' });
    liveLines = podLines((await reportOf(data, 'test')).pods);
  } finally {
    await api.close();
  }
  // What somebody's dump may hold, and no snapshot.
  for (const pod of lists['pods']!.items) {
    const { metadata, spec } = pod as { metadata: Record<string, unknown>; spec: { containers: object[] } };
    metadata['annotations'] = { 'kubectl.kubernetes.io/last-applied-configuration': `{"x":"${CANARY}"}` };
    spec.containers = spec.containers.map((one) => ({
      ...one,
      env: [{ name: 'DB_PASSWORD', value: CANARY }],
    }));
  }
});

async function reportOf(data: string, cluster: string) {
  const { readLatest } = await import('../src/snapshots/store.ts');
  const latest = await readLatest(openStore(data), cluster);
  return buildReport(await readSnapshot(openStore(data), cluster, latest!));
}

let dumps = 0;
/** Writes files below a new folder. */
function writeDump(files: Readonly<Record<string, string>>): string {
  const folder = path.join(scratch, `dump-${(dumps += 1)}`);
  for (const [name, text] of Object.entries(files)) {
    fs.mkdirSync(path.dirname(path.join(folder, name)), { recursive: true });
    fs.writeFileSync(path.join(folder, name), text);
  }
  return folder;
}

async function importFrom(
  source: string | Readable,
  more: { at?: Date; allNamespaces?: boolean; limits?: DumpLimits; data?: string } = {},
): Promise<Imported & { data: string; text: string }> {
  const { data = path.join(scratch, `data-${(dumps += 1)}`), ...rest } = more;
  const imported = await importDump({
    ...{
      source,
      from: typeof source === 'string' ? path.basename(source) : 'standard input',
      cluster: 'theirs',
      store: openStore(data),
      version: '0.0.0',
    },
    settings: { intervalSeconds: 900, eventTtlSeconds: 3600, dataCentreLabel: 'zone', silences: [] },
    now: () => new Date('2026-12-01T00:00:00Z'),
    ...rest,
  });
  const snapshot = await readSnapshot(openStore(data), 'theirs', imported.stored);
  return { ...imported, data, text: JSON.stringify(snapshot) };
}

const coverageOf = ({ dump }: Imported, kind: string) => dump.coverage.find((entry) => entry.kind === kind);
const everything = (): object[] =>
  Object.values(lists).flatMap((list) => list.items.map((item) => alone(list, item)));
const secrets = [
  { apiVersion: 'v1', kind: 'Secret', metadata: { name: 's', namespace: 'a' }, data: { x: CANARY } },
  { apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: 'c', namespace: 'a' }, data: { x: CANARY } },
];

function mustGather(): Record<string, string> {
  const image = 'must-gather.local.1/quay-io-image';
  const files: Record<string, string> = {
    'must-gather.local.1/timestamp': `2026-11-22 03:29:20.5 +0100 CET m=+0.02\n2026-11-22 03:30:00.9 +0100 CET m=+40.4\n`,
    'must-gather.local.1/version': 'openshift/must-gather\n4.14\n',
  };
  for (const namespace of ['payments', 'customer']) {
    for (const plural of ['pods', 'services', 'events'])
      files[`${image}/namespaces/${namespace}/core/${plural}.yaml`] = stringify(
        within(lists[plural]!, namespace),
      );
    for (const plural of ['deployments', 'replicasets', 'statefulsets', 'daemonsets'])
      files[`${image}/namespaces/${namespace}/apps/${plural}.yaml`] = stringify(
        within(lists[plural]!, namespace),
      );
    files[`${image}/namespaces/${namespace}/core/secrets.yaml`] = stringify({
      kind: 'SecretList',
      items: secrets,
    });
    files[`${image}/namespaces/${namespace}/core/configmaps/c.yaml`] = stringify(secrets[1]);
    for (const pod of within(lists['pods']!, namespace).items)
      files[`${image}/namespaces/${namespace}/pods/${nameOf(pod)}/${nameOf(pod)}.yaml`] =
        `---\n${stringify(alone(lists['pods']!, pod))}`;
  }
  for (const node of lists['nodes']!.items)
    files[`${image}/cluster-scoped-resources/core/nodes/${nameOf(node)}.yaml`] = stringify(
      alone(lists['nodes']!, node),
    );
  return files;
}

test('lists of kubectl get -A -o json are what the cluster was: every pod has the STATUS, READY and RESTARTS of its time', async () => {
  const folder = writeDump({
    'all.json': JSON.stringify({ apiVersion: 'v1', kind: 'List', items: [...everything(), ...secrets] }),
  });
  const imported = await importFrom(path.join(folder, 'all.json'), { allNamespaces: true, at: new Date(AT) });
  // Heartbeats and Leases tell the moment almost as well.
  const { stored } = await importFrom(path.join(folder, 'all.json'));
  expect(Math.abs(Date.parse(stored.time) - Date.parse(AT))).toBeLessThan(60_000);
  expect(podLines((await reportOf(imported.data, 'theirs')).pods)).toEqual(liveLines);
  expect(coverageOf(imported, 'Pod')).toMatchObject({
    state: 'complete',
    objects: lists['pods']!.items.length,
  });
  expect(coverageOf(imported, 'Ingress')).toMatchObject({ state: 'failed', error: 'it is not in this dump' });
  expect(imported.text).not.toContain(CANARY);
  // Without -A, nobody knows whether there are other namespaces.
  const some = await importFrom(path.join(folder, 'all.json'));
  expect(coverageOf(some, 'Pod')).toMatchObject({ state: 'partial' });
  expect(coverageOf(some, 'Node')).toMatchObject({ state: 'complete' });
});

test.each([
  ['a typed list without kinds', () => ({ ...lists['pods'], items: lists['pods']!.items }), 'pods.json'],
  ['a bare array', () => lists['pods']!.items.map((item) => alone(lists['pods']!, item)), 'x.json'],
])('%s is read', async (_, make, name) => {
  const folder = writeDump({ [name]: JSON.stringify(make()) });
  const imported = await importFrom(folder, { at: new Date(AT) });
  expect(coverageOf(imported, 'Pod')?.objects).toBe(lists['pods']!.items.length);
});

test('standard input, and a file of any name, packed or not, are read', async () => {
  const list = JSON.stringify(lists['pods']);
  const folder = writeDump({ dump: list });
  fs.writeFileSync(path.join(folder, 'dump.gz'), gzipSync(list));
  const sources = [
    path.join(folder, 'dump'),
    path.join(folder, 'dump.gz'),
    Readable.from([Buffer.from(list)]),
  ];
  for (const source of sources) {
    const imported = await importFrom(source, { at: new Date(AT) });
    expect(coverageOf(imported, 'Pod')?.objects).toBe(lists['pods']!.items.length);
  }
  // In a folder, a name says whether a file is worth reading.
  await expect(importFrom(writeDump({ dump: list }))).rejects.toThrow(/no object of Kubernetes/);
});

test('UIDs that somebody made equal cost no owner: the pods are those of their workloads', async () => {
  const zero = (text: string) =>
    text.replaceAll(/"uid":"[^"]*"/g, '"uid":"00000000-0000-0000-0000-000000000000"');
  const items = JSON.stringify({ apiVersion: 'v1', kind: 'List', items: everything() });
  const folder = writeDump({ 'all.json': items, 'zero/all.json': zero(items) });
  const ownersIn = async (file: string) => {
    const { data } = await importFrom(path.join(folder, file), { allNamespaces: true, at: new Date(AT) });
    const { pods, workloads, findings } = await reportOf(data, 'theirs');
    return {
      pods: pods.map(({ name, owner }) => `${name} of ${owner?.kind} ${owner?.name}`).sort(),
      workloads: workloads.length,
      findings: findings.map(({ rule, object }) => `${rule} ${object.name}`).sort(),
    };
  };
  expect(await ownersIn('zero/all.json')).toEqual(await ownersIn('all.json'));
});

test('a must-gather knows its moment and its namespaces, and tells of nothing twice', async () => {
  const imported = await importFrom(writeDump(mustGather()));
  expect(imported.dump.source.format).toBe('must-gather');
  expect(imported.stored.time).toBe('2026-11-22T02:30:00Z');
  const wanted = lists['pods']!.items.filter((item) => ['payments', 'customer'].includes(namespaceOf(item)!));
  expect(coverageOf(imported, 'Pod')).toMatchObject({
    ...{ state: 'partial', namespaces: ['customer', 'payments'], objects: wanted.length },
  });
  expect(coverageOf(imported, 'Node')).toMatchObject({ state: 'complete', objects: 12 });
  expect(imported.text).not.toContain(CANARY);
  const live = liveLines.filter(([namespace]) => ['payments', 'customer'].includes(namespace!));
  expect(podLines((await reportOf(imported.data, 'theirs')).pods)).toEqual(live);
});

/** What two imports of one dump have in common, in whatever order their files stand. */
const known = ({ dump }: Imported) => ({
  ...dump,
  moment: undefined,
  source: { ...dump.source, from: '' },
  objects: [...dump.objects]
    .map(([kind, objects]) => [kind, objects.map((one) => JSON.stringify(one)).sort()])
    .sort(),
});

test.each(['tar', 'tar.gz', 'tar.xz', 'tar.zst'])('a %s is the same as its folder', async (suffix) => {
  const folder = writeDump(mustGather());
  const file = `${folder}.${suffix}`;
  execFileSync('tar', ['--create', '--auto-compress', '--file', file, '--directory', folder, '.']);
  // Digests of arguments are made with the key of the store.
  const data = path.join(scratch, `store-${suffix}`);
  const [packed, plain] = [
    await importFrom(file, { data }),
    await importFrom(folder, { data, at: new Date(0) }),
  ];
  expect(known(packed)).toEqual(known(plain));
});

/** A zip without compression. Source: PKWARE APPNOTE 6.3, 4.3. */
function zipOf(files: Readonly<Record<string, string | Buffer>>): Buffer {
  const parts: Buffer[] = [];
  const central: Buffer[] = [];
  let offset = 0;
  for (const [name, content] of Object.entries(files)) {
    const [path, bytes] = [Buffer.from(name), Buffer.from(content)];
    const common = Buffer.alloc(26);
    common.writeUInt16LE(20, 0);
    common.writeUInt32LE(crc32(bytes), 10);
    common.writeUInt32LE(bytes.length, 14);
    common.writeUInt32LE(bytes.length, 18);
    common.writeUInt16LE(path.length, 22);
    parts.push(Buffer.from('PK\u0003\u0004'), common, path, bytes);
    const rest = Buffer.alloc(14);
    rest.writeUInt32LE(offset, 10);
    central.push(Buffer.from('PK\u0001\u0002\u0014\u0000'), common, rest, path);
    offset += 30 + path.length + bytes.length;
  }
  const end = Buffer.alloc(22);
  end.write('PK\u0005\u0006');
  const size = Buffer.concat(central).length;
  const count = Object.keys(files).length;
  end.writeUInt16LE(count, 8);
  end.writeUInt16LE(count, 10);
  end.writeUInt32LE(size, 12);
  end.writeUInt32LE(offset, 16);
  return Buffer.concat([...parts, ...central, end]);
}

test('a zip with a zip within is the same as its folder; one that leads out is refused', async () => {
  const files = mustGather();
  const file = path.join(scratch, 'bundle.zip');
  fs.writeFileSync(file, zipOf({ 'top/readme.txt': 'hello', 'top/inner.zip': zipOf(files) }));
  const data = path.join(scratch, 'store-zip');
  const [packed, plain] = [
    await importFrom(file, { data }),
    await importFrom(writeDump(files), { data, at: new Date(0) }),
  ];
  expect(known(packed)).toEqual(known(plain));
  fs.writeFileSync(file, zipOf({ '../pods.json': '{}' }));
  await expect(importFrom(file)).rejects.toThrow(/bundle\.zip: the entry "\.\.\/pods\.json" leads out/);
  fs.writeFileSync(file, zipOf(files).subarray(0, 5000));
  await expect(importFrom(file)).rejects.toThrow(/bundle\.zip: the archive is damaged or was cut off/);
});

test('cluster-info dump, as a folder and on standard output: the folders that are there are what was seen', async () => {
  const files: Record<string, string> = { 'nodes.json': JSON.stringify(lists['nodes']) };
  for (const namespace of ['payments', 'customer'])
    for (const plural of ['daemonsets', 'deployments', 'events', 'pods', 'replicasets', 'services'])
      files[`${namespace}/${plural}.json`] = JSON.stringify(within(lists[plural]!, namespace), undefined, 4);
  files['unused/pods.json'] = JSON.stringify({ kind: 'PodList', apiVersion: 'v1', items: null });
  const imported = await importFrom(writeDump(files), { at: new Date(AT) });
  expect(imported.dump.source.format).toBe('cluster-info');
  expect(coverageOf(imported, 'Pod')).toMatchObject({ namespaces: ['customer', 'payments', 'unused'] });
  expect(coverageOf(imported, 'StatefulSet')).toMatchObject({ state: 'failed' });
  const logs =
    '==== START logs for container app of pod payments/x ====\n{"level":"info"}\n}\n==== END logs ====\n';
  const printed = Object.values(files)
    .map((text) => `${JSON.stringify(JSON.parse(text), undefined, 4)}\n${logs}`)
    .join('');
  const streamed = await importFrom(path.join(writeDump({ 'out.txt': printed }), 'out.txt'), {
    at: new Date(AT),
  });
  expect(coverageOf(streamed, 'Pod')?.objects).toBe(coverageOf(imported, 'Pod')?.objects);
});

test('a support bundle with a file for each namespace has seen all of them', async () => {
  const files: Record<string, string> = {
    'support-bundle-1/cluster-info/cluster_version.json': JSON.stringify({ info: { gitVersion: 'v1.30.1' } }),
    'support-bundle-1/cluster-resources/nodes.json': JSON.stringify(lists['nodes']),
    'support-bundle-1/cluster-resources/namespaces.json': JSON.stringify(lists['namespaces']),
    'support-bundle-1/cluster-resources/pods-errors.json': JSON.stringify({ broken: 'forbidden' }),
  };
  for (const namespace of lists['namespaces']!.items.map(nameOf))
    files[`support-bundle-1/cluster-resources/pods/${namespace}.json`] = JSON.stringify(
      within(lists['pods']!, namespace),
    );
  files['support-bundle-1/cluster-resources/deployments/payments.json'] = JSON.stringify(
    within(lists['deployments']!, 'payments'),
  );
  const imported = await importFrom(writeDump(files), { at: new Date(AT) });
  expect(imported.dump).toMatchObject({ serverVersion: 'v1.30.1', source: { format: 'support-bundle' } });
  expect(coverageOf(imported, 'Pod')).toMatchObject({ state: 'complete' });
  expect(coverageOf(imported, 'Deployment')).toMatchObject({ state: 'partial', namespaces: ['payments'] });
});

test('an imported cluster is not scheduled, and its pages say where it comes from', async () => {
  const imported = await importFrom(writeDump(mustGather()));
  const out = path.join(scratch, 'site');
  const now = new Date('2026-12-01T00:00:00Z');
  await publishTo(imported.data, out, { now: () => now });
  expect(await readStatus({ store: openStore(imported.data), clusters: [], now })).toMatchObject([
    { cluster: 'theirs', imported: true, overdue: false },
  ]);
  // A redacted copy does not tell whose dump it was.
  const copy = path.join(scratch, 'copy.html');
  const shared = [
    'share',
    'theirs',
    '--redact',
    'public',
    '--data',
    imported.data,
    '--site',
    out,
    '--out',
    copy,
  ];
  expect((await gazette(...shared)).status).toBe(0);
  expect(fs.readFileSync(copy, 'utf8')).not.toContain(imported.dump.source.from);
  const text = toText(fs.readFileSync(path.join(out, 'theirs/2026-11-22/023000Z/index.html'), 'utf8'));
  expect(text).toMatch(/Imported from an OpenShift must-gather, dump-\d+\. This format never holds Leases/);
  expect(text).toMatch(/Jobs, CronJobs, .* could not be read: it is not in this dump/);
  // Nobody waited for a snapshot between two dumps.
  await importFrom(writeDump(mustGather()), { data: imported.data, at: new Date('2026-11-22T05:00:00Z') });
  await publishTo(imported.data, out, { now: () => now });
  const day = toText(fs.readFileSync(path.join(out, 'theirs/2026-11-22/index.html'), 'utf8'));
  expect(day).not.toMatch(/though one was due/);
  const front = fs.readFileSync(path.join(out, 'index.html'), 'utf8');
  expect(toText(front)).not.toMatch(/overdue|No recent snapshot/);
});

/** A tar with one entry. */
async function tarWith(header: Partial<tar.Header> & { name: string }, content = ''): Promise<string> {
  const pack = tar.pack();
  pack.entry(header, content);
  pack.finalize();
  const chunks: Buffer[] = [];
  for await (const chunk of pack) chunks.push(chunk as Buffer);
  const file = path.join(scratch, `hostile-${(dumps += 1)}.tar`);
  fs.writeFileSync(file, Buffer.concat(chunks));
  return file;
}
const SMALL: DumpLimits = { entries: 100, bytes: 10_000_000, fileBytes: 1_000_000, depth: 3 };

test.each([
  ['../../etc/pods.json', /the entry "\.\.\/\.\.\/etc\/pods\.json" leads out of the archive/],
  ['/etc/pods.json', /the entry "\/etc\/pods\.json" leads out/],
])('an entry %s is refused by its name, and nothing is left behind', async (name, message) => {
  const file = await tarWith({ name }, '{}');
  const data = path.join(scratch, `refused-${(dumps += 1)}`);
  await expect(importFrom(file, { data })).rejects.toThrow(message);
  expect(fs.existsSync(path.join(data, 'theirs'))).toBe(false);
});

test('bombs, truncated files, aliases that explode, and what is no dump: a clear error that names the entry', async () => {
  const bomb = path.join(scratch, 'bomb.json.gz');
  fs.writeFileSync(bomb, gzipSync(Buffer.alloc(5_000_000, ' ')));
  await expect(importFrom(bomb, { limits: SMALL })).rejects.toThrow(
    /bomb\.json: the dump holds more than 977 KiB/,
  );
  const whole = gzipSync(Buffer.from(JSON.stringify({ kind: 'List', items: everything() })));
  const cut = path.join(scratch, 'cut.json.gz');
  fs.writeFileSync(cut, whole.subarray(0, whole.length / 2));
  await expect(importFrom(cut)).rejects.toThrow(/cut\.json\.gz: the archive is damaged or was cut off/);
  const link = await tarWith({ name: 'pods.json', type: 'symlink', linkname: '/etc/passwd' });
  await expect(importFrom(link)).rejects.toThrow(/no object of Kubernetes was recognised/);
  const laughs = Array.from({ length: 12 }, (_, index) =>
    index === 0
      ? 'a0: &a0 [x,x,x,x,x,x,x,x]'
      : `a${index}: &a${index} [${Array(8)
          .fill(`*a${index - 1}`)
          .join(',')}]`,
  ).join('\n');
  const mixed = writeDump({
    'a/pods.yaml': laughs,
    'hidden.yaml': 'kind: Pod\nmetadata:\n  name: ***HIDDEN***\n',
    'pods.json': JSON.stringify(lists['pods']),
  });
  const imported = await importFrom(mixed, { at: new Date(AT) });
  expect(imported.dump.source.refused.map(({ file }) => file)).toEqual(['a/pods.yaml', 'hidden.yaml']);
  expect(coverageOf(imported, 'Pod')?.objects).toBe(lists['pods']!.items.length);
  await expect(importFrom(writeDump({ 'values.yaml': 'a: 1\n' }))).rejects.toThrow(/no object of Kubernetes/);
  await expect(
    importFrom(writeDump({ 'pods.json': JSON.stringify({ kind: 'PodList', apiVersion: 'v1', items: [] }) })),
  ).rejects.toThrow(/nothing in it says when it was made/);
});

test('gazette import says what it recognised, and what it did', async () => {
  const folder = writeDump(mustGather());
  const data = path.join(scratch, 'command');
  const dry = await gazette('import', folder, '--cluster', 'theirs', '--data', data, '--dry-run');
  expect(dry.stdout).toMatch(/an OpenShift must-gather, made at 2026-11-22T02:30:00Z\nKIND/);
  expect(fs.existsSync(data)).toBe(false);
  const ended = await gazette('import', folder, '--cluster', 'theirs', '--data', data);
  expect(ended).toMatchObject({ status: 3, stderr: '' });
  expect(ended.stdout).toMatch(/\ntheirs\/2026-11-22T023000Z {2}No\. 1\n$/);
  expect((await gazette('import', folder, '--data', data)).status).toBe(2);
});
