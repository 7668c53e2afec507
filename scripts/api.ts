import { once } from 'node:events';
import { EXIT, parse, STORE_HELP, stopOnSignal, storeOptions, UsageError, type Command } from './command.ts';
import { openApi } from './open-api.ts';
import { print, toColumns } from './terminal.ts';

const help = `gazette api: serve snapshots as read-only Kubernetes APIs, for k9s, Headlamp or any other client.

Usage: gazette api ADDRESS …

Each ADDRESS is a context of a temporary kubeconfig, under the name that you write.
Only this machine reaches the APIs, with a token that ends with them.
What was not seen is refused, and nothing can be changed: docs/time-machine.md.

${STORE_HELP}

Example: gazette api prod@2h prod~1
Ctrl-C ends it.
`;

const flags = { ...storeOptions } as const;

async function run(args: string[]) {
  const { values, positionals } = parse(args, flags, Infinity);
  if (positionals.length === 0) throw new UsageError('which snapshots? Give an ADDRESS such as prod@2h');
  const signal = stopOnSignal();
  const { kubeconfig, contexts, close } = await openApi(positionals, values);
  try {
    await print(
      toColumns([['CONTEXT', 'SNAPSHOT'], ...contexts.map(({ name, past }) => [name, past.title])]),
    );
    await print(`\nIn another shell:\n  export KUBECONFIG=${kubeconfig.file}\n\nCtrl-C ends it.\n`);
    if (!signal.aborted) await once(signal, 'abort');
  } finally {
    await close();
  }
  return EXIT.ok;
}

export const command: Command = { summary: 'serve snapshots as read-only Kubernetes APIs', help, flags, run };
