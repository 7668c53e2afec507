/** Other file systems, for tests of the disk. */
import { execFile } from 'node:child_process';
import fs from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { promisify } from 'node:util';
import { needs } from './needs.ts';

const run = promisify(execFile);

/** Mounts a file system during the work. */
export async function withMount<Result>(
  folder: string,
  args: readonly string[],
  work: () => Promise<Result>,
): Promise<Result> {
  await run('mount', [...args, folder]);
  try {
    return await work();
  } finally {
    await run('umount', ['-l', folder]);
  }
}

/** True if file systems can be mounted. Root in a container often cannot. */
export const mounts = needs.root && (await canMount());

async function canMount(): Promise<boolean> {
  const folder = await fs.mkdtemp(path.join(os.tmpdir(), 'gazette-mount-'));
  try {
    await withMount(folder, ['-t', 'tmpfs', '-o', 'size=64k', 'tmpfs'], async () => undefined);
    return true;
  } catch {
    console.log(
      'Skipped: tests on full, read-only and other disks: run them as root where mount(8) is allowed.',
    );
    return false;
  } finally {
    await fs.rmdir(folder);
  }
}
