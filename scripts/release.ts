/**
 * `npm run release -- --dry-run [--out DIR] [--url URL]`: makes everything that a release has, in `release/`. The same
 * commit gives the same bytes. Without `--dry-run`, the checkout must be one that can be released. Then it says which
 * commands publish the files: it publishes nothing itself.
 */
import { execFile } from 'node:child_process';
import { createHash } from 'node:crypto';
import fs from 'node:fs/promises';
import path from 'node:path';
import { parseArgs, promisify } from 'node:util';
import { stringify } from 'yaml';
import { GazetteError } from '../src/errors.ts';
import { PROJECT } from '../src/project.ts';

const run = promisify(execFile);
const git = async (...args: string[]) => (await run('git', args, { cwd: PROJECT })).stdout.trim();

/** What krew and npm call the platforms for which a plugin is made. */
const PLATFORMS = [
  { os: 'linux', arch: 'amd64', cpu: 'x64' },
  { os: 'linux', arch: 'arm64', cpu: 'arm64' },
  { os: 'darwin', arch: 'amd64', cpu: 'x64' },
  { os: 'darwin', arch: 'arm64', cpu: 'arm64' },
] as const;

interface Release {
  version: string;
  /** Seconds since 1970 of the commit: the time of every file in the archives. */
  time: string;
  /** Folder of the release's files. */
  out: string;
  /** Folder for what is packed. */
  scratch: string;
}

/** Packs folders and files of one folder, the same bytes each time. */
async function pack(
  { time, out }: Release,
  name: string,
  folder: string,
  members: string[],
): Promise<string> {
  const file = path.join(out, name);
  const same = [
    '--sort=name',
    `--mtime=@${time}`,
    '--owner=0',
    '--group=0',
    '--numeric-owner',
    '--mode=a+rX,go-w',
  ];
  await run('tar', [...same, '--use-compress-program=gzip -n', '-cf', file, '-C', folder, ...members]);
  return file;
}

const sha256 = async (file: string) =>
  createHash('sha256')
    .update(await fs.readFile(file))
    .digest('hex');

async function packPackage({ out }: Release): Promise<void> {
  await run(process.execPath, [path.join(PROJECT, 'scripts/pack.ts')], { cwd: PROJECT });
  await run('npm', ['pack', './dist', '--pack-destination', out], { cwd: PROJECT });
}

/** A context for `docker build -f deploy/Dockerfile - < FILE`. */
const packImage = (release: Release) =>
  pack(release, `gazette-image-${release.version}.tar.gz`, PROJECT, [
    '.dockerignore',
    'deploy/Dockerfile',
    'dist',
  ]);

/** As `helm package` makes it. */
async function packChart(release: Release): Promise<void> {
  const folder = path.join(release.scratch, 'gazette');
  await fs.cp(path.join(PROJECT, 'deploy/chart'), folder, { recursive: true });
  await pack(release, `gazette-${release.version}.tgz`, release.scratch, ['gazette']);
}

/** The package with its own packages, for kubectl's plugin manager, which runs no npm. */
async function packPlugins(release: Release, url: string): Promise<void> {
  const platforms = [];
  for (const { os, arch, cpu } of PLATFORMS) {
    const name = `kubectl-gazette-${release.version}-${os}-${arch}.tar.gz`;
    const folder = path.join(release.scratch, `${os}-${arch}`);
    await fs.cp(path.join(PROJECT, 'dist'), folder, { recursive: true });
    const libc = os === 'linux' ? ['--libc=glibc'] : [];
    const flags = ['--omit=dev', '--ignore-scripts', '--prefer-offline', '--no-audit', '--no-fund'];
    await run('npm', ['ci', ...flags, `--os=${os}`, `--cpu=${cpu}`, ...libc], { cwd: folder });
    // npm's own record says when it was made.
    await fs.rm(path.join(folder, 'node_modules/.package-lock.json'));
    const file = await pack(release, name, release.scratch, [`${os}-${arch}`]);
    platforms.push({
      selector: { matchLabels: { os, arch } },
      uri: new URL(name, url).href,
      sha256: await sha256(file),
      files: [{ from: `${os}-${arch}/*`, to: '.' }],
      bin: 'scripts/gazette.cjs',
    });
  }
  const manifest = {
    apiVersion: 'krew.googlecontainertools.github.com/v1alpha2',
    kind: 'Plugin',
    metadata: { name: 'gazette' },
    spec: {
      version: `v${release.version}`,
      shortDescription: 'Permanent status pages of a cluster',
      description:
        'Takes snapshots of clusters, and prints each as pages that never change.\n' +
        'Reads with list only: no Secrets, no ConfigMaps.\n',
      caveats: 'It needs Node 24 or later.\n',
      platforms,
    },
  };
  await fs.writeFile(path.join(release.out, 'gazette.yaml'), stringify(manifest));
}

interface Component {
  name: string;
  version: string;
  licence?: string;
  integrity?: string;
}

