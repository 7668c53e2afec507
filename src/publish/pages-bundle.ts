/**
 * The pages as Astro bundles them: templates and the little scripts of the browser, but no data. A bundle depends on
 * the sources alone, so it is made once and every plan is printed from it. The published package brings its own; a
 * checkout makes it when a publish first needs it (`scripts/bundle-pages.ts`).
 */
import { fork } from 'node:child_process';
import { createHash } from 'node:crypto';
import fs from 'node:fs/promises';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { bundlerEnvironment } from '../config.ts';
import { exists, listNames, modifiedAt } from '../snapshots/files.ts';

/** Gazette's own folder: that of the checkout, or `dist/` in the published package. */
export const PROJECT = fileURLToPath(new URL('../../', import.meta.url));

/** In a bundle: the modules that print, and the files that every site has. */
export const BUNDLE = { entry: 'prerender/entry.mjs', files: 'public' } as const;

const PACKED = path.join(PROJECT, 'bundle');
const MADE = path.join(PROJECT, '.gazette', 'bundles');
/** Another publish may still print from an older bundle. */
const KEEP_MS = 86_400_000;

/** Folder of the bundle of these sources. Where a checkout has none yet, it is made: that takes some seconds. */
export async function findBundle(): Promise<string> {
  if (await exists(PACKED)) return PACKED;
  const folder = path.join(MADE, await digestSources());
  if (!(await exists(folder))) await makeBundle(folder);
  return folder;
}

/** What a bundle is made of: the sources, what is copied as it is, the settings, and the versions of the packages. */
async function digestSources(): Promise<string> {
  const files = ['astro.config.mjs', 'package-lock.json', 'scripts/bundle-pages.ts'];
  for (const folder of ['public', 'src']) {
    const entries = await fs.readdir(path.join(PROJECT, folder), { recursive: true, withFileTypes: true });
    for (const entry of entries.filter((one) => one.isFile() && !one.name.endsWith('.test.ts')))
      files.push(path.relative(PROJECT, path.join(entry.parentPath, entry.name)));
  }
  const digest = createHash('sha256');
  for (const file of files.sort()) {
    const bytes = await fs.readFile(path.join(PROJECT, file));
    digest.update(`${file} ${bytes.length}\n`).update(bytes);
  }
  return digest.digest('hex').slice(0, 16);
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

/** Bundles the pages into a folder. Astro and Vite stay in a process of their own: they take more memory than all pages. */
export function runBundler(into: string): Promise<void> {
  return new Promise((resolve, reject) => {
    const script = path.join(PROJECT, 'scripts', 'bundle-pages.ts');
    // The channel tells the child when this process dies.
    const child = fork(script, [into], {
      cwd: PROJECT,
      execArgv: [],
      env: bundlerEnvironment(),
      stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
    });
    let output = '';
    const keep = (chunk: Buffer) => (output = (output + chunk.toString()).slice(-20_000));
    child.stdout!.on('data', keep);
    child.stderr!.on('data', keep);
    child.on('error', reject);
    child.on('close', (code, signal) => {
      if (code === 0) resolve();
      else reject(new Error(`bundling the pages ended with ${signal ?? `exit status ${code}`}:\n${output}`));
    });
  });
}
