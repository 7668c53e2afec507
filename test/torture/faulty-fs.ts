/**
 * A file system that kills and fails. The calls of `node:fs` that change something are counted, for each simulated
 * process alone. A killed process makes no further call: what it awaits never comes. Its open files are closed, as by
 * the operating system.
 */
import { AsyncLocalStorage } from 'node:async_hooks';
import fsSync from 'node:fs';
import fs, { type FileHandle } from 'node:fs/promises';
import { syncBuiltinESMExports } from 'node:module';
import path from 'node:path';
import type { Random } from './random.ts';

/** What happens at a call that changes something. */
export type Blow =
  /** The process dies before the call, or in the middle of a write. */
  | 'kill'
  /** The same, and what was not synced is lost: the machine loses its power. */
  | 'power cut'
  /** This call fails once. */
  | 'EIO'
  /** This call and all later ones that need space fail; a write has written half. */
  | 'ENOSPC';

export interface Process {
  /** What it does; for the names of points. */
  task: string;
  /** The call at which its fate comes, counted from 1; absent for a process without faults. */
  at?: number;
  fate?: Blow;
  random: Random;
  /** Calls so far that changed something. */
  points: number;
  /** Where its fate came. */
  met?: string;
  dead: boolean;
  isFull: boolean;
  handles: Map<FileHandle, string>;
  /** Files with content that was not synced. */
  dirty: Set<string>;
  die: () => void;
}

const running = new AsyncLocalStorage<Process>();
const never = () => new Promise<never>(() => undefined);

export class KilledError extends Error {}

/** Runs `work` as a process. Rejects with {@link KilledError} when it is killed. */
export async function runAs<Result>(
  { task, at, fate, random }: Pick<Process, 'task' | 'at' | 'fate' | 'random'>,
  work: () => Promise<Result>,
): Promise<{ points: number; met?: string; result?: Result; error?: unknown }> {
  install();
  const died = Promise.withResolvers<never>();
  const self: Process = {
    ...{ task, at, fate, random, points: 0, dead: false, isFull: false },
    ...{ handles: new Map<FileHandle, string>(), dirty: new Set<string>() },
    die: () => died.reject(new KilledError(task)),
  };
  try {
    const result = await Promise.race([running.run(self, work), died.promise]);
    return { points: self.points, met: self.met, result };
  } catch (error) {
    return { points: self.points, met: self.met, error };
  } finally {
    // Whatever it left running ends here.
    self.dead = true;
    await closeAll(self);
  }
}

async function closeAll({ handles }: Process): Promise<void> {
  for (const handle of [...handles.keys()]) await handle.close().catch(() => undefined);
  handles.clear();
}

// eslint-disable-next-line @typescript-eslint/no-explicit-any -- calls of Node, whatever they are called on
type Call = (this: any, ...args: unknown[]) => Promise<unknown>;
let installed = false;
/** One call at a time: then the same seed gives the same order. */
let queue: Promise<unknown> = Promise.resolve();

function install(): void {
  if (installed) return;
  installed = true;
  const owner = fs as unknown as Record<string, Call>;
  for (const name of ['link', 'mkdir', 'rename', 'rm', 'rmdir', 'writeFile', 'cp', 'copyFile', 'truncate'])
    wrap(owner, name, (args) => String((args as unknown[])[0]));
  for (const name of ['readFile', 'readdir', 'stat', 'access']) calm(owner, name);
  const open = owner.open!.bind(fs);
  owner.open = async (...args) => {
    const self = running.getStore();
    if (self?.dead) return never();
    const file = String(args[0]);
    const opens = async () => (await inTurn(() => open(...args))) as FileHandle;
    const handle =
      typeof args[1] === 'number' || (args[1] ?? 'r') === 'r'
        ? await opens()
        : await change(self, 'open', file, opens);
    instrument(handle);
    if (self) {
      self.handles.set(handle, file);
      const close = handle.close.bind(handle);
      handle.close = () => {
        self.handles.delete(handle);
        return close();
      };
    }
    return handle;
  };
  const writeFileSync = fsSync.writeFileSync.bind(fsSync);
  fsSync.writeFileSync = ((file: string, bytes: Uint8Array | string) => {
    const self = running.getStore();
    const verdict = self && judge(self, 'writeFileSync', file);
    if (verdict === 'half' || verdict === 'die') {
      writeFileSync(file, bytes.slice(0, bytes.length >> 1));
      if (verdict === 'die') throw new KilledError(self!.task);
    }
    if (verdict !== undefined) throw failure(verdict === 'half' ? 'ENOSPC' : 'EIO', file);
    writeFileSync(file, bytes);
  }) as typeof fsSync.writeFileSync;
  syncBuiltinESMExports();
}

