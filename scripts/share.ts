import fs from 'node:fs/promises';
import path from 'node:path';
import { formatFileSize } from '../src/model/quantity.ts';
import { GazetteError } from '../src/errors.ts';
import { parseMapping, renderMapping } from '../src/share/mapping.ts';
import { NAMESPACE_CHOICES, PROFILE_NAMES, toProfile } from '../src/share/profile.ts';
import type { Mapping } from '../src/share/pseudonyms.ts';
import { shareEdition } from '../src/share/share-edition.ts';
import { shareReview, toReviewId } from '../src/share/share-review.ts';
import { formatCount } from '../src/model/english.ts';
import { readIfThere } from '../src/snapshots/files.ts';
import {
  EXIT,
  oneOf,
  parse,
  readStoreFlags,
  stopOnSignal,
  StoppedError,
  STORE_HELP,
  storeOptions,
  UsageError,
  version,
  type Command,
} from './command.ts';
import { findSnapshot } from './find-snapshot.ts';
import { formatSeconds, print } from './terminal.ts';
import { writeWhole } from './write-whole.ts';

const help = `gazette share: a snapshot's pages, or a review, as one HTML file to attach to a ticket.

Usage: gazette share ADDRESS|REVIEW [--redact internal|public] [--out FILE]

The file has all pages of the snapshot, with styles and scripts. The name of an incident review
(prod-2026-11-20T1300Z-1430Z) puts the review into the file. It needs no network and no site, opens from
file://, works without scripts, and can be printed on paper.

  --redact PROFILE   hide names before the pages are printed.
                       internal  nodes, addresses, hosts and domains, registries, repositories,
                                 accounts and ARNs, users; in messages, too.
                       public    also your own namespaces, the cluster's name, your own labels;
                                 messages and arguments are removed.
                     A name has the same pseudonym everywhere in the file. The file lists what was
                     hidden; see docs/share.md.
  --namespaces WORD  which namespaces get pseudonyms (default: from the profile).
                       hide  all but kube-system and the like
                       own   all but those that products bring, such as openshift-*, cert-manager
                       keep  none
  --mapping FILE     write the pseudonyms with their names to a file that only you can read. If
                     FILE is from an earlier copy, the new copy has the same pseudonyms, UIDs and
                     digests. Otherwise, nobody can join two copies by them.
  --force-drop       if a field shows a name that is to be hidden, write the copy without that
                     field. Without this option, the copy is refused, and the field is named.
  --out FILE         the file (default: prod-2026-11-22T071500Z.html in the working directory);
                     an existing file is replaced
  --site DIR         folder of the published pages (default: site.out in the config, or
                     ./site). They know how long a state has lasted.
${STORE_HELP}

Example: gazette share prod@2h --redact public --out ticket-4711.html
`;

const flags = {
  ...storeOptions,
  redact: { type: 'string', words: PROFILE_NAMES },
  namespaces: { type: 'string', words: NAMESPACE_CHOICES },
  mapping: { type: 'string' },
  'force-drop': { type: 'boolean' },
  out: { type: 'string' },
  site: { type: 'string' },
} as const;

async function run(args: string[]) {
  const { values, positionals } = parse(args, flags, 1);
  const [address] = positionals;
  if (address === undefined)
    throw new UsageError('which snapshot? Give an ADDRESS such as prod, or a review');
  const profile = readProfile(values);
  if (values.mapping !== undefined && !profile)
    throw new UsageError('--mapping lists what --redact hides: give a profile');
  if (values['force-drop'] && !profile) throw new UsageError('--force-drop needs --redact');
  const { config, store } = await readStoreFlags(values);
  const begun = performance.now();
  const signal = stopOnSignal();
  const mapping = values.mapping === undefined ? undefined : await readMapping(values.mapping);
  const options = {
    ...{ store, profile, signal, gazette: version },
    ...(mapping && { mapping }),
    forceDrop: values['force-drop'] ?? false,
    site: path.resolve(values.site ?? config.site.out),
    title: config.site.title,
    url: config.site.url,
  };
  const review = toReviewId(address);
  const begin = async () =>
    review === undefined
      ? shareEdition(await findSnapshot(store, address, values), options)
      : shareReview(review, options);
  const copy = await begin().catch((error: unknown) => {
    throw signal.aborted ? new StoppedError(signal, 'nothing was written') : error;
  });
  const out = path.resolve(values.out ?? `${copy.name}.html`);
  try {
    await writeWhole(out, copy.pieces);
    if (values.mapping !== undefined && copy.mapping)
      await writeWhole(path.resolve(values.mapping), [renderMapping(copy.mapping)], 0o600);
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
  const wanted =
    namespaces === undefined ? undefined : oneOf('--namespaces', namespaces, flags.namespaces.words);
  if (redact === undefined) {
    if (wanted !== undefined) throw new UsageError('--namespaces needs --redact');
    return undefined;
  }
  return toProfile(oneOf('--redact', redact, flags.redact.words), wanted);
}

/** The pseudonyms of an earlier copy; undefined if there is no such file yet. */
async function readMapping(file: string): Promise<Mapping | undefined> {
  const text = await readIfThere(path.resolve(file));
  if (text === undefined) return undefined;
  const mapping = parseMapping(text.toString());
  if (mapping) return mapping;
  throw new GazetteError(`${file} is no mapping of an earlier copy`, {
    hint: 'Give --mapping a file that does not exist yet, or a file that --mapping wrote.',
  });
}

export const command: Command = {
  summary: "a snapshot's pages, or a review, as one HTML file, redacted on request",
  help,
  flags,
  run,
};
