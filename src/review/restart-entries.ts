/** Entries from a Day's restarts. */
import { formatEnding } from '../model/pods/ending.ts';
import type { Slice } from '../history/day/slice.ts';
import type { Restart } from '../history/day/workload-day.ts';
import { listReboots } from '../history/period/reboots.ts';
import { formatObject, toObjectRef } from '../model/object-ref.ts';
import { formatNumber } from '../model/english.ts';
import { countPodsOf } from '../words/history.ts';
import { at, sumOf, type Entry } from './entry.ts';
import type { Moments } from './moments.ts';
import { formatClockTime } from './times.ts';

/** Restarts, grouped by container, snapshot and reason. */
export function restartEntries(slice: Slice, moments: Moments): Entry[] {
  return [
    ...slice.workloads.flatMap((workload) => ownEntries(workload, moments)),
    ...rebootEntries(slice, moments),
  ];
}

/** Restarts that came with a node are one entry about that node. */
const rebootEntries = (slice: Slice, moments: Moments): Entry[] =>
  listReboots(slice).map(({ node, at: first, until, pods, workloads }) => ({
    ...at(
      moments,
      first,
      {
        kind: 'restart',
        mark: 'degraded',
        word: 'Restarted its pods',
        object: { kind: 'Node', name: node },
        text: `${countPodsOf(
          pods,
          workloads.map(({ workload }) => workload),
        )} at once`,
        details: workloads.map(
          ({ workload, restarts }) =>
            `${formatObject(toObjectRef(workload))}: ${[...new Set(restarts.map(({ pod }) => pod))].join(', ')}`,
        ),
      },
      true,
    ),
    ...(until > first && { until }),
  }));

function ownEntries(workload: Slice['workloads'][number], moments: Moments): Entry[] {
  const own = workload.restarts.filter(({ node }) => node === undefined);
  const groups = Map.groupBy(own, ({ container, reason, exitCode, signal, by }) =>
    JSON.stringify([container, reason, exitCode, signal, by]),
  );
  return [...groups.values()].map((group) => {
    const ordered = group.toSorted((a, b) => a.at - b.at);
    const [first] = ordered as [Restart];
    const n = sumOf(ordered);
    const why = formatEnding(first) || 'reason not seen';
    const last = Math.max(...ordered.map((one) => one.at));
    const isExact = ordered.every(({ finishedAt, n: times }) => finishedAt !== undefined && times === 1);
    // An exactly dated restart is not one of those that only the counter shows.
    const entry = at(
      moments,
      isExact ? first.at : first.by,
      {
        kind: 'restart',
        mark: first.exitCode === 0 ? 'none' : 'degraded',
        word: n === 1 ? 'Restart' : `At least ${formatNumber(n)} restarts`,
        object: toObjectRef(workload),
        text: [`container ${first.container}`, why, ...(n === 1 ? [`pod ${first.pod}`] : [])].join(', '),
        details: n === 1 ? [] : ordered.map(toRestartLine),
      },
      isExact,
    );
    const bounded = isExact
      ? entry
      : { ...entry, at: first.by, after: Math.min(...ordered.map(({ after }) => after)) };
    return isExact && last > first.at ? { ...bounded, until: last } : bounded;
  });
}

const toRestartLine = ({ pod, n, at: moment, finishedAt }: Restart) =>
  `${pod}: ${n === 1 ? 'once' : `${n} times`}${finishedAt === undefined ? '' : `, ${n === 1 ? '' : 'the last '}at ${formatClockTime(moment)}`}`;
