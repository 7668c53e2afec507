/** `gazette kubectl` and `gazette api`, as a user runs them. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import fs from 'node:fs/promises';
import path from 'node:path';
import { beforeAll, describe, expect, test } from 'vitest';
import { openKubectl } from './kubectl.ts';
import { needs } from './needs.ts';
import { gazette, sharedScratch, someObjects, take } from './site-fixtures.ts';

const scratch = await sharedScratch();
const data = path.join(scratch, 'data');
/** Temporary files of the commands, which must be gone when they end. */
const temporary = path.join(scratch, 'tmp');
const entry = path.resolve(import.meta.dirname, '../scripts/gazette.mjs');

beforeAll(async () => {
  await fs.mkdir(temporary);
  await take(data, 'prod', '2026-11-22T07:15:00Z');
  const objects = someObjects().filter(({ kind }) => kind !== 'Pod');
  await take(data, 'prod', '2026-11-22T07:30:00Z', { objects });
});

/** Runs the command line with a folder of its own for temporary files. */
async function run(args: readonly string[], env: NodeJS.ProcessEnv = {}) {
  const child = spawn(process.execPath, [entry, ...args], {
    env: { ...process.env, TMPDIR: temporary, ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let [stdout, stderr] = ['', ''];
  child.stdout.on('data', (chunk: Buffer) => (stdout += chunk.toString()));
  child.stderr.on('data', (chunk: Buffer) => (stderr += chunk.toString()));
  const [status] = (await once(child, 'close')) as [number | null];
  return { status, stdout, stderr };
}

const leftOver = async () => (await fs.readdir(temporary)).filter((name) => name.startsWith('gazette-api-'));

describe.runIf(needs.kubectl)('gazette kubectl', () => {
  const kubectl = (...args: string[]) => run(['kubectl', '--data', data, ...args]);

  test('passes arguments, output and exit status through, and leaves nothing behind', async () => {
    const pods = await kubectl('prod~1', 'get', 'pods', '-A', '-o', 'name');
    expect(pods).toEqual({
      status: 0,
      stdout: 'pod/web-1-a\n',
      stderr: 'Warning: prod No. 1, 2026-11-22 07:15:00 UTC; kept fields only\n',
    });
    const json = await kubectl('prod@2026-11-22T07:20Z', '-n', 'shop', 'get', 'deploy', 'web', '-ojson');
    expect(JSON.parse(json.stdout)).toMatchObject({ kind: 'Deployment', metadata: { name: 'web' } });
    const missing = await kubectl('prod', 'get', 'pod', '-n', 'shop', 'web-1-a');
    expect(missing).toMatchObject({ status: 1, stdout: '' });
    expect(missing.stderr).toContain('Error from server (NotFound): pods "web-1-a" not found');
    expect(await leftOver()).toEqual([]);
  });

  test('describes, and asks what may be read', async () => {
    const { stdout, status } = await kubectl('prod~1', 'describe', 'pods', '-n', 'shop');
    expect({ stdout, status }).toMatchObject({
      status: 0,
      stdout: expect.stringMatching(/^Name: +web-1-a$/m),
    });
    expect(await kubectl('prod~1', 'auth', 'can-i', 'list', 'pods')).toMatchObject({ stdout: 'yes\n' });
    const change = await kubectl('prod~1', 'auth', 'can-i', 'delete', 'pods');
    expect(change).toMatchObject({ status: 1, stdout: expect.stringMatching(/^no/) });
    expect((await kubectl('prod~1', 'get', 'secrets')).stderr).toContain(
      'Error from server (Forbidden): secrets is not in prod No. 1',
    );
  });

  test.each([
    [['delete', 'pod', 'web'], 'kubectl delete is not for a snapshot: nothing in a snapshot can be changed'],
    [['-n', 'shop', 'scale', 'deploy/web', '--replicas=0'], 'kubectl scale is not for a snapshot'],
    [['rollout', 'restart', 'deploy/web'], 'kubectl rollout restart is not for a snapshot'],
    [['logs', 'web'], 'kubectl logs is not for a snapshot: a snapshot has no logs'],
    [['exec', 'web', '--', 'sh'], 'kubectl exec is not for a snapshot'],
    [['get', 'pods', '--context=production'], '--context is not for a snapshot'],
    [['get', 'pods', '--kubeconfig', '/root/.kube/config'], '--kubeconfig is not for a snapshot'],
    [['-s', 'https://127.0.0.1:6443', 'get', 'pods'], '-s is not for a snapshot'],
  ])('%j is refused before kubectl runs', async (args, message) => {
    const { status, stdout, stderr } = await kubectl('prod', ...args);
    expect({ status, stdout }).toEqual({ status: 2, stdout: '' });
    expect(stderr).toContain(`gazette: ${message}`);
  });

  test("--help behind the address is kubectl's", async () => {
    expect((await kubectl('prod', 'get', '--help')).stdout).toContain('--all-namespaces');
    for (const before of [[], ['--data', data]])
      expect((await gazette('kubectl', ...before, '--help')).stdout).toContain('Usage: gazette kubectl');
  });
});

test('without a kubectl on the PATH, it says so', async () => {
  const { status, stderr } = await run(['kubectl', '--data', data, 'prod', 'get', 'pods'], {
    PATH: '/nowhere',
  });
  expect({ status, stderr }).toMatchObject({
    status: 1,
    stderr: expect.stringContaining('gazette: kubectl is not on the PATH'),
  });
  expect(await leftOver()).toEqual([]);
});

test('without an address, or with the address of nothing, it says so', async () => {
  expect(await run(['kubectl', '--data', data])).toMatchObject({ status: 2 });
  expect(await run(['kubectl', '--data', data, 'nowhere', 'get', 'pods'])).toMatchObject({ status: 1 });
  expect(await run(['api', '--data', data])).toMatchObject({ status: 2 });
});

test('gazette api serves several snapshots, each as a context, until Ctrl-C', async () => {
  const child = spawn(process.execPath, [entry, 'api', '--data', data, 'prod~1', 'prod'], {
    env: { ...process.env, TMPDIR: temporary },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  let text = '';
  child.stdout.on('data', (chunk: Buffer) => (text += chunk.toString()));
  while (!text.includes('Ctrl-C')) await once(child.stdout, 'data');
  expect(text).toMatch(/^prod~1 {3}prod No\. 1, 2026-11-22 07:15:00 UTC$/m);
  const file = /KUBECONFIG=(\S+)/.exec(text)?.[1] ?? '';
  expect((await fs.stat(file)).mode & 0o777).toBe(0o600);
  expect((await fs.stat(path.dirname(file))).mode & 0o777).toBe(0o700);
  if (needs.kubectl) {
    const kubectl = openKubectl(file, path.join(temporary, 'cache'));
    const [older, newer] = await Promise.all(
      ['prod~1', 'prod'].map((context) =>
        kubectl(['get', `--context=${context}`, 'pods', '-A', '-o', 'name']),
      ),
    );
    expect([older?.stdout, newer?.stdout]).toEqual(['pod/web-1-a\n', '']);
  }
  child.kill('SIGINT');
  expect(await once(child, 'exit')).toEqual([0, null]);
  expect(await leftOver()).toEqual([]);
});
