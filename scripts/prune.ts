import { GazetteError } from '../src/errors.ts';
import { formatFileSize } from '../src/model/quantity.ts';
import { formatCount, formatNumber } from '../src/model/english.ts';
import { prune } from '../src/snapshots/prune.ts';
import { checkCluster, listClusters } from '../src/snapshots/store.ts';
import { formatAddress } from '../src/snapshots/fold-manifest.ts';
import { EXIT, oneOf, parse, readStoreFlags, STORE_HELP, storeOptions, type Command } from './command.ts';
import { note, print } from './terminal.ts';

const help = `gazette prune: delete the snapshots that the retention policy of the config does not keep.

Usage: gazette prune [CLUSTER] [--dry-run] [-o text|json]

The policy keeps all snapshots for a time, then one every six hours, then one a day. The
latest snapshot, pinned snapshots, and the keyframes of kept snapshots always stay. The next
gazette publish replaces a deleted snapshot's pages by one that names the nearest kept ones.
Nothing is deleted while the record of the snapshots is damaged. Nor is it while the clock is more
than 31 days after the newest snapshot, or a day before it.

  --dry-run            only say what would be deleted
  -o, --output FORMAT  text (default) or json
${STORE_HELP}

Exit status: 0 done, 1 nothing was deleted of some cluster: the message says why.
`;

const flags = {
  ...storeOptions,
  'dry-run': { type: 'boolean', default: false },
  output: { type: 'string', short: 'o', default: 'text', words: ['text', 'json'] },
} as const;

async function run(args: string[]) {
  const { values, positionals } = parse(args, flags, 1);
  const output = oneOf('--output', values.output, flags.output.words);
  const { config, store } = await readStoreFlags(values);
  const policy = config.retention;
  if (!policy || Object.values(policy).every((step) => step === undefined)) {
    throw new GazetteError('the config has no retention policy, so every snapshot is kept', {
      hint: 'Set retention: {all: 7d, sixHourly: 30d, daily: 2y} in gazette.config.yaml.',
    });
  }
  const stored = await listClusters(store);
  const [wanted] = positionals;
  if (wanted !== undefined) checkCluster(store, stored, wanted);
  const dryRun = values['dry-run'];
  let failed = false;
  const done: object[] = [];
  for (const cluster of wanted === undefined ? stored : [wanted]) {
    let plan;
    try {
      plan = await prune(store, cluster, policy, new Date(), { dryRun });
    } catch (error) {
      // One cluster's damage must not stop the others.
      if (!(error instanceof GazetteError)) throw error;
      note(`${error.message}${error.hint ? `\n${error.hint}` : ''}`, 'red');
      failed = true;
      done.push({ cluster, problem: error.message });
      continue;
    }
    const { keep, remove } = plan;
    const bytes = remove.reduce((sum, snapshot) => sum + snapshot.bytes, 0);
    done.push({ cluster, kept: keep.length, removed: remove.map(formatAddress), bytes, dryRun });
    if (output === 'json') continue;
    if (dryRun) for (const snapshot of remove) await print(`${formatAddress(snapshot)}\n`);
    const verb = dryRun ? 'would go' : 'deleted';
    await print(
      `${cluster}: ${formatNumber(remove.length)} of ${formatCount(keep.length + remove.length, 'snapshot')} ${verb} (${formatFileSize(bytes)})\n`,
    );
  }
  if (output === 'json') await print(`${JSON.stringify(done, null, 2)}\n`);
  return failed ? EXIT.failure : EXIT.ok;
}

export const command: Command = {
  summary: 'delete what the retention policy does not keep',
  help,
  flags,
  run,
};
