import { execFile } from 'node:child_process';
import fs from 'node:fs/promises';
import path from 'node:path';
import { promisify } from 'node:util';
import { beforeAll, expect, test } from 'vitest';
import { parse } from 'yaml';
import { serveDemo } from '../src/demo/api.ts';
import { needs } from './needs.ts';
import { decodePng } from './png.ts';
import { listNamesBelow } from './scratch.ts';
import { digestSite, gazette, sharedScratch, take } from './site-fixtures.ts';

const run = promisify(execFile);
const root = path.resolve(import.meta.dirname, '..');
const scratch = await sharedScratch();
const inScratch = (...names: string[]) => path.join(scratch, ...names);
const installed = inScratch('global/lib/node_modules/kubegazette');
/** Who installs is root; who runs it is nobody, and has no home. */
const NOBODY = needs.root ? { uid: 65_534, gid: 65_534 } : {};
/** The package of the release. */
let packed: { version: string; file: string; files: string[] };

const listArchive = async (file: string) =>
  (await run('tar', ['tzf', file])).stdout.split('\n').filter((name) => name !== '' && !name.endsWith('/'));

const npm = async (...args: string[]) => (await run('npm', args, { cwd: scratch })).stdout;

beforeAll(async () => {
  await run(
    process.execPath,
    [path.join(root, 'scripts/release.ts'), '--dry-run', '--out', inScratch('release')],
    { cwd: root },
  );
  const { version } = JSON.parse(await fs.readFile(path.join(root, 'package.json'), 'utf8'));
  const file = inScratch(`release/kubegazette-${version}.tgz`);
  packed = { version, file, files: (await listArchive(file)).map((name) => name.replace('package/', '')) };
  await npm('install', '--global', '--prefix', inScratch('global'), '--prefer-offline', packed.file);
  // The Node of these tests may be where nobody else may look.
  await fs.mkdir(inScratch('bin'));
  await fs.copyFile(process.execPath, inScratch('bin/node'));
  await fs.chmod(scratch, 0o755);
  await fs.mkdir(inScratch('own'));
  await (needs.root ? fs.chown(inScratch('own'), 65_534, 65_534) : run('chmod', ['-R', 'a-w', installed]));
});

/** Runs the installed program, as its user does. */
const installedGazette = (...args: string[]) =>
  run(inScratch('global/bin/gazette'), args, {
    ...NOBODY,
    cwd: inScratch('own'),
    env: { PATH: `${inScratch('bin')}:/usr/bin:/bin`, HOME: '/nonexistent', TMPDIR: inScratch('own') },
  });

/** A kubeconfig whose user gets the token from a plugin. */
async function withPlugin(kubeconfig: string): Promise<string> {
  const plugin = inScratch('plugin');
  const credential = { kind: 'ExecCredential', status: { token: 'demo-viewer' } };
  await fs.writeFile(plugin, `#!/bin/sh\necho '${JSON.stringify(credential)}'\n`, { mode: 0o755 });
  const config = parse(kubeconfig) as { users: { user: object }[] };
  for (const user of config.users)
    user.user = { exec: { apiVersion: 'client.authentication.k8s.io/v1', command: plugin } };
  const file = inScratch('kubeconfig');
  await fs.writeFile(file, JSON.stringify(config));
  return file;
}

test('the package has what is needed to run, and nothing else', async () => {
  for (const name of ['scripts/gazette.cjs', 'npm-shrinkwrap.json', 'README.md', 'LICENSE'])
    expect(packed.files).toContain(name);
  // Gazette's packages are bundled, and listed here with their licences.
  expect(packed.files).toContain('bundle/licences.md');
  expect(packed.files.filter((file) => /\.test\.|\/demo\/|\.ts$|node_modules/.test(file))).toEqual([]);
  const manifest = await readJson('package.json');
  const checkout = JSON.parse(await fs.readFile(path.join(root, 'package.json'), 'utf8'));
  for (const key of ['name', 'version', 'license', 'engines', 'bin', 'dependencies'])
    expect(manifest[key]).toEqual(checkout[key]);
  for (const key of ['private', 'scripts', 'devDependencies', 'overrides'])
    expect(manifest).not.toHaveProperty(key);
  expect(await fs.readFile(path.join(installed, 'README.md'), 'utf8')).toContain(
    `Node ${manifest.engines.node.replace('>=', '')} or later`,
  );
});

const readJson = async (name: string) => JSON.parse(await fs.readFile(path.join(installed, name), 'utf8'));