let instrumented = false;
function instrument(handle: FileHandle): void {
  if (instrumented) return;
  instrumented = true;
  const owner = Object.getPrototypeOf(handle) as Record<string, Call>;
  const fileOf = (one: unknown) => running.getStore()?.handles.get(one as FileHandle) ?? '?';
  for (const name of ['sync', 'truncate', 'write', 'writeFile']) wrap(owner, name, fileOf);
}

/** A call that changes nothing. */
function calm(owner: Record<string, Call>, name: string): void {
  const original = owner[name]!.bind(fs);
  owner[name] = (...args) => (running.getStore()?.dead ? never() : inTurn(() => original(...args)));
}

function wrap(owner: Record<string, Call>, name: string, fileOf: (subject: unknown) => string): void {
  const original = owner[name]!;
  owner[name] = function (this: unknown, ...args: unknown[]) {
    const self = running.getStore();
    const file = owner === (fs as unknown) ? fileOf(args) : fileOf(this);
    // A copy of a folder makes calls of its own.
    const call = (some = args) =>
      name === 'cp' ? original.apply(this, some) : inTurn(() => original.apply(this, some));
    const half = () => (name.startsWith('write') ? call([halved(args[0]), ...args.slice(1)]) : undefined);
    return change(
      self,
      name,
      file,
      async () => {
        const result = await call();
        if (self) note(self, name, file, args);
        return result;
      },
      half,
    );
  };
}

const halved = (bytes: unknown) => (bytes as Uint8Array).slice(0, (bytes as Uint8Array).length >> 1);

/** Content of stores that is not on the disk yet, whoever wrote it. A site is not synced: it can be printed again. */
const unsynced = new Set<string>();
const isOfStore = (file: string) => /\/data\/(?!.*\.lock)/.test(file);

/** Follows which content is not on the disk yet. */
function note({ dirty }: Process, name: string, file: string, args: readonly unknown[]): void {
  for (const files of isOfStore(file) ? [dirty, unsynced] : [dirty]) {
    if (name.startsWith('write')) files.add(file);
    if (name === 'sync') files.delete(file);
    if (name === 'link' && files.has(file)) files.add(String(args[1]));
    if (name === 'rename' && files.delete(file)) files.add(String(args[1]));
  }
}

function inTurn<Result>(work: () => Promise<Result>): Promise<Result> {
  const turn = queue.then(work, work);
  queue = turn.catch(() => undefined);
  return turn;
}

/** Undefined: nothing happens. `half`: a write writes half, and fails. */
function judge(self: Process, verb: string, file: string): 'die' | 'fail' | 'half' | undefined {
  if (self.dead) throw new KilledError(self.task);
  self.points += 1;
  const needsSpace = !['rm', 'rmdir', 'sync', 'truncate'].includes(verb);
  if (self.isFull) return needsSpace ? 'half' : undefined;
  if (self.points !== self.at || self.fate === undefined) return undefined;
  self.met = nameOf(self.task, verb, file);
  if (self.fate === 'EIO') return 'fail';
  if (self.fate === 'ENOSPC') {
    self.isFull = true;
    return needsSpace ? 'half' : undefined;
  }
  kill(self);
  return 'die';
}

function kill(self: Process): void {
  self.dead = true;
  if (self.fate === 'power cut')
    for (const file of new Set([...self.dirty, ...unsynced])) {
      if (!fsSync.existsSync(file)) continue;
      const { size } = fsSync.statSync(file);
      fsSync.truncateSync(file, self.random.below(size + 1));
    }
  self.die();
}

/** `prune: rm prod/#/#.delta @ folder.ts:removeFiles`: the same for the same place in the code. */
function nameOf(task: string, verb: string, file: string): string {
  const frames = (new Error().stack ?? '').split('\n').filter((line) => /\/src\/|\/modules\//.test(line));
  const [frame = ''] = frames.filter((line) => !line.includes('/torture/'));
  const place = /at (?:async )?(\S+) .*\/([^/:]+):\d+:\d+\)?$/.exec(frame)?.slice(1).join(' ') ?? '';
  const short = file.split(path.sep).slice(-3).join('/');
  const generic = short.replaceAll(/[0-9a-f]{8}-[0-9a-f-]{27}|\d+/g, '#');
  return `${task}: ${verb} ${generic} ${place}`;
}

function failure(code: 'EIO' | 'ENOSPC', file: string): NodeJS.ErrnoException {
  return Object.assign(new Error(`${code}: torture, ${file}`), { code, syscall: 'write', path: file });
}

async function change<Result>(
  self: Process | undefined,
  verb: string,
  file: string,
  work: () => Promise<Result>,
  half: () => Promise<unknown> | undefined = () => undefined,
): Promise<Result> {
  if (!self) return work();
  if (self.dead) return never();
  const verdict = judge(self, verb, file);
  if (verdict === undefined) return work();
  if (verdict !== 'fail') await half();
  if (verdict === 'die') return never();
  throw failure(verdict === 'half' ? 'ENOSPC' : 'EIO', file);
}
