/**
 * `npm run torture -- --seed N [--minutes M]`: a store and its site over simulated years, under a disk that fails.
 * Processes are killed at calls that change files, the disk is full or broken, and commands run in pairs. Clocks jump,
 * and files are damaged. After each step the store must have every snapshot that was acknowledged. A failing seed
 * replays. `--keep` leaves its folder.
 */
import fs from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { findBundle } from '../../src/publish/bundle.ts';
import { addTally, openTally, playSeed, tellTally } from './play.ts';

const { values } = parseArgs({
  options: {
    seed: { type: 'string', default: '1' },
    minutes: { type: 'string', default: '0' },
    keep: { type: 'boolean' },
  },
});
// The bundle is made on a sound disk: making it is not what is tried.
await findBundle();
const first = Number(values.seed);
const until = Date.now() + Number(values.minutes) * 60_000;
const total = openTally();
const failed: number[] = [];
let seed = first;
for (; seed === first || Date.now() < until; seed += 1) {
  const folder = await fs.mkdtemp(path.join(os.tmpdir(), 'gazette-torture-'));
  const { tally, problem } = await playSeed(seed, folder);
  addTally(total, tally);
  if (problem !== undefined) {
    failed.push(seed);
    console.error(`seed ${seed}: ${problem}\nreplay: npm run torture -- --seed ${seed}`);
  }
  if (problem !== undefined && values.keep) console.error(`kept: ${folder}`);
  else await fs.rm(folder, { recursive: true });
}
console.log(`seeds ${first} to ${seed - 1}: ${tellTally(total)}; failed: ${failed.join(', ') || 'none'}`);
process.exitCode = failed.length > 0 ? 1 : 0;
