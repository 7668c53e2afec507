import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import fs from 'node:fs/promises';
import path from 'node:path';
import { promisify } from 'node:util';
import { expect, test } from 'vitest';
import { parse } from 'yaml';
import { serveDemo } from '../src/demo/api.ts';
import { decodePng } from './png.ts';
import { sharedScratch, take } from './site-fixtures.ts';

const run = promisify(execFile);
const root = path.resolve(import.meta.dirname, '..');
const scratch = await sharedScratch();

/** The packages of a published Gazette, without those that only tests need. */
async function listProduction(): Promise<string[]> {
  const lock = JSON.parse(await fs.readFile(path.join(root, 'package-lock.json'), 'utf8')) as {
    packages: Record<string, { dev?: boolean }>;
  };
  const names = Object.entries(lock.packages).filter(([folder, { dev }]) => folder !== '' && !dev);
  return (
    names
      .map(([folder]) => folder.replace('node_modules/', ''))
      // A nested package comes with its parent; packages for other platforms are not installed.
      .filter((name) => !name.includes('/node_modules/') && existsSync(path.join(root, 'node_modules', name)))
  );
}

/** A kubeconfig whose user gets the token from a plugin. */
async function withPlugin(kubeconfig: string): Promise<string> {
  const plugin = path.join(scratch, 'plugin');
  const credential = { kind: 'ExecCredential', status: { token: 'demo-viewer' } };
  await fs.writeFile(plugin, `#!/bin/sh\necho '${JSON.stringify(credential)}'\n`, { mode: 0o700 });
  const config = parse(kubeconfig) as { users: { user: object }[] };
  for (const user of config.users)
    user.user = { exec: { apiVersion: 'client.authentication.k8s.io/v1', command: plugin } };
  const file = path.join(scratch, 'kubeconfig');
  await fs.writeFile(file, JSON.stringify(config));
  return file;
}

// Node does not run TypeScript under node_modules, so code that works in the checkout may fail once installed.
test('what npm pack publishes collects, and prints pages, from under node_modules', async () => {
  const { stdout } = await run('npm', ['pack', '--json', '--pack-destination', scratch], { cwd: root });
  const [packed] = JSON.parse(stdout.slice(stdout.indexOf('['))) as [
    { filename: string; files: { path: string }[] },
  ];
  const files = packed.files.map((file) => file.path);
  expect(files).toContain('dist/scripts/gazette.mjs');
  // Gazette's packages are bundled, and listed here with their licences.
  expect(files).toContain('dist/bundle/licences.md');
  expect(files.filter((file) => file.includes('.test.') || file.includes('/demo/'))).toEqual([]);

  const modules = path.join(scratch, 'node_modules');
  const installed = path.join(modules, 'kubegazette');
  await fs.mkdir(installed, { recursive: true });
  await run('tar', ['xzf', path.join(scratch, packed.filename), '--strip-components=1', '-C', installed]);
  for (const name of await listProduction()) {
    await fs.mkdir(path.dirname(path.join(modules, name)), { recursive: true });
    await fs.symlink(path.join(root, 'node_modules', name), path.join(modules, name));
  }
  const { bin } = JSON.parse(await fs.readFile(path.join(installed, 'package.json'), 'utf8')) as {
    bin: { gazette: string };
  };
  const gazette = (...args: string[]) => run(process.execPath, [path.join(installed, bin.gazette), ...args]);

  expect((await gazette('collect', '--help')).stdout).toContain('Usage: gazette collect');
  const data = path.join(scratch, 'data');

  const api = await serveDemo({ anchor: new Date('2026-11-22T07:15:00Z') });
  const kubeconfig = await withPlugin(api.kubeconfig);
  const flags = ['--cluster', 'test', '--context', 'test', '--kubeconfig', kubeconfig];
  const collected = await gazette('collect', ...flags, '--data', path.join(scratch, 'collected'));
  await api.close();
  expect(collected.stdout).toContain('test/2026');

  const out = path.join(scratch, 'site');
  await take(data, 'prod', '2026-11-22T07:15:00Z');
  await gazette('publish', '--data', data, '--out', out);
  expect(await fs.readFile(path.join(out, 'prod/2026-11-22/071500Z/pods.html'), 'utf8')).toContain('web-1-a');
  const digest = await gazette('digest', '--dry-run', '--day', '2026-11-22', '--data', data).catch(
    (error: { code: number; stdout: string }) => error,
  );
  expect(digest.stdout).toContain('Sunday 22 November 2026 (UTC)');
  // Its fonts and its renderer are separate packages.
  expect(decodePng(await fs.readFile(path.join(out, 'prod/2026-11-22/071500Z/preview.png'))).width).toBe(
    1200,
  );
  const copy = path.join(scratch, 'copy.html');
  await gazette('share', 'prod', '--redact', 'public', '--data', data, '--site', out, '--out', copy);
  expect(await fs.readFile(copy, 'utf8')).toContain('web-1-a');
});

/** In megabytes, without what tools cache in `node_modules`: their folders begin with a dot. */
const weigh = async (...folders: string[]) => {
  const { stdout } = await run('du', ['-smc', '--exclude=.[a-z]*', ...folders]);
  return Number.parseInt(stdout.trim().split('\n').at(-1)!, 10);
};

test('the packages of a checkout weigh at most 450 MB, those of an installed package with itself 150', async () => {
  const modules = path.join(root, 'node_modules');
  expect(await weigh(modules)).toBeLessThanOrEqual(450);
  const installed = (await listProduction()).map((name) => path.join(modules, name));
  expect(installed.length).toBeGreaterThan(0);
  expect(await weigh(path.join(root, 'dist'), ...installed)).toBeLessThanOrEqual(150);
});
