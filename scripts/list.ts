import { formatFileSize } from '../src/model/quantity.ts';
import { formatNumber } from '../src/model/english.ts';
import type { Store } from '../src/snapshots/open-store.ts';
import { checkCluster, listClusters, readManifest } from '../src/snapshots/store.ts';
import { formatAddress, type StoredSnapshot } from '../src/snapshots/fold-manifest.ts';
import { measureSite } from '../src/publish/measure-site.ts';
import { EXIT, findStoreAndSite, oneOf, parse, STORE_HELP, storeOptions, type Command } from './command.ts';
import { about, note, print, toColumns } from './terminal.ts';

const help = `gazette list: the clusters of the store, or the snapshots of one.

Usage: gazette list [CLUSTER] [--out DIR] [-o text|json]

Of each cluster, also what its published pages take: PAGES is their size, FILES their number.

  --out DIR            folder of the pages (default: site.out in the config, or ./site)
  -o, --output FORMAT  text (default) or json
${STORE_HELP}
`;

const flags = {
  ...storeOptions,
  out: { type: 'string' },
  output: { type: 'string', short: 'o', default: 'text', words: ['text', 'json'] },
} as const;

async function run(args: string[]) {
  const { values, positionals } = parse(args, flags, 1);
  const output = oneOf('--output', values.output, flags.output.words);
  const { store, out } = await findStoreAndSite(values);
  const clusters = await listClusters(store);
  const [cluster] = positionals;
  if (cluster !== undefined) checkCluster(store, clusters, cluster);
  await print(
    cluster === undefined
      ? await renderClusters({ store, out }, clusters, output)
      : await renderSnapshots(store, cluster, output),
  );
  return EXIT.ok;
}

async function renderClusters(
  { store, out }: { store: Store; out: string },
  clusters: string[],
  output: 'text' | 'json',
) {
  const rows = await Promise.all(
    clusters.map(async (cluster) => {
      const { snapshots, problems } = await readManifest(store, cluster);
      const bytes = snapshots.reduce((sum, snapshot) => sum + snapshot.bytes, 0);
      return {
        cluster,
        snapshots: snapshots.length,
        bytes,
        first: snapshots[0]?.time,
        last: snapshots.at(-1)?.time,
        site: measureSite(out, cluster),
        problems,
      };
    }),
  );
  if (output === 'json') return `${JSON.stringify(rows, null, 2)}\n`;
  if (rows.length === 0) note(`${store.name}: no snapshots yet; take one with gazette collect`);
  for (const { cluster, problems } of rows) for (const problem of problems) note(about(cluster, problem));
  const cells = rows.map((row) => [
    row.cluster,
    formatNumber(row.snapshots),
    formatFileSize(row.bytes),
    row.site.files > 0 ? formatFileSize(row.site.bytes) : '-',
    row.site.files > 0 ? formatNumber(row.site.files) : '-',
    row.first ?? '',
    row.last ?? '',
  ]);
  const heads = ['CLUSTER', 'SNAPSHOTS', 'SIZE', 'PAGES', 'FILES', 'FIRST', 'LAST'];
  return rows.length > 0 ? toColumns([heads, ...cells], [1, 2, 3, 4]) : '';
}

async function renderSnapshots(store: Store, cluster: string, output: 'text' | 'json') {
  const { snapshots, problems } = await readManifest(store, cluster);
  const rows = snapshots.map(({ previous: _, type: __, ...snapshot }) => ({
    address: formatAddress(snapshot),
    ...snapshot,
  }));
  if (output === 'json') return `${JSON.stringify(rows, null, 2)}\n`;
  for (const problem of problems) note(about(cluster, problem));
  const cells = rows.map((row) => [
    String(row.number),
    row.address,
    row.base ? 'delta' : 'keyframe',
    formatFileSize(row.bytes),
    formatNumber(row.objects),
    [
      row.complete ? '' : 'incomplete',
      ...(row.marks ?? []),
      row.pinned ? `pinned${formatPins(row)}` : '',
      row.missing ? 'MISSING' : '',
    ]
      .filter(Boolean)
      .join(', '),
  ]);
  return toColumns([['NO.', 'ADDRESS', 'FORM', 'SIZE', 'OBJECTS', 'NOTE'], ...cells], [0, 3, 4]);
}

function formatPins({ note, reviews = [] }: Pick<StoredSnapshot, 'note' | 'reviews'>): string {
  const whys = [...(note ? [note.replaceAll(/\s+/g, ' ')] : []), ...reviews.map((id) => `review ${id}`)];
  return whys.length > 0 ? `: ${whys.join('; ')}` : '';
}

export const command: Command = { summary: 'list the clusters, or the snapshots of one', help, flags, run };
