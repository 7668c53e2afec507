/** The content of a node's page: seven UTC days, up to the last day that knows the node. */
import { beatWord } from '../../history/day/beats.ts';
import type { SnapshotRecord } from '../../history/day/snapshot-record.ts';
import { knownUntilOf } from '../../history/period/cells.ts';
import { isDown } from '../../history/period/heartbeats.ts';
import { buildCoverage, type CoverageHistory } from '../../history/period/coverage.ts';
import { measure, measureRun, type DurationRange } from '../../history/period/duration-range.ts';
import { sliceNode, type NodeHistory } from '../../history/period/object-history.ts';
import { beginWhereKnown, periodOf, type Period } from '../../history/period/period.ts';
import { formatNumber, toSentence } from '../../model/english.ts';
import { howLong } from '../../words/history.ts';
import { toNodeLanes, type ChartLane } from '../charts/figure-lanes.ts';
import { findUnseen, toBarLane, toHatch, toStretch } from '../charts/time-axis.ts';
import type { NodePlan } from '../plan.ts';
import { currentPlan } from '../printing.ts';
import { fileNameOf } from './workload-files.ts';
import { beatHeight, beatMark } from './heartbeats.ts';
import { findFirst, loadIndexedDays } from './indexed-days.ts';
import { findAlias } from './load.ts';
import { formatSince } from './workload.ts';

/** Number of days on the axis. */
const NODE_DAYS = 7;

export interface NodeView extends NodeHistory {
  plan: NodePlan;
  alias?: string;
  period: Period;
  /** In order. */
  snapshots: SnapshotRecord[];
  coverage: CoverageHistory;
  /** Since when it no longer exists. */
  gone?: number;
  /** Its times without heartbeats, closed or not ready, the last first. */
  intervals: { beat: NodeHistory['beats'][number]; lasted: DurationRange }[];
  lanes: ChartLane[];
  lead: string;
}

/** `getStaticPaths` of the pages of nodes. */
export const nodePaths = (): {
  params: { cluster: string; node: string };
  props: { plan: NodePlan };
}[] =>
  currentPlan().nodes.map((plan) => ({
    params: { cluster: plan.cluster, node: fileNameOf(plan.name) },
    props: { plan },
  }));

export async function loadNode(plan: NodePlan): Promise<NodeView> {
  const { cluster, name, lastDay, daysShelf } = plan;
  const whole = periodOf(lastDay, NODE_DAYS);
  const { days, looks } = await loadIndexedDays(daysShelf, whole);
  const period = beginWhereKnown(whole, await findFirst(daysShelf, days));
  const summaries = days.map(({ summary }) => summary);
  const known = knownUntilOf(summaries);
  const history = sliceNode(days, name, period);
  const last = history.beats.at(-1);
  const view = {
    ...history,
    plan,
    alias: await findAlias({ cluster, day: lastDay, times: [] }),
    period,
    snapshots: summaries.flatMap(({ snapshots }) => snapshots),
    coverage: buildCoverage(summaries, period),
    ...(last?.beat === 'gone' && { gone: last.since }),
    intervals: history.beats
      .map((beat, index) => ({
        beat,
        lasted: measureRun(history.beats, { first: index, last: index }, looks),
      }))
      .filter(({ beat: { beat } }) => beat !== 'beating' && beat !== 'gone')
      .toReversed(),
    lanes: toLanes(history, period, known),
  };
  return { ...view, lead: writeLead(view, measure(history.beats, isDown, looks, period)) };
}

function toLanes({ beats, hours, warnings }: NodeHistory, period: Period, known: number): ChartLane[] {
  const last = beats.at(-1);
  const state: ChartLane = {
    name: 'Heartbeat',
    note: last ? (last.goesOn ? beatWord(last.beat) : 'out of sight') : 'not seen',
    height: 28,
    blocks: [
      ...toHatch(period, findUnseen(beats, period, known)),
      ...beats.flatMap(({ from, to, beat }) =>
        beat === 'gone'
          ? []
          : [{ ...toStretch(period, from, to, 0.35), height: beatHeight(beat), mark: beatMark(beat) }],
      ),
    ],
  };
  const bars = toBarLane(warnings, period, 'degraded', () => false);
  return [
    state,
    ...toNodeLanes(hours, period, known),
    {
      name: 'Warnings',
      note: bars.total === 0 ? 'none seen' : formatNumber(bars.total),
      height: 32,
      blocks: bars.blocks,
    },
  ];
}

function writeLead(
  { plan, beats, gone, hours }: Omit<NodeView, 'lead'>,
  down: DurationRange | undefined,
): string {
  const last = beats.at(-1);
  if (!last) return `Node ${plan.name} was not seen in these ${NODE_DAYS} days.`;
  const since = `${last.atLeast ? 'at least since' : 'since'} ${formatSince(last.since, plan)}`;
  const how =
    gone !== undefined
      ? `was deleted ${formatSince(gone, plan)}`
      : last.goesOn
        ? `is ${beatWord(last.beat)} ${since}`
        : `was last seen on ${formatSince(last.to, plan)}, ${beatWord(last.beat)}`;
  const pods = hours.at(-1)?.pods;
  return toSentence([
    `node ${plan.name} ${how}`,
    down
      ? `it was lost or not ready ${howLong(down)} in these ${NODE_DAYS} days`
      : `it was never lost or not ready when it was looked at in these ${NODE_DAYS} days`,
    ...(pods && gone === undefined
      ? [`it runs ${formatNumber(pods[0])} of at most ${formatNumber(pods[1])} pods`]
      : []),
  ]);
}
