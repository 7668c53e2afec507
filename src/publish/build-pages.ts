/**
 * Has Astro print the pages of a plan. Each build is a process of its own: modules and memory of one build must not
 * reach the next, and a large catch-up goes in several.
 */
import { spawn } from 'node:child_process';
import fs from 'node:fs/promises';
import { createRequire } from 'node:module';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { buildEnvironment } from '../config.ts';
import { GazetteError } from '../errors.ts';
import type { Plan } from '../site/plan.ts';

/** Folder of the Astro project, which is Gazette's own. */
export const PROJECT = fileURLToPath(new URL('../../', import.meta.url));

const ASTRO = path.join(
  path.dirname(createRequire(import.meta.url).resolve('astro/package.json')),
  'bin',
  'astro.mjs',
);
/** In the published package this file and that one are JavaScript. */
const LEASH = new URL(`end-with-parent${path.extname(import.meta.url)}`, import.meta.url).href;

/**
 * Prints into `<scratch>/pages`, and returns that folder. The scratch folder must lie within the project; builds in
 * different ones do not disturb each other.
 * @throws {GazetteError} when a page could not be made for an expected reason; the signal's reason when it stopped.
 */
export async function buildPages(plan: Plan, scratch: string, signal?: AbortSignal): Promise<string> {
  const planFile = path.join(scratch, 'plan.json');
  const pages = path.join(scratch, 'pages');
  await fs.writeFile(planFile, JSON.stringify(plan));
  await runAstro(['build', '--root', PROJECT, '--outDir', pages], planFile, signal);
  return pages;
}

function runAstro(args: string[], planFile: string, signal?: AbortSignal): Promise<void> {
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, ['--import', LEASH, ASTRO, ...args], {
      cwd: PROJECT,
      env: buildEnvironment(planFile),
      // Nothing is ever written to its input: that it ends tells the child that this process died.
      stdio: ['pipe', 'pipe', 'pipe'],
    });
    // Not spawn's own `signal`: that one does not wait until the child is gone, and no longer writes.
    const stop = () => child.kill('SIGKILL');
    signal?.addEventListener('abort', stop);
    let output = '';
    const keep = (chunk: Buffer) => (output = (output + chunk.toString()).slice(-20_000));
    child.stdout.on('data', keep);
    child.stderr.on('data', keep);
    child.on('error', reject);
    child.on('close', (code, killer) => {
      signal?.removeEventListener('abort', stop);
      if (code === 0) resolve();
      else if (signal?.aborted) reject(signal.reason as Error);
      else reject(toError(killer ?? `exit status ${code}`, output));
    });
  });
}

/** What the disk refused is no bug. Astro's own words are all there is of any other failure. */
function toError(ended: string, output: string): Error {
  const refused = /^.*\b(?:ENOSPC|EDQUOT|EROFS|EACCES|EMFILE|EIO): .*$/m.exec(output)?.[0];
  if (refused) return new GazetteError(`the pages could not be printed: ${refused.trim()}`);
  return new Error(`astro build ended with ${ended}:\n${output}`);
}
