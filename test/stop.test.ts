import { spawn } from 'node:child_process';
import fs from 'node:fs/promises';
import http from 'node:http';
import type { AddressInfo } from 'node:net';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { expect, onTestFinished, test } from 'vitest';
import { PROJECT } from '../src/project.ts';
import { listNamesBelow, scratch } from './scratch.ts';
import { faultsOf, gazette, publishTo, take } from './site-fixtures.ts';

/** Runs the command line, and sends it a signal as soon as `isTime` is true. */
async function stop(signal: NodeJS.Signals, isTime: () => Promise<boolean>, ...args: string[]) {
  const child = spawn(process.execPath, [path.join(PROJECT, 'scripts/gazette.mjs'), ...args]);
  let stderr = '';
  child.stderr.on('data', (chunk: Buffer) => (stderr += chunk.toString()));
  const ended = new Promise<number | null>((resolve) => child.once('close', resolve));
  while (!(await isTime())) {
    if (child.exitCode !== null) throw new Error(`ended too early: ${stderr}`);
    await sleep(20);
  }
  child.kill(signal);
  return { status: await ended, stderr };
}

/** An API server that tells its time, and then nothing more. */
async function silentServer(): Promise<string> {
  let answered = false;
  const server = http.createServer((_, response) => {
    if (answered) return;
    answered = true;
    response.setHeader('content-type', 'application/json');
    response.end(
      JSON.stringify({
        kind: 'NamespaceList',
        apiVersion: 'v1',
        metadata: { resourceVersion: '5' },
        items: [],
      }),
    );
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

test.each([
  ['SIGINT', 130],
  ['SIGTERM', 143],
] as const)(
  'collect that %s stops releases its lock, stores nothing and says so in one line',
  async (signal, status) => {
    const folder = await scratch();
    const [data, kubeconfig] = [path.join(folder, 'data'), path.join(folder, 'kubeconfig')];
    const config = {
      'current-context': 'c',
      clusters: [{ name: 'c', cluster: { server: await silentServer() } }],
      contexts: [{ name: 'c', context: { cluster: 'c' } }],
    };
    await fs.writeFile(kubeconfig, JSON.stringify(config));
    const isLocked = async () =>
      (await listNamesBelow(data).catch((): string[] => [])).includes('prod/.lock');
    const flags = ['--cluster', 'prod', '--kubeconfig', kubeconfig, '--data', data];
    expect(await stop(signal, isLocked, 'collect', ...flags)).toMatchObject({
      status,
      stderr: `gazette: stopped by ${signal}; nothing was stored\n`,
    });
    expect(await listNamesBelow(data)).toEqual([]);
  },
);

test('publish that is stopped removes what it left and leaves a site that works', async () => {
  const folder = await scratch();
  const [data, out] = [path.join(folder, 'data'), path.join(folder, 'site')];
  await take(data, 'prod', '2026-11-22T07:00:00Z');
  await publishTo(data, out);
  await take(data, 'prod', '2026-11-22T07:15:00Z');
  const staging = path.join(out, '-/staging');
  const isPrinting = async () =>
    (await listNamesBelow(staging).catch((): string[] => [])).some((name) => name.endsWith('.html'));
  const { status, stderr } = await stop('SIGTERM', isPrinting, 'publish', '--data', data, '--out', out);
  expect(stderr).toBe('gazette: stopped by SIGTERM; the site works; publish again to complete it\n');
  expect(status).toBe(143);
  expect(await fs.readdir(path.join(out, '-'))).toEqual([
    'compare.html',
    'health.json',
    'metrics.txt',
    'state.json',
    'versions.csv',
    'versions.html',
  ]);
  expect(await faultsOf(out)).toEqual([]);
  expect(await gazette('publish', '--data', data, '--out', out)).toMatchObject({ status: 0, stderr: '' });
});
