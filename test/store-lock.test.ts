import { execFile } from 'node:child_process';
import fs from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { promisify } from 'node:util';
import { expect, test } from 'vitest';
import { takeLock } from '../src/snapshots/lock.ts';
import { openStore } from '../src/snapshots/open-store.ts';
import { readManifest } from '../src/snapshots/store.ts';
import { verify } from '../src/snapshots/verify.ts';
import { openWriter } from '../src/snapshots/writer.ts';
import { listNamesBelow, scratch } from './scratch.ts';
import { bundleStoreProcess } from './store-bundle.ts';
import { ballast, observation, store } from './store-fixtures.ts';
import type { Task } from './store-process.ts';

const run = promisify(execFile);
const now = () => new Date('2026-11-22T07:00:00Z');

const script = await bundleStoreProcess();

async function collect(task: Task): Promise<{ snapshots?: number; error?: string }> {
  const { stdout } = await run(process.execPath, [script, JSON.stringify(task)]);
  return JSON.parse(stdout);
}

/** A lock of a dead process: a child that has ended. */
async function leaveDeadLock(data: string): Promise<void> {
  const task: Task = { data, time: '2026-11-22T06:00:00Z', killAt: 8 };
  await expect(collect(task)).rejects.toMatchObject({ signal: 'SIGKILL' });
  expect(await listNamesBelow(data)).toContain('prod/.lock');
}

test('of collectors that start at once one wins, and the others say who holds the lock since when', async () => {
  const data = await scratch();
  const times = ['00', '01', '02', '03'].map((second) => `2026-11-22T07:00:${second}Z`);
  const results = await Promise.all(times.map((time) => collect({ data, time, holdMs: 2000 })));
  const losers = results.filter(({ error }) => error !== undefined);
  expect(losers.length).toBe(3);
  for (const { error } of losers) {
    expect(error).toMatch(
      /prod: "collect" \(process \d+ on .+\) has been writing since 2026-11-22T07:00:0\dZ|\.000Z/,
    );
  }
  expect(await Array.fromAsync(verify(openStore(data)))).toEqual([
    { cluster: 'prod', snapshots: 1, problems: [] },
  ]);
});

test('the lock of a dead process is taken over by exactly one of those who want it', async () => {
  const data = await scratch();
  await leaveDeadLock(data);
  const times = ['00', '01', '02', '03'].map((second) => `2026-11-22T07:00:${second}Z`);
  const results = await Promise.all(times.map((time) => collect({ data, time, holdMs: 2000 })));
  expect(results.filter(({ error }) => error === undefined).length).toBe(1);
  expect(await Array.fromAsync(verify(openStore(data)))).toEqual([
    { cluster: 'prod', snapshots: 1, problems: [] },
  ]);
});

test('collectors that take turns as fast as they can leave whole snapshots and a whole chain', async () => {
  const data = await scratch();
  const results = await Promise.all(
    Array.from({ length: 4 }, async (_, worker) => {
      let stored = 0;
      for (let minute = 0; minute < 15; minute += 1) {
        const time = `2026-11-22T0${worker}:${String(minute).padStart(2, '0')}:00Z`;
        stored += await store(data, time, ballast(50), { now }).then(
          () => 1,
          () => 0,
        );
      }
      return stored;
    }),
  );
  const total = results.reduce((sum, stored) => sum + stored, 0);
  expect(total).toBeGreaterThan(0);
  expect(await Array.fromAsync(verify(openStore(data)))).toEqual([
    { cluster: 'prod', snapshots: total, problems: [] },
  ]);
});

test('within one process, too, the second writer is refused until the first is done', async () => {
  const data = await scratch();
  const first = await openWriter(openStore(data), 'prod', { now });
  await expect(openWriter(openStore(data), 'prod', { now })).rejects.toThrow(
    `(process ${process.pid} on ${os.hostname()})`,
  );
  await openWriter(openStore(data), 'other', { now }).then((writer) => writer.abort());
  await first.abort();
  const second = await openWriter(openStore(data), 'prod', { now });
  await expect(
    second.commit({ ...observation('2026-11-22T07:00:00Z'), clockSkewMs: 'none' as never }),
  ).rejects.toThrow();
  await store(data, '2026-11-22T07:00:00Z', []);
});

/** Pretends that the lock was taken on another machine, `seconds` ago. */
async function lockFromElsewhere(data: string, seconds: number): Promise<string> {
  await fs.mkdir(path.join(data, 'prod'), { recursive: true });
  const file = path.join(data, 'prod', '.lock');
  const holder = {
    task: 'collect',
    pid: 1,
    host: 'elsewhere',
    space: '',
    started: '',
    since: '2026-11-22T06:59:00Z',
    token: 't',
  };
  await fs.writeFile(file, JSON.stringify(holder));
  const then = Date.now() / 1000 - seconds;
  await fs.utimes(file, then, then);
  return file;
}

test('a lock from another machine holds while it is stirred, and ends two minutes after', async () => {
  const data = await scratch();
  const file = await lockFromElsewhere(data, 60);
  await expect(openWriter(openStore(data), 'prod', { now })).rejects.toThrow(
    '(process 1 on elsewhere) has been writing since 2026-11-22T06:59',
  );
  expect(await fs.readFile(file, 'utf8')).toContain('elsewhere');
  await lockFromElsewhere(data, 180);
  expect((await store(data, '2026-11-22T07:00:00Z', [])).number).toBe(1);
});

test('a lock file that says nothing holds for two minutes', async () => {
  const data = await scratch();
  const file = await lockFromElsewhere(data, 60);
  await fs.truncate(file, 0);
  await expect(openWriter(openStore(data), 'prod', { now })).rejects.toThrow(
    'another process holds the lock',
  );
  await fs.utimes(file, 0, 0);
  await openWriter(openStore(data), 'prod', { now }).then((writer) => writer.abort());
});

test('a PID that belongs to another process by now does not hold the lock', async () => {
  const data = await scratch();
  const lock = await takeLock(data, 'collect', now);
  const file = path.join(data, '.lock');
  const holder = JSON.parse(await fs.readFile(file, 'utf8'));
  await fs.writeFile(file, JSON.stringify({ ...holder, started: '1' }));
  const other = await takeLock(data, 'collect', now);
  await lock.release();
  expect(JSON.parse(await fs.readFile(file, 'utf8')).token).not.toBe(holder.token);
  await other.release();
  expect(await fs.readdir(data)).toEqual([]);
});

test('a writer that lost its lock while it slept stores nothing', async () => {
  const data = await scratch();
  const sleeper = await openWriter(openStore(data), 'prod', { now });
  await sleeper.add('Pod', ballast(1)[0]!);
  await fs.rm(path.join(data, 'prod', '.lock'));
  await store(data, '2026-11-22T07:15:00Z', []);
  await expect(sleeper.commit(observation('2026-11-22T07:00:00Z'))).rejects.toThrow(
    "took this process's lock",
  );
  expect((await readManifest(openStore(data), 'prod')).snapshots.map(({ time }) => time)).toEqual([
    '2026-11-22T07:15:00Z',
  ]);
});

test('what processes left that died while they wanted the lock is removed when it is old', async () => {
  const data = await scratch();
  const old = path.join(data, '.lock.a');
  await fs.writeFile(old, 'x');
  await fs.utimes(old, 0, 0);
  await fs.writeFile(path.join(data, '.lock.b'), 'x');
  const lock = await takeLock(data, 'collect', now);
  await lock.release();
  expect(await fs.readdir(data)).toEqual(['.lock.b']);
});
