/**
 * The process that plays seeds for `torture.ts`. It is told a seed, and says at which step it is: what hangs is ended
 * from outside.
 */
import fs from 'node:fs/promises';
import path from 'node:path';
import { someObjects, take } from '../site-fixtures.ts';
import { playSeed, printSite, type TortureTally } from './play.ts';

/** What the player says: at first that it is ready, then each step, at last how the seed ended. */
export type PlayerSays =
  | { ready: true }
  | { step: string }
  | { ended: { tally: TortureTally; problem?: string } };

/** Pages keep what they load once for a process. A simulated process that dies must not be the one that loads it. */
async function warmUp(folder: string): Promise<void> {
  const [data, out] = ['data', 'site'].map((name) => path.join(folder, name)) as [string, string];
  await take(data, 'warm', '2026-01-05T07:00:00Z', { objects: someObjects() });
  await printSite(data, out, new Date('2026-01-05T07:00:00Z'));
  await fs.rm(folder, { recursive: true });
}

const say = (what: PlayerSays) => process.send!(what);
process.on('message', ({ seed, folder }: { seed: number; folder: string }) => {
  void playSeed(seed, folder, (step) => say({ step })).then((ended) => say({ ended }));
});
process.on('disconnect', () => process.exit());
await warmUp(process.argv[2]!);
say({ ready: true });
