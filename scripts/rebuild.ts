import { updateDays } from '../src/days/update-days.ts';
import { formatCount, formatNumber } from '../src/model/english.ts';
import { checkCluster, listClusters } from '../src/snapshots/store.ts';
import {
  EXIT,
  parse,
  findStore,
  stopOnSignal,
  StoppedError,
  STORE_HELP,
  storeOptions,
  type Command,
} from './command.ts';
import { about, formatSeconds, note, print } from './terminal.ts';

const help = `gazette rebuild: fold every day's history anew from the snapshots.

Usage: gazette rebuild [--cluster NAME] [--thinned]

History pages, digests and reviews read a daily history: restarts, heartbeats, events, states. Gazette
derives this history from the snapshots, and stores it beside them; gazette publish updates it. You
may delete it: it is made again. But if retention has deleted snapshots of a day, its history knows
more than the remaining snapshots. Such days stay unchanged.

  --cluster NAME  only this cluster (default: all)
  --thinned       fold also such days anew, from their remaining snapshots
${STORE_HELP}

Exit status: 0 done, 3 done except for snapshots that cannot be read.
`;

const flags = {
  ...storeOptions,
  cluster: { type: 'string' },
  thinned: { type: 'boolean', default: false },
} as const;

async function run(args: string[]) {
  const { values } = parse(args, flags, 0);
  const store = await findStore(values);
  const stored = await listClusters(store);
  if (values.cluster !== undefined || stored.length === 0) checkCluster(store, stored, values.cluster ?? '');
  const signal = stopOnSignal();
  let damaged = 0;
  for (const cluster of values.cluster === undefined ? stored : [values.cluster]) {
    const begun = performance.now();
    const updated = await updateDays({
      store,
      cluster,
      rebuild: values.thinned ? 'thinned' : 'whole',
      now: () => new Date(),
      signal,
      onProgress: (folded) => {
        if (folded % 500 === 0) note(`${cluster}: ${formatCount(folded, 'snapshot')}`);
      },
    }).catch((error: unknown) => {
      throw signal.aborted
        ? new StoppedError(signal, 'rebuild or publish again to complete the work')
        : error;
    });
    damaged += updated.damaged.length;
    for (const { why } of updated.damaged) note(about(cluster, why));
    const kept =
      updated.kept.length > 0
        ? `; ${formatCount(updated.kept.length, 'day')} with deleted snapshots left as ${updated.kept.length === 1 ? 'it is' : 'they are'}`
        : '';
    const gone = updated.gone > 0 ? `; ${formatNumber(updated.gone)} of the snapshots had been deleted` : '';
    await print(
      `${cluster}: ${formatCount(updated.days.length, 'day')} folded from ${formatCount(updated.folded, 'snapshot')} ` +
        `in ${formatSeconds(performance.now() - begun)}${kept}${gone}\n`,
    );
  }
  return damaged > 0 ? EXIT.partial : EXIT.ok;
}

export const command: Command = { summary: 'fold the history of every day anew', help, flags, run };
