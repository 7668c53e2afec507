/** One seed: a random history of a store and its site, and what must be true after each step. */
import { readdirSync } from 'node:fs';
import fs from 'node:fs/promises';
import path from 'node:path';
import { GazetteError } from '../../src/errors.ts';
import { orderReview } from '../../src/publish/order-review.ts';
import { publish } from '../../src/publish/publish.ts';
import { readEditionRecord } from '../../src/publish/published.ts';
import { toEditionKey } from '../../src/site/paths.ts';
import { digestOf } from '../../src/snapshots/files.ts';
import { openStore } from '../../src/snapshots/open-store.ts';
import { pin, unpin } from '../../src/snapshots/pin.ts';
import { prune } from '../../src/snapshots/prune.ts';
import { purge } from '../../src/snapshots/purge.ts';
import { readSnapshot } from '../../src/snapshots/read-snapshot.ts';
import { repairManifest } from '../../src/snapshots/repair.ts';
import { readManifest } from '../../src/snapshots/store.ts';
import { verify } from '../../src/snapshots/verify.ts';
import { faultsOf, someObjects, take } from '../site-fixtures.ts';
import { snapshotOf } from '../snapshot-of.ts';
import { ballast, storedPod } from '../store-fixtures.ts';
import { damageFile } from './damage.ts';
import { runAs, type Blow } from './faulty-fs.ts';
import { openChance, type Random } from './random.ts';

/** What was tried. */
export interface TortureTally {
  /** Places in the code at which a process was killed, or the disk failed. */
  points: Set<string>;
  /** Calls of tasks that were met, counted from the task's beginning. */
  met: Set<string>;
  counts: Record<Counted, number>;
}
const COUNTED = ['steps', 'kills', 'faults', 'pairs', 'damages', 'jumps', 'snapshots', 'days'] as const;
type Counted = (typeof COUNTED)[number];

export const openTally = (): TortureTally => ({
  ...{ points: new Set(), met: new Set() },
  counts: Object.fromEntries(COUNTED.map((name) => [name, 0])) as Record<Counted, number>,
});

export function addTally(total: TortureTally, { points, met, counts }: TortureTally): void {
  for (const one of points) total.points.add(one);
  for (const one of met) total.met.add(one);
  for (const name of COUNTED) total.counts[name] += counts[name];
}

export const tellTally = ({ points, met, counts }: TortureTally): string =>
  `${points.size} places in the code and ${met.size} calls met, ` +
  COUNTED.map((name) => `${counts[name]} ${name}`).join(', ');

const STEPS = 60;
const CLUSTERS = ['prod', 'test'] as const;
const POLICY = { all: 2 * 86_400, sixHourly: 5 * 86_400, daily: 60 * 86_400 };
const HOUR = 3_600_000;
const FATES: readonly Blow[] = ['kill', 'kill', 'power cut', 'EIO', 'ENOSPC'];

/** A snapshot that a command said to have stored. */
interface Acknowledged {
  number: number;
  /** Of its objects, with what was purged since. */
  content: string;
  complete: boolean;
}

interface World {
  data: string;
  out: string;
  random: Random;
  tally: TortureTally;
  now: number;
  /** By cluster and number. */
  kept: Map<string, Map<number, Acknowledged>>;
  highest: Map<string, number>;
  /** Snapshots that retention wanted to delete. */
  mayGo: Set<string>;
  /** Calls that a task made the last time it ran without faults. */
  lengths: Map<string, number>;
  /** What was purged, in order. */
  purged: string[];
  words: number;
}

class LossError extends Error {}
const assert = (isTrue: boolean, what: string) => {
  if (!isTrue) throw new LossError(what);
};

/**
 * @param onStep called before each step, with its number and task
 * @returns `problem`: what went wrong, and at which step
 */
