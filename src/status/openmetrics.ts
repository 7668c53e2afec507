/** The status as OpenMetrics text, for a textfile collector or for a scrape of the site. Pure. */
import type { ClusterStatus } from './read-status.ts';

interface Metric {
  name: string;
  help: string;
  unit?: string;
  of: (status: ClusterStatus) => number | undefined;
}

const METRICS: readonly Metric[] = [
  {
    name: 'gazette_last_snapshot_timestamp_seconds',
    help: 'When the last snapshot was taken. Absent for a cluster that was never collected.',
    unit: 'seconds',
    of: ({ last }) => last && Date.parse(last.time) / 1000,
  },
  {
    name: 'gazette_snapshot_interval_seconds',
    help: 'Expected time between two snapshots.',
    unit: 'seconds',
    of: ({ intervalSeconds }) => intervalSeconds,
  },
  {
    name: 'gazette_snapshot_overdue',
    help: '1 if the next snapshot should have been there, or there never was one.',
    of: ({ overdue }) => Number(overdue),
  },
  {
    name: 'gazette_last_snapshot_complete',
    help: '1 if the last snapshot saw every kind that the cluster serves.',
    of: ({ last }) => last && Number(last.complete),
  },
  {
    name: 'gazette_last_snapshot_unseen_kinds',
    help: 'Kinds of which the last snapshot did not see all.',
    of: ({ last }) => last?.unseen.length,
  },
  {
    name: 'gazette_collect_failed',
    help: '1 if the last collect failed, and no snapshot followed.',
    of: ({ failure }) => Number(failure !== undefined),
  },
];

/** Source: the OpenMetrics specification 1.0, "Text Format". Names of clusters need no escape: they are DNS labels. */
export function formatOpenMetrics(statuses: readonly ClusterStatus[]): string {
  const families = METRICS.map(({ name, help, unit, of }) => {
    const samples = statuses.flatMap((status) => {
      const value = of(status);
      return value === undefined ? [] : [`${name}{cluster="${status.cluster}"} ${value}`];
    });
    const about = [
      `# TYPE ${name} gauge`,
      ...(unit ? [`# UNIT ${name} ${unit}`] : []),
      `# HELP ${name} ${help}`,
    ];
    return samples.length > 0 ? [...about, ...samples].join('\n') : undefined;
  });
  return `${[...families.filter((family) => family !== undefined), '# EOF'].join('\n')}\n`;
}