test('its bytes do not depend on where or when it was made', async () => {
  const bundle = path.join(installed, 'bundle');
  const texts = await Promise.all(
    (await listNamesBelow(bundle)).map((name) => fs.readFile(path.join(bundle, name), 'latin1')),
  );
  expect(texts.length).toBeGreaterThan(100);
  expect(texts.filter((text) => text.includes(root))).toEqual([]);
  // Astro's own would be random.
  const pages = await fs.readFile(path.join(bundle, 'modules/pages.mjs'), 'utf8');
  expect(pages.match(/"key":"[\w+/=]{44}"/g)).toEqual([`"key":"${'A'.repeat(43)}="`]);
});

test('npm installs exactly the versions of the checkout, also of packages that packages need', async () => {
  const { packages } = await readJson('npm-shrinkwrap.json');
  const lock = JSON.parse(await fs.readFile(path.join(root, 'package-lock.json'), 'utf8'));
  const names = Object.keys(packages).filter((name) => name !== '');
  expect(names).toContain('node_modules/@takumi-rs/helpers');
  for (const name of names) {
    expect(packages[name]).toMatchObject({
      version: lock.packages[name].version,
      integrity: lock.packages[name].integrity,
    });
    expect(packages[name]).not.toHaveProperty('resolved');
  }
  const there = await readJson('node_modules/@takumi-rs/helpers/package.json');
  expect(there.version).toBe(packages['node_modules/@takumi-rs/helpers'].version);
});

// Node does not run TypeScript under node_modules, so code that works in the checkout may fail once installed.
test('installed by root, Gazette works for another user, prints as the checkout, and writes nothing beside itself', async () => {
  const before = await listNamesBelow(installed);
  expect((await installedGazette('collect', '--help')).stdout).toContain('Usage: gazette collect');
  const api = await serveDemo({ anchor: new Date('2026-11-22T07:15:00Z') });
  const kubeconfig = await withPlugin(api.kubeconfig);
  const flags = ['--cluster', 'test', '--context', 'test', '--kubeconfig', kubeconfig];
  const collected = await installedGazette('collect', ...flags);
  await api.close();
  expect(collected.stdout).toContain('test/2026');

  const [data, out] = [inScratch('data'), inScratch('own/printed')];
  await take(data, 'prod', '2026-11-22T07:15:00Z');
  const fromCheckout = inScratch('from-checkout');
  // Days are folded into the data folder: the user of the package has a copy.
  await fs.cp(data, inScratch('own/data'), { recursive: true });
  if (needs.root) await run('chown', ['-R', '65534:65534', inScratch('own/data')]);
  await installedGazette('publish', '--data', 'data', '--out', 'printed');
  expect(await gazette('publish', '--data', data, '--out', fromCheckout)).toMatchObject({ status: 0 });
  expect(digestSite(out)).toEqual(digestSite(fromCheckout));
  expect(await fs.readFile(path.join(out, 'prod/2026-11-22/071500Z/pods.html'), 'utf8')).toContain('web-1-a');
  const digest = await installedGazette('digest', '--dry-run', '--day', '2026-11-22', '--data', 'data').catch(
    (error: { code: number; stdout: string }) => error,
  );
  expect(digest.stdout).toContain('Sunday 22 November 2026 (UTC)');
  // Its fonts and its renderer are separate packages.
  expect(decodePng(await fs.readFile(path.join(out, 'prod/2026-11-22/071500Z/preview.png'))).width).toBe(
    1200,
  );
  const shared = ['--redact', 'public', '--data', 'data', '--site', 'printed', '--out', 'copy.html'];
  await installedGazette('share', 'prod', ...shared);
  expect(await fs.readFile(inScratch('own/copy.html'), 'utf8')).toContain('web-1-a');
  expect(await listNamesBelow(installed)).toEqual(before);
});

test('npx runs the package by its name, and kubectl finds it as a plugin', async () => {
  const { version } = await readJson('package.json');
  const first = { env: { ...process.env, PATH: `${inScratch('bin')}:${process.env.PATH}` } };
  const byName = await run('npx', ['--yes', '--prefer-offline', `file:${packed.file}`, '--version'], first);
  expect(byName.stdout).toBe(`${version}\n`);
  const plugin = await run(inScratch('global/bin/kubectl-gazette'), ['--version'], first);
  expect(plugin.stdout).toBe(`${version}\n`);
});

