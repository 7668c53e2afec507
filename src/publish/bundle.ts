/**
 * The bundle: pages, command line and the packages they need, in a few files. It depends on the sources alone, so it is
 * made once, and every plan is printed from it. The published package is a bundle; a checkout makes it when something is
 * printed for the first time (`scripts/bundle.ts`).
 */
import { fork } from 'node:child_process';
import { createHash } from 'node:crypto';
import { mkdirSync, readdirSync, readFileSync, renameSync, statSync, writeFileSync } from 'node:fs';
import fs from 'node:fs/promises';
import path from 'node:path';
import { isSystemError } from '../errors.ts';
import { PROJECT } from '../project.ts';
import { exists, listNames, modifiedAt } from '../snapshots/files.ts';

/** What is in a bundle, from its folder. */
export const BUNDLE = {
  /** The command line. */
  run: 'modules/run.mjs',
  /** Astro's app: the pages. */
  pages: 'modules/pages.mjs',
  /** What prints the pages of a plan shares with them. */
  printing: 'modules/printing.mjs',
  /** Whose packages are in it, and on what terms. */
  licences: 'licences.md',
  /** Files that every site has. */
  files: 'public',
} as const;

const PACKED = path.join(PROJECT, 'bundle');
const MADE = path.join(PROJECT, '.gazette', 'bundles');
/** Another process may still run from an older bundle. */
const KEEP_MS = 86_400_000;

/** Folder of the bundle of these sources. Where a checkout has none yet, it is made: that takes some seconds. */
export async function findBundle(): Promise<string> {
  if (await exists(PACKED)) return PACKED;
  const folder = placeOfBundle();
  if (!(await exists(folder))) await makeBundle(folder);
  return folder;
}

/** In a checkout: where the bundle of these sources is, if it was made. */
export const placeOfBundle = (): string => path.join(MADE, digestSources());

/**
 * A digest of what a bundle is made of: the sources, what is copied as it is, the settings, and the versions of the
 * packages. Their bytes are read when one of them was touched since the last time, as git does it.
 */
function digestSources(): string {
  const files = listSources();
  const touched = createHash('sha256');
  for (const file of files) {
    const { size, mtimeMs, ctimeMs, ino } = statSync(path.join(PROJECT, file));
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
  for (const folder of ['public', 'scripts', 'src']) {
    const entries = readdirSync(path.join(PROJECT, folder), { recursive: true, withFileTypes: true });
    for (const entry of entries.filter((one) => one.isFile() && !one.name.endsWith('.test.ts')))
      files.push(path.relative(PROJECT, path.join(entry.parentPath, entry.name)));
  }
  return files.sort();
}

function digestFiles(files: readonly string[]): string {
  const digest = createHash('sha256');
  for (const file of files) {
    const bytes = readFileSync(path.join(PROJECT, file));
    digest.update(`${file} ${bytes.length}\n`).update(bytes);
  }
  return digest.digest('hex').slice(0, 16);
}

/** The digest that was found last, after the state of the files that it was of. */
const KNOWN = path.join(PROJECT, '.gazette', 'sources');

function readKnown(): string[] {
  try {
    return readFileSync(KNOWN, 'utf8').split(' ');
  } catch {
    return [];
  }
}

/** A checkout that cannot be written is read whole each time. */
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
  await fs.mkdir(MADE, { recursive: true });
  for (const name of await listNames(MADE)) {
    const old = path.join(MADE, name);
    if (Date.now() - ((await modifiedAt(old)) ?? 0) > KEEP_MS)
      await fs.rm(old, { recursive: true, force: true });
  }
  const scratch = await fs.mkdtemp(path.join(MADE, 'new-'));
  try {
    await runBundler(scratch);
    // Whoever is first wins: both are made of the same sources.
    if (!(await exists(folder))) await fs.rename(scratch, folder);
  } finally {
    await fs.rm(scratch, { recursive: true, force: true });
  }
}

/** Makes a bundle in a folder. Astro and Vite stay in a process of their own: they take more memory than all pages. */
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
