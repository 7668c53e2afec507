/** What a shared copy does with each column, found by redacting clusters and building the same tables of both. */
import { compileTrim } from '../src/collect/trim.ts';
import type { ClusterName } from '../src/demo/plan/estate.ts';
import { planFor } from '../src/demo/plan/plan.ts';
import { listAt, resourcesOf } from '../src/demo/resources.ts';
import { HISTORY_TABLES } from '../src/history/tables/registry.ts';
import { coverageRows } from '../src/history/tables/coverage.ts';
import { heartbeatRows } from '../src/history/tables/heartbeats.ts';
import { listRestartHours } from '../src/history/tables/restarts.ts';
import { statusRows } from '../src/history/tables/status.ts';
import { summariseDay } from '../src/history/day/summary.ts';
import { carry, type Day } from '../src/history/day/day.ts';
import { fold } from '../src/history/day/fold.ts';
import { dayOfUnix, toUnix } from '../src/history/day/unix.ts';
import { buildAnalytics } from '../src/history/period/analytics.ts';
import { buildCoverage } from '../src/history/period/coverage.ts';
import { looksOf } from '../src/history/period/duration-range.ts';
import { buildEventLedger } from '../src/history/period/event-ledger.ts';
import { buildHeartbeats } from '../src/history/period/heartbeats.ts';
import { periodOf } from '../src/history/period/period.ts';
import { buildStatusBars } from '../src/history/period/status.ts';
import { buildReport } from '../src/model/build/build-report.ts';
import type { Cell, Columns, ColumnType } from '../src/model/tables/column.ts';
import { TABLES } from '../src/model/tables/registry.ts';
import type { Table } from '../src/model/tables/table.ts';
import { REVIEW_TABLE } from '../src/review/csv.ts';
import { toProfile, type Profile } from '../src/share/profile.ts';
import { openRedactor } from '../src/share/redact.ts';
import { MARKS } from '../src/share/redact-texts.ts';
import { kindNames, type KindName, type ObjectOf } from '../src/snapshots/kinds/kinds.ts';
import type { Snapshot } from '../src/snapshots/schema.ts';
import { put } from './days-of.ts';
import { ownedCluster, ownedSnapshot } from './owned-cluster.ts';
import { probed } from './probed.ts';
import { reviewOf } from './review-of.ts';
import { sharedClusters, toSnapshot } from './shared-clusters.ts';
import { object, runningPod, snapshotOf } from './snapshot-of.ts';

/** Columns of these types can hold a name or a text of the owner. */
export const TEXTUAL: readonly ColumnType[] = ['text', 'name', 'list', 'map'];

/** What a copy shows of a column. `removed`: a mark stands in the place of some texts. */
export type InCopy = 'as it is' | 'pseudonyms' | 'removed';

/** By the title of a table and the name of a column. Columns that were empty everywhere are left out. */
export function whatCopiesShow(
  profile: Profile = toProfile('public', 'hide'),
): Map<string, Map<string, InCopy>> {
  const shown = new Map<string, Map<string, InCopy>>();
  for (const snapshots of clusters()) {
    const redactor = openRedactor(profile, snapshots);
    const before = cellsOf(snapshots);
    const after = cellsOf(snapshots.map((snapshot) => redactor.redactSnapshot(snapshot)));
    for (const [title, columns] of before) {
      const own = shown.get(title) ?? new Map<string, InCopy>();
      shown.set(title, own);
      for (const [name, cells] of columns) {
        const found = compare(cells, after.get(title)?.get(name) ?? cells);
        if (ORDER.indexOf(found) >= ORDER.indexOf(own.get(name) ?? 'as it is')) own.set(name, found);
      }
    }
  }
  return shown;
}

/** What hides more wins. */
const ORDER: readonly InCopy[] = ['as it is', 'pseudonyms', 'removed'];

