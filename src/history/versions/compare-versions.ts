/** Compares services: which version runs in which cluster, and what differs. */
import { compareText } from '../../model/state.ts';
import { unmarkClusters } from '../cluster-names.ts';
import type { KnownVersion, Trail } from '../trail/trail-record.ts';
import { relate, type Relation } from './version-order.ts';

/** What is known of a cluster's versions. */
export interface ClusterVersions {
  cluster: string;
  /** Absent when nothing is known of them. */
  trail?: Pick<Trail, 'versions' | 'unseen'>;
}

/** Workloads of one service in one cluster that run the same version. */
export interface VersionRun {
  version?: string;
  /** Tag or digest of the image, if its text differs. */
  tag?: string;
  /** How it compares with the last cluster on the path; absent there, and for an idle service. */
  relation?: Relation;
  /** Nothing of it runs. */
  idle: boolean;
  /** It was seen before, but not this time. */
  unseen: boolean;
  /** The last of the workloads began with this. */
  since: Pick<KnownVersion, 'since' | 'atLeast'>;
  entries: KnownVersion[];
}

export interface VersionCell {
  /** `none`: it does not run there. `unseen`: nobody could look. */
  state: 'runs' | 'none' | 'unseen';
  runs: VersionRun[];
  /** It runs in several versions at once, in one data centre or in two. */
  split: boolean;
}

/**
 * Verdicts on a service.
 * - `out-of-step`: behind the last cluster, split, or different without an order.
 * - `under-way`: the earlier clusters are ahead, as during a release.
 * - `unknown`: not comparable.
 * - `alone`: only one cluster has it.
 */
export const STANDINGS = ['out-of-step', 'under-way', 'unknown', 'alone', 'same'] as const;
export type Standing = (typeof STANDINGS)[number];

export interface ServiceLine {
  service: string;
  /** What distinguishes it from others of the same name, if necessary: an installation, a part. */
  apart: string[];
  namespaces: string[];
  standing: Standing;
  /** In the order of the clusters. */
  cells: VersionCell[];
}

/** An entry with its place among the clusters. */
interface ColumnEntry {
  index: number;
  entry: KnownVersion;
}

/**
 * One line per service; services that need attention come first, then by name. Equal names mean one service, unless one
 * cluster has several: then namespace, installation and part distinguish them.
 * @param clusters in the order of a release: the last is the reference
 */
export function compareClusters(clusters: readonly ClusterVersions[]): ServiceLine[] {
  const placed = clusters.flatMap(({ trail }, index) =>
    (trail?.versions ?? []).map((entry): ColumnEntry => ({ index, entry })),
  );
  const lines: ServiceLine[] = [];
  const nameOf = nameServices(placed, clusters);
  for (const [service, all] of Map.groupBy(placed, nameOf)) {
    for (const [, own] of split(all, ({ workload }) => workload.namespace ?? '')) {
      for (const [instance, installed] of split(own, (entry) => entry.instance ?? '')) {
        for (const [part, members] of split(installed, partOf, ({ dataCentre = '' }) => dataCentre)) {
          const apart = [...new Set([instance, part])].filter((name) => name && name !== service);
          lines.push(toLine(service, apart, members, clusters));
        }
      }
    }
  }
  const rank = ({ standing }: ServiceLine) => STANDINGS.indexOf(standing);
  return lines.sort(
    (a, b) =>
      rank(a) - rank(b) ||
      compareText(a.service, b.service) ||
      compareText(a.namespaces.join(), b.namespaces.join()) ||
      compareText(a.apart.join(), b.apart.join()),
  );
}

/** A service that is named after its cluster has the name without it, if several clusters have it so. */
function nameServices(
  placed: readonly ColumnEntry[],
  clusters: readonly ClusterVersions[],
): (one: ColumnEntry) => string {
  const unmark = unmarkClusters(clusters.map(({ cluster }) => cluster));
  const homesOf = (keyOf: (one: ColumnEntry) => string) =>
    new Map(
      [...Map.groupBy(placed, keyOf)].map(([key, own]) => [key, new Set(own.map(({ index }) => index)).size]),
    );
  const unmarked = ({ entry, index }: ColumnEntry) => unmark(entry.service, index);
  const [exact, loose] = [homesOf(({ entry }) => entry.service), homesOf(unmarked)];
  return (one) => {
    const { service } = one.entry;
    return exact.get(service)! < 2 && loose.get(unmarked(one))! > 1 ? unmarked(one) : service;
  };
}

