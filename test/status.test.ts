/** Whether each cluster is watched: exit statuses, `gazette status`, the front page, health files and pings. */
import fs from 'node:fs/promises';
import http from 'node:http';
import type { AddressInfo } from 'node:net';
import path from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { serveDemo, type DemoServer } from '../src/demo/api.ts';
import { formatOpenMetrics } from '../src/status/openmetrics.ts';
import { readStatus } from '../src/status/read-status.ts';
import { noteFailure, readFailure } from '../src/snapshots/last-failure.ts';
import { openStore } from '../src/snapshots/open-store.ts';
import { readManifest } from '../src/snapshots/store.ts';
import { object } from './snapshot-of.ts';
import { gazette, publishTo, sharedScratch, take, toText } from './site-fixtures.ts';

const scratch = await sharedScratch();
const at = (time: string) => new Date(`2026-11-22T${time}:00Z`);
let demo: DemoServer;
let monitor: http.Server;
const pings: string[] = [];

beforeAll(async () => {
  demo = await serveDemo({ anchor: at('07:15') });
  monitor = http.createServer((request, response) => {
    pings.push(request.url ?? '');
    response.writeHead(request.url?.startsWith('/broken') ? 500 : 200).end('OK');
  });
  await new Promise<void>((resolve) => monitor.listen(0, '127.0.0.1', resolve));
});
afterAll(async () => {
  await demo.close();
  monitor.close();
});

