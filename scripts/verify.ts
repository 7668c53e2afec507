import { GazetteError } from '../src/errors.ts';
import { formatCount } from '../src/model/english.ts';
import { checkCluster, listClusters } from '../src/snapshots/store.ts';
import type { Store } from '../src/snapshots/open-store.ts';
import { repairManifest } from '../src/snapshots/repair.ts';
import { verify } from '../src/snapshots/verify.ts';
import { EXIT, oneOf, parse, findStore, STORE_HELP, storeOptions, type Command } from './command.ts';
import { note, print } from './terminal.ts';

const help = `gazette verify: check every file of the store, and name the snapshots that damage costs.

Usage: gazette verify [CLUSTER] [-o text|json] [--repair]

  --repair             first write a damaged manifest anew. It is made from its readable
                       lines, the snapshots' own files and the reviews. No snapshot is
                       changed.
  -o, --output FORMAT  text (default) or json
${STORE_HELP}

Exit status: 0 everything is as it was stored, 1 something is damaged.
`;

const flags = {
  ...storeOptions,
  output: { type: 'string', short: 'o', default: 'text', words: ['text', 'json'] },
  repair: { type: 'boolean', default: false },
} as const;

async function run(args: string[]) {
  const { values, positionals } = parse(args, flags, 1);
  const output = oneOf('--output', values.output, flags.output.words);
  const store = await findStore(values);
  const clusters = await listClusters(store);
  const [cluster] = positionals;
  if (clusters.length === 0) throw new GazetteError(`${store.name} has no snapshots to verify`);
  if (cluster !== undefined) checkCluster(store, clusters, cluster);
  const wanted = cluster === undefined ? clusters : [cluster];
  if (values.repair) for (const name of wanted) await repair(store, name);
  const results = [];
  let problems = 0;
  for await (const result of verify(store, wanted)) {
    problems += result.problems.length;
    results.push(result);
    if (output === 'json') continue;
    for (const { file, problem, costs } of result.problems) {
      const numbers = costs.map(({ number }) => `No. ${number}`).join(', ');
      note(`${result.cluster}/${file}: ${problem}${numbers && `; it costs ${numbers}`}`, 'red');
    }
    const verdict =
      result.problems.length === 0
        ? 'all as they were stored'
        : formatCount(result.problems.length, 'problem');
    await print(`${result.cluster}: ${formatCount(result.snapshots, 'snapshot')}, ${verdict}\n`);
  }
  if (output === 'json') await print(`${JSON.stringify(results, null, 2)}\n`);
  return problems > 0 ? EXIT.failure : EXIT.ok;
}

/** Says on stderr what the repair did: a report that is JSON stays JSON. */
async function repair(store: Store, cluster: string): Promise<void> {
  const repaired = await repairManifest(store, cluster, new Date());
  if (!repaired) return;
  const { restored, corrected, pinned, lost } = repaired;
  for (const problem of lost) note(`${cluster}/${problem}`, 'red');
  note(
    `${cluster}: wrote the manifest anew. ${formatCount(restored, 'snapshot')} restored from files, ` +
      `${formatCount(corrected, 'line')} corrected, ${formatCount(pinned, 'snapshot')} pinned for reviews. ` +
      'Pins in unreadable lines are lost: pin these snapshots again before the next gazette prune.',
  );
}

export const command: Command = { summary: 'check every file of the store', help, flags, run };
