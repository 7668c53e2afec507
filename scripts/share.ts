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

const help = `gazette share: a snapshot's pages, or a review, as one HTML file to attach to a ticket.

Usage: gazette share ADDRESS|REVIEW [--redact internal|public] [--out FILE]

The file has all pages of the snapshot, or of the incident review of that name
(prod-2026-11-20T1300Z-1430Z), with styles and scripts. It needs no network and no site, opens from
file://, works without scripts, and can be printed on paper.

  --redact PROFILE   hide names before the pages are printed:
                       internal  nodes, IP addresses, hosts, registries, e-mail addresses; in
                                 messages, too
                       public    also namespaces, the cluster's name, your own labels; messages
                                 and arguments are removed
                     A name has the same pseudonym everywhere in the file. The file lists what was
                     hidden; see docs/share.md.
  --namespaces WORD  hide or keep: whether namespaces get pseudonyms (default: from the profile)
  --mapping FILE     write the pseudonyms with their names to a file that only you can read
  --out FILE         the file (default: prod-2026-11-22T071500Z.html in the working directory);
                     an existing file is replaced
  --site DIR         folder of the published pages, which know how long a state has lasted
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
    throw new UsageError('which snapshot? Give an ADDRESS such as prod, or a review');
  const profile = readProfile(values);
  if (values.mapping !== undefined && !profile)
    throw new UsageError('--mapping lists what --redact hides: give a profile');
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
    if (wanted !== undefined) throw new UsageError('--namespaces needs --redact');
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
  summary: "a snapshot's pages, or a review, as one HTML file, redacted on request",
  help,
  run,
};
