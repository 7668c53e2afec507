/**
 * `npm run torture -- --seed N [--seeds N] [--minutes M]`: a store and its site over simulated years, under a disk that
 * fails. Processes are killed at calls that change files, the disk is full or broken, and commands run in pairs. Clocks
 * jump, and files are damaged. After each step the store must have every snapshot that was acknowledged. A failing seed
 * replays. A step that does not end is told with its seed. `--keep` leaves the folder of a failing seed.
 */
import { fork, type ChildProcess } from 'node:child_process';
import fs from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { findBundle } from '../../src/publish/bundle.ts';
import { addTally, openTally, tellTally } from './play.ts';
import type { PlayerSays } from './player.ts';

/** A step takes seconds. Beside much other work, a process of low priority waited three minutes for its turn. */
const STEP_MS = 900_000;

const { values } = parseArgs({
  options: {
    seed: { type: 'string', default: '1' },
    seeds: { type: 'string', default: '1' },
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
let player: ChildProcess | undefined;

const newFolder = () => fs.mkdtemp(path.join(os.tmpdir(), 'gazette-torture-'));

async function openPlayer(): Promise<ChildProcess> {
  const child = fork(path.join(import.meta.dirname, 'player.ts'), [await newFolder()], {
    serialization: 'advanced',
  });
  await listen(child, (says) => ('ready' in says ? says : undefined));
  return child;
}

/** What `pick` picks of what the player says. Rejects if the player dies, or does not end a step. */
function listen<Said>(child: ChildProcess, pick: (says: PlayerSays) => Said | undefined): Promise<Said> {
  const { promise, resolve, reject } = Promise.withResolvers<Said>();
  let step = 'start';
  const isOver = () => reject(new Error(`${step}: did not end within ${STEP_MS / 1000} s`));
  let timer = setTimeout(isOver, STEP_MS);
  const onSaid = (says: PlayerSays) => {
    clearTimeout(timer);
    timer = setTimeout(isOver, STEP_MS);
    if ('step' in says) step = says.step;
    const picked = pick(says);
    if (picked !== undefined) resolve(picked);
  };
  const onExit = () => reject(new Error(`${step}: the process died`));
  child.on('message', onSaid).once('exit', onExit);
  return promise.finally(() => {
    clearTimeout(timer);
    child.off('message', onSaid).off('exit', onExit);
  });
}

/** The problem, if there was one. */
async function playOne(seed: number, folder: string): Promise<string | undefined> {
  try {
    player ??= await openPlayer();
    const ending = listen(player, (says) => ('ended' in says ? says.ended : undefined));
    player.send({ seed, folder });
    const { tally, problem } = await ending;
    addTally(total, tally);
    return problem;
  } catch (error) {
    player?.kill('SIGKILL');
    player = undefined;
    return (error as Error).message;
  }
}

let seed = first;
for (; seed < first + Number(values.seeds) || Date.now() < until; seed += 1) {
  const folder = await newFolder();
  const problem = await playOne(seed, folder);
  if (problem !== undefined) {
    failed.push(seed);
    console.error(`seed ${seed}: ${problem}\nreplay: npm run torture -- --seed ${seed}`);
  }
  if (problem !== undefined && values.keep) console.error(`kept: ${folder}`);
  else await fs.rm(folder, { recursive: true });
  if (values.minutes !== '0' && seed % 10 === 0) console.log(`up to seed ${seed}: ${tellTally(total)}`);
}
player?.disconnect();
console.log(`seeds ${first} to ${seed - 1}: ${tellTally(total)}; failed: ${failed.join(', ') || 'none'}`);
process.exitCode = failed.length > 0 ? 1 : 0;
