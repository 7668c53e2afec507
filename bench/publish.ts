/** Publishing one snapshot after few and after many others: their number should not matter. */
import fs from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { median, runNode } from './run-child.ts';
import { PODS, seedStore } from './seed-store.ts';
import type { Result, Say } from './table.ts';

const gazette = path.resolve(import.meta.dirname, '../scripts/gazette.mjs');
const FEW = 10;
const MANY = 5_000;
const ROUNDS = 5;

export async function measure(say: Say): Promise<Result[]> {
  const folder = await fs.mkdtemp(path.join(os.tmpdir(), 'gazette-bench-'));
  try {
    const stores = [];
    for (const count of [FEW, MANY]) {
      say(`seeding ${count} snapshots of ${PODS} pods`);
      stores.push(await seedStore(path.join(folder, String(count)), count));
    }
    const seconds = stores.map((): number[] => []);
    // In turns. The first of each does not count, because it adds the styles and the scripts.
    for (let round = 0; round <= ROUNDS; round += 1) {
      say(round === 0 ? 'publishing for the first time' : `round ${round} of ${ROUNDS}`);
      for (const [index, store] of stores.entries()) {
        await store.take();
        const run = await runNode(gazette, 'publish', '--data', store.data, '--out', store.out);
        if (round > 0) seconds[index]!.push(run.seconds);
      }
    }
    const [few, many] = seconds.map(median);
    return [
      {
        what: `publish one snapshot of ${PODS} pods after ${MANY}, against after ${FEW}`,
        how: `${many!.toFixed(2)} s : ${few!.toFixed(2)} s`,
        measured: many! / few!,
        limit: 1.2,
        unit: '×',
      },
    ];
  } finally {
    await fs.rm(folder, { recursive: true });
  }
}
