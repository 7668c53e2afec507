/** What the redaction of free text costs a collection. */
import path from 'node:path';
import { LARGE, seedLarge, startCluster } from './cluster.ts';
import { median, runNode } from './run-child.ts';
import type { Result, Say } from './table.ts';

/** Both run from the sources: only there can redaction be left out. */
const fromSources = path.resolve(import.meta.dirname, '../scripts/run.ts');
const unredacted = path.join(import.meta.dirname, 'collect-unredacted.mjs');
const ROUNDS = 5;

/** In turns, so that other load affects all alike. What a process takes to start is no part of a collection. */
export async function measure(say: Say): Promise<Result[]> {
  const cluster = await startCluster();
  try {
    await seedLarge(cluster, say);
    const runs: Record<'with' | 'without' | 'start', number[]> = { with: [], without: [], start: [] };
    const collect = async (script: string, name: string) => {
      const data = path.join(cluster.dir, name);
      const flags = ['--cluster', 'bench', '--kubeconfig', cluster.kubeconfig(), '--data', data];
      return (await runNode(script, 'collect', ...flags)).cpu;
    };
    for (let round = 1; round <= ROUNDS; round += 1) {
      say(`round ${round} of ${ROUNDS}`);
      runs.start.push((await runNode(fromSources, 'collect', '--help')).cpu);
      runs.with.push(await collect(fromSources, `with-${round}`));
      runs.without.push(await collect(unredacted, `without-${round}`));
    }
    const start = median(runs.start);
    const [own, other] = [median(runs.with) - start, median(runs.without) - start];
    return [
      {
        what: `collect ${LARGE.pods} pods, with redaction against without`,
        how: `${own.toFixed(2)} s : ${other.toFixed(2)} s of CPU`,
        measured: own / other,
        limit: 1.1,
        unit: '×',
      },
    ];
  } finally {
    await cluster.stop();
  }
}