/** Endings of names under which two versions of one thing run side by side. */
const SLOT = /-(blue|green|canary|stable|primary|active|preview)$/;

const partOf = ({ part }: KnownVersion) => part.replace(SLOT, '');

/**
 * Splits by a key if a cluster has several entries at one place. Otherwise, all entries stay together without a key.
 */
function split(
  all: readonly ColumnEntry[],
  keyOf: (entry: KnownVersion) => string,
  placeOf: (entry: KnownVersion) => string = () => '',
): [key: string | undefined, members: readonly ColumnEntry[]][] {
  const seen = new Map<string, string>();
  for (const { index, entry } of all) {
    const place = `${index} ${placeOf(entry)}`;
    const key = keyOf(entry);
    if ((seen.get(place) ?? key) !== key) return [...Map.groupBy(all, (one) => keyOf(one.entry))];
    seen.set(place, key);
  }
  return [[undefined, all]];
}

function toLine(
  service: string,
  apart: (string | undefined)[],
  members: readonly ColumnEntry[],
  clusters: readonly ClusterVersions[],
): ServiceLine {
  const namespaces = [...new Set(members.map(({ entry }) => entry.workload.namespace ?? ''))].sort(
    compareText,
  );
  const kinds = [...new Set(members.map(({ entry }) => entry.workload.kind))];
  const cells = clusters.map(({ trail }, index): VersionCell => {
    const own = members.filter((member) => member.index === index).map(({ entry }) => entry);
    const runs = toRuns(own);
    const active = new Set(
      runs.filter(({ idle }) => !idle).map(({ version, tag }) => JSON.stringify([version, tag])),
    );
    if (runs.length > 0) return { state: 'runs', runs, split: active.size > 1 };
    return { state: trail && couldSee(trail, kinds, namespaces) ? 'none' : 'unseen', runs, split: false };
  });
  measure(cells);
  return {
    service,
    apart: apart.filter((name) => name !== undefined),
    namespaces,
    standing: judgeStanding(cells),
    cells,
  };
}

function toRuns(entries: readonly KnownVersion[]): VersionRun[] {
  const groups = Map.groupBy(entries, ({ version, tag, idle, lastSeen }) =>
    JSON.stringify([version, tag, idle ?? false, lastSeen !== undefined]),
  );
  const runs = [...groups.values()].map((own): VersionRun => {
    const latest = own.reduce((a, b) => (b.since.number > a.since.number ? b : a));
    const { version, tag, idle = false, lastSeen, since, atLeast } = latest;
    return {
      version,
      ...(tag !== undefined && { tag }),
      idle,
      unseen: lastSeen !== undefined,
      since: { since, ...(atLeast && { atLeast }) },
      entries: own,
    };
  });
  return runs.sort((a, b) => Number(a.idle) - Number(b.idle));
}

function couldSee(
  { unseen }: Pick<Trail, 'unseen'>,
  kinds: readonly string[],
  namespaces: readonly string[],
) {
  const missing = unseen.filter(({ kind }) => kinds.includes(kind));
  return missing.every((entry) => namespaces.every((name) => entry.namespaces?.includes(name)));
}

/** Compares each run with the version in the last cluster that has the service. */
function measure(cells: readonly VersionCell[]): void {
  const active = cells.map(({ runs }) => runs.filter(({ idle }) => !idle));
  const last = active.findLastIndex((runs) => runs.length > 0);
  const measures = active[last] ?? [];
  for (const run of active.slice(0, Math.max(0, last)).flat()) {
    const relations = new Set(measures.map((other) => relateRuns(run, other)));
    const [only] = relations;
    run.relation = relations.has('same') ? 'same' : relations.size === 1 ? only : 'different';
  }
}

/** Two different tags or digests are never the same, even if a label gives both one name. */
function relateRuns(run: VersionRun, other: VersionRun): Relation {
  const relation = relate(run.version, other.version);
  const isOther = run.tag !== undefined && other.tag !== undefined && run.tag !== other.tag;
  return relation === 'same' && isOther ? 'different' : relation;
}

function judgeStanding(cells: readonly VersionCell[]): Standing {
  const relations = new Set(cells.flatMap(({ runs }) => runs.map(({ relation }) => relation)));
  if (cells.some(({ split: isSplit }) => isSplit) || relations.has('behind') || relations.has('different')) {
    return 'out-of-step';
  }
  if (relations.has('ahead')) return 'under-way';
  if (relations.has('unknown')) return 'unknown';
  const places = cells.filter(({ state }) => state === 'runs').length;
  return places === 1 && cells.length > 1 ? 'alone' : 'same';
}
