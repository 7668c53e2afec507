import { styleText } from 'node:util';
import { GazetteError } from '../src/errors.ts';
import { renderDiffJson } from '../src/export/diff/diff-json.ts';
import { renderDiffMarkdown } from '../src/export/diff/diff-markdown.ts';
import { renderDiffText, type TextLine, type Style } from '../src/export/diff/diff-text.ts';
import { onlyKind } from '../src/export/diff/only-kind.ts';
import type { Change } from '../src/history/diff/change.ts';
import type { Observed } from '../src/history/diff/compose.ts';
import { diff } from '../src/history/diff/diff.ts';
import { buildReport } from '../src/model/build/build-report.ts';
import type { Store } from '../src/snapshots/open-store.ts';
import { readSnapshot } from '../src/snapshots/read-snapshot.ts';
import { readManifest, type StoredSnapshot } from '../src/snapshots/store.ts';
import { formatAddress, inOrder } from '../src/snapshots/fold-manifest.ts';
import {
  EXIT,
  oneOf,
  parse,
  findStore,
  STORE_HELP,
  storeOptions,
  UsageError,
  type Command,
} from './command.ts';
import { findShownKind } from './find-shown-kind.ts';
import { findSnapshot } from './find-snapshot.ts';
import { print, printData } from './terminal.ts';

const help = `gazette diff: what changed from one snapshot to another.

Usage: gazette diff [BEFORE] AFTER [-o text|json|markdown] [--noise] [--kind KIND]

With one address, Gazette compares with the snapshot before. The snapshots may come from two clusters:
objects are then matched by name, and workloads also by service.

  -o, --output FORMAT  text (default), json, or markdown
  --noise              also show noise, with the reason: heartbeats, counters, hashes, measurements
  --kind KIND          only the objects of one kind, field by field: Pod, pods, po;
                       rollouts.argoproj.io for a custom resource
${STORE_HELP}

Counts come first, then causes before consequences: a rollout is one change, with the pods that it
replaced. What one side did not see is "not comparable", and neither added nor removed.
An event that is "gone" has expired: that does not mean a recovery.

Exit status: 0 compared, with or without changes (see counts in -o json); 3 something was not
comparable.

Example: gazette diff prod~1 prod; gazette diff prod@2h prod; gazette diff acceptance production
`;

const flags = {
  ...storeOptions,
  output: { type: 'string', short: 'o', default: 'text', words: ['text', 'json', 'markdown'] },
  noise: { type: 'boolean', default: false },
  kind: { type: 'string' },
} as const;

async function run(args: string[]) {
  const { values, positionals } = parse(args, flags, 2);
  const output = oneOf('--output', values.output, flags.output.words);
  const [first] = positionals;
  if (first === undefined) throw new UsageError('which snapshots? Give an ADDRESS such as prod, or two');
  const store = await findStore(values);
  const [one, other] = await Promise.all(positionals.map((address) => findSnapshot(store, address, values)));
  const pair: [StoredSnapshot, StoredSnapshot] = other
    ? [one!, other]
    : [await findBefore(store, one!), one!];
  const [before, after] = [await observe(store, pair[0]), await observe(store, pair[1])];
  const coverage = [before, after].flatMap(({ snapshot }) => snapshot.meta.coverage);
  const kind = values.kind === undefined ? undefined : findShownKind(values.kind, coverage);

  const whole = diff(before, after, { noise: values.noise });
  const change = kind === undefined ? whole : onlyKind(whole, kind);
  if (output === 'json') await printData(renderDiffJson(change));
  else if (output === 'markdown') await print(renderDiffMarkdown(change));
  else await printText(change);
  return change.notComparable.length > 0 ? EXIT.partial : EXIT.ok;
}

async function observe(store: Store, stored: StoredSnapshot): Promise<Observed> {
  const snapshot = await readSnapshot(store, stored.cluster, stored);
  return { snapshot, report: buildReport(snapshot) };
}

async function findBefore(store: Store, stored: StoredSnapshot): Promise<StoredSnapshot> {
  const { snapshots } = await readManifest(store, stored.cluster);
  const ordered = inOrder(snapshots);
  const found = ordered[ordered.findIndex(({ number }) => number === stored.number) - 1];
  if (found) return found;
  throw new GazetteError(
    `${formatAddress(stored)} is the first snapshot, so there is nothing to compare it with`,
    {
      hint: `Name two: gazette diff BEFORE ${stored.cluster}. gazette list ${stored.cluster} lists all snapshots.`,
    },
  );
}

const STYLES: Record<Style, Parameters<typeof styleText>[0] | undefined> = {
  plain: undefined,
  strong: 'bold',
  muted: 'gray',
  good: 'green',
  warn: 'yellow',
  bad: 'red',
  unknown: 'gray',
  added: 'green',
  removed: 'red',
  changed: 'yellow',
};

async function printText(change: Change): Promise<void> {
  const { isTTY, columns } = process.stdout;
  for (const line of renderDiffText(change, isTTY ? columns : Infinity)) await printData(`${paint(line)}\n`);
}

/** The text was made printable when it was rendered. */
const paint = (line: TextLine) =>
  line
    .map(({ text, style }) => {
      const format = STYLES[style];
      return format === undefined ? text : styleText(format, text, { stream: process.stdout });
    })
    .join('')
    .trimEnd();

export const command: Command = { summary: 'what changed from one snapshot to another', help, flags, run };
