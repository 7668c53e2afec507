/**
 * The bundle: pages, command line and the packages that they need, in a few files. It depends only on the sources, so
 * it is made once, and every plan is printed from it. The published package is a bundle. A checkout makes its bundle
 * when it first prints (`scripts/bundle.ts`).
 */
import { fork } from 'node:child_process';
import { createHash } from 'node:crypto';
import { mkdirSync, readdirSync, readFileSync, renameSync, statSync, writeFileSync } from 'node:fs';
import fs from 'node:fs/promises';
import path from 'node:path';
import { GazetteError, isSystemError } from '../errors.ts';
import { PROJECT } from '../project.ts';
import { exists, listNames, modifiedAt } from '../snapshots/files.ts';

/** Paths of a bundle's parts, below its folder. */
export const BUNDLE = {
  /** The command line. */
  run: 'modules/run.mjs',
  /** Astro's app: the pages. */
  pages: 'modules/pages.mjs',
  /** What the pages share with the code that prints them. */
  printing: 'modules/printing.mjs',
  /** The packages in the bundle, and their licences. */
  licences: 'licences.md',
  /** Files that every site has. */
  files: 'public',
} as const;

const MADE = path.join(PROJECT, '.gazette', 'bundles');
/** Another process may still run from an older bundle. */
const KEEP_MS = 86_400_000;

/** The folder of a bundle, if this module is in one of its chunks. */
const OWN = path.join(import.meta.dirname, '..', '..');

/**
 * The folder of the bundle to print from. Code of a bundle prints from that bundle. Otherwise it is the bundle of these
 * sources. A checkout without a bundle makes it: that takes some seconds.
 */
export async function findBundle(folder?: string): Promise<string> {
  if (await exists(path.join(OWN, BUNDLE.run))) return OWN;
  const place = folder ?? placeOfBundle();
  if (!(await exists(place))) await makeBundle(place);
  return place;
}

/** In a checkout: the place of the bundle of these sources, made or not. */
export const placeOfBundle = (): string => path.join(MADE, digestSources());

/**
 * A digest of everything that goes into a bundle: sources, copied files, settings, and the versions of packages. Files
 * are read again only if they were touched since the last time, as in git.
 */
function digestSources(): string {
  const files = listSources();
  const touched = createHash('sha256');
  for (const file of files) {
    const { size, mtimeMs, ctimeMs, ino } = statSync(PROJECT + file);
    touched.update(`${file} ${size} ${mtimeMs} ${ctimeMs} ${ino}\n`);
  }
  const state = touched.digest('hex');
  const known = readKnown();
  if (known[0] === state && known[1]) return known[1];
  const digest = digestFiles(files);
  writeKnown(`${state} ${digest}`);
  return digest;
}

function listSources(): string[] {
  const files = ['astro.config.mjs', 'package.json', 'package-lock.json'];
  for (const folder of ['public', 'scripts', 'src']) addFiles(folder, files);
  return files.sort();
}

/** Node's own recursive listing takes five times as long, which every command would pay. */
function addFiles(folder: string, files: string[]): void {
  for (const entry of readdirSync(path.join(PROJECT, folder), { withFileTypes: true })) {
    if (entry.isDirectory()) addFiles(`${folder}/${entry.name}`, files);
    else if (entry.isFile() && !entry.name.endsWith('.test.ts')) files.push(`${folder}/${entry.name}`);
  }
}

function digestFiles(files: readonly string[]): string {
  const digest = createHash('sha256');
  for (const file of files) {
    const bytes = readFileSync(path.join(PROJECT, file));
    digest.update(`${file} ${bytes.length}\n`).update(bytes);
  }
  return digest.digest('hex').slice(0, 16);
}

/** The last digest, after the state of the files at that time. */
const KNOWN = path.join(PROJECT, '.gazette', 'sources');

function readKnown(): string[] {
  try {
    return readFileSync(KNOWN, 'utf8').split(' ');
  } catch {
    return [];
  }
}

/** If the checkout is read-only, its files are read each time. */
function writeKnown(text: string): void {
  try {
    mkdirSync(path.dirname(KNOWN), { recursive: true });
    writeFileSync(`${KNOWN}.${process.pid}`, text);
    renameSync(`${KNOWN}.${process.pid}`, KNOWN);
  } catch (error) {
    if (!isSystemError(error)) throw error;
  }
}

async function makeBundle(folder: string): Promise<void> {
  await fs.mkdir(MADE, { recursive: true }).catch((error: unknown) => {
    if (!isSystemError(error, 'EACCES', 'EPERM', 'EROFS')) throw error;
    throw new GazetteError(`the pages are not bundled yet, and ${PROJECT} cannot be written`, {
      hint: 'Run `npm run -s gazette -- publish --help` there once as its owner, or install the package.',
      cause: error,
    });
  });
  for (const name of await listNames(MADE)) {
    const old = path.join(MADE, name);
    if (Date.now() - ((await modifiedAt(old)) ?? 0) > KEEP_MS)
      await fs.rm(old, { recursive: true, force: true });
  }
  const scratch = await fs.mkdtemp(path.join(MADE, 'new-'));
  try {
    await runBundler(scratch);
    // The first process wins: both bundles come from the same sources.
    if (!(await exists(folder))) await fs.rename(scratch, folder);
  } finally {
    await fs.rm(scratch, { recursive: true, force: true });
  }
}

/** Makes a bundle in a folder. Astro and Vite run in a process of their own: they take more memory than all pages. */
export function runBundler(into: string): Promise<void> {
  return new Promise((resolve, reject) => {
    const script = path.join(PROJECT, 'scripts', 'bundle.ts');
    // The channel tells the child when this process dies.
    const child = fork(script, [into], {
      cwd: PROJECT,
      execArgv: [],
      stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
    });
    let output = '';
    const keep = (chunk: Buffer) => (output = (output + chunk.toString()).slice(-20_000));
    child.stdout!.on('data', keep);
    child.stderr!.on('data', keep);
    child.on('error', reject);
    child.on('close', (code, signal) => {
      if (code === 0) resolve();
      else reject(new Error(`bundling ended with ${signal ?? `exit status ${code}`}:\n${output}`));
    });
  });
}
