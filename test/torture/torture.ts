/**
 * `npm run torture -- --seed N [--minutes M]`: a store and its site over simulated years, under a disk that fails.
 * Processes are killed at calls that change files, the disk is full or broken, commands run in pairs, clocks jump, and
 * files are damaged. After each step the store must have every snapshot that was acknowledged. A failing seed replays.
 */
import fs from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { playSeed, type Tally } from './play.ts';

const { values } = parseArgs({
  options: { seed: { type: 'string', default: '1' }, minutes: { type: 'string' }, keep: { type: 'boolean' } },
});
const first = Number(values.seed);
const until = Date.now() + Number(values.minutes ?? 0) * 60_000;
const tally: Tally = {
  ...{
    steps: 0,
    points: new Set(),
    kills: 0,
    faults: 0,
    pairs: 0,
    damages: 0,
    jumps: 0,
    snapshots: 0,
    days: 0,
  },
};
let failed = 0;
let seed = first;
for (; seed === first || Date.now() < until; seed += 1) {
  const folder = await fs.mkdtemp(path.join(os.tmpdir(), 'gazette-torture-'));
  const problem = await playSeed(seed, folder, tally);
  if (problem !== undefined) {
    failed += 1;
    console.error(`seed ${seed}: ${problem}\nreplay: npm run torture -- --seed ${seed}`);
  }
  if (!(values.keep && problem !== undefined)) await fs.rm(folder, { recursive: true });
  else console.error(`kept: ${folder}`);
}
const { points, ...counts } = tally;
console.log(
  `seeds ${first} to ${seed - 1}: ${points.size} distinct points, ` +
    Object.entries(counts)
      .map(([name, count]) => `${count} ${name}`)
      .join(', ') +
    `; ${failed} failed`,
);
process.exitCode = failed > 0 ? 1 : 0;
