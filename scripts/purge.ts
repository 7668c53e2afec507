import path from 'node:path';
import { text as readText } from 'node:stream/consumers';
import { GazetteError } from '../src/errors.ts';
import { publish } from '../src/publish/publish.ts';
import { isPublished } from '../src/publish/state.ts';
import { findKind } from '../src/snapshots/kinds/find-kind.ts';
import { kindNames } from '../src/snapshots/kinds/kinds.ts';
import { purge } from '../src/snapshots/purge.ts';
import type { Unwanted } from '../src/snapshots/scrub.ts';
import { listClusters } from '../src/snapshots/store.ts';
import { formatAddress } from '../src/snapshots/stored.ts';
import {
  EXIT,
  parse,
  readStoreFlags,
  STORE_HELP,
  storeOptions,
  UsageError,
  version,
  type Command,
} from './command.ts';
import { note, print } from './terminal.ts';

const help = `gazette purge: take a text or an object out of every snapshot and page, for good.

Usage: gazette purge --text - < FILE [--cluster NAME] [--dry-run]
       gazette purge --object KIND/NAMESPACE/NAME [--cluster NAME] [--dry-run]

For when something got in that must not be there. The text is replaced by [purged] wherever
it stands; the object is removed. Then the pages of the snapshots that held it are printed
anew. Copies elsewhere (backups, a web server's cache) are yours to clean.

  --text TEXT       the text; - reads it from standard input, which keeps a secret
                    out of the shell's history and the list of processes
  --object OBJECT   KIND/NAMESPACE/NAME, or KIND/NAME for a cluster-scoped object
  --cluster NAME    only in this cluster's snapshots (default: in all)
  --out DIR         folder of the pages (default: site.out in the config, or ./site)
  --dry-run         say where it is, and change nothing
${STORE_HELP}
`;

async function run(args: string[]) {
  const { values } = parse(
    args,
    {
      ...storeOptions,
      text: { type: 'string' },
      object: { type: 'string' },
      cluster: { type: 'string' },
      out: { type: 'string' },
      'dry-run': { type: 'boolean', default: false },
    },
    0,
  );
  if ((values.text === undefined) === (values.object === undefined)) {
    throw new UsageError('give one of --text and --object');
  }
  const unwanted: Unwanted = {
    text: values.text === '-' ? (await readText(process.stdin)).replace(/\n$/, '') : values.text,
    object: values.object === undefined ? undefined : parseObject(values.object),
  };
  const { config, data } = readStoreFlags(values);
  const stored = await listClusters(data);
  if (stored.length === 0) throw new GazetteError(`${data}: there are no snapshots to purge`);
  if (values.cluster !== undefined && !stored.includes(values.cluster)) {
    throw new GazetteError(`${data}: there are no snapshots of a cluster "${values.cluster}"`, {
      hint: `There are: ${stored.join(', ')}.`,
    });
  }
  const dryRun = values['dry-run'];
  let changed = 0;
  let unreadable = 0;
  for (const cluster of values.cluster === undefined ? stored : [values.cluster]) {
    const purged = await purge(data, cluster, unwanted, new Date(), { dryRun });
    changed += purged.snapshots.length;
    unreadable += purged.unreadable.length;
    for (const sentence of purged.unreadable) note(`${cluster}: ${sentence}`);
    for (const snapshot of purged.snapshots) await print(`${formatAddress(snapshot)}\n`);
    const verb = dryRun ? 'hold it' : 'were written anew without it';
    await print(`${cluster}: ${purged.snapshots.length} snapshots ${verb}\n`);
  }
  const out = path.resolve(values.out ?? config.site.out);
  if (changed > 0 && !dryRun && (await isPublished(out))) {
    const { editions } = await publish({
      data,
      out,
      title: config.site.title,
      order: config.clusters.map((cluster) => cluster.name),
      gazette: version,
      now: () => new Date(),
    });
    await print(`${editions.length} editions were printed anew in ${out}\n`);
  }
  return unreadable > 0 ? EXIT.partial : EXIT.ok;
}

function parseObject(text: string): NonNullable<Unwanted['object']> {
  const parts = text.split('/');
  const kind = findKind(parts[0] ?? '');
  if (parts.length < 2 || parts.length > 3 || parts.includes('')) {
    throw new UsageError(`"${text}" is no object: write KIND/NAMESPACE/NAME, or KIND/NAME`);
  }
  if (!kind)
    throw new UsageError(`"${parts[0]}" is no kind that snapshots hold`, {
      hint: `They hold: ${kindNames.join(', ')}.`,
    });
  return { kind, namespace: parts.length === 3 ? parts[1] : undefined, name: parts.at(-1) ?? '' };
}

export const command: Command = {
  summary: 'take a text or an object out of every snapshot and page',
  help,
  run,
};
