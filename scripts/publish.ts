import path from 'node:path';
import type { Config } from '../src/config.ts';
import { publish } from '../src/publish/publish.ts';
import { parseRange, toWanted } from '../src/publish/range.ts';
import { checkVolume } from '../src/publish/check-volume.ts';
import { quoteWord } from '../src/model/commands.ts';
import { formatCount, formatNumber } from '../src/model/english.ts';
import { formatFileSize } from '../src/model/quantity.ts';
import { editionFolder, formatEdition, toEditionKey } from '../src/site/paths.ts';
import type { Store } from '../src/snapshots/open-store.ts';
import {
  EXIT,
  oneOf,
  parse,
  readArgument,
  readStoreFlags,
  siteOptions,
  stopOnSignal,
  StoppedError,
  STORE_HELP,
  storeOptions,
  type StoreFlags,
  UsageError,
  type Command,
  type ExitStatus,
} from './command.ts';
import { findSnapshot } from './find-snapshot.ts';
import { noteFaults } from './note-faults.ts';
import { withPing } from './ping.ts';
import { formatSeconds, note, print } from './terminal.ts';

const help = `gazette publish: print the pages of new snapshots, and the pages that change.

Usage: gazette publish [ADDRESS] [--out DIR] [--rerender RANGE] [-o text|json]

A permanent page is printed once. With an ADDRESS, that edition is printed anew, with all its
pages, however large or old, and they stay. With --rerender, a whole RANGE is printed anew:
  all                           every edition of every cluster
  prod                          every edition of one cluster
  prod/2026-11-22               every edition of one day
  prod/2026-11-20..2026-11-22   every edition of these days, both included

  --out DIR         folder of the pages (default: site.out in the config, or ./site)
  --rerender RANGE  print these editions anew
  -o, --output FORMAT  text (default) or json. JSON lists what was written and removed. A copy of
                       the site that follows this order works at every moment.
${STORE_HELP}

Pages of older editions shrink, as site.keep in the config says; a few with each publish. A second
run changes nothing. After a crash, the next run completes the site. A page that cannot be
printed says so, costs no other page, and makes the exit status 3.
`;

const flags = {
  ...storeOptions,
  out: { type: 'string' },
  rerender: { type: 'string' },
  output: { type: 'string', short: 'o', default: 'text', words: ['text', 'json'] },
} as const;

async function run(args: string[]) {
  const { values, positionals } = parse(args, flags, 1);
  const [address] = positionals;
  if (address !== undefined && values.rerender !== undefined) {
    throw new UsageError('give an ADDRESS or --rerender RANGE, not both');
  }
  const output = oneOf('--output', values.output, flags.output.words);
  const { config, store } = await readStoreFlags(values);
  return withPing(config.ping?.publish, () =>
    printSite({ ...values, output, config, store, address, flags: values }),
  );
}

interface Job {
  config: Config;
  store: Store;
  address?: string;
  out?: string;
  rerender?: string;
  output: 'text' | 'json';
  /** How the config was found. */
  flags: StoreFlags;
}

async function printSite({ output, config, store, address, flags, ...values }: Job): Promise<ExitStatus> {
  const out = path.resolve(values.out ?? config.site.out);
  const begun = performance.now();
  const signal = stopOnSignal();
  const published = await publish({
    store,
    out,
    ...siteOptions(config),
    again:
      address === undefined
        ? values.rerender === undefined
          ? undefined
          : toWanted(readArgument(parseRange, values.rerender))
        : await toEdition(store, address, flags),
    signal,
    onProgress: (printed, all) => {
      if (printed < all) note(`${printed} of ${all} editions`);
    },
  }).catch((error: unknown) => {
    throw signal.aborted ? new StoppedError(signal, 'the site works; publish again to complete it') : error;
  });
  for (const { edition, why } of published.damaged) note(`${formatEdition(edition)} has no tables: ${why}`);
  const isFaulty = noteFaults(published);
  await warnOfVolume({ out, store, keep: config.site.keep, retention: config.retention });
  const { editions, shrunk } = published;
  if (output === 'json') {
    await print(`${JSON.stringify(toJson(published), null, 2)}\n`);
    return published.damaged.length > 0 || isFaulty ? EXIT.partial : EXIT.ok;
  }
  const only = editions.length === 1 && editions[0] ? ` (${editionFolder(editions[0])}/index.html)` : '';
  await print(
    `${formatCount(editions.length, 'edition')}${only}, ${formatCount(published.days, 'day')} and ` +
      `${formatCount(published.clusters.length, 'cluster')} printed in ${formatSeconds(performance.now() - begun)}\n` +
      (shrunk.length > 0 ? `${formatCount(shrunk.length, 'older edition')} with fewer pages now\n` : '') +
      `The site is in ${out}; to see it on this machine: ${toServe(values)}\n`,
  );
  return published.damaged.length > 0 || isFaulty ? EXIT.partial : EXIT.ok;
}

/** What a publish did, for other programs. */
function toJson({
  editions,
  shrunk,
  clusters,
  reviews,
  damaged,
  merged,
}: Awaited<ReturnType<typeof publish>>) {
  return {
    editions: editions.map(editionFolder),
    shrunk: shrunk.map(editionFolder),
    ...{ clusters, reviews },
    damaged: damaged.map(({ edition, why }) => ({ edition: editionFolder(edition), why })),
    ...merged,
  };
}

/** A full disk stops collecting, too: says so while there is time. */
async function warnOfVolume(options: Parameters<typeof checkVolume>[0]): Promise<void> {
  const volume = await checkVolume(options);
  if (!volume || volume.year.bytes <= volume.free) return;
  note(
    `gazette: a year at this pace takes ${formatFileSize(volume.year.bytes)} more, in ` +
      `${formatNumber(Math.round(volume.year.files))} files; ${formatFileSize(volume.free)} are free in ${options.out}. ` +
      'Shorten site.keep or retention in the config, or enlarge the volume (docs/sizing.md)',
    'red',
  );
}

/** The command that shows what these flags published. */
const toServe = ({ config, out }: { config?: string; out?: string }) =>
  [
    ...['gazette', 'serve'],
    ...(config === undefined ? [] : ['--config', config]),
    ...(out === undefined ? [] : ['--out', out]),
  ]
    .map(quoteWord)
    .join(' ');

async function toEdition(store: Store, text: string, flags: StoreFlags) {
  const stored = await findSnapshot(store, text, flags);
  const folder = editionFolder(toEditionKey(stored.cluster, stored.file));
  return {
    cluster: stored.cluster,
    full: true as const,
    wants: (key: Parameters<typeof editionFolder>[0]) => editionFolder(key) === folder,
  };
}

export const command: Command = { summary: 'print the pages of new snapshots', help, flags, run };
