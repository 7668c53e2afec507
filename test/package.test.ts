import { execFile } from 'node:child_process';
import fs from 'node:fs/promises';
import path from 'node:path';
import { promisify } from 'node:util';
import { expect, test } from 'vitest';
import { decodePng } from './png.ts';
import { sharedScratch, take } from './site-fixtures.ts';

const run = promisify(execFile);
const root = path.resolve(import.meta.dirname, '..');
const scratch = await sharedScratch();

// Node runs no TypeScript under node_modules, so what works in the checkout need not work once installed.
test('what npm pack publishes collects its help and prints pages from under node_modules', async () => {
  const { stdout } = await run('npm', ['pack', '--json', '--pack-destination', scratch], { cwd: root });
  const [packed] = JSON.parse(stdout.slice(stdout.indexOf('['))) as [
    { filename: string; files: { path: string }[] },
  ];
  const files = packed.files.map((file) => file.path);
  expect(files).toContain('dist/scripts/gazette.js');
  expect(files.filter((file) => file.includes('.test.') || file.includes('/demo/'))).toEqual([]);

  const modules = path.join(scratch, 'node_modules');
  const installed = path.join(modules, 'kubegazette');
  await fs.mkdir(installed, { recursive: true });
  await run('tar', ['xzf', path.join(scratch, packed.filename), '--strip-components=1', '-C', installed]);
  for (const name of await fs.readdir(path.join(root, 'node_modules'))) {
    await fs.symlink(path.join(root, 'node_modules', name), path.join(modules, name));
  }
  const { bin } = JSON.parse(await fs.readFile(path.join(installed, 'package.json'), 'utf8')) as {
    bin: { gazette: string };
  };
  const gazette = (...args: string[]) => run(process.execPath, [path.join(installed, bin.gazette), ...args]);

  expect((await gazette('collect', '--help')).stdout).toContain('Usage: gazette collect');
  const data = path.join(scratch, 'data');
  const out = path.join(scratch, 'site');
  await take(data, 'prod', '2026-11-22T07:15:00Z');
  await gazette('publish', '--data', data, '--out', out);
  expect(await fs.readFile(path.join(out, 'prod/2026-11-22/071500Z/pods.html'), 'utf8')).toContain('web-1-a');
  const digest = await gazette('digest', '--dry-run', '--day', '2026-11-22', '--data', data).catch(
    (error: { code: number; stdout: string }) => error,
  );
  expect(digest.stdout).toContain('Sunday 22 November 2026 (UTC)');
  // Its fonts and its renderer are packages of their own.
  expect(decodePng(await fs.readFile(path.join(out, 'prod/2026-11-22/071500Z/preview.png'))).width).toBe(
    1200,
  );
  const copy = path.join(scratch, 'copy.html');
  await gazette('share', 'prod', '--redact', 'public', '--data', data, '--site', out, '--out', copy);
  expect(await fs.readFile(copy, 'utf8')).toContain('web-1-a');
});