export async function playSeed(
  seed: number,
  folder: string,
  onStep: (step: string) => void = () => undefined,
): Promise<{ tally: TortureTally; problem?: string }> {
  const random = openChance(seed);
  const tally = openTally();
  const world: World = {
    ...{ data: path.join(folder, 'data'), out: path.join(folder, 'site'), random, tally },
    now: Date.parse('2026-01-05T07:00:00Z'),
    kept: new Map(CLUSTERS.map((name) => [name, new Map<number, Acknowledged>()])),
    highest: new Map(),
    mayGo: new Set(),
    lengths: new Map(),
    purged: [],
    words: 0,
  };
  const began = world.now;
  let step = 0;
  let task = 'take';
  try {
    for (; step < STEPS; step += 1) {
      moveClock(world);
      task = step < 4 ? 'take' : random.pick(TASKS);
      onStep(`step ${step}, ${task}`);
      await play(world, task);
      tally.counts.steps += 1;
      await checkStore(world, step % 10 === 9 || step === STEPS - 1);
    }
    task = 'publish at the end';
    onStep(`step ${step}, ${task}`);
    await checkSite(world);
    return { tally };
  } catch (error) {
    const text = error instanceof LossError ? error.message : ((error as Error).stack ?? String(error));
    return { tally, problem: `step ${step}, ${task}: ${text}` };
  } finally {
    tally.counts.days += Math.round((world.now - began) / (24 * HOUR));
  }
}

/** Mostly the interval; sometimes a pause of days or months. */
function moveClock(world: World): void {
  const { random } = world;
  const hours = random.oneIn(12) ? 24 * (1 + random.below(28)) : random.oneIn(3) ? 1 + random.below(9) : 0.25;
  world.now += hours * HOUR;
}

type Work = (world: World) => Promise<(() => void) | undefined>;

const nowOf = (world: World) => new Date(world.now);

/** Each returns what the world knows once the command has succeeded. */
const WORK: Record<string, Work> = {
  async take(world) {
    const { random, tally } = world;
    const cluster = random.oneIn(4) ? 'test' : 'prod';
    world.words += 1;
    const objects = [
      ...someObjects(`1.${random.below(4)}`),
      ...ballast(30 + random.below(4), random.below(3)),
      storedPod(`word-${random.below(3)}`, `word-${world.words}-end`),
    ];
    const jump = random.oneIn(15) ? random.pick([-40 * 365 * 24, -3, 2, 3 * 365 * 24]) * HOUR : 0;
    if (jump !== 0) tally.counts.jumps += 1;
    const time = new Date(world.now + jump).toISOString().replace(/\.\d+Z/, 'Z');
    const complete = !random.oneIn(5);
    const coverage = complete ? {} : { Event: { state: 'failed' as const, error: 'time-out' } };
    const now = () => nowOf(world);
    const line = await take(world.data, cluster, time, {
      ...{ objects, now },
      coverage: snapshotOf({}, { coverage }).meta.coverage,
    });
    tally.counts.snapshots += 1;
    return () => {
      const before = world.highest.get(cluster) ?? 0;
      assert(line.number > before, `No. ${line.number} of ${cluster} was given after No. ${before}`);
      world.highest.set(cluster, line.number);
      assert(line.complete === complete, `No. ${line.number} of ${cluster} says complete: ${line.complete}`);
      world.kept
        .get(cluster)!
        .set(line.number, { number: line.number, content: contentOf(objects), complete });
    };
  },
  async prune(world) {
    const cluster = world.random.pick(CLUSTERS);
    const store = openStore(world.data);
    // A killed prune may have deleted all of these, some, or none.
    const planned = await prune(store, cluster, POLICY, nowOf(world), { dryRun: true });
    for (const { number } of planned.remove) world.mayGo.add(`${cluster} ${number}`);
    const { remove } = await prune(store, cluster, POLICY, nowOf(world));
    return () => {
      for (const { number } of remove) world.kept.get(cluster)!.delete(number);
    };
  },
  async pin(world) {
    const one = await pickStored(world);
    if (one)
      await (one.pinned
        ? unpin(openStore(world.data), one, nowOf(world), one.ownPin ? undefined : one.reviews?.[0])
        : pin(openStore(world.data), one, 'why', nowOf(world)));
    return undefined;
  },
  async purge(world) {
    const cluster = world.random.pick(CLUSTERS);
    const text = `word-${1 + world.random.below(Math.max(1, world.words))}-end`;
    await purge(openStore(world.data), cluster, { text }, nowOf(world));
    return () => {
      for (const one of world.kept.get(cluster)!.values())
        one.content = one.content.replaceAll(text, '[purged]');
    };
  },
  async review(world) {
    const one = await pickStored(world);
    if (!one || one.marks) return undefined;
    const at = Math.floor(Date.parse(one.time) / 1000);
    await orderReview({
      ...{ store: openStore(world.data), cluster: one.cluster, now: nowOf(world) },
      window: { from: at - 600, to: at + 600, zone: 'UTC' },
    });
    return undefined;
  },
  async publish(world) {
    await print(world);
    return undefined;
  },
};
/** Storing is cheap, and printing is not: what is seldom drawn has the more calls. */
const TASKS = [
  ...['take', 'take', 'take', 'take', 'take', 'take', 'prune', 'prune', 'pin', 'purge', 'review', 'damage'],
  'publish',
];

