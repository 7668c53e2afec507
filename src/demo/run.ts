/** Takes the demo's snapshots: the real collector reads the simulated clusters over HTTP, instant by instant. */
import fs from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { collect } from '../collect/collect.ts';
import type { ClusterConfig } from '../config.ts';
import type { ManifestSnapshot, Settings } from '../snapshots/schema.ts';
import { readManifest } from '../snapshots/store.ts';
import { serveDemo } from './api.ts';
import { DAY, HOUR, MINUTE } from './clock.ts';
import { CLUSTER_NAMES, type ClusterName } from './estate.ts';
import { timeline } from './timeline.ts';

/** Minutes between two snapshots. */
const INTERVALS: Record<ClusterName, number> = { production: 15, acceptance: 30, test: 60, development: 60 };

export interface CollectDemoOptions {
  /** Folder of the demo's snapshots, apart from the user's own. */
  data: string;
  /** Until when; rounded down to a quarter of an hour. */
  end: Date;
  /** Version of Gazette. */
  version: string;
  onSnapshot?: (progress: DemoProgress) => void;
}

export interface DemoProgress {
  cluster: ClusterName;
  stored: ManifestSnapshot;
  /** Snapshots taken so far, and all that this run takes. */
  done: number;
  total: number;
}

/** The collector's settings for a cluster of the demo; `kubeconfig` is the path of a file. */
export function demoCluster(
  name: ClusterName,
  kubeconfig: string,
): { cluster: ClusterConfig; settings: Settings } {
  const silence = { namespace: 'sandbox', reason: 'Experiments may fail' };
  return {
    cluster: { name, context: name, kubeconfig },
    settings: {
      intervalSeconds: INTERVALS[name] * 60,
      eventTtlSeconds: HOUR / 1000,
      dataCentreLabel: 'topology.kubernetes.io/zone',
      viewerContext: `bank-${name}`,
      silences: name === 'development' ? [silence] : [],
    },
  };
}

/** Custom resources that the demo's collector is told to read; only acceptance serves them. */
export const demoCustomResources = (name: ClusterName): string[] =>
  name === 'acceptance' ? ['rollouts.argoproj.io'] : [];

/**
 * Takes what the folder lacks of the 24 hours up to `end`; a folder that is up to date costs a look at its manifests.
 * The timeline stays where the folder's first run pinned it.
 * @returns how many snapshots were taken.
 */
export async function collectDemo({ data, end, version, onSnapshot }: CollectDemoOptions): Promise<number> {
  const until = Math.floor(end.getTime() / (15 * MINUTE)) * 15 * MINUTE;
  const anchor = (await readAnchor(data)) ?? until;
  const due = (await Promise.all(CLUSTER_NAMES.map((name) => dueOf(data, name, anchor, until)))).flat();
  // Production first: its first snapshot tells a later run where the timeline is pinned.
  due.sort((a, b) => a.at - b.at || INTERVALS[a.name] - INTERVALS[b.name]);
  if (due.length === 0) return 0;
  const server = await serveDemo({ anchor: new Date(anchor) });
  const folder = await fs.mkdtemp(path.join(os.tmpdir(), 'gazette-demo-'));
  try {
    const kubeconfig = path.join(folder, 'kubeconfig');
    await fs.writeFile(kubeconfig, server.kubeconfig);
    for (const [index, { name, at }] of due.entries()) {
      server.setTime(new Date(at));
      const customResources = demoCustomResources(name);
      const now = () => new Date(at);
      const { stored } = await collect({
        ...demoCluster(name, kubeconfig),
        customResources,
        data,
        version,
        now,
      });
      onSnapshot?.({ cluster: name, stored, done: index + 1, total: due.length });
    }
  } finally {
    await server.close();
    await fs.rm(folder, { recursive: true });
  }
  return due.length;
}

/** When the folder's first day ends: told by production's oldest snapshot and its number, since older ones may be pruned. */
async function readAnchor(data: string): Promise<number | undefined> {
  const oldest = (await readManifest(data, 'production')).snapshots[0];
  return oldest && Date.parse(oldest.time) + DAY - oldest.number * INTERVALS.production * MINUTE;
}

/** Instants of a cluster's snapshots that the folder lacks: a day's at the most, without those nobody took. */
async function dueOf(data: string, name: ClusterName, anchor: number, until: number) {
  const taken = (await readManifest(data, name)).snapshots.map(({ time }) => Date.parse(time));
  const after = Math.max(until - DAY, ...taken);
  const step = INTERVALS[name] * MINUTE;
  const unwatched = timeline[name].filter(({ effect }) => effect.type === 'unwatched');
  const due: { name: ClusterName; at: number }[] = [];
  for (let at = anchor + Math.floor((until - anchor) / step) * step; at > after; at -= step) {
    const hour = (at - anchor) / HOUR;
    if (!unwatched.some(({ from, to = Infinity }) => from <= hour && hour < to)) due.push({ name, at });
  }
  return due;
}
