/**
 * The law: `day' = fold(day, previous, next)`, where `previous` is the balance in the Day. Snapshots can be folded one
 * by one, with the Day in a file in between, or all at once. The result is the same.
 */
import { findingKey } from '../../model/findings/finding-key.ts';
import type { Report } from '../../model/report.ts';
import { indexSeen, type Seen } from '../../model/seen.ts';
import { isLying, type Mark } from '../../snapshots/schema.ts';
import { FOLD_VERSION, knownUntil, type Day } from './day.ts';
import { figuresOf, foldNodeHours } from './figures.ts';
import { foldEvents } from './fold-events.ts';
import { foldFindings } from './fold-findings.ts';
import { foldNodes } from './fold-nodes.ts';
import { foldObjects } from './fold-objects.ts';
import { foldPods, type PodChanges } from './fold-restarts.ts';
import { foldWorkloads } from './fold-workloads.ts';
import { checkedBy, listExplained, lookedAt } from '../checked-rules.ts';
import { seenBy } from '../kinds-seen.ts';
import type { SnapshotRecord } from './snapshot-record.ts';
import { sample, type Step } from './track.ts';
import { startOfDay } from './unix.ts';

/** The next snapshot of a Day. */
export interface Arrival {
  number: number;
  /** Its place in the Day; see `place.ts`. */
  at: number;
  /** Its own time, if that is not trusted. */
  says?: number;
  digest: string;
  marks?: Mark[];
  /** Its report; absent when there is nothing to fold. */
  report?: Report;
  /** Why there is no report. */
  damaged?: string;
  gone?: SnapshotRecord['gone'];
  leftOut?: true;
}

const NOTHING_SEEN: Seen = () => false;

/** The Day with one more snapshot. */
export function fold(day: Day, arrival: Arrival): Day {
  const { report } = arrival;
  const record = toRecord(arrival);
  if (!report) return { ...day, fold: FOLD_VERSION, snapshots: [...day.snapshots, record] };
  const { balance } = day;
  const at = Math.max(arrival.at, balance?.at ?? arrival.at);
  const step: Step = {
    at,
    ...(balance && { before: balance.at }),
    until: balance ? Math.min(at, knownUntil(balance)) : at,
    start: startOfDay(day.day),
  };
  const sights = { seen: indexSeen(report.meta), sawBefore: balance ? seenBy(balance.unseen) : NOTHING_SEEN };
  const moments = { ...sights, at, start: step.start, ...(balance && { before: balance.at }) };
  const { pods, changes } = foldPods(balance?.pods ?? [], report.pods, moments);
  const { workloads, balance: workloadBalance } = foldWorkloads(day.workloads, report, changes, step, {
    ...sights,
    known: balance?.workloads ?? [],
  });
  const { ledger, known } = foldEvents(day, balance, report, { ...sights, at });
  const { comings, objects } = foldObjects(
    { comings: day.comings ?? [], ...(day.moreComings !== undefined && { moreComings: day.moreComings }) },
    balance?.objects,
    ...([report, step, sights] as const),
  );
  const looked = lookedAt(report);
  const explained = new Set(listExplained(report).map(({ rule, object }) => findingKey(rule, object)));
  const figures = figuresOf(report, {
    ...(balance && report.seen.pods && sights.sawBefore('Pod') && { restarts: sumRestarts(changes) }),
    ...(balance && report.seen.events && { warnings: sumWarnings(ledger) - sumWarnings(day) }),
  });
  const interval = report.meta.settings.intervalSeconds;
  const { state, why } = report;
  return {
    ...day,
    fold: FOLD_VERSION,
    snapshots: [...day.snapshots, { ...record, figures }],
    known: knownUntil({ at, interval }),
    states: sample(day.states, { state, ...(why !== undefined && { why }) }, step, {
      isSame: (last) => last.state === state,
    }),
    nodes: foldNodes(day.nodes, isBelieved(arrival) ? report : withoutBeats(report), step, sights),
    nodeHours: foldNodeHours(day.nodeHours, report, { at, seen: sights.seen }),
    workloads,
    ...comings,
    ...foldFindings(day, report, step, {
      checked: checkedBy(looked),
      checkedBefore: balance ? checkedBy(balance) : () => false,
      explained,
      explainedBefore: new Set(balance?.explained),
    }),
    ...ledger,
    balance: {
      ...{ at, interval, ...looked, workloads: workloadBalance, objects, pods, ...known },
      ...(explained.size > 0 && { explained: [...explained] }),
    },
  };
}

const sumRestarts = (changes: ReadonlyMap<string, PodChanges>) =>
  changes
    .values()
    .flatMap(({ restarts }) => restarts)
    .reduce((sum, { n }) => sum + n, 0);

const sumWarnings = ({ events }: Pick<Day, 'events'>) =>
  events
    .filter(({ type }) => type !== 'Normal')
    .flatMap(({ seen }) => seen)
    .reduce((sum, { n }) => sum + n, 0);

/** One that is marked is judged by the collector's clock. */
const isBelieved = ({ says, marks }: Arrival) => says === undefined || isLying({ marks });

/** With a clock that is not trusted, the age of a heartbeat is unknown. */
const withoutBeats = ({ nodes }: Report): Pick<Report, 'nodes'> => ({
  nodes: nodes.map((row) => ({ ...row, heartbeat: { source: 'none' } })),
});

function toRecord({ report, ...arrival }: Arrival): SnapshotRecord {
  const { number, at, says, digest, marks, damaged, gone, leftOut } = arrival;
  const unseen = report?.unseen.map(({ kind, state, error }) => ({
    kind,
    state,
    ...(error !== undefined && { error }),
  }));
  return {
    number,
    at,
    ...(says !== undefined && { says }),
    digest,
    ...(report && { interval: report.meta.settings.intervalSeconds }),
    ...(marks && marks.length > 0 && { marks }),
    ...(unseen && unseen.length > 0 && { unseen }),
    ...(damaged !== undefined && { damaged }),
    ...(gone !== undefined && { gone }),
    ...(leftOut && { leftOut }),
  };
}