const print = (world: World) => printSite(world.data, world.out, nowOf(world));

export const printSite = (data: string, out: string, now: Date) =>
  publish({
    ...{ store: openStore(data), out, title: 'Torture', gazette: '0.0.0', order: [] },
    now: () => now,
  });

async function pickStored(world: World) {
  const { snapshots } = await readManifest(openStore(world.data), world.random.pick(CLUSTERS));
  return snapshots.length > 0 ? world.random.pick(snapshots) : undefined;
}

/** Objects as a text that a purge can be applied to. */
const contentOf = (objects: readonly { kind: string; metadata: { uid: string } }[]) =>
  objects
    .map((object) => JSON.stringify(object))
    .sort()
    .join('\n');

/** Runs a task: whole, with a fault at one of its calls, or beside another. What was killed runs again. */
async function play(world: World, task: string): Promise<void> {
  const { random, tally } = world;
  if (task === 'damage') return damage(world);
  if (random.oneIn(6)) {
    tally.counts.pairs += 1;
    const other = random.pick(TASKS.filter((one) => one !== 'damage'));
    const ends = await Promise.all([task, other].map((one) => attemptTask(world, one)));
    for (const end of ends) end?.();
    return;
  }
  const length = world.lengths.get(task);
  const fate = length !== undefined && !random.oneIn(3) ? random.pick(FATES) : undefined;
  // Purges take the word out of what a killed purge left: both runs must look for the same word.
  const seed = random.below(2 ** 31);
  const known = await attemptTask(
    { ...world, random: openChance(seed) },
    task,
    fate && { fate, at: pickCall(world, task, length!) },
  );
  known?.();
  if (fate === undefined) return;
  await buryLocks(world.data, world.out);
  const again = await attemptTask({ ...world, random: openChance(seed) }, task);
  again?.();
}

/** Mostly a call of the task that nothing has met yet. */
function pickCall({ random, tally }: World, task: string, length: number): number {
  let at = 1 + random.below(length);
  for (let tries = 0; tries < 8 && tally.met.has(`${task} ${at}`); tries += 1) at = 1 + random.below(length);
  return at;
}

/** Undefined if the task did not succeed. An expected failure is fine: another command was writing, the disk was full. */
async function attemptTask(world: World, task: string, end?: { fate: Blow; at: number }) {
  const { tally } = world;
  const { points, met, result, error } = await runAs({ task, random: world.random, ...end }, () =>
    WORK[task]!(world),
  );
  if (met !== undefined) {
    tally.points.add(met);
    tally.met.add(`${task} ${end!.at}`);
    if (end!.fate === 'kill' || end!.fate === 'power cut') tally.counts.kills += 1;
    else tally.counts.faults += 1;
  } else if (error === undefined && !end) world.lengths.set(task, points);
  if (error === undefined) return result;
  const isExpected = error instanceof GazetteError || (met !== undefined && isOfFate(error));
  if (!isExpected) throw error as Error;
  return undefined;
}

/** The kill itself, or what the disk said where nobody explains it. */
export const isOfFate = (error: unknown) =>
  error instanceof Error && (error.constructor.name === 'KilledError' || /torture, /.test(error.message));