/** Real Nodes of this machine that are too old, and this Node under the number of an older one. */
const oldNodes = async () => {
  const pretender = inScratch('old.cjs');
  const older = `{ ...process.versions, node: '12.22.12' }`;
  await fs.writeFile(pretender, `Object.defineProperty(process, 'versions', { value: ${older} });`);
  const own = await run('/usr/bin/node', ['--version']).catch(() => ({ stdout: '' }));
  const isOld = /^v(?:\d|1\d|2[0-3])\./.test(own.stdout);
  return [[process.execPath, '--require', pretender], ...(isOld ? [['/usr/bin/node']] : [])];
};

test('an old Node says that it is too old, and which one is needed', async () => {
  for (const [node, ...flags] of await oldNodes()) {
    const ended = await run(node!, [...flags, path.join(installed, 'scripts/gazette.cjs'), 'list']).catch(
      (error: { code: number; stdout: string; stderr: string }) => error,
    );
    expect(ended).toMatchObject({ code: 1, stdout: '' });
    expect(ended.stderr).toMatch(
      /^gazette: this is Node (?:12\.22\.12|[\d.]+), and Gazette needs 24 or later\nInstall it from .*\n$/,
    );
  }
});

test.runIf(needs.root)(
  'a checkout that its user may not write says what to do, if it has no bundle yet',
  async () => {
    const checkout = inScratch('checkout');
    const files = ['src', 'scripts', 'public', 'package.json', 'package-lock.json', 'astro.config.mjs'];
    for (const name of files)
      await fs.cp(path.join(root, name), path.join(checkout, name), { recursive: true });
    const args = [path.join(checkout, 'scripts/gazette.cjs'), 'publish'];
    const ended = await run(inScratch('bin/node'), args, { ...NOBODY, cwd: inScratch('own') }).catch(
      (error: { code: number; stdout: string; stderr: string }) => error,
    );
    expect(ended).toMatchObject({
      ...{ code: 1, stdout: '' },
      stderr:
        `gazette: the pages are not bundled yet, and ${checkout}/ cannot be written\n` +
        'Run `npm run -s gazette -- publish --help` there once as its owner, or install the package.\n',
    });
  },
);

test('a release has the package, the context of the image, the chart, a list of all packages, and checksums', async () => {
  const release = (name: string) => inScratch('release', name);
  const { version } = packed;
  const names = [`kubegazette-${version}.cdx.json`, `kubegazette-${version}.tgz`];
  const archives = { image: `gazette-image-${version}.tar.gz`, chart: `gazette-${version}.tgz` };
  expect((await fs.readdir(inScratch('release'))).sort()).toEqual(
    ['SHA256SUMS', ...Object.values(archives), ...names].sort(),
  );
  await run('sha256sum', ['--check', '--strict', 'SHA256SUMS'], { cwd: inScratch('release') });

  // Nothing of a checkout but what `.dockerignore` lets through: no data of a cluster, no packages for development.
  const context = await listArchive(release(archives.image));
  expect(context.filter((name) => !name.startsWith('dist/'))).toEqual(['.dockerignore', 'deploy/Dockerfile']);
  expect(context.map((name) => name.replace('dist/', ''))).toEqual(expect.arrayContaining(packed.files));
  const ignored = await fs.readFile(path.join(root, '.dockerignore'), 'utf8');
  expect(ignored.split('\n').filter((line) => line && !line.startsWith('#'))).toEqual(['*', '!dist']);

  const chart = await listArchive(release(archives.chart));
  expect(chart).toEqual(expect.arrayContaining(['gazette/Chart.yaml', 'gazette/templates/collect.yaml']));

  const { components } = JSON.parse(await fs.readFile(release(`kubegazette-${version}.cdx.json`), 'utf8'));
  const listed = components.map(({ purl }: { purl: string }) => purl);
  const lock = JSON.parse(await fs.readFile(path.join(root, 'package-lock.json'), 'utf8'));
  // One that npm installs, and one in the bundle.
  for (const name of ['@takumi-rs/helpers', 'zod'])
    expect(listed).toContain(
      `pkg:npm/${name.replace('@', '%40')}@${lock.packages[`node_modules/${name}`].version}`,
    );
  expect(new Set(listed).size).toBe(listed.length);
});

/** In megabytes, without what tools cache in `node_modules`: their folders begin with a dot. */
const weigh = async (folder: string) => {
  const { stdout } = await run('du', ['-smc', '--exclude=.[a-z]*', folder]);
  return Number.parseInt(stdout.trim().split('\n').at(-1)!, 10);
};

test('the packages of a checkout weigh at most 450 MB, an installed package with its own 150', async () => {
  expect(await weigh(path.join(root, 'node_modules'))).toBeLessThanOrEqual(450);
  expect(await weigh(installed)).toBeLessThanOrEqual(150);
});
