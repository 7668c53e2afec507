/** Collecting a large cluster, compared with a bare read of the same lists and with kubectl. */
import fs from 'node:fs';
import path from 'node:path';
import type { KindSpec } from '../src/snapshots/kinds/kind.ts';
import { kinds } from '../src/snapshots/kinds/kinds.ts';
import type { ControlPlane } from '../test/control-plane.ts';
import { addPods, LARGE, seedLarge, startCluster } from './cluster.ts';
import { median, runCommand, runNode, type ChildRun } from './run-child.ts';
import type { Result, Say } from './table.ts';

const gazette = path.resolve(import.meta.dirname, '../scripts/gazette.mjs');
const bareRead = path.join(import.meta.dirname, 'bare-read.ts');
const MANY_PODS = 30_000;
const ROUNDS = 3;

export async function measure(say: Say): Promise<Result[]> {
  const cluster = await startCluster();
  try {
    await seedLarge(cluster, say);
    const results = await compare(cluster, say);
    say(`seeding ${MANY_PODS} pods`);
    await addPods(cluster, LARGE.pods, MANY_PODS, LARGE.nodes);
    say('collecting them');
    const many = await collectTwice(cluster, 'many');
    return [...results, toMemory(MANY_PODS, many, 400)];
  } finally {
    await cluster.stop();
  }
}

/** In turns, so that other load affects all alike. */
async function compare(cluster: ControlPlane, say: Say): Promise<Result[]> {
  const ca = path.join(cluster.dir, 'bench-ca.pem');
  fs.writeFileSync(ca, cluster.ca);
  const bare: number[] = [];
  const collected: ChildRun[] = [];
  for (let round = 1; round <= ROUNDS; round += 1) {
    say(`round ${round} of ${ROUNDS}`);
    bare.push((await runNode(bareRead, cluster.server, cluster.token('admin'), ca)).seconds);
    collected.push(...(await collectTwice(cluster, `round-${round}`)));
  }
  say('kubectl');
  const specs: KindSpec[] = Object.values(kinds);
  const asked = specs.filter((spec) => spec.versions.length > 0 && !spec.optional && !spec.insteadOf);
  const all = asked.map((spec) => spec.resource).join(',');
  const flags = ['--kubeconfig', cluster.kubeconfig(), 'get', all, '-A', '-o', 'json'];
  const kubectl = await runCommand('kubectl', ...flags);
  // The keyframe: it takes longer than a delta.
  const own = median(collected.filter((_, index) => index % 2 === 0).map(({ seconds }) => seconds));
  const plain = median(bare);
  return [
    {
      what: `collect ${LARGE.pods} pods, against a bare paged read`,
      how: `${own.toFixed(2)} s : ${plain.toFixed(2)} s`,
      measured: own / plain,
      limit: 1.5,
      unit: '×',
    },
    {
      what: `collect ${LARGE.pods} pods, against kubectl get -A -o json`,
      how:
        kubectl === undefined ? 'kubectl is not installed' : `${own.toFixed(2)} s : ${kubectl.toFixed(2)} s`,
      measured: kubectl === undefined ? undefined : own / kubectl,
      limit: 0.2,
      unit: '×',
    },
    toMemory(LARGE.pods, collected, 250),
  ];
}

/** A keyframe, then a delta. */
async function collectTwice(cluster: ControlPlane, name: string): Promise<ChildRun[]> {
  const data = path.join(cluster.dir, name);
  const flags = ['--cluster', 'bench', '--kubeconfig', cluster.kubeconfig(), '--data', data];
  return [await runNode(gazette, 'collect', ...flags), await runNode(gazette, 'collect', ...flags)];
}

function toMemory(pods: number, runs: readonly ChildRun[], limit: number): Result {
  const measured = Math.max(...runs.map(({ peakMb }) => peakMb));
  return {
    what: `collect ${pods} pods, peak memory`,
    how: `highest of ${runs.length}`,
    measured,
    limit,
    unit: 'MB',
  };
}
