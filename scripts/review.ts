import fs from 'node:fs/promises';
import path from 'node:path';
import { text as readText } from 'node:stream/consumers';
import { GazetteError, isSystemError } from '../src/errors.ts';
import { orderReview } from '../src/publish/order-review.ts';
import { publish } from '../src/publish/publish.ts';
import { findLastTrouble } from '../src/days/last-trouble.ts';
import { parseWindow } from '../src/review/window.ts';
import { formatCount } from '../src/model/english.ts';
import { readPageRecord } from '../src/site/records/page-records.ts';
import { reviewFile, ReviewRecordSchema } from '../src/site/records/review-record.ts';
import type { Store } from '../src/snapshots/open-store.ts';
import { listClusters } from '../src/snapshots/store.ts';
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
  UsageError,
  type Command,
} from './command.ts';
import { noteFaults } from './note-faults.ts';
import { note, print } from './terminal.ts';

const help = `gazette review: a permanent page of an incident, and a Markdown file as a start for the post-mortem.

Usage: gazette review --cluster NAME --from TIME [--to TIME] [--title TEXT] [--notes FILE.md] [--out DIR]
       gazette review --cluster NAME --last [--title TEXT] [--notes FILE.md] [--out DIR]

The page shows the cluster before, during and after the incident. One timeline has rollouts, object
changes, restarts, heartbeats, events and findings, each with the snapshots before and after it. The
page also says what was affected, and what is not known. Its snapshots are pinned.

  --cluster NAME    the cluster (optional if the store has only one)
  --from TIME       2026-11-20T14:00+01:00, 2026-11-20T13:00Z, or 2026-11-20T14:00 in the
                    time zone of the config; or 2h, 90m, 1d: so long ago
  --to TIME         the same; or 15:30, in the zone and on the day of --from, or the day after
                    (default: now)
  --last            the cluster's last time of trouble, as its histories know it
  --title TEXT      the headline (default: the cluster and the window)
  --notes FILE.md   the author's notes in Markdown, whose times link to the timeline;
                    - reads the notes from standard input
  --out DIR         folder of the pages (default: site.out in the config, or ./site)
  -o, --output FORMAT  text (default) or json
${STORE_HELP}

The same window again adds newer snapshots, and prints the page anew. A title and notes that are not
given anew stay; an empty file of notes removes them.
Until then, the page stays unchanged.

Exit status: 0 printed; 3 printed, but a part of the window was not seen (the page says which).

Example: gazette review --cluster prod --from 2026-11-20T14:00+01:00 --to 15:30 --notes notes.md
`;

/** The longest notes that a page can print within its budget. */
const LONGEST_NOTES = 60_000;
const LONGEST_TITLE = 200;

const flags = {
  ...storeOptions,
  cluster: { type: 'string' },
  from: { type: 'string' },
  to: { type: 'string' },
  last: { type: 'boolean' },
  title: { type: 'string' },
  notes: { type: 'string' },
  out: { type: 'string' },
  output: { type: 'string', short: 'o', default: 'text', words: ['text', 'json'] },
} as const;

/** The review that was made. */
interface Made {
  lead: string;
  page: string;
  markdown: string;
  address?: string;
  pinned: number;
  /** Pinned now, and not before. */
  fresh: number;
}

async function run(args: string[]) {
  const { values } = parse(args, flags, 0);
  const { from, to, last = false, title } = values;
  if (last ? from !== undefined || to !== undefined : from === undefined)
    throw new UsageError('which time? Give --from and --to, or --last', {
      hint: 'For example --from 2026-11-20T14:00+01:00 --to 15:30, or --from 2h.',
    });
  if (title !== undefined && (title.trim() === '' || title.length > LONGEST_TITLE))
    throw new UsageError(`--title takes 1 to ${LONGEST_TITLE} characters`);
  const output = oneOf('--output', values.output, flags.output.words);
  const { config, store } = await readStoreFlags(values);
  const now = new Date();
  const given =
    from === undefined
      ? undefined
      : readArgument((text) => parseWindow(text, to, config.timeZone, now.getTime() / 1000), from);
  const cluster = values.cluster ?? (await theOnlyCluster(store));
  const window = given ?? { ...(await findLastTrouble(store, cluster)), zone: config.timeZone };
  const notes = values.notes === undefined ? undefined : await readNotes(values.notes);
  const out = path.resolve(values.out ?? config.site.out);
  const signal = stopOnSignal();
  const { id, pinned, fresh } = await orderReview({
    ...{ store, cluster, window, now },
    ...(title !== undefined && { title: title.trim() }),
    ...(notes !== undefined && { notes }),
  });
  const published = await publish({
    store,
    out,
    ...siteOptions(config),
    signal,
    onProgress: (printed, all) => {
      if (printed < all) note(`${printed} of ${all} editions`);
    },
  }).catch((error: unknown) => {
    throw signal.aborted
      ? new StoppedError(signal, 'the review is stored; gazette publish prints it')
      : error;
  });
  const isFaulty = noteFaults(published);
  const record = await readPageRecord(path.join(out, reviewFile(id, 'json')), ReviewRecordSchema);
  if (!record) {
    note(`gazette: the review ${id} is stored, but its page could not be printed`, 'red');
    return EXIT.partial;
  }
  const made = {
    ...{ id, cluster, lead: record.lead, incomplete: record.incomplete },
    page: path.join(out, reviewFile(id)),
    markdown: path.join(out, reviewFile(id, 'md')),
    ...(config.site.url !== undefined && { address: `${config.site.url}${reviewFile(id)}` }),
    ...{ pinned, fresh },
  };
  await print(output === 'json' ? `${JSON.stringify(made, null, 2)}\n` : formatMade(made));
  if (record.incomplete) note('A part of the window was not seen: see "What is not known" on the page.');
  return record.incomplete || isFaulty ? EXIT.partial : EXIT.ok;
}

function formatMade({ lead, page, markdown, address, pinned, fresh }: Made): string {
  const before = fresh === pinned ? '' : `, ${pinned - fresh} of them before`;
  return [
    lead,
    `page      ${page}`,
    `markdown  ${markdown}`,
    ...(address === undefined ? [] : [`address   ${address}`]),
    `${formatCount(pinned, 'snapshot')} pinned for the review${before}`,
    '',
  ].join('\n');
}

async function theOnlyCluster(store: Store): Promise<string> {
  const clusters = await listClusters(store);
  if (clusters.length === 1) return clusters[0]!;
  if (clusters.length === 0)
    throw new GazetteError(`${store.name} has no snapshots, so there is nothing to review`);
  throw new UsageError('which cluster? Give --cluster', { hint: `There are: ${clusters.join(', ')}.` });
}

async function readNotes(file: string): Promise<string> {
  let text: string;
  try {
    text = file === '-' ? await readText(process.stdin) : await fs.readFile(file, 'utf8');
  } catch (error) {
    if (!isSystemError(error)) throw error;
    throw new UsageError(`--notes: ${file} cannot be read (${error.code})`);
  }
  if (text.length > LONGEST_NOTES)
    throw new UsageError(`--notes: ${file} is longer than ${formatCount(LONGEST_NOTES, 'character')}`, {
      hint: 'Give a summary, and link to the rest.',
    });
  return text;
}

export const command: Command = { summary: 'a page and a Markdown file of an incident', help, flags, run };
