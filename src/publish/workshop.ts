/**
 * Where pages are printed before they are merged: a folder per run within the project, since Astro wants it there. Runs
 * side by side do not disturb each other; what a killed one left is removed by the next.
 */
import fs from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { isSystemError } from '../errors.ts';
import { PROJECT } from './build-pages.ts';

const WORKSHOP = path.join(PROJECT, '.gazette', 'build');
const DAY_MS = 86_400_000;

/** Makes an empty folder for this run. The caller removes it. */
export async function openScratch(): Promise<string> {
  await fs.mkdir(WORKSHOP, { recursive: true });
  await removeStale();
  return fs.mkdtemp(path.join(WORKSHOP, `${process.pid}@${os.hostname()}-`));
}

async function removeStale(): Promise<void> {
  for (const name of await fs.readdir(WORKSHOP)) {
    const folder = path.join(WORKSHOP, name);
    const stat = await fs.stat(folder).catch(() => undefined);
    if (!stat) continue;
    const [, pid, host] = /^(\d+)@(.*)-\w+$/.exec(name) ?? [];
    // Of a run in another container or on another machine only the age can be judged.
    const isDead = host === os.hostname() ? !isRunning(Number(pid)) : stat.mtimeMs < Date.now() - DAY_MS;
    if (isDead) await fs.rm(folder, { recursive: true, force: true });
  }
}

function isRunning(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return !isSystemError(error, 'ESRCH');
  }
}
