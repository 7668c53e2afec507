/** Takes the demo's snapshots: the real collector reads the simulated clusters over HTTP, instant by instant. */
import fs from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { collect } from '../collect/collect.ts';
import type { ClusterConfig } from '../config.ts';
import type { Store } from '../snapshots/open-store.ts';
import type { ManifestSnapshot, Settings } from '../snapshots/schema.ts';
import { readManifest } from '../snapshots/store.ts';
import { serveDemo } from './api.ts';
import { probesBeside } from './beside/beside.ts';
import { DAY, HOUR, MINUTE } from './plan/clock.ts';
import { CLUSTER_NAMES, type ClusterName } from './plan/estate.ts';
import { pastInstants } from './plan/past.ts';
import { timeline } from './plan/timeline.ts';

/** Minutes between two snapshots. */
const INTERVALS: Record<ClusterName, number> = { production: 15, acceptance: 30, test: 60, development: 60 };

export interface CollectDemoOptions {
  /** Folder of the demo's snapshots, apart from the user's own. */
  store: Store;
  /** The end of the day; rounded down to a quarter of an hour. */
  end: Date;
  /** Version of Gazette. */
  version: string;
  /** Also takes the days before the first, thinly, and production's incident in them as it was. */
  past?: boolean;
  onSnapshot?: (progress: DemoProgress) => void;
}

export interface DemoProgress {
  cluster: ClusterName;
  stored: ManifestSnapshot;
  /** Snapshots taken so far, and the total of this run. */
  done: number;
  total: number;
}

const ONE_WILL_DO = { rule: 'single-replica', reason: 'One of each will do outside production' };
const SILENCES: Record<ClusterName, Settings['silences']> = {
  production: [],
  acceptance: [],
  test: [ONE_WILL_DO],
  development: [{ namespace: 'sandbox', reason: 'Experiments may fail' }, ONE_WILL_DO],
};

/** The collector's settings for a cluster of the demo. `kubeconfig` is the path of a file. `address` is the server's. */
function demoCluster(
  name: ClusterName,
  { kubeconfig, address }: { kubeconfig: string; address: string },
  minutes: number,
): { cluster: ClusterConfig; settings: Settings } {
  return {
    cluster: { name, context: name, kubeconfig, probes: probesBeside(name, address) },
    settings: {
      intervalSeconds: minutes * 60,
      eventTtlSeconds: HOUR / 1000,
      dataCentreLabel: 'topology.kubernetes.io/zone',
      viewerContext: `bank-${name}`,
      silences: SILENCES[name],
    },
  };
}

/** Custom resources that the demo's collector reads; not every cluster serves them. */
const CUSTOM_RESOURCES = ['certificates.cert-manager.io', 'rollouts.argoproj.io'];

/**
 * Takes the missing snapshots of the 24 hours up to `end`. For an up-to-date folder, only reads the manifests. The
 * folder's first run fixes the timeline.
 * @returns how many snapshots were taken.
 */
export async function collectDemo({
  store,
  end,
  version,
  past = false,
  onSnapshot,
}: CollectDemoOptions): Promise<number> {
  const until = Math.floor(end.getTime() / (15 * MINUTE)) * 15 * MINUTE;
  const anchor = (await readAnchor(store)) ?? until;
  const due = await Promise.all(
    CLUSTER_NAMES.map(async (name) => {
      const recent = await instantsDue(store, name, anchor, until);
      const isFirst = (await readManifest(store, name)).snapshots.length === 0;
      return past && isFirst && name === 'production' ? [...pastInstants(anchor), ...recent] : recent;
    }),
  );
  const total = due.flat().length;
  if (total === 0) return 0;
  const server = await serveDemo({ anchor: new Date(anchor) });
  const stop = new AbortController();
  const folder = await fs.mkdtemp(path.join(os.tmpdir(), 'gazette-demo-'));
  try {
    const kubeconfig = path.join(folder, 'kubeconfig');
    await fs.writeFile(kubeconfig, server.kubeconfig);
    let done = 0;
    // The clusters run in parallel, so that one computes while another waits for the disk; each in order of time.
    const collectCluster = async (name: ClusterName, instants: number[]) => {
      for (const [index, at] of instants.entries()) {
        // Each snapshot says when to expect the next.
        const next = instants[index + 1];
        const isPast = next !== undefined && at < anchor - DAY;
        const options = {
          ...demoCluster(
            name,
            { kubeconfig, address: server.url },
            isPast ? (next - at) / MINUTE : INTERVALS[name],
          ),
          ...{ customResources: CUSTOM_RESOURCES, store, version },
        };
        server.setTime(new Date(at), name);
        const { stored } = await collect({ ...options, now: () => new Date(at), signal: stop.signal });
        done += 1;
        onSnapshot?.({ cluster: name, stored, done, total });
      }
    };
    await Promise.all(CLUSTER_NAMES.map((name, index) => collectCluster(name, due[index] ?? [])));
  } finally {
    // If one cluster fails, the others stop.
    stop.abort();
    await server.close();
    await fs.rm(folder, { recursive: true });
  }
  return total;
}

/**
 * The end of the folder's first day, from a cluster's oldest snapshot and its number: older snapshots may be pruned. Of
 * production, the first may be of the past.
 */
async function readAnchor(store: Store): Promise<number | undefined> {
  for (const name of CLUSTER_NAMES) {
    const oldest = (await readManifest(store, name)).snapshots[0];
    if (oldest) return Date.parse(oldest.time) + DAY - oldest.number * INTERVALS[name] * MINUTE;
  }
  return undefined;
}

/** A typical review with notes: the night in which payments-api went down. */
export async function demoIncident(store: Store): Promise<DemoIncident | undefined> {
  const anchor = await readAnchor(store);
  if (anchor === undefined) return undefined;
  const at = (hours: number) => anchor + hours * HOUR;
  const clock = (hours: number) => new Date(at(hours)).toISOString().slice(11, 16);
  return {
    cluster: 'production',
    from: at(-9.5) / 1000,
    to: at(-4.5) / 1000,
    title: 'payments-api 2.15.0 takes payments down',
    notes: `## What we did

- ${clock(-9)} UTC: release of **payments-api 2.15.0**, approved on acceptance the day before
- ${clock(-8.25)} UTC: first call from customers, *payments hang*
- ${clock(-7.5)} UTC: node lxa150h is silent; we first took that for the cause
- ${clock(-6.85)} UTC: rollback to 2.14.0, and all is well within minutes

## To find out

1. Why did the load test on acceptance not show the leak?
2. Why does statement-batch not retry?
`,
  };
}

interface DemoIncident {
  cluster: ClusterName;
  /** Unix seconds. */
  from: number;
  to: number;
  title: string;
  notes: string;
}

/**
 * The instants that the folder lacks of a cluster, in order. At most a day, without the time when nobody took
 * snapshots.
 */
async function instantsDue(
  store: Store,
  name: ClusterName,
  anchor: number,
  until: number,
): Promise<number[]> {
  const taken = (await readManifest(store, name)).snapshots.map(({ time }) => Date.parse(time));
  const after = Math.max(until - DAY, ...taken);
  const step = INTERVALS[name] * MINUTE;
  const unwatched = timeline[name].filter(({ effect }) => effect.type === 'unwatched');
  const instants: number[] = [];
  for (let at = anchor + Math.floor((until - anchor) / step) * step; at > after; at -= step) {
    const hour = (at - anchor) / HOUR;
    if (!unwatched.some(({ from, to = Infinity }) => from <= hour && hour < to)) instants.unshift(at);
  }
  return instants;
}
