/** A site with every kind of page, made of the demo: in an incident, on two days, of two clusters, thinned out, damaged. */
import fs from 'node:fs/promises';
import path from 'node:path';
import { collect } from '../src/collect/collect.ts';
import { serveDemo } from '../src/demo/api.ts';
import { prune } from '../src/snapshots/prune.ts';
import { publishTo } from './site-fixtures.ts';

const ANCHOR = Date.parse('2026-11-22T10:00:00Z');
const HOUR = 3_600_000;

/** One page of each kind, from the site's root. */
export const EDITION = 'production/2026-11-22/070000Z';

/** @returns the folder of the site. */
export async function makeDemoSite(scratch: string): Promise<string> {
  const [data, out] = [path.join(scratch, 'data'), path.join(scratch, 'site')];
  const api = await serveDemo({ anchor: new Date(ANCHOR) });
  const kubeconfig = path.join(scratch, 'kubeconfig');
  await fs.writeFile(kubeconfig, api.kubeconfig);
  const settings = {
    intervalSeconds: 900,
    eventTtlSeconds: 3600,
    dataCentreLabel: 'topology.kubernetes.io/zone',
    viewerContext: 'bank',
    silences: [{ namespace: 'sandbox', reason: 'Experiments may fail' }],
  };
  const takeAt = async (name: 'production' | 'acceptance', hours: number) => {
    const at = new Date(ANCHOR + hours * HOUR);
    api.setTime(at, name);
    return collect({
      cluster: { name, context: name, kubeconfig },
      settings,
      customResources: name === 'acceptance' ? ['rollouts.argoproj.io'] : [],
      data,
      version: '0',
      now: () => at,
    });
  };
  for (const hours of [-12, -11.75, -3, -2.75, 0]) await takeAt('production', hours);
  await takeAt('acceptance', -1);
  const { stored } = await takeAt('acceptance', 0);
  await api.close();
  await prune(data, 'production', { all: 4 * 3600, daily: 86_400 * 30 }, new Date(ANCHOR));
  await fs.truncate(path.join(data, 'acceptance', stored.file), 100);
  await publishTo(data, out);
  return out;
}
