/**
 * A process that writes to a store and may be killed at any step. Tests of the store start it: node store-process.ts
 * '{"data":…}'
 */
import fs from 'node:fs/promises';
import { setTimeout as wait } from 'node:timers/promises';
import { openStore } from '../src/snapshots/open-store.ts';
import { purge } from '../src/snapshots/purge.ts';
import { prune } from '../src/snapshots/prune.ts';
import { readManifest } from '../src/snapshots/store.ts';
import { ballast, store } from './store-fixtures.ts';

export interface Task {
  data: string;
  /** Stores a snapshot of this time; otherwise purges or prunes. */
  time?: string;
  purge?: string;
  prune?: { all: number; daily: number };
  /** Pods of the snapshot: {@link ballast} from this number on. */
  from?: number;
  /** Holds the lock this long before it commits. */
  holdMs?: number;
  /** Kills itself with SIGKILL at this step: a call that changes a file. */
  killAt?: number;
}

const task: Task = JSON.parse(process.argv[2]!);
let steps = 0;

const die = () => process.kill(process.pid, 'SIGKILL');

/** Makes every call that changes the disk a step; a killed write has written half. */
async function countSteps(): Promise<void> {
  const handle = await fs.open(process.argv[1]!);
  const handles = Object.getPrototypeOf(handle);
  await handle.close();
  for (const name of ['link', 'mkdir', 'rename', 'rm', 'rmdir'] as const) instrument(fs, name);
  for (const name of ['sync', 'truncate', 'write', 'writeFile'] as const) instrument(handles, name);
}

type Call = (...args: unknown[]) => Promise<unknown>;

function instrument(owner: object, name: string): void {
  const calls = owner as Record<string, Call>;
  const original = calls[name]!;
  calls[name] = async function (this: unknown, ...args: unknown[]) {
    const [bytes, start, length, position] = args as [Buffer, number, number, number];
    const dying = (steps += 1) === task.killAt;
    if (dying && name === 'writeFile') await original.call(this, bytes.subarray(0, bytes.length >> 1));
    if (dying && name === 'write') await original.call(this, bytes, start, length >> 1, position);
    if (dying) die();
    return original.apply(this, args);
  };
}

await countSteps();
try {
  const now = new Date('2026-11-23T00:00:00Z');
  if (task.purge) await purge(openStore(task.data), 'prod', { text: task.purge }, now);
  else if (task.prune) await prune(openStore(task.data), 'prod', task.prune, now);
  else {
    const time = task.time!;
    await store(task.data, time, ballast(200, task.from), {
      now: () => new Date(time),
      beforeCommit: () => wait(task.holdMs ?? 0),
    });
  }
  const { snapshots } = await readManifest(openStore(task.data), 'prod');
  console.log(JSON.stringify({ steps, snapshots: snapshots.length }));
} catch (error) {
  console.log(JSON.stringify({ steps, error: String(error) }));
}