/** Every package in the published one: those that npm installs with it, and those in its bundle. CycloneDX 1.5. */
async function writeSbom({ version, out }: Release): Promise<void> {
  const read = (file: string) => fs.readFile(path.join(PROJECT, 'dist', file), 'utf8');
  const { packages } = JSON.parse(await read('npm-shrinkwrap.json')) as {
    packages: Record<string, { version: string; license?: string; integrity?: string }>;
  };
  const installed = Object.entries(packages)
    .filter(([folder]) => folder !== '')
    .map(([folder, { license, ...entry }]): Component => ({
      ...entry,
      name: folder.split('node_modules/').at(-1)!,
      ...(license !== undefined && { licence: license }),
    }));
  const bundled = [...(await read('bundle/licences.md')).matchAll(/^## (\S+) - (\S+)(?: \((.+)\))?$/gm)].map(
    ([, name = '', number = '', licence]): Component => ({ name, version: number, licence }),
  );
  const all = new Map([...bundled, ...installed].map((one) => [`${one.name}@${one.version}`, one]));
  const components = [...all.entries()]
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([, component]) => toCycloneDx(component));
  const own = toCycloneDx({ name: 'kubegazette', version, licence: 'Apache-2.0' });
  const sbom = {
    ...{ bomFormat: 'CycloneDX', specVersion: '1.5', version: 1 },
    metadata: { component: { ...own, type: 'application' } },
    components,
  };
  await fs.writeFile(path.join(out, `kubegazette-${version}.cdx.json`), `${JSON.stringify(sbom, null, 2)}\n`);
}

function toCycloneDx({ name, version, licence, integrity }: Component) {
  const purl = `pkg:npm/${name.replace('@', '%40')}@${version}`;
  const [algorithm, digest] = integrity?.split('-') ?? [];
  return {
    ...{ type: 'library', 'bom-ref': purl, name, version, purl },
    ...(licence !== undefined && { licenses: [{ expression: licence }] }),
    ...(algorithm === 'sha512' &&
      digest !== undefined && {
        hashes: [{ alg: 'SHA-512', content: Buffer.from(digest, 'base64').toString('hex') }],
      }),
  };
}

async function writeChecksums({ out }: Release): Promise<void> {
  const names = (await fs.readdir(out)).filter((name) => name !== 'SHA256SUMS').sort();
  const lines = await Promise.all(
    names.map(async (name) => `${await sha256(path.join(out, name))}  ${name}\n`),
  );
  await fs.writeFile(path.join(out, 'SHA256SUMS'), lines.join(''));
}

/** @throws {GazetteError} The checkout differs from every commit, or lacks what a release needs. */
async function checkReleasable(version: string): Promise<void> {
  const fail = (message: string, hint: string) => {
    throw new GazetteError(message, { hint });
  };
  if ((await git('status', '--porcelain')) !== '') fail('the checkout has changes', 'Commit them first.');
  if ((await git('tag', '--list', `v${version}`)) !== '')
    fail(
      `v${version} was released already`,
      'Raise the version in package.json, and in deploy/chart/Chart.yaml.',
    );
  const changelog = await fs.readFile(path.join(PROJECT, 'CHANGELOG.md'), 'utf8');
  if (!changelog.includes(`\n## ${version}\n`))
    fail(`CHANGELOG.md has no section ${version}`, `Name the section "Unreleased" ${version}.`);
}

async function main(): Promise<void> {
  const { values } = parseArgs({
    options: {
      'dry-run': { type: 'boolean', default: false },
      out: { type: 'string', default: 'release' },
      url: { type: 'string' },
    },
  });
  const { version } = JSON.parse(await fs.readFile(path.join(PROJECT, 'package.json'), 'utf8')) as {
    version: string;
  };
  if (!values['dry-run']) await checkReleasable(version);
  const out = path.resolve(values.out);
  await fs.rm(out, { recursive: true, force: true });
  await fs.mkdir(out, { recursive: true });
  const scratch = await fs.mkdtemp(path.join(PROJECT, '.gazette', 'release-'));
  try {
    const release = { version, out, scratch, time: await git('log', '-1', '--format=%ct') };
    await packPackage(release);
    await packImage(release);
    await packChart(release);
    if (values.url !== undefined) await packPlugins(release, values.url);
    await writeSbom(release);
    await writeChecksums(release);
  } finally {
    await fs.rm(scratch, { recursive: true, force: true });
  }
  process.stdout.write(await fs.readFile(path.join(out, 'SHA256SUMS'), 'utf8'));
  if (values.url === undefined)
    process.stdout.write('Without --url, where the files will be, there are no plugins for krew.\n');
  if (values['dry-run']) return;
  process.stdout.write(`
To publish, once the tests have passed for this commit:
  git tag v${version} && git push origin v${version}
  npm publish ${path.join(out, `kubegazette-${version}.tgz`)}
  docker build -t REGISTRY/gazette:${version} -f deploy/Dockerfile - < ${path.join(out, `gazette-image-${version}.tar.gz`)}
  docker push REGISTRY/gazette:${version}
  helm push ${path.join(out, `gazette-${version}.tgz`)} oci://REGISTRY/charts
`);
}

try {
  await main();
} catch (error) {
  if (!(error instanceof GazetteError)) throw error;
  process.stderr.write(`${error.message}\n${error.hint ?? ''}\n`);
  process.exitCode = 1;
}
