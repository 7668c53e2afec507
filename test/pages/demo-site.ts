/**
 * A site with every kind of page, made from the demo. An incident, two days, two clusters, thinned and damaged
 * snapshots.
 */
import fs from 'node:fs/promises';
import path from 'node:path';
import type { Browser } from 'playwright-core';
import { afterAll, beforeAll } from 'vitest';
import { collect } from '../../src/collect/collect.ts';
import { serveDemo } from '../../src/demo/api.ts';
import { probesBeside } from '../../src/demo/beside/beside.ts';
import { orderReview } from '../../src/publish/order-review.ts';
import { openStore } from '../../src/snapshots/open-store.ts';
import { prune } from '../../src/snapshots/prune.ts';
import { openBrowser, serveFolder } from '../browser.ts';
import { publishTo } from '../site-fixtures.ts';
import { samplePages } from './page-types.ts';

const ANCHOR = Date.parse('2026-11-22T10:00:00Z');
const HOUR = 3_600_000;

/** What an author may write. */
const NOTES = `# What we did

At 03:20 the node fell silent; at \`03:30\` we saw it. **Nobody** was *paged*[^1].

#### A level is left out

1. drain it
   - [x] cordon
   - [ ] delete

> It was the firmware.

| who | when |
| --- | ---: |
| ann | 03:31 |

~~~sh
kubectl drain lxa150h --ignore-daemonsets --delete-emptydir-data --timeout=120s --grace-period=30 --force
~~~

![a graph](https://www.npmjs.com/x.png) <b onclick="x()">raw</b>

[^1]: The rota was empty.
`;

/** The edition with the most to show: a node is silent, a rollout is stuck. */
export const EDITION = 'production/2026-11-22/023000Z';

/** A published site, served below a sub-path, and a browser; available from the first test on. */
export interface OpenSite {
  /** Folder of the site. */
  out: string;
  /** Where it is served, with a slash at the end. */
  url: string;
  browser: Browser;
  /** One page of each type, as paths from the site's root. */
  samples: Map<string, string>;
}

/** Call it in a `describe`: opens the site that `make` publishes, for the tests there. */
export function useSite(make: () => Promise<string>, preferred: string): OpenSite {
  const site = {} as OpenSite;
  let close: () => Promise<unknown>;
  beforeAll(async () => {
    site.out = await make();
    const served = await serveSite(site.out, preferred);
    site.samples = served.samples;
    site.url = served.url;
    close = served.close;
    site.browser = await openBrowser();
  });
  afterAll(async () => {
    await site.browser?.close();
    await close?.();
  });
  return site;
}

/** Serves the site of a folder below a sub-path, and finds a page of each type. */
export async function serveSite(out: string, preferred: string) {
  return {
    samples: await samplePages(out, preferred),
    ...(await serveFolder(out, '/status/gazette/')),
  };
}

/** @returns the folder of the site. */
export async function makeDemoSite(scratch: string): Promise<string> {
  const [data, out] = [await makeDemoStore(scratch), path.join(scratch, 'site')];
  await publishTo(data, out);
  return out;
}

/** @returns the folder of the snapshots. */
export async function makeDemoStore(scratch: string): Promise<string> {
  const data = path.join(scratch, 'data');
  const api = await serveDemo({ anchor: new Date(ANCHOR) });
  const kubeconfig = path.join(scratch, 'kubeconfig');
  await fs.writeFile(kubeconfig, api.kubeconfig);
  const settings = {
    intervalSeconds: 900,
    eventTtlSeconds: 3600,
    dataCentreLabel: 'topology.kubernetes.io/zone',
    viewerContext: 'bank',
    silences: [{ rule: 'single-replica', reason: 'Known and accepted' }],
  };
  const takeAt = async (name: 'production' | 'acceptance', hours: number) => {
    const at = new Date(ANCHOR + hours * HOUR);
    api.setTime(at, name);
    return collect({
      // The last edition of production has probes.
      cluster: {
        ...{ name, context: name, kubeconfig },
        ...(name === 'production' && hours === 0 && { probes: probesBeside(name, api.url) }),
      },
      settings,
      customResources: name === 'acceptance' ? ['rollouts.argoproj.io'] : [],
      store: openStore(data),
      version: '0',
      now: () => at,
    });
  };
  for (const hours of [-12, -11.75, -7.75, -7.5, 0]) await takeAt('production', hours);
  // In the first of these, the collector's role lacks a kind.
  for (const hours of [-9.5, -1]) await takeAt('acceptance', hours);
  const { stored } = await takeAt('acceptance', 0);
  await api.close();
  await prune(openStore(data), 'production', { all: 8 * 3600, daily: 86_400 * 30 }, new Date(ANCHOR));
  await fs.truncate(path.join(data, 'acceptance', stored.file), 100);
  const at = (hours: number) => (ANCHOR + hours * HOUR) / 1000;
  await orderReview({
    store: openStore(data),
    cluster: 'production',
    window: { from: at(-8), to: at(-7), zone: 'Europe/Amsterdam' },
    title: 'lxa150h falls silent while a rollout is stuck',
    notes: NOTES,
    now: new Date(ANCHOR),
  });
  return data;
}
