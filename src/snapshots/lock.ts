/**
 * One writer per cluster. The lock is a file that appears whole, because `link()` refuses to overwrite. A dead process
 * does not hold the lock for ever.
 */
import { randomUUID } from 'node:crypto';
import fs from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { z } from 'zod';
import { GazetteError, isSystemError } from '../errors.ts';
import { listNames, readIfThere } from './files.ts';

const HolderSchema = z.object({
  task: z.string().describe('What the process does: collect, prune, …'),
  pid: z.number().int(),
  host: z.string(),
  space: z.string().describe('Boot and PID namespace, within which a PID means something'),
  started: z.string().describe('When the process started, in ticks since boot; empty where /proc is missing'),
  since: z.string().describe('When the process took the lock'),
  token: z.string(),
});
type Holder = z.infer<typeof HolderSchema>;

/**
 * A holder on another machine or in another container cannot be asked. It counts as dead after this long without a
 * heartbeat.
 */
const STALE_MS = 120_000;
const HEARTBEAT_MS = 10_000;

export interface Lock {
  /** @throws {GazetteError} Another process took the lock because this process seemed dead. */
  verify(): Promise<void>;
  release(): Promise<void>;
}

/**
 * Takes the lock of a folder, or fails and names the holder. `name` is the folder's name in messages.
 * @throws {GazetteError} The message names the holder.
 */
export async function takeLock(
  folder: string,
  task: string,
  now: () => Date,
  name = path.basename(folder),
): Promise<Lock> {
  const file = path.join(folder, '.lock');
  const token = randomUUID();
  const holder: Holder = { task, ...(await describeSelf()), since: now().toISOString(), token };
  const content = Buffer.from(JSON.stringify(holder));
  const candidate = path.join(folder, `.lock.${token}`);
  const handle = await fs.open(candidate, 'wx');
  try {
    await handle.writeFile(content);
    while (!(await tryLink(candidate, file))) await clearIfDead(file, candidate, name);
  } catch (error) {
    await handle.close();
    throw error;
  } finally {
    await fs.rm(candidate, { force: true });
  }
  await removeOldCandidates(folder, (await handle.stat()).mtimeMs);
  // The file is written and not only touched. Both times in the comparison then come from the file system's clock.
  const heartbeat = setInterval(
    () => void handle.write(content, 0, content.length, 0).catch(() => undefined),
    HEARTBEAT_MS,
  );
  heartbeat.unref();

  const isMine = async () => (await readIfThere(file))?.equals(content) ?? false;
  return {
    async verify() {
      // A process that clears a dead lock may briefly move ours aside; it then puts ours back.
      for (let tries = 0; tries < 5; tries += 1) {
        if (await isMine()) return;
        await wait(20);
      }
      throw new GazetteError(
        `${file}: another process took this process's lock, probably because this process was suspended`,
        {
          hint: 'Nothing was stored. Run it again.',
        },
      );
    },
    async release() {
      clearInterval(heartbeat);
      await handle.close();
      if (await isMine()) await fs.rm(file, { force: true });
    },
  };
}

async function tryLink(candidate: string, file: string): Promise<boolean> {
  try {
    await fs.link(candidate, file);
    return true;
  } catch (error) {
    if (isSystemError(error, 'EEXIST')) return false;
    throw error;
  }
}

/** Removes the lock of a dead holder. Another process may do the same, and may be faster. */
async function clearIfDead(file: string, candidate: string, name: string): Promise<void> {
  const found = await readHolder(file);
  if (!found) return;
  const ageMs = (await fs.stat(candidate)).mtimeMs - found.mtimeMs;
  if (!(await isDead(found.holder, ageMs))) throw heldBy(name, file, found.holder);
  const aside = `${candidate}.dead`;
  try {
    await fs.rename(file, aside);
  } catch (error) {
    if (isSystemError(error, 'ENOENT')) return;
    throw error;
  }
  const moved = await readHolder(aside);
  // The moved file is not the lock that we judged: another process cleared that lock and took a new one. Give it back.
  if (moved?.content !== found.content) await tryLink(aside, file);
  await fs.rm(aside, { force: true });
}

async function readHolder(file: string) {
  const content = (await readIfThere(file))?.toString();
  const stat = await fs.stat(file).catch(() => undefined);
  if (content === undefined || !stat) return undefined;
  return { content, holder: parseHolder(content), mtimeMs: stat.mtimeMs };
}

function parseHolder(content: string): Holder | undefined {
  try {
    return HolderSchema.parse(JSON.parse(content));
  } catch {
    return undefined;
  }
}

async function isDead(holder: Holder | undefined, ageMs: number): Promise<boolean> {
  const self = await describeSelf();
  if (holder?.host !== self.host || holder.space !== self.space) return ageMs > STALE_MS;
  try {
    process.kill(holder.pid, 0);
  } catch (error) {
    if (isSystemError(error, 'ESRCH')) return true;
  }
  return (await startOf(holder.pid)) !== holder.started;
}

function heldBy(name: string, file: string, holder: Holder | undefined): GazetteError {
  if (!holder) return new GazetteError(`${name}: another process holds the lock ${file}`);
  const who = `"${holder.task}" (process ${holder.pid} on ${holder.host})`;
  return new GazetteError(`${name}: ${who} has been writing since ${holder.since}`, {
    hint: `Wait for that process, or end it. A lock from another machine expires ${STALE_MS / 1000} s after the process died: ${file}`,
  });
}

async function describeSelf() {
  const boot = await fs.readFile('/proc/sys/kernel/random/boot_id', 'utf8').catch(() => '');
  const pids = await fs.readlink('/proc/self/ns/pid').catch(() => '');
  const space = `${boot.trim()} ${pids}`.trim();
  return { pid: process.pid, host: os.hostname(), space, started: await startOf(process.pid) };
}

/** Field 22 of /proc/PID/stat, proc(5). The second field, the command, may hold spaces and brackets. */
async function startOf(pid: number): Promise<string> {
  const stat = await fs.readFile(`/proc/${pid}/stat`, 'utf8').catch(() => '');
  return stat.slice(stat.lastIndexOf(')') + 2).split(' ')[19] ?? '';
}

/** Leftovers of processes that were killed while they tried to take the lock. */
async function removeOldCandidates(folder: string, nowMs: number): Promise<void> {
  for (const name of await listNames(folder)) {
    if (!name.startsWith('.lock.')) continue;
    const file = path.join(folder, name);
    const stat = await fs.stat(file).catch(() => undefined);
    if (stat && nowMs - stat.mtimeMs > STALE_MS) await fs.rm(file, { force: true });
  }
}
