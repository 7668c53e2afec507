import { spawnSync } from 'node:child_process';
import fs from 'node:fs/promises';
import path from 'node:path';
import { beforeAll, describe, expect, test } from 'vitest';
import { parse } from 'yaml';
import type { Coverage } from '../src/snapshots/schema.ts';
import { gazette, publishTo, sharedScratch, someObjects, take } from './site-fixtures.ts';
import { object, snapshotOf } from './snapshot-of.ts';

const scratch = await sharedScratch();
const [data, out] = [path.join(scratch, 'data'), path.join(scratch, 'site')];
/** Text that affects a terminal, or that older YAML readers do not read as text. */
const labels = {
  escape: 'a\u001b[31m\u009b31m\u007f\tb',
  bidi: 'gnp\u202eexe\u2066\u200e',
  lines: 'one\ntwo\u2028three\u0085four\r',
  'key\u202e': 'x',
  yes: 'yes',
  when: '2026-11-22T07:15:00Z',
  octal: '0755',
  sexagesimal: '1:30',
  long: `${'word '.repeat(40)}\u202e`,
};
const rollout = (name: string) =>
  object('TableRow', name, {
    metadata: { namespace: 'shop' },
    resource: 'rollouts.argoproj.io',
    cells: [name, 3],
  });

beforeAll(async () => {
  const own = { state: 'complete', durationMs: 0, objects: 2, requests: 1, bytes: 0 } as const;
  const coverage = [
    ...snapshotOf({}, { coverage: { Ingress: { state: 'absent' } } }).meta.coverage,
    { kind: 'rollouts.argoproj.io', ...own },
    { kind: 'certificates.cert-manager.io', ...own, state: 'absent' as const },
  ].filter(({ kind }) => kind !== 'Endpoints') satisfies Coverage[];
  const odd = object('Service', 'odd', { metadata: { namespace: 'shop', labels } });
  const objects = [...someObjects(), odd, rollout('canary'), rollout('steady')];
  await take(data, 'prod', '2026-11-22T07:15:00Z', { objects, coverage });
  await publishTo(data, out);
});

const cat = (...args: string[]) => gazette('cat', 'prod', ...args, '--data', data);

describe('cat', () => {
  test.each(['json', 'yaml'] as const)(
    'as %s prints no control character, and reads back as it was',
    async (format) => {
      const { stdout, status } = await cat('svc', 'shop/odd', '-o', format);
      expect(status).toBe(0);
      expect(stdout).not.toMatch(/[^\P{C}\n]|[\u2028\u2029]/u);
      const read = (version: '1.1' | '1.2') => parse(stdout, { version }).metadata.labels;
      if (format === 'json') expect(JSON.parse(stdout).metadata.labels).toEqual(labels);
      else for (const version of ['1.1', '1.2'] as const) expect(read(version)).toEqual(labels);
    },
  );

  test.each([['rollouts.argoproj.io'], ['rollouts'], ['Rollouts']])(
    'lists the custom resource %s',
    async (kind) => {
      const { stdout, status, stderr } = await cat(kind, '-o', 'name');
      expect([stdout, stderr, status]).toEqual(['TableRow shop/canary\nTableRow shop/steady\n', '', 0]);
    },
  );

  test('prints an object that is written as kubectl writes it', async () => {
    for (const args of [['Pod/shop/web-1-a'], ['pods', 'shop/web-1-a'], ['po/shop/web-1-a']]) {
      expect((await cat(...args, '-o', 'name')).stdout).toBe('Pod shop/web-1-a\n');
    }
    expect((await cat('rollouts/shop/canary', '-o', 'name')).stdout).toBe('TableRow shop/canary\n');
    expect(await cat('Pod/shop/web-1-a', 'shop/web-1-a')).toMatchObject({ status: 2, stdout: '' });
  });

  test.each([
    ['endpoints', 'gazette: Endpoints was not read: EndpointSlice was read instead\n'],
    ['ing', 'gazette: the cluster did not serve Ingress\n'],
    ['certificates.cert-manager.io', 'gazette: the cluster did not serve certificates.cert-manager.io\n'],
    ['jobs', ''],
  ])('of no %s says why there are none, where it is not that there are none', async (kind, stderr) => {
    expect(await cat(kind, '-o', 'name')).toEqual({ stdout: '', stderr, status: 0 });
  });

  test('says how a kind with a group is written', async () => {
    const { stderr, status } = await cat('deploy.apps');
    expect(stderr).toMatch(
      /this snapshot does not hold the kind "deploy.apps"\nWrite Deployment, without a group\./,
    );
    expect(status).toBe(2);
    expect((await cat('widgets')).stderr).toMatch(/It holds: Pod, .*, rollouts\.argoproj\.io/);
  });
});

