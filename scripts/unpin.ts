import { unpin } from '../src/snapshots/pin.ts';
import { formatAddress } from '../src/snapshots/fold-manifest.ts';
import { EXIT, parse, findStore, STORE_HELP, storeOptions, UsageError, type Command } from './command.ts';
import { findSnapshot } from './find-snapshot.ts';
import { print } from './terminal.ts';

const help = `gazette unpin: let the retention policy delete a pinned snapshot.

Usage: gazette unpin ADDRESS

${STORE_HELP}
`;

const flags = storeOptions;

async function run(args: string[]) {
  const { values, positionals } = parse(args, flags, 1);
  const [address] = positionals;
  if (address === undefined) throw new UsageError('which snapshot? Give an ADDRESS such as prod~1');
  const store = await findStore(values);
  const now = new Date();
  const stored = await findSnapshot(store, address, values);
  await unpin(store, stored, now);
  await print(`${formatAddress(stored)} is no longer pinned\n`);
  return EXIT.ok;
}

export const command: Command = { summary: 'let retention delete a pinned snapshot', help, flags, run };
