import { unpin } from '../src/snapshots/pin.ts';
import { formatAddress } from '../src/snapshots/fold-manifest.ts';
import { EXIT, parse, findStore, STORE_HELP, storeOptions, UsageError, type Command } from './command.ts';
import { findSnapshot } from './find-snapshot.ts';
import { print } from './terminal.ts';

const help = `gazette unpin: let the retention policy delete a pinned snapshot.

Usage: gazette unpin ADDRESS [--review ID]

Pins are a set: a person's, and one for each review that rests on the snapshot.

  --review ID     take away the pin of this review, not a person's
${STORE_HELP}
`;

const flags = { ...storeOptions, review: { type: 'string' } } as const;

async function run(args: string[]) {
  const { values, positionals } = parse(args, flags, 1);
  const [address] = positionals;
  if (address === undefined) throw new UsageError('which snapshot? Give an ADDRESS such as prod~1');
  const store = await findStore(values);
  const now = new Date();
  const stored = await findSnapshot(store, address, values);
  await unpin(store, stored, now, values.review);
  const { pinned } = await findSnapshot(store, formatAddress(stored), values);
  await print(
    `${formatAddress(stored)} ${pinned ? 'has one pin less, and is still pinned' : 'is no longer pinned'}\n`,
  );
  return EXIT.ok;
}

export const command: Command = { summary: 'let retention delete a pinned snapshot', help, flags, run };
