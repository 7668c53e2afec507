import path from 'node:path';
import { createInterface } from 'node:readline/promises';
import { text as readText } from 'node:stream/consumers';
import type { Config } from '../src/config.ts';
import { GazetteError } from '../src/errors.ts';
import { parseObject } from '../src/model/object-ref.ts';
import type { ObjectRef } from '../src/model/report.ts';
import { publish } from '../src/publish/publish.ts';
import { listPublishedClusters } from '../src/publish/published.ts';
import { listRemembering, listTellingReviews } from '../src/publish/earlier-texts.ts';
import { formatCount } from '../src/model/english.ts';
import { editionFolder, toEditionKey, type EditionKey } from '../src/site/paths.ts';
import { findKind } from '../src/snapshots/kinds/find-kind.ts';
import { kindNames } from '../src/snapshots/kinds/kinds.ts';
import type { Store } from '../src/snapshots/open-store.ts';
import { purge, type Purged } from '../src/snapshots/purge.ts';
import type { Unwanted } from '../src/snapshots/scrub.ts';
import { checkCluster, listClusters, type StoredSnapshot } from '../src/snapshots/store.ts';
import { formatAddress } from '../src/snapshots/fold-manifest.ts';
import {
  EXIT,
  oneOf,
  parse,
  readStoreFlags,
  siteOptions,
  STORE_HELP,
  storeOptions,
  UsageError,
  type Command,
} from './command.ts';
import { noteFaults } from './note-faults.ts';
import { about, note, print } from './terminal.ts';

const help = `gazette purge: take a text or an object out of every snapshot and page, for good.

Usage: gazette purge --text - < FILE [--cluster NAME] [--dry-run]
       gazette purge --object KIND/NAMESPACE/NAME [--cluster NAME] [--dry-run]

For data that must not be in the store. [purged] replaces the text everywhere, except in
timestamps and UIDs, and also in titles and notes of reviews. The object is removed, but
other objects that mention it (an owner, an event) stay unchanged. Then the site is updated,
so that no page holds the text or object. You must clean copies elsewhere yourself (backups,
a web server's cache). On a terminal, the command says what it will cost, and asks.

  --text TEXT       the text; - reads the text from standard input. That keeps a secret
                    out of the shell's history and the list of processes
  --object OBJECT   KIND/NAMESPACE/NAME, or KIND/NAME for a cluster-scoped object
  --cluster NAME    only in this cluster's snapshots (default: in all)
  --out DIR         folder of the pages (default: site.out in the config, or ./site)
  --dry-run         only say where the text or object is
  -o, --output FORMAT  text (default) or json
${STORE_HELP}

Exit status: 0 removed, 1 failed, 3 removed except where the messages say so.
`;

const flags = {
  ...storeOptions,
  text: { type: 'string' },
  object: { type: 'string' },
  cluster: { type: 'string' },
  out: { type: 'string' },
  'dry-run': { type: 'boolean', default: false },
  output: { type: 'string', short: 'o', default: 'text', words: ['text', 'json'] },
} as const;

async function run(args: string[]) {
  const { values } = parse(args, flags, 0);
  if ((values.text === undefined) === (values.object === undefined)) {
    throw new UsageError('give either --text or --object');
  }
  const unwanted: Unwanted = {
    text: values.text === '-' ? (await readText(process.stdin)).replace(/\r?\n$/, '') : values.text,
    object: values.object === undefined ? undefined : readObject(values.object),
  };
  const output = oneOf('--output', values.output, flags.output.words);
  const { config, store } = await readStoreFlags(values);
  const stored = await listClusters(store);
  if (stored.length === 0) throw new GazetteError(`${store.name} has no snapshots to purge`);
  if (values.cluster !== undefined) checkCluster(store, stored, values.cluster);
  const dryRun = values['dry-run'];
  const clusters = values.cluster === undefined ? stored : [values.cluster];
  if (!dryRun && output === 'text' && !(await isAgreed(store, clusters, unwanted))) {
    await print('Nothing was changed.\n');
    return EXIT.failure;
  }
  let unreadable = 0;
  const damaged: StoredSnapshot[] = [];
  const done: object[] = [];
  for (const cluster of clusters) {
    const purged = await purge(store, cluster, unwanted, new Date(), { dryRun });
    unreadable += purged.unreadable.length;
    damaged.push(...purged.damaged);
    for (const sentence of purged.unreadable)
      note(about(cluster, `${sentence}; this file may still hold what was purged`));
    const { lines, notes, reviews, thinned } = purged;
    done.push({ cluster, snapshots: purged.snapshots.map(formatAddress), lines, notes, reviews, thinned });
    if (output === 'json') continue;
    for (const snapshot of purged.snapshots) await print(`${formatAddress(snapshot)}\n`);
    const one = purged.snapshots.length === 1;
    const verb = dryRun ? `hold${one ? 's' : ''} it` : `${one ? 'was' : 'were'} written anew without it`;
    await print(`${cluster}: ${formatCount(purged.snapshots.length, 'snapshot')} ${verb}\n`);
    if (purged.reviews > 0)
      await print(
        `${cluster}: ${dryRun ? 'in' : 'taken out of'} title or notes of ${formatCount(purged.reviews, 'review')}\n`,
      );
    if (dryRun) await tellCost(cluster, purged);
  }
  const out = path.resolve(values.out ?? config.site.out);
  if (output === 'json') await print(`${JSON.stringify(done, null, 2)}\n`);
  const tell = async (text: string) => (output === 'json' ? note(text.trimEnd()) : print(text));
  const isClean = dryRun || (await cleanSite(config, store, out, unwanted, damaged, tell));
  return unreadable > 0 || !isClean ? EXIT.partial : EXIT.ok;
}

