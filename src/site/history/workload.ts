/** The content of a workload's page: seven UTC days, up to the last day that knows the workload. */
import { availabilityOf, sumReplicas } from '../../history/day/availability.ts';
import type { Cut } from '../../history/day/cut.ts';
import type { SnapshotRecord } from '../../history/day/snapshot-record.ts';
import type { WorkloadSlice } from '../../history/day/slice.ts';
import { fromUnix } from '../../history/day/unix.ts';
import { rolloutSeconds, type Deployment } from '../../history/period/analytics.ts';
import { knownUntilOf, toCells } from '../../history/period/cells.ts';
import { buildCoverage, type CoverageHistory } from '../../history/period/coverage.ts';
import type { LedgerRow } from '../../history/period/event-ledger.ts';
import { beginWhereKnown, periodOf, type Period } from '../../history/period/period.ts';
import { findSpells, type Spell } from '../../history/period/recoveries.ts';
import { sliceWorkload, type FindingSlice } from '../../history/period/object-history.ts';
import { formatObject } from '../../model/object-ref.ts';
import { STATES } from '../../model/state.ts';
import { formatNumber, toSentence } from '../../model/english.ts';
import { formatPercent } from '../../model/quantity.ts';
import { formatBegin, STATE_WORDS } from '../../words/format.ts';
import type { WorkloadPlan } from '../plan.ts';
import { currentPlan } from '../printing.ts';
import { findAlias } from './load.ts';
import { nameVersion } from '../charts/time-axis.ts';
import { findFirst, loadIndexedDays } from './indexed-days.ts';
import { workloadAddress, type WorkloadAddress } from './workload-files.ts';
import { atLeast } from '../../words/history.ts';

/** Number of days on the axis. */
export const WORKLOAD_DAYS = 7;

export interface WorkloadView {
  plan: WorkloadPlan;
  alias?: string;
  period: Period;
  /** In order. */
  snapshots: SnapshotRecord[];
  /** The end of what is known. */
  known: number;
  /** Since when it no longer exists. */
  gone?: number;
  slice: WorkloadSlice;
  restarts: number;
  rollouts: (WorkloadSlice['rollouts'][number] & Pick<Deployment, 'seconds'>)[];
  spells: Spell[];
  findings: FindingSlice[];
  events: LedgerRow[];
  /** Warnings at their times. */
  warnings: { at: number; n: number }[];
  coverage: CoverageHistory;
  /** Buckets in which the workload, and the cluster, were not seen. */
  unseen: { workload: boolean[]; cluster: boolean[] };
  /** Ready replica time over desired replica time, while both were seen. */
  availability?: number;
  lead: string;
}

/** `getStaticPaths` of the pages of workloads. */
export const workloadPaths = (): {
  params: { cluster: string } & WorkloadAddress & Record<string, string>;
  props: { plan: WorkloadPlan };
}[] =>
  currentPlan().workloads.map((plan) => ({
    params: { cluster: plan.cluster, ...workloadAddress(plan) },
    props: { plan },
  }));

export async function loadWorkload(plan: WorkloadPlan): Promise<WorkloadView> {
  const { cluster, lastDay, daysShelf } = plan;
  const whole = periodOf(lastDay, WORKLOAD_DAYS);
  const { days, looks } = await loadIndexedDays(daysShelf, whole);
  const period = beginWhereKnown(whole, await findFirst(daysShelf, days));
  const known = knownUntilOf(days.map(({ day }) => day));
  const { slice, findings, events, warnings, clusterStates } = sliceWorkload(days, plan, period);
  const unseenOf = (states: WorkloadSlice['states']) =>
    toCells(states, period, { valueOf: ({ state }) => state, order: STATES, known }).map(
      ({ value }) => value === 'unseen',
    );
  // A gap separates the stretches in which it was gone. If it is never seen again, it is gone since the first of them.
  const gone = slice.states.slice(slice.states.findLastIndex(({ state }) => state !== 'gone') + 1)[0];
  const view = {
    plan,
    alias: await findAlias({ cluster, day: lastDay, times: [] }),
    period,
    known,
    ...(gone && { gone: gone.since }),
    slice,
    restarts: sumOf(slice.restarts),
    rollouts: slice.rollouts.map((rollout) => {
      const seconds = rolloutSeconds(rollout);
      return { ...rollout, ...(seconds && { seconds }) };
    }),
    spells: findSpells(slice.states, looks),
    findings,
    events,
    warnings,
    coverage: buildCoverage(
      days.map(({ summary }) => summary),
      period,
    ),
    snapshots: days.flatMap(({ summary }) => summary.snapshots),
    unseen: { workload: unseenOf(slice.states), cluster: unseenOf(clusterStates) },
    availability: availabilityOf(sumReplicas(slice.replicas)),
  };
  return { ...view, lead: writeLead(view) };
}

const sumOf = (entries: readonly { n: number }[]) => entries.reduce((sum, { n }) => sum + n, 0);

/** `22 Nov 07:15`; in another year than the newest snapshot, its date. */
export const formatSince = (at: number, { asOf }: Pick<WorkloadPlan, 'asOf'>) =>
  formatBegin(fromUnix(at), asOf.instant);

const sinceOf = ({ since, atLeast }: Cut<{ from: number; atLeast?: true }>, plan: WorkloadPlan) =>
  `${atLeast ? 'at least since' : 'since'} ${formatSince(since, plan)}`;

function writeLead(view: Omit<WorkloadView, 'lead'>): string {
  const { slice, restarts, availability, plan, gone } = view;
  const { kind, name } = slice;
  // The page's title has the namespace.
  const who = formatObject({ kind, name });
  const state = slice.states.at(-1);
  const version = slice.versions.findLast(({ version, images }) => version ?? images[0]);
  const clauses: string[] = [];
  if (!state) clauses.push(`${who} was not seen in these 7 days`);
  else if (gone !== undefined) {
    const ran = version ? `; it ran ${nameVersion(version)}` : '';
    clauses.push(`${who} is gone since ${formatSince(gone, plan)}${ran}`);
  } else if (!state.goesOn) {
    clauses.push(
      `${who} was last seen on ${formatSince(state.to, plan)}, ${STATE_WORDS[state.state as 'healthy'].toLowerCase()}`,
    );
  } else {
    const how = `is ${state.state === 'gone' ? 'gone' : STATE_WORDS[state.state].toLowerCase()} ${sinceOf(state, plan)}`;
    const runs = version && `runs ${nameVersion(version)} ${sinceOf(version, plan)}`;
    if (state.state === 'healthy' && runs) clauses.push(`${who} ${runs}`);
    else clauses.push(`${who} ${how}`, ...(runs ? [`it ${runs}`] : []));
  }
  clauses.push(describeRestarts(slice, restarts));
  if (availability !== undefined)
    clauses.push(`available ${formatPercent(availability, 2)} of the time that was seen`);
  return toSentence(clauses);
}

function describeRestarts({ restarts }: WorkloadSlice, total: number): string {
  if (total === 0) return 'no restart was seen in these 7 days';
  const reasons = new Map<string, number>();
  for (const { reason, n } of restarts) if (reason) reasons.set(reason, (reasons.get(reason) ?? 0) + n);
  const [most] = [...reasons].sort(([a, n], [b, m]) => m - n || (a < b ? -1 : 1));
  const why = most ? `, ${most[1] === total ? '' : `${formatNumber(most[1])} of them `}${most[0]}` : '';
  return `${atLeast(total, 'restart')} in these 7 days${why}`;
}