/** A config with these clusters of the demo; `dead` is a cluster at which nobody listens. */
async function writeConfig(name: string, clusters: readonly string[], more = ''): Promise<string[]> {
  const folder = path.join(scratch, name);
  await fs.mkdir(folder, { recursive: true });
  const kubeconfig = path.join(folder, 'kubeconfig');
  const gone = demo.kubeconfig.replace(
    /(name: development\n\s+cluster: \{ server: ')[^']+/,
    '$1http://127.0.0.1:9',
  );
  await fs.writeFile(kubeconfig, demo.kubeconfig);
  await fs.writeFile(`${kubeconfig}-dead`, gone);
  const lines = clusters.map((cluster) =>
    cluster === 'dead'
      ? `  - { name: dead, context: development, kubeconfig: ${kubeconfig}-dead }`
      : `  - { name: ${cluster}, context: ${cluster}, kubeconfig: ${kubeconfig} }`,
  );
  const config = path.join(folder, 'gazette.config.yaml');
  await fs.writeFile(
    config,
    ['data: data', 'site: { out: site }', 'clusters:', ...lines, more, ''].join('\n'),
  );
  return ['--config', config];
}

test('some clusters not collected is 5, none is 4, and the status says which and why', async () => {
  const port = (monitor.address() as AddressInfo).port;
  const ping = (name: string) => `ping: { collect: 'http://127.0.0.1:${port}/${name}' }`;
  const some = await writeConfig('some', ['test', 'dead'], ping('some'));
  const ended = await gazette('collect', ...some);
  expect(ended.status).toBe(5);
  expect(ended.stderr).toMatch(/gazette: dead: .*127\.0\.0\.1:9/);
  const none = await writeConfig('none', ['dead'], ping('none?key=s3cret'));
  expect((await gazette('collect', ...none)).status).toBe(4);
  const broken = await writeConfig('broken', ['test'], ping('broken'));
  const noted = await gazette('collect', ...broken);
  expect(noted).toMatchObject({ status: 0, stderr: expect.stringContaining('answered 500') as string });
  expect(noted.stderr).not.toContain('/broken');
  expect(pings).toEqual(['/some/fail', '/none/fail?key=s3cret', '/broken']);

  const status = await gazette('status', ...some);
  expect(status.status).toBe(5);
  expect(status.stdout).toMatch(/^CLUSTER\s+LAST SNAPSHOT/);
  expect(status.stdout).toMatch(/\ntest\s+test\/2026-11-22T071500Z .*OVERDUE/);
  expect(status.stdout).toMatch(/\ndead\s+never collected .*OVERDUE .*127\.0\.0\.1:9/);
  const json = JSON.parse((await gazette('status', ...some, '-o', 'json')).stdout) as object[];
  expect(json).toMatchObject([
    { cluster: 'test', overdue: true, last: { complete: true, unseen: [] } },
    {
      cluster: 'dead',
      overdue: true,
      failure: { message: expect.stringContaining('127.0.0.1:9') as string },
    },
  ]);
});

test('a damaged snapshot was taken: the next is due by the interval of the last that can be read', async () => {
  const data = path.join(scratch, 'damaged');
  const store = openStore(data);
  const settings = { intervalSeconds: 3600, eventTtlSeconds: 3600, dataCentreLabel: 'zone', silences: [] };
  await take(data, 'prod', '2026-11-22T07:00:00Z', { settings });
  const { file } = await take(data, 'prod', '2026-11-22T08:00:00Z', { settings });
  await fs.writeFile(path.join(data, 'prod', file), 'no snapshot');
  const read = async (time: string) => (await readStatus({ store, clusters: ['prod'], now: at(time) }))[0];
  const problem = expect.stringMatching(/080000Z/) as string;
  expect(await read('09:29')).toMatchObject({ overdue: false, due: '2026-11-22T09:00:00.000Z', problem });
  expect(await read('09:29')).toMatchObject({ last: { complete: false } });
  expect(await read('09:31')).toMatchObject({ overdue: true, problem });
  const { snapshots } = await readManifest(store, 'prod');
  // Without any readable snapshot, the usual interval counts, as on the front page.
  await fs.writeFile(path.join(data, 'prod', snapshots[0]!.file), 'no snapshot');
  expect(await read('08:22')).toMatchObject({ overdue: false, problem });
  expect(await read('08:23')).toMatchObject({ overdue: true, problem });
});

test('a cluster is overdue when its next snapshot should have been there; a later success ends a failure', async () => {
  const data = path.join(scratch, 'due');
  const store = openStore(data);
  await take(data, 'prod', '2026-11-22T07:15:00Z');
  await noteFailure(store, 'prod', { at: at('07:00').toISOString(), message: 'before' });
  const read = async (time: string) =>
    (await readStatus({ store, clusters: ['prod', 'qa'], now: at(time) })).map(
      ({ due, overdue, failure }) => ({
        due,
        overdue,
        failure: failure?.message,
      }),
    );
  const never = { due: undefined, overdue: true, failure: undefined };
  const due = '2026-11-22T07:30:00.000Z';
  expect(await read('07:37')).toEqual([{ due, overdue: false, failure: undefined }, never]);
  expect(await read('07:38')).toEqual([{ due, overdue: true, failure: undefined }, never]);
  await noteFailure(store, 'prod', { at: at('07:30').toISOString(), message: 'after' });
  expect(await read('07:38')).toEqual([{ due, overdue: true, failure: 'after' }, never]);
  await fs.writeFile(path.join(data, '-/failures/prod.json'), '{"at":');
  expect(await readFailure(store, 'prod')).toBeUndefined();
});

test('OpenMetrics has one family after another, and ends with EOF', async () => {
  const data = path.join(scratch, 'metrics');
  await take(data, 'prod', '2026-11-22T07:15:00Z');
  const store = openStore(data);
  const text = formatOpenMetrics(await readStatus({ store, clusters: ['prod', 'qa'], now: at('07:20') }));
  expect(text).toContain('\ngazette_last_snapshot_timestamp_seconds{cluster="prod"} 1795331700\n');
  expect(text).toContain(
    '\ngazette_snapshot_overdue{cluster="prod"} 0\ngazette_snapshot_overdue{cluster="qa"} 1\n',
  );
  expect(text).not.toContain('timestamp_seconds{cluster="qa"}');
  expect(text.endsWith('\n# EOF\n')).toBe(true);
  const families = [...text.matchAll(/^# TYPE (\S+) gauge$/gm)].map(([, name]) => name);
  expect(new Set(families).size).toBe(families.length);
  for (const line of text.split('\n').filter((one) => one !== '' && !one.startsWith('#')))
    expect(line).toMatch(/^gazette_\w+\{cluster="[a-z0-9-]+"\} \d+$/);
});

test('the front page has a row for what was never, or long not, collected, in no healthy colour, without scripts', async () => {
  const [data, out] = [path.join(scratch, 'front'), path.join(scratch, 'front-site')];
  const objects = [object('Node', 'a', { status: { conditions: [{ type: 'Ready', status: 'True' }] } })];
  await take(data, 'prod', '2026-11-22T07:15:00Z', { objects });
  await take(data, 'uat', '2026-11-20T07:15:00Z', { objects });
  await noteFailure(openStore(data), 'uat', {
    at: at('07:00').toISOString(),
    message: 'at 10.0.0.9: refused',
  });
  const publishAt = async (time: string) => {
    await publishTo(data, out, { order: ['qa', 'uat', 'prod'], now: () => at(time) });
    return fs.readFile(path.join(out, 'index.html'), 'utf8');
  };
  const rowOf = (html: string, name: string) =>
    new RegExp(`<tr id="c-${name}">[^]*?</tr>`).exec(html)?.[0] ?? '';
  const html = await publishAt('07:20');
  expect(toText(html)).toContain(
    'No recent snapshot of uat; no snapshot at all of qa; the cluster prod is healthy.',
  );
  expect(rowOf(html, 'prod')).toContain('mark healthy');
  for (const name of ['uat', 'qa']) {
    expect(rowOf(html, name)).toContain('mark unknown');
    expect(rowOf(html, name)).not.toMatch(/mark healthy|healthy-text/);
  }
  expect(toText(rowOf(html, 'uat'))).toMatch(/No snapshot since 20 Nov .* nobody knows how it is now/);
  expect(toText(rowOf(html, 'qa'))).toContain('it has never been collected');
  const health = JSON.parse(await fs.readFile(path.join(out, '-/health.json'), 'utf8')) as object;
  expect(health).toMatchObject({
    clusters: [
      { cluster: 'qa', overdue: true },
      { cluster: 'uat', overdue: true, failedAt: '2026-11-22T07:00:00.000Z' },
      { cluster: 'prod', overdue: false, due: '2026-11-22T07:30:00.000Z' },
    ],
  });
  expect(JSON.stringify(health)).not.toContain('10.0.0.9');
  expect(await fs.readFile(path.join(out, '-/metrics.txt'), 'utf8')).toContain('overdue{cluster="prod"} 0');
  // Later, without any new snapshot, the same page no longer shows health.
  expect(rowOf(await publishAt('09:00'), 'prod')).toContain('mark unknown');
});