/** Whoever sits at a terminal is asked first. Others have said what they want: a script cannot answer. */
async function isAgreed(store: Store, clusters: readonly string[], unwanted: Unwanted): Promise<boolean> {
  if (!process.stdin.isTTY || !process.stdout.isTTY) return true;
  for (const cluster of clusters) {
    const found = await purge(store, cluster, unwanted, new Date(), { dryRun: true });
    await print(`${cluster}: ${formatCount(found.snapshots.length, 'snapshot')} to be written anew\n`);
    await tellCost(cluster, found);
  }
  const terminal = createInterface({ input: process.stdin, output: process.stdout });
  try {
    return /^y(es)?$/i.test((await terminal.question('This cannot be undone. Go on? [y/N] ')).trim());
  } finally {
    terminal.close();
  }
}

/** Histories of days whose snapshots are thinned out cannot be made again as they were. */
async function tellCost(cluster: string, { thinned }: Purged): Promise<void> {
  const [first, last] = [thinned[0], thinned.at(-1)];
  if (first === undefined) return;
  const days =
    first === last ? `of ${first}` : `of ${formatCount(thinned.length, 'day')}, ${first} to ${last}`;
  await print(
    `${cluster}: the history ${days} is made anew from the snapshots that retention left, and will know less\n`,
    'yellow',
  );
}

/**
 * Updates the site even if no file changed now: texts pruned or purged earlier may still be on the site. Editions of
 * damaged snapshots are printed anew as unreadable. False when some pages may still hold the text.
 */
async function cleanSite(
  config: Config,
  store: Store,
  out: string,
  unwanted: Unwanted,
  damaged: readonly StoredSnapshot[],
  tell: (text: string) => Promise<void>,
) {
  const published = await listPublishedClusters(out);
  if (published.length === 0) {
    note(`gazette: no site at ${out}; its pages were not cleaned`);
    note('Give the folder of the pages with --out, and purge again.');
    return false;
  }
  const stored = await listClusters(store);
  const printAgain = (keys: readonly EditionKey[], reviews: readonly string[]) => {
    const folders = new Set(keys.map(editionFolder));
    return publish({
      store,
      out,
      ...siteOptions(config),
      again:
        folders.size > 0
          ? {
              wants: (key) => folders.has(editionFolder(key)),
              ...(damaged.length > 0 && { withdraw: true as const }),
            }
          : undefined,
      reviews: new Set(reviews),
    });
  };
  const findReviews = async () =>
    (await Promise.all(stored.map((cluster) => listTellingReviews(out, cluster, unwanted)))).flat();
  const findRemembering = async () =>
    (await Promise.all(stored.map((cluster) => listRemembering(out, cluster, unwanted)))).flat();
  const unreadable = damaged.map(({ cluster, file }) => toEditionKey(cluster, file));
  const printed = await printAgain([...unreadable, ...(await findRemembering())], await findReviews());
  const { editions, reviews } = printed;
  const also = reviews.length > 0 ? ` and ${formatCount(reviews.length, 'review')}` : '';
  await tell(`${formatCount(editions.length, 'edition')}${also} printed anew in ${out}\n`);
  // Some editions were printed while their predecessors still held the text: print these again.
  const left = await findRemembering();
  const later = left.length > 0 ? await printAgain(left, await findReviews()) : undefined;
  // A file that could not be made anew may be the old one.
  const isFaulty = [printed, later]
    .filter((one) => one !== undefined)
    .map(noteFaults)
    .includes(true);
  const foreign = published.filter((cluster) => !stored.includes(cluster));
  if (foreign.length > 0)
    note(
      `gazette: ${out} also has pages of ${foreign.join(', ')}, from another store: these may still hold what was purged`,
    );
  return foreign.length === 0 && !isFaulty;
}

function readObject(text: string): ObjectRef {
  const object = parseObject(text);
  if (!object || !/^[^/]+(\/[^/]+){1,2}$/.test(text)) {
    throw new UsageError(`"${text}" is not an object: write KIND/NAMESPACE/NAME, or KIND/NAME`);
  }
  const kind = findKind(object.kind);
  if (!kind)
    throw new UsageError(`snapshots do not hold the kind "${object.kind}"`, {
      hint: `They hold: ${kindNames.join(', ')}.`,
    });
  return { ...object, kind };
}

export const command: Command = {
  summary: 'take a text or an object out of every snapshot and page',
  help,
  flags,
  run,
};
