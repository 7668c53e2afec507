/** The size of a snapshot in the store, over days of different kinds. */
import fs from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { collectDemo } from '../src/demo/collect-demo.ts';
import { openStore } from '../src/snapshots/open-store.ts';
import type { ManifestSnapshot } from '../src/snapshots/schema.ts';
import { readManifest } from '../src/snapshots/store.ts';
import { openWriter } from '../src/snapshots/writer.ts';
import { simulateDay, type DayOptions } from './day.ts';
import type { Result, Say } from './table.ts';

const CLUSTER = 'bench';
/** Snapshots of a day: one each quarter of an hour. */
const PER_DAY = 96;

interface Day extends DayOptions {
  /** Number of snapshots taken. */
  snapshots: number;
  /** Largest KB per snapshot. */
  limit: number;
}

/**
 * With a frame for each kind, these took 14.7, 32.9 and 225 KB. Then, every delta over a quarter of its keyframe became
 * a keyframe.
 */
const DAYS: Record<string, Day> = {
  'a quiet day of 240 pods': {
    ...{ pods: 240, nodes: 12, metrics: true, snapshots: PER_DAY, limit: 11 },
    changes: (turn) => Number(turn % 4 === 1),
    rollouts: () => 0,
  },
  'a busy day of 240 pods': {
    ...{ pods: 240, nodes: 12, metrics: true, snapshots: PER_DAY, limit: 19 },
    changes: (turn) => 2 + (turn % 5),
    rollouts: (turn) => Number(turn % 6 === 2),
  },
  '5000 pods, 2 % changed each time': {
    ...{ pods: 5_000, nodes: 300, metrics: false, snapshots: 32, limit: 210 },
    changes: () => 100,
    rollouts: () => 0,
  },
};

export async function measure(say: Say): Promise<Result[]> {
  const data = await fs.mkdtemp(path.join(os.tmpdir(), 'gazette-bench-'));
  try {
    say('collecting the demo');
    await collectDemo({ store: openStore(data), end: new Date('2026-01-01T12:00:00Z'), version: 'bench' });
    const { snapshots } = await readManifest(openStore(data), 'production');
    const results = [toResult("the demo's production", snapshots, 12)];
    for (const [what, day] of Object.entries(DAYS)) {
      say(what);
      results.push(toResult(what, await writeDay(path.join(data, String(results.length)), day), day.limit));
    }
    return results;
  } finally {
    await fs.rm(data, { recursive: true });
  }
}

async function writeDay(data: string, { snapshots, ...day }: Day): Promise<ManifestSnapshot[]> {
  const stored: ManifestSnapshot[] = [];
  for (const { observation, objects } of simulateDay(CLUSTER, snapshots, day)) {
    const { time } = observation;
    const writer = await openWriter(openStore(data), CLUSTER, { now: () => new Date(time), time });
    for (const object of objects) await writer.add(object.kind as Parameters<typeof writer.add>[0], object);
    stored.push(await writer.commit(observation));
  }
  return stored;
}

function toResult(what: string, stored: readonly ManifestSnapshot[], limit: number): Result {
  const bytes = stored.reduce((sum, snapshot) => sum + snapshot.bytes, 0);
  const keyframes = stored.filter(({ base }) => !base).length;
  return {
    what: `a snapshot of ${what}`,
    how: `${stored.length} take ${(bytes / 1000).toFixed(0)} KB; keyframes: ${keyframes}`,
    measured: bytes / stored.length / 1000,
    limit,
    unit: 'KB',
  };
}
