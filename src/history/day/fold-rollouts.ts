import type { WorkloadRow } from '../../model/report.ts';
import type { Rollout, VersionStretch } from './workload-day.ts';

interface Passed {
  at: number;
  /** Time of the snapshot that showed the workload before; undefined when none did. */
  after?: number;
  /** What it was then. */
  was?: Pick<VersionStretch, 'version' | 'images'>;
  /** Nothing was changed in what is wanted of it; false where that is not known. */
  isSameSpec: boolean;
  /** Pods replaced since. */
  replaced: number;
}

/** One rollout after another: each begins when version or images change, or when old pods give way to new ones. */
export function foldRollouts(rollouts: readonly Rollout[], row: WorkloadRow, passed: Passed): Rollout[] {
  const { at, after, was, isSameSpec, replaced } = passed;
  if (after === undefined || !was) return rollouts as Rollout[];
  const last = rollouts.at(-1);
  const open = last?.ended === undefined ? last : undefined;
  const done = open ? rollouts.slice(0, -1) : [...rollouts];
  const isOther = was.version !== row.version || was.images.join('\n') !== row.images.join('\n');
  if (isOther) {
    if (open) done.push({ ...open, endedAfter: after, ended: at, superseded: true });
    done.push(goOn({ ...toChange(was, row), after, begun: at, replaced: 0 }, row, passed));
    return done;
  }
  if (open) return [...done, goOn(open, row, passed)];
  const isRestart = row.rollout === 'progressing' && (row.updated ?? Infinity) < (row.current ?? 0);
  if (isRestart || (!isSameSpec && replaced > 0 && wasReplacedWhole(row, replaced))) {
    const same = { ...(row.version !== undefined && { to: row.version }), restart: true as const };
    return [...done, goOn({ ...same, after, begun: at, replaced: 0 }, row, passed)];
  }
  return rollouts as Rollout[];
}

/**
 * Every pod of several was replaced between two snapshots, by a controller that knows rollouts: it was restarted, which
 * changes its template. With the same spec they were drained or evicted.
 */
const wasReplacedWhole = ({ rollout, current = 0 }: WorkloadRow, replaced: number) =>
  rollout !== undefined && current > 1 && replaced >= current;

function goOn(
  rollout: Rollout,
  { rollout: progress }: WorkloadRow,
  { at, after, replaced }: Passed,
): Rollout {
  const isDone = progress === 'complete' || progress === undefined;
  return {
    ...rollout,
    replaced: rollout.replaced + replaced,
    ...(progress === 'stuck' && { stuck: true as const }),
    ...(progress === 'paused' && { paused: true as const }),
    ...(isDone && { endedAfter: after, ended: at }),
  };
}

function toChange(was: Pick<VersionStretch, 'version' | 'images'>, row: WorkloadRow) {
  const images = row.images.flatMap((to, index) => {
    const from = was.images[index];
    return from === undefined || from === to ? [] : [{ from, to }];
  });
  return {
    ...(was.version !== undefined && { from: was.version }),
    ...(row.version !== undefined && { to: row.version }),
    ...(images.length > 0 && { images }),
  };
}