test('days and times without a zone are those of the config, and of the folder in which the user stands', async () => {
  const folder = path.join(scratch, 'standing');
  await fs.mkdir(folder);
  const config = 'data: store\ntimeZone: Asia/Tokyo\n';
  await fs.writeFile(path.join(folder, 'gazette.config.yaml'), config);
  for (const time of ['2026-11-21T14:00:00Z', '2026-11-21T16:00:00Z'])
    await take(path.join(folder, 'store'), 'prod', time, { objects: [] });
  // As npm starts it: in the folder of the package, for a user who stands elsewhere.
  const env = { ...process.env, INIT_CWD: folder, npm_package_name: 'kubegazette' };
  const find = (address: string) => {
    const entry = path.resolve(import.meta.dirname, '../scripts/gazette.cjs');
    const cwd = path.dirname(entry);
    const ended = spawnSync(process.execPath, [entry, 'pin', address], { encoding: 'utf8', env, cwd });
    return `${ended.stdout}${ended.stderr}`.split('\n')[0];
  };
  // Tokyo is nine hours ahead: its 21 November ends at 15:00 UTC.
  expect(find('prod@2026-11-21')).toBe('prod/2026-11-21T140000Z is pinned');
  expect(find('prod@2026-11-22')).toBe('prod/2026-11-21T160000Z is pinned');
  expect(find('prod@2026-11-22T00:59')).toBe('prod/2026-11-21T140000Z is pinned');
  expect(find('prod@2026-11-22T01:00')).toBe('prod/2026-11-21T160000Z is pinned');
  expect(find('prod@yesterday')).toBe('prod/2026-11-21T160000Z is pinned');
  expect(find('prod@2026-11-20')).toBe('gazette: prod@2026-11-20: prod has no snapshot that old');
});

test('list shows why a snapshot is pinned', async () => {
  await gazette('pin', 'prod', '--note', 'incident\n4711', '--data', data);
  await gazette('pin', 'prod', '--data', data);
  expect((await gazette('list', 'prod', '--data', data)).stdout).toMatch(/ {2}pinned: incident 4711\n$/);
});

test.each([
  [['cat', 'Prod'], 'is not the address of a snapshot'],
  [['pin', 'prod~x'], 'is not the address of a snapshot'],
  [['publish', 'prod@tomorrow'], 'is not the address of a snapshot'],
  [['publish', 'prod@2026-13-40'], 'is no day'],
  [['publish', '--rerender', ''], '--rerender "" names nothing'],
  [['publish', '--out', ''], '--out "" names nothing'],
  [['digest', '--cluster', 'prod', '--cluster', ''], '--cluster "" names nothing'],
  [['publsh'], 'Did you mean "publish"?'],
  [['publish', '--oout', 'x'], 'Did you mean --out?'],
  [['diff', 'prod', 'prod', '--kind', 'Deploymnet'], 'Did you mean "Deployment"? It holds: Pod,'],
  [
    ['collect', '--cluster', 'prod'],
    'Say where it is with --context, or name it under clusters in the config.',
  ],
  [['publish', '--rerender', 'prod/2026-13-40'], 'is not a range of editions'],
  [['collect', '--cluster', 'Prod_X'], 'name: prod-x, alias: "Prod_X"'],
  [['collect', '--cluster', 'prod', '--in-cluster', '--context', 'c'], '--in-cluster excludes --context'],
])('%j is wrong usage', async (args, message) => {
  const { status, stdout, stderr } = await gazette(...args, '--data', data);
  expect(stderr).toContain(message);
  expect([status, stdout]).toEqual([2, '']);
});

test.each([
  [['--bogus'], "gazette: Unknown option '--bogus'"],
  [['--port', 'abc'], 'gazette: --port takes a number up to 65535, not "abc"'],
])('gazette demo %j is wrong usage', async (args, message) => {
  const { status, stdout, stderr } = await gazette('demo', ...args);
  expect(stderr.split('\n')[0]).toBe(message);
  expect([status, stdout]).toEqual([2, '']);
});

test('a secret in a file with the line ends of Windows is found as it is without them', () => {
  const args = ['purge', '--text', '-', '--dry-run', '--data', data];
  const { stdout } = spawnSync(
    process.execPath,
    [path.resolve(import.meta.dirname, '../scripts/gazette.mjs'), ...args],
    { encoding: 'utf8', input: 'web-1-a\r\n' },
  );
  expect(stdout).toBe('prod/2026-11-22T071500Z\nprod: 1 snapshot holds it\n');
});

test('purge, prune and digest answer programs in JSON, and nothing else', async () => {
  const json = async (...args: string[]) => {
    const { stdout, status } = await gazette(...args, '--data', data, '-o', 'json');
    expect(status).toBeLessThan(4);
    return JSON.parse(stdout);
  };
  expect(await json('purge', '--text', 'web-1-a', '--dry-run')).toEqual([
    {
      ...{ cluster: 'prod', snapshots: ['prod/2026-11-22T071500Z'], lines: 1, notes: 0, reviews: 0 },
      thinned: [],
    },
  ]);
  const config = path.join(scratch, 'retention.yaml');
  await fs.writeFile(config, 'retention: { all: 1d }\n');
  expect(await json('prune', '--dry-run', '--config', config)).toMatchObject([{ cluster: 'prod' }]);
  expect(await json('digest', '--dry-run', '--day', '2026-11-22')).toMatchObject({
    digests: [{ day: '2026-11-22', clusters: [{ name: 'prod' }] }],
    mails: [],
  });
});

test('a range without editions is an error that says what there is, and prints nothing', async () => {
  const before = await fs.readFile(path.join(out, 'index.html'));
  const { status, stderr } = await gazette(
    'publish',
    '--rerender',
    'prod/2026-11-01',
    '--data',
    data,
    '--out',
    out,
  );
  expect(stderr).toBe(
    'gazette: there is no such edition, so nothing was printed\nprod has snapshots of 2026-11-22.\n',
  );
  expect(status).toBe(1);
  expect(await fs.readFile(path.join(out, 'index.html'))).toEqual(before);
});