function compare(before: ReadonlySet<string>, after: ReadonlySet<string>): InCopy {
  const fresh = [...after].filter((text) => !before.has(text));
  if (fresh.some((text) => Object.values(MARKS).some((mark) => text.includes(mark)))) return 'removed';
  return fresh.length > 0 ? 'pseudonyms' : 'as it is';
}

/** Clusters with names of their owner in every kept field, those of the demo, and what none of them has. */
function* clusters(): Generator<Snapshot[]> {
  for (const cluster of Object.values(sharedClusters)) yield [toSnapshot(cluster)];
  for (let seed = 0; seed < 5; seed += 1) yield [ownedSnapshot(ownedCluster(seed))];
  for (const [name, minutes] of INSTANTS)
    yield minutes.map((one, index) => demoSnapshot(name, ANCHOR + one * 60_000, index + 1));
  yield [oddSnapshot()];
  yield [snapshotOf({ ...probed, Pod: [runningPod('web-1')] })];
}

const ANCHOR = Date.parse('2026-11-22T09:15:00Z');
/** Minutes from the anchor. */
const INSTANTS: readonly (readonly [ClusterName, readonly number[]])[] = [
  ['production', [-60, -15, 0]],
  ['acceptance', [0]],
  ['development', [0]],
];
const DATA_CENTRE = 'topology.kubernetes.io/zone';

/**
 * What is rare. A data centre has a label of the owner. Two budgets protect the same pods, and a schedule never comes. A
 * volume failed, and nobody counts a quota.
 */
function oddSnapshot(): Snapshot {
  const [owner, labels] = [object('Deployment', 'web'), { app: 'web' }];
  const selector = { matchLabels: labels };
  const budget = (name: string) =>
    object('PodDisruptionBudget', name, { spec: { minAvailable: 1, selector } });
  return snapshotOf({
    Deployment: [{ ...owner, spec: { replicas: 1, selector, template: { metadata: { labels } } } }],
    Pod: [runningPod('web-1', owner, { metadata: { labels } })],
    Node: [object('Node', 'lxa150h', { metadata: { labels: { dc: 'zq-cellar' } } })],
    PodDisruptionBudget: [budget('one'), budget('two')],
    CronJob: [object('CronJob', 'never', { spec: { schedule: '0 0 31 2 *' } })],
    PersistentVolume: [
      object('PersistentVolume', 'lost', { status: { phase: 'Failed', reason: 'DeleteFailed' } }),
    ],
    ResourceQuota: [object('ResourceQuota', 'idle', { spec: { hard: { pods: '1' } } })],
  });
}

function demoSnapshot(cluster: ClusterName, at: number, number: number): Snapshot {
  const moment = { plan: planFor(cluster, ANCHOR, ANCHOR), at };
  const objects: Partial<Record<KindName, unknown[]>> = {};
  for (const resource of resourcesOf(cluster)) {
    const kind = kindNames.find((name) => name === resource.kind);
    if (!kind) continue;
    const trim = compileTrim(kind, () => {});
    objects[kind] = listAt(resource, moment).flatMap((item) => trim(item, resource.groupVersion) ?? []);
  }
  return snapshotOf(objects as { [Name in KindName]?: ObjectOf<Name>[] }, {
    ...{ cluster, number, time: new Date(at).toISOString() },
    settings: {
      ...{ intervalSeconds: 900, eventTtlSeconds: 3600, dataCentreLabel: DATA_CENTRE },
      silences: [{ rule: 'single-replica', reason: `as Jim says, mail jim@${cluster}.example` }],
    },
    // Events were read in some namespaces only.
    ...(number === 2 && { coverage: { Event: { state: 'partial' } } }),
  });
}

