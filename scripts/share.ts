import fs from 'node:fs/promises';
import path from 'node:path';
import { formatFileSize } from '../src/model/quantity.ts';
import { PROFILE_NAMES, toProfile } from '../src/share/profile.ts';
import type { Pseudonym } from '../src/share/pseudonyms.ts';
import { shareEdition } from '../src/share/share-edition.ts';
import { shareReview, toReviewId } from '../src/share/share-review.ts';
import { formatCount } from '../src/words/format.ts';
import { parseAddress, resolveAddress } from '../src/snapshots/address.ts';
import {
  EXIT,
  oneOf,
  parse,
  readArgument,
  readStoreFlags,
  stopOnSignal,
  StoppedError,
  STORE_HELP,
  storeOptions,
  UsageError,
  version,
  type Command,
} from './command.ts';
import { formatSeconds, print } from './terminal.ts';
import { writeWhole } from './write-whole.ts';

const help = `gazette share: a snapshot's pages, or a review, as one HTML file, to attach to a ticket.

Usage: gazette share ADDRESS|REVIEW [--redact internal|public] [--out FILE]

All pages of the snapshot, or the incident review of that name
(prod-2026-11-20T1300Z-1430Z), with styles and scripts within: the file needs no network and no
site, opens from file://, works without scripts, and prints.

  --redact PROFILE   hide names before the pages are printed:
                       internal  nodes, IP addresses, hosts, registries, e-mail addresses; in
                                 messages, too
                       public    also namespaces, the cluster's name, labels of your own; messages
                                 and arguments go altogether
                     Each name has the same pseudonym wherever it stands in the file, and the file
                     lists what was hidden. docs/share.md has all of it.
  --namespaces WORD  hide or keep: whether namespaces get pseudonyms (default: as the profile says)
  --mapping FILE     write which pseudonym stands for what, for yourself, readable by you alone
  --out FILE         the file (default: prod-2026-11-22T071500Z.html in the working directory);
                     replaced where it is there
  --site DIR         folder of the published pages, which know since when something is
                     (default: site.out in the config, or ./site)
${STORE_HELP}

Example: gazette share prod@2h --redact public --out ticket-4711.html
`;

async function run(args: string[]) {
  const { values, positionals } = parse(
    args,
    {
      ...storeOptions,
      redact: { type: 'string' },
      namespaces: { type: 'string' },
      mapping: { type: 'string' },
      out: { type: 'string' },
      site: { type: 'string' },
    },
    1,
  );
  const [address] = positionals;
  if (address === undefined)
    throw new UsageError('what is to be shared? Give an ADDRESS such as prod, or a review');
  const profile = readProfile(values);
  if (values.mapping !== undefined && !profile)
    throw new UsageError('--mapping tells what --redact has hidden: give a profile');
  const { config, store } = await readStoreFlags(values);
  const begun = performance.now();
  const signal = stopOnSignal();
  const options = {
    ...{ store, profile, signal, gazette: version },
    site: path.resolve(values.site ?? config.site.out),
    title: config.site.title,
    url: config.site.url,
  };
  const review = toReviewId(address);
  const begin = async () =>
    review === undefined
      ? shareEdition(await resolveAddress(store, readArgument(parseAddress, address), new Date()), options)
      : shareReview(review, options);
  const copy = await begin().catch((error: unknown) => {
    throw signal.aborted ? new StoppedError(signal, 'nothing was written') : error;
  });
  const out = path.resolve(values.out ?? `${copy.name}.html`);
  try {
    await writeWhole(out, copy.pieces);
    if (values.mapping !== undefined)
      await writeWhole(path.resolve(values.mapping), [renderMapping(copy.pseudonyms)], 0o600);
  } finally {
    await copy.close();
  }
  const { size } = await fs.stat(out);
  await print(
    `${values.out ?? `${copy.name}.html`}: ${formatCount(copy.pages, 'page')} of ${address}, ` +
      `${formatFileSize(size)}, in ${formatSeconds(performance.now() - begun)}${profile ? `; redacted: ${profile.name}` : ''}\n`,
  );
  return EXIT.ok;
}

function readProfile({ redact, namespaces }: { redact?: string; namespaces?: string }) {
  const wanted = namespaces === undefined ? undefined : oneOf('--namespaces', namespaces, ['hide', 'keep']);
  if (redact === undefined) {
    if (wanted !== undefined) throw new UsageError('--namespaces goes with --redact');
    return undefined;
  }
  const name = oneOf('--redact', redact, PROFILE_NAMES);
  return wanted === undefined ? toProfile(name) : toProfile(name, wanted === 'hide');
}

function renderMapping(pseudonyms: readonly Pseudonym[]): string {
  const byClass = Map.groupBy(pseudonyms, (one) => one.class);
  const mapping = [...byClass].map(([name, own]) => [
    name,
    Object.fromEntries(own.map(({ pseudonym, original }) => [pseudonym, original])),
  ]);
  return `${JSON.stringify(Object.fromEntries(mapping), null, 2)}\n`;
}

export const command: Command = {
  summary: "a snapshot's pages, or a review, as one HTML file, redacted where asked",
  help,
  run,
};
