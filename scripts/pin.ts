import { pin } from '../src/snapshots/pin.ts';
import { formatAddress } from '../src/snapshots/fold-manifest.ts';
import { EXIT, parse, findStore, STORE_HELP, storeOptions, UsageError, type Command } from './command.ts';
import { findSnapshot } from './find-snapshot.ts';
import { print } from './terminal.ts';

const help = `gazette pin: keep a snapshot, whatever the retention policy says.

Usage: gazette pin ADDRESS [--note TEXT]

  --note TEXT       why; gazette list shows it
${STORE_HELP}
`;

const flags = { ...storeOptions, note: { type: 'string' } } as const;

async function run(args: string[]) {
  const { values, positionals } = parse(args, flags, 1);
  const [address] = positionals;
  if (address === undefined) throw new UsageError('which snapshot? Give an ADDRESS such as prod~1');
  const store = await findStore(values);
  const now = new Date();
  const stored = await findSnapshot(store, address, values);
  await pin(store, stored, values.note, now);
  await print(`${formatAddress(stored)} is pinned\n`);
  return EXIT.ok;
}

export const command: Command = {
  summary: 'keep a snapshot whatever the retention policy says',
  help,
  flags,
  run,
};
