/** Opens the API of some snapshots, for the commands that need one. */
import { writeKubeconfig, type Kubeconfig } from '../src/api/kubeconfig.ts';
import { openPast, type Past } from '../src/api/past.ts';
import { openApiServer } from '../src/api/server.ts';
import { findStore, type StoreFlags } from './command.ts';
import { findSnapshot } from './find-snapshot.ts';
import { note } from './terminal.ts';

export interface OpenApi {
  kubeconfig: Kubeconfig;
  /** By the names of their contexts, which are the addresses as they were written. */
  contexts: readonly { name: string; past: Past }[];
  close: () => Promise<void>;
}

/** @throws {GazetteError} There is no such snapshot, or it cannot be read. */
export async function openApi(addresses: readonly string[], flags: StoreFlags): Promise<OpenApi> {
  const store = await findStore(flags);
  const pasts: { name: string; past: Past }[] = [];
  for (const name of new Set(addresses))
    pasts.push({ name, past: await openPast(store, await findSnapshot(store, name, flags)) });
  const now = new Date();
  const onBug = (error: unknown) => note(`gazette: ${error instanceof Error ? error.stack : String(error)}`);
  const contexts = await Promise.all(
    pasts.map(async ({ name, past }) => ({
      ...{ name, past },
      server: await openApiServer(past, { now, onBug }),
    })),
  );
  const kubeconfig = await writeKubeconfig(contexts);
  return {
    kubeconfig,
    contexts,
    async close() {
      await Promise.all(contexts.map(({ server }) => server.close()));
      await kubeconfig.remove();
    },
  };
}
