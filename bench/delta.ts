/** How much a snapshot adds to the store after small changes. */
import fs from 'node:fs';
import path from 'node:path';
import { collect } from '../src/collect/collect.ts';
import { parseConfig } from '../src/config-file.ts';
import { settingsFor } from '../src/config.ts';
import { openStore } from '../src/snapshots/open-store.ts';
import { addPods, churn, seed, startCluster } from './cluster.ts';
import type { Result, Say } from './table.ts';

const PODS = 5_000;
const NODES = 300;

export async function measure(say: Say): Promise<Result[]> {
  const controlPlane = await startCluster();
  try {
    say(`seeding ${PODS} pods, ${NODES} nodes`);
    await seed(controlPlane, { nodes: NODES, events: 0 });
    await addPods(controlPlane, 0, PODS, NODES);
    const cluster = { name: 'bench', kubeconfig: controlPlane.kubeconfig() };
    const data = path.join(controlPlane.dir, 'data');
    const settings = settingsFor(parseConfig('', 'none'), cluster);
    const take = () =>
      collect({
        cluster,
        settings,
        customResources: [],
        store: openStore(data),
        version: 'bench',
        now: () => new Date(),
      });
    const keyframe = await take();
    say('changing 2 % of them');
    await churn(controlPlane, { pods: PODS, nodes: NODES, count: PODS / 50 });
    const delta = await take();
    const [before, after] = [keyframe, delta].map(
      ({ stored }) => fs.statSync(path.join(data, 'bench', stored.file)).size / 1000,
    );
    return [
      {
        what: `first delta of ${PODS} pods, 2 % changed`,
        how: `after a keyframe of ${before!.toFixed(0)} KB; ${delta.stored.base ? 'delta' : 'KEYFRAME'}`,
        measured: after!,
        limit: 60,
        unit: 'KB',
      },
    ];
  } finally {
    await controlPlane.stop();
  }
}
