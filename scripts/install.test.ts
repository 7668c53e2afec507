import { spawnSync } from 'node:child_process';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';

let root: string;
beforeEach(() => {
  root = fs.mkdtempSync(path.join(os.tmpdir(), 'gazette-install-'));
  write('scripts/install.mjs', fs.readFileSync(path.join(import.meta.dirname, 'install.mjs'), 'utf8'));
  write(
    'package-lock.json',
    lock({ zod: { version: '4.0.0' }, 'node-plan9-mips': { version: '24.0.0', optional: true } }),
  );
});
afterEach(() => fs.rmSync(root, { recursive: true }));

function write(file: string, text: string, mode = 0o644): void {
  fs.mkdirSync(path.dirname(path.join(root, file)), { recursive: true });
  fs.writeFileSync(path.join(root, file), text, { mode });
}

function lock(packages: Record<string, { version: string; optional?: boolean }>): string {
  const entries = Object.entries(packages).map(([name, entry]) => [`node_modules/${name}`, entry]);
  return JSON.stringify({ packages: { '': {}, ...Object.fromEntries(entries) } });
}

/** Runs the script with an `npm` that says what it was asked, and does what `script` says. */
function install(script = 'exit 0', preload?: string) {
  write('bin/npm', `#!/bin/sh\necho "$@" > ${root}/asked\n${script}\n`, 0o755);
  if (preload) write('preload.mjs', preload);
  const flags = preload ? ['--import', path.join(root, 'preload.mjs')] : [];
  const run = spawnSync(process.execPath, [...flags, path.join(root, 'scripts/install.mjs')], {
    encoding: 'utf8',
    env: { PATH: `${root}/bin:/usr/bin:/bin` },
  });
  const asked = path.join(root, 'asked');
  return { ...run, asked: fs.existsSync(asked) ? fs.readFileSync(asked, 'utf8').trim() : undefined };
}

test('a fresh clone is installed, and says so in one line that is not on stdout', () => {
  const { status, stdout, stderr, asked } = install();
  expect(asked).toMatch(/^ci --include=dev --include=optional/);
  expect(stderr).toMatch(/^Installing the packages of package-lock.json \(npm ci\) … done in [\d.]+ s\n$/);
  expect({ status, stdout }).toEqual({ status: 0, stdout: '' });
});

test('what is installed is left alone, without a word', () => {
  write('node_modules/.package-lock.json', lock({ zod: { version: '4.0.0' }, more: { version: '1.0.0' } }));
  expect(install()).toMatchObject({ asked: undefined, status: 0, stdout: '', stderr: '' });
});

test.each([
  ['another version', { zod: { version: '3.9.0' } }],
  ['a missing package', {}],
])('%s is replaced', (_, packages) => {
  write('node_modules/.package-lock.json', lock(packages));
  expect(install().asked).toMatch(/^ci /);
});

test('a published package, which has no lock file, installs nothing', () => {
  fs.rmSync(path.join(root, 'package-lock.json'));
  expect(install()).toMatchObject({ asked: undefined, status: 0, stderr: '' });
});

test('when npm fails, its words are shown, and what to do', () => {
  const { status, stderr } = install('echo "npm error EAI_AGAIN" >&2; exit 1');
  expect(stderr).toMatch(/failed\nnpm error EAI_AGAIN\n.*\nCheck that the npm registry can be reached/);
  expect(status).toBe(1);
});

test('an old Node, on a platform for which no package brings a newer, is told what to install', () => {
  const { status, stderr, asked } = install(
    'exit 0',
    `Object.defineProperty(process, 'version', { value: 'v20.9.0' });`,
  );
  expect(stderr).toMatch(
    /^Gazette needs Node 24; this is v20\.9\.0 on \S+, for which no package brings it\.\nInstall Node 24 or later/,
  );
  expect({ status, asked }).toEqual({ status: 1, asked: undefined });
});

test('a bundled Node that does not run here gives way to the one of the machine', () => {
  expect(install(`mkdir -p ${root}/node_modules/.bin; touch ${root}/node_modules/.bin/node`).status).toBe(0);
  expect(fs.existsSync(path.join(root, 'node_modules/.bin/node'))).toBe(false);
});
