import { spellDuration } from '../src/model/english.ts';
import { formatOpenMetrics } from '../src/status/openmetrics.ts';
import { readStatus, type ClusterStatus } from '../src/status/read-status.ts';
import { EXIT, oneOf, parse, readStoreFlags, STORE_HELP, storeOptions, type Command } from './command.ts';
import { note, print, toColumns } from './terminal.ts';

const help = `gazette status: whether each cluster is watched as the config wants.

Usage: gazette status [-o text|json|openmetrics]

  -o, --output FORMAT  text (default), json, or openmetrics for a textfile collector
${STORE_HELP}

Exit status: 0 all is well; 3 the last snapshot of a cluster is incomplete or damaged. 5 means that a cluster
was never collected, or that its next snapshot is overdue.
`;

const flags = {
  ...storeOptions,
  output: { type: 'string', short: 'o', default: 'text', words: ['text', 'json', 'openmetrics'] },
} as const;

async function run(args: string[]) {
  const { values } = parse(args, flags, 0);
  const output = oneOf('--output', values.output, flags.output.words);
  const { config, store } = await readStoreFlags(values);
  const now = new Date();
  const statuses = await readStatus({ store, clusters: config.clusters.map(({ name }) => name), now });
  if (output === 'json') await print(`${JSON.stringify(statuses, null, 2)}\n`);
  else if (output === 'openmetrics') await print(formatOpenMetrics(statuses));
  else if (statuses.length === 0) note(`${store.name}: no snapshots yet; take one with gazette collect`);
  else await print(formatStatuses(statuses, now));
  if (statuses.some(({ overdue }) => overdue)) return EXIT.missed;
  return statuses.every(({ last, imported }) => imported ?? last?.complete) ? EXIT.ok : EXIT.partial;
}

function formatStatuses(statuses: readonly ClusterStatus[], now: Date): string {
  const rows = statuses.map((status) => {
    const { cluster, last, overdue, due } = status;
    const age = last && (now.getTime() - Date.parse(last.time)) / 1000;
    return [
      cluster,
      last?.address ?? 'never collected',
      age === undefined ? '' : `${spellDuration(age)} ago`,
      overdue
        ? 'OVERDUE'
        : status.imported
          ? 'imported'
          : due === undefined
            ? ''
            : `due ${due.slice(11, 16)} UTC`,
      last && last.kinds > 0 ? `${last.kinds - last.unseen.length} of ${last.kinds} kinds` : '',
      ...[noteOf(status)],
    ];
  });
  return toColumns([['CLUSTER', 'LAST SNAPSHOT', 'AGE', 'NEXT', 'SEEN', 'NOTE'], ...rows]);
}

function noteOf({ last, imported, problem, failure }: ClusterStatus): string {
  return [
    last && !imported && last.unseen.length > 0 ? `not all of ${last.unseen.join(', ')}` : undefined,
    problem,
    failure && `${failure.at}: ${failure.message.replaceAll(/\s+/g, ' ')}`,
  ]
    .filter((part) => part !== undefined)
    .join('; ');
}

export const command: Command = { summary: 'whether each cluster is watched', help, flags, run };