/** The simulated processes share a PID: a dead one's lock would look alive. */
export async function buryLocks(...folders: string[]): Promise<void> {
  for (const folder of folders) {
    for (const name of await fs.readdir(folder, { recursive: true }).catch(() => [])) {
      if (path.basename(name) !== '.lock') continue;
      const file = path.join(folder, name);
      const text = await fs.readFile(file, 'utf8').catch(() => '');
      if (text.includes(`"pid":${process.pid},`))
        await fs.writeFile(file, text.replace(`"pid":${process.pid},`, '"pid":4194399,'));
      // After a power cut a lock may be torn. It then counts as dead after two minutes.
      await fs.utimes(file, new Date(), Date.now() / 1000 - 200);
    }
  }
}

/** A file that can be made again: a record of the site, a Day, the end of the manifest. */
async function damage(world: World): Promise<void> {
  const { data, out, random, tally } = world;
  const below = (folder: string) =>
    readdirSync(folder, { recursive: true, withFileTypes: true })
      .filter((one) => one.isFile())
      .map((one) => path.join(one.parentPath, one.name))
      .sort();
  const records = [
    ...(
      await fs.access(out).then(
        () => below(out),
        () => [] as string[],
      )
    ).filter((file) => /(edition|trail|state)\.json$|\/-\/(digests|reviews)\/[^/]*\.json$/.test(file)),
    ...below(data).filter((file) => /\/days\/[^.]/.test(file)),
  ];
  if (records.length === 0) return;
  tally.counts.damages += 1;
  damageFile(random.pick(records), random);
}

async function checkStore(world: World, whole: boolean): Promise<void> {
  await buryLocks(world.data, world.out);
  const store = openStore(world.data);
  for (const [cluster, kept] of world.kept) {
    if (kept.size === 0) continue;
    const { snapshots } = await readManifest(store, cluster);
    const there = new Map(snapshots.map((one) => [one.number, one]));
    assert(there.size === snapshots.length, `${cluster}: a number stands for two snapshots`);
    for (const { number, complete } of kept.values()) {
      const one = there.get(number);
      if (!one && world.mayGo.has(`${cluster} ${number}`)) {
        kept.delete(number);
        continue;
      }
      assert(one !== undefined, `No. ${number} of ${cluster} was acknowledged, and is lost`);
      assert(one?.missing === undefined, `No. ${number} of ${cluster}: ${one?.missing}`);
      assert(one?.complete === complete, `No. ${number} of ${cluster} says complete: ${one?.complete}`);
    }
    const looked = whole ? [...kept.values()] : [...kept.values()].slice(-2);
    for (const { number, content } of looked) {
      const { objects } = await readSnapshot(store, cluster, there.get(number)!);
      const found = contentOf(Object.values(objects).flat());
      assert(
        digestOf(found) === digestOf(sorted(content)),
        `No. ${number} of ${cluster} holds other objects`,
      );
    }
  }
}

const sorted = (content: string) => content.split('\n').sort().join('\n');

/** The next runs heal: nothing is left over, every snapshot has its edition, every link leads somewhere. */
async function checkSite(world: World): Promise<void> {
  const store = openStore(world.data);
  for (const cluster of CLUSTERS) {
    if (world.kept.get(cluster)!.size === 0) continue;
    await repairManifest(store, cluster, nowOf(world));
    for await (const { problems } of verify(store, [cluster]))
      assert(
        problems.length === 0,
        `verify: ${JSON.stringify(problems.map(({ file, problem }) => [file, problem]))}`,
      );
  }
  // A damaged older record is looked at in its turn.
  await print(world);
  const { faults, broken, damaged } = await print(world);
  assert(
    faults.length + broken.length + damaged.length === 0,
    `publish: ${JSON.stringify([faults, broken, damaged])}`,
  );
  const dangling = await faultsOf(world.out);
  assert(dangling.length === 0, `the site: ${dangling.slice(0, 5).join(', ')}`);
  for (const cluster of CLUSTERS) {
    if (world.kept.get(cluster)!.size === 0) continue;
    for (const { file, number, digest, complete } of (await readManifest(store, cluster)).snapshots) {
      const record = await readEditionRecord(world.out, toEditionKey(cluster, file));
      assert(record?.digest === digest, `No. ${number} of ${cluster} has no edition, or an old one`);
      assert(
        record?.summary?.complete === complete,
        `the edition of No. ${number} says complete: ${record?.summary?.complete}`,
      );
    }
  }
}
