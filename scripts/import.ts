import path from 'node:path';
import { explainName, settingsFor } from '../src/config.ts';
import { openDigestKey } from '../src/collect/digest-key.ts';
import { importDump, readDump, type ImportOptions, type ReadDump } from '../src/import/import-dump.ts';
import { formatCount, formatNumber } from '../src/model/english.ts';
import { parseTime } from '../src/review/zone.ts';
import { formatAddress } from '../src/snapshots/fold-manifest.ts';
import { nameImport } from '../src/words/import-words.ts';
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
import { note, print, toColumns } from './terminal.ts';

const help = `gazette import: make a snapshot from a dump that somebody else made.

Usage: gazette import FILE|DIR|- --cluster NAME [--at TIME] [--all-namespaces] [--dry-run]

Reads an OpenShift must-gather or oc adm inspect, a Troubleshoot support bundle, and a Rancher
bundle. Also kubectl cluster-info dump, and lists of kubectl get -o json or yaml. A dump is a
folder, a file, standard input (-), or an archive: tar, gz, xz, zst, zip. What a dump does not hold
was not seen.

  --cluster NAME     name of the cluster, of its folder, and in the address of its pages
  --at TIME          when it was made, such as 2026-11-20T14:00Z (default: what the dump tells)
  --all-namespaces   the lists of kubectl get were made with -A: no namespace is missing
  --dry-run          store nothing; say what was recognised, and when it was made
${STORE_HELP}

Exit status: 0 stored, and all was seen; 3 stored, and something was not seen; 1 not stored.
`;

const flags = {
  ...storeOptions,
  cluster: { type: 'string' },
  at: { type: 'string' },
  'all-namespaces': { type: 'boolean', default: false },
  'dry-run': { type: 'boolean', default: false },
} as const;

async function run(args: string[]) {
  const { values, positionals } = parse(args, flags, 1);
  const [source] = positionals;
  if (source === undefined)
    throw new UsageError('which dump? Give a file, a folder, or - for standard input');
  if (values.cluster === undefined)
    throw new UsageError('of which cluster? Name it with --cluster', {
      hint: 'An imported cluster has pages of its own. A name that is not used yet keeps it apart.',
    });
  const fault = explainName(values.cluster);
  if (fault !== undefined) throw new UsageError(`--cluster "${values.cluster}" ${fault}`);
  const { config, store } = await readStoreFlags(values);
  const at = values.at === undefined ? undefined : parseTime(values.at, config.timeZone);
  if (values.at !== undefined && !at)
    throw new UsageError(`--at "${values.at}" is no time`, { hint: 'A time looks like 2026-11-20T14:00Z.' });
  const known = config.clusters.find(({ name }) => name === values.cluster);
  const options: ImportOptions = {
    source: source === '-' ? process.stdin : source,
    from: source === '-' ? 'standard input' : path.basename(path.resolve(source)),
    cluster: values.cluster,
    settings: settingsFor(config, known ?? { name: values.cluster }),
    store,
    version,
    now: () => new Date(),
    ...(at && { at: new Date(at.at * 1000) }),
    allNamespaces: values['all-namespaces'],
  };
  if (values['dry-run']) {
    const dump = await readDump(options, (await openDigestKey(store)).key);
    await print(formatDump(dump));
    return EXIT.ok;
  }
  const { stored, dump } = await importDump(options);
  await print(formatDump(dump));
  await print(
    `${formatAddress({ cluster: values.cluster, time: stored.time })}  No. ${stored.number}\n`,
    'bold',
  );
  return stored.complete ? EXIT.ok : EXIT.partial;
}

function formatDump({ source, moment, coverage, redactions }: ReadDump): string {
  const seen = coverage.filter(({ state }) => state === 'complete' || state === 'partial');
  const missing = coverage.filter((entry) => !seen.includes(entry)).map(({ kind }) => kind);
  for (const { file, why } of source.refused) note(`gazette: ${file} could not be read: ${why}`, 'yellow');
  const rows = seen.map(({ kind, objects, state, namespaces }) => [
    kind,
    formatNumber(objects),
    state === 'complete' ? 'all' : `only in ${formatCount(namespaces?.length ?? 0, 'namespace')}`,
  ]);
  const redacted = Object.values(redactions).reduce((sum, count) => sum + count, 0);
  return [
    `${source.from}: ${nameImport(source)}, ${moment ? `made at ${moment.toISOString().slice(0, 19)}Z` : 'and nothing says when it was made'}\n`,
    toColumns([['KIND', 'OBJECTS', 'SEEN'], ...rows], [1]),
    missing.length > 0 ? `Not in it: ${missing.join(', ')}.\n` : '',
    redacted > 0 ? `${formatCount(redacted, 'credential')} redacted.\n` : '',
  ].join('');
}

export const command: Command = { summary: 'make a snapshot from a dump', help, flags, run };