/** The texts of each column. */
function cellsOf(snapshots: readonly Snapshot[]): Map<string, Map<string, Set<string>>> {
  const cells = new Map<string, Map<string, Set<string>>>();
  const add = (title: string, columns: Columns<never>, rows: readonly unknown[]) => {
    const own = cells.get(title) ?? new Map<string, Set<string>>();
    cells.set(title, own);
    for (const [name, { type, cell }] of Object.entries(columns)) {
      if (!TEXTUAL.includes(type)) continue;
      const texts = rows.flatMap((row) => toTexts(cell(row as never)));
      if (texts.length > 0) own.set(name, new Set([...(own.get(name) ?? []), ...texts]));
    }
  };
  for (const snapshot of snapshots) {
    const report = buildReport(snapshot);
    for (const [name, table] of Object.entries<Table>(TABLES))
      add(`\`${name}\``, table.columns, table.items(report));
  }
  if (snapshots.length > 1) add(REVIEW_TABLE.title, REVIEW_TABLE.columns, timelineOf(snapshots));
  const history = historyRows(snapshots);
  for (const [page, { day, longer }] of Object.entries(HISTORY_TABLES)) {
    const rows = history[page as keyof typeof history];
    add(`\`${page}\` of a history`, day.columns, rows.day);
    if (longer !== (day as unknown)) add(`\`${page}\` of a history`, longer.columns, rows.longer);
  }
  return cells;
}

const toTexts = (cell: Cell): string[] => {
  if (typeof cell === 'string') return cell === '' ? [] : [cell];
  if (typeof cell !== 'object') return [];
  return 'entries' in cell && cell instanceof Map
    ? [...cell].map(([key, value]) => `${key}=${value}`)
    : [...(cell as readonly string[])];
};

/** The timeline of a review of these snapshots. */
function timelineOf(snapshots: readonly Snapshot[]) {
  const puts = snapshots.map(({ meta: { coverage: _, ...meta }, objects }) => put(meta.time, objects, meta));
  const { review } = reviewOf(puts, snapshots[0]!.meta.time, '2026-11-23T00:00:00Z');
  return review.timeline.map((entry) => ({ ...entry, id: review.id }));
}

/** The rows of the tables of histories, of the day of these snapshots. */
function historyRows(snapshots: readonly Snapshot[]) {
  const days: Day[] = [];
  for (const [index, snapshot] of snapshots.entries()) {
    const at = toUnix(snapshot.meta.time)!;
    if (days.at(-1)?.day !== dayOfUnix(at))
      days.push(carry(days.at(-1), snapshot.meta.cluster, dayOfUnix(at)));
    const next = { number: index + 1, at, digest: `digest-${index + 1}`, report: buildReport(snapshot) };
    days.push(fold(days.pop()!, next));
  }
  const end = toUnix(snapshots.at(-1)!.meta.time)!;
  const odd = { digest: '', damaged: 'it is cut short', marks: ['future' as const] };
  days.push(fold(days.pop()!, { number: 98, at: end + 900, ...odd }));
  days.push(fold(days.pop()!, { number: 99, at: end + 1800, digest: '', gone: 'retention' }));
  const period = periodOf(days.at(-1)!.day, 1);
  const summaries = days.map(summariseDay);
  const looks = looksOf(undefined, summaries);
  const analytics = buildAnalytics(summaries, period, looks);
  const coverage = coverageRows(
    { days: summaries, coverage: buildCoverage(summaries, period), period },
    true,
  );
  const nodes = buildHeartbeats(summaries, period, looks);
  const compared = analytics.workloads.map((now) => ({ now, then: now }));
  const restarts = days.flatMap(({ workloads }) =>
    workloads.flatMap(({ kind, namespace, name, restarts: own }) =>
      own.map((restart) => ({ kind, namespace, name, ...restart })),
    ),
  );
  const status = statusRows(buildStatusBars(summaries, period, looks), true);
  const beats = heartbeatRows(nodes, true);
  return {
    status: { day: status, longer: status },
    restarts: { day: restarts, longer: listRestartHours(summaries, period) },
    heartbeats: { day: beats, longer: beats },
    events: { day: buildEventLedger(days, period).rows, longer: analytics.noisy },
    analytics: { day: compared, longer: compared },
    coverage: { day: coverage, longer: coverage },
  };
}
