import { GazetteError } from '../src/errors.ts';
import { formatFileSize } from '../src/model/quantity.ts';
import { formatCount, formatNumber } from '../src/words/format.ts';
import { prune } from '../src/snapshots/prune.ts';
import { checkCluster, listClusters } from '../src/snapshots/store.ts';
import { formatAddress } from '../src/snapshots/stored.ts';
import { EXIT, parse, readStoreFlags, STORE_HELP, storeOptions, type Command } from './command.ts';
import { print } from './terminal.ts';

const help = `gazette prune: delete the snapshots that the retention policy of the config lets go.

Usage: gazette prune [CLUSTER] [--dry-run]

The policy keeps all for a time, then one every six hours, then one a day. The latest
snapshot, pinned ones and the keyframes that kept ones need always stay. A thinned
address leaves a page that names the nearest ones kept, at the next gazette publish.

  --dry-run         say what would go, and delete nothing
${STORE_HELP}
`;

async function run(args: string[]) {
  const { values, positionals } = parse(
    args,
    { ...storeOptions, 'dry-run': { type: 'boolean', default: false } },
    1,
  );
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
  for (const cluster of wanted === undefined ? stored : [wanted]) {
    const dryRun = values['dry-run'];
    const { keep, remove } = await prune(store, cluster, policy, new Date(), { dryRun });
    const bytes = remove.reduce((sum, snapshot) => sum + snapshot.bytes, 0);
    if (dryRun) for (const snapshot of remove) await print(`${formatAddress(snapshot)}\n`);
    const verb = dryRun ? 'would go' : 'deleted';
    await print(
      `${cluster}: ${formatNumber(remove.length)} of ${formatCount(keep.length + remove.length, 'snapshot')} ${verb} (${formatFileSize(bytes)})\n`,
    );
  }
  return EXIT.ok;
}

export const command: Command = { summary: 'delete what the retention policy lets go', help, run };
