import { execFile } from 'node:child_process';
import fs from 'node:fs/promises';
import path from 'node:path';
import { promisify } from 'node:util';
import { expect, onTestFinished, test } from 'vitest';
import { GazetteError } from '../src/errors.ts';
import { openStore } from '../src/snapshots/open-store.ts';
import { readSnapshot } from '../src/snapshots/read-snapshot.ts';
import { readManifest } from '../src/snapshots/store.ts';
import { verify } from '../src/snapshots/verify.ts';
import { mounts } from './mount.ts';
import { scratch } from './scratch.ts';
import { ballast, manifestText, store } from './store-fixtures.ts';

const run = promisify(execFile);

async function mount(folder: string, ...args: string[]): Promise<void> {
  await run('mount', [...args, folder]);
  onTestFinished(async () => void (await run('umount', ['-l', folder])));
}

async function failure(work: Promise<unknown>): Promise<GazetteError> {
  const error = await work.then(
    () => undefined,
    (reason: unknown) => reason,
  );
  expect(error).toBeInstanceOf(GazetteError);
  return error as GazetteError;
}

test.runIf(mounts)(
  'on a full disk the snapshot fails with the reason, and what was there stays whole',
  async () => {
    const data = await scratch();
    await mount(data, '-t', 'tmpfs', '-o', 'size=160k', 'tmpfs');
    await store(data, '2026-11-22T07:00:00Z', ballast());
    let stored = 1;
    let error: GazetteError | undefined;
    for (let minute = 1; minute < 60 && !error; minute += 1) {
      const time = `2026-11-22T07:${String(minute).padStart(2, '0')}:00Z`;
      const attempt = store(data, time, ballast(200, minute * 100));
      error = await attempt.then(
        () => void (stored += 1),
        (reason: GazetteError) => reason,
      );
    }
    expect(stored).toBeGreaterThan(2);
    expect(error?.message).toMatch(
      /prod: cannot (store the snapshot in|write to) .*: no space left on the disk \(ENOSPC\)/,
    );
    expect(await Array.fromAsync(verify(openStore(data)))).toEqual([
      { cluster: 'prod', snapshots: stored, problems: [] },
    ]);
    await fs.rm(path.join(data, 'prod', (await readManifest(openStore(data), 'prod')).snapshots[1]!.file));
    const next = await store(data, '2026-11-22T09:00:00Z', ballast(20));
    expect((await readSnapshot(openStore(data), 'prod', next)).objects.Pod.length).toBe(20);
  },
);

test.runIf(mounts)('when only the line in the manifest does not fit, the file is taken back', async () => {
  const data = await scratch();
  await mount(data, '-t', 'tmpfs', '-o', 'size=256k', 'tmpfs');
  await store(data, '2026-11-22T07:00:00Z', ballast());
  const before = await manifestText(data);
  // The disk has room for the lock and the delta, a page each, but not for the line.
  const { bavail, bsize } = await fs.statfs(data);
  await fs.writeFile(path.join(data, 'filler'), Buffer.alloc((bavail - 2) * bsize));
  const error = await failure(store(data, '2026-11-22T07:15:00Z', ballast(200, 1)));
  expect(error.message).toContain('ENOSPC');
  expect(await manifestText(data)).toEqual(before);
  expect(await fs.readdir(path.join(data, 'prod', '2026-11-22'))).toEqual(['070000Z.full.jsonl.zst']);
  await fs.rm(path.join(data, 'filler'));
  expect((await store(data, '2026-11-22T07:15:00Z', ballast(200, 1))).number).toBe(2);
});

test.runIf(mounts)(
  'a read-only store can be read and verified, and says why it cannot be written',
  async () => {
    const data = await scratch();
    await store(data, '2026-11-22T07:00:00Z', ballast());
    await mount(data, '--bind', data);
    await run('mount', ['-o', 'remount,ro,bind', data]);
    expect(await Array.fromAsync(verify(openStore(data)))).toEqual([
      { cluster: 'prod', snapshots: 1, problems: [] },
    ]);
    const error = await failure(store(data, '2026-11-22T07:15:00Z', ballast()));
    expect(error.message).toMatch(/^prod: cannot write to .*\/prod: the file system is read-only \(EROFS\)/);
    expect((await failure(store(data, '2026-11-22T07:15:00Z', [], { cluster: 'new' }))).message).toContain(
      'EROFS',
    );
  },
);

test.runIf(mounts)('a folder that cannot be made is one error, with the reason of the disk', async () => {
  const data = await scratch();
  await mount(data, '-t', 'tmpfs', '-o', 'ro', 'tmpfs');
  const error = await failure(store(path.join(data, 'deep', 'er'), '2026-11-22T07:15:00Z', []));
  expect(error.message).toMatch(/^prod: cannot write to .*: the file system is read-only \(EROFS\)/);
});

test.runIf(process.platform === 'linux')('where no folder can be made at all, it ends', async () => {
  const error = await failure(store('/proc/gazette/data', '2026-11-22T07:15:00Z', []));
  expect(error.message).toMatch(/^prod: cannot write to \/proc\/gazette\/data\/prod: .*: \/proc\/gazette$/);
});

test('a data folder that is a file is named', async () => {
  const data = path.join(await scratch(), 'file');
  await fs.writeFile(data, '');
  expect((await failure(store(data, '2026-11-22T07:15:00Z', []))).message).toContain(data);
});

test('a name that would leave the data folder is refused', async () => {
  const data = await scratch();
  for (const cluster of ['..', 'a/b', '', 'Prod', '.tmp']) {
    expect((await failure(store(data, '2026-11-22T07:15:00Z', [], { cluster }))).message).toContain(
      'DNS label',
    );
  }
  expect(await fs.readdir(data)).toEqual([]);
});
