/** A kubeconfig for the APIs of snapshots, which leaves with them. */
import fs from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import type { ApiServer } from './server.ts';

export interface Kubeconfig {
  file: string;
  /** For what a client keeps between two calls. It must not outlive the server, whose port another may get. */
  cache: string;
  remove(): Promise<void>;
}

/** @param contexts the first is the current one */
export async function writeKubeconfig(
  contexts: readonly { name: string; server: ApiServer }[],
): Promise<Kubeconfig> {
  const folder = await fs.mkdtemp(path.join(os.tmpdir(), 'gazette-api-'));
  const file = path.join(folder, 'kubeconfig');
  const config = {
    ...{ apiVersion: 'v1', kind: 'Config', preferences: {}, 'current-context': contexts[0]?.name ?? '' },
    clusters: contexts.map(({ name, server: { url, ca } }) => ({
      name,
      cluster: { server: url, 'certificate-authority-data': Buffer.from(ca).toString('base64') },
    })),
    users: contexts.map(({ name, server: { token } }) => ({ name, user: { token } })),
    contexts: contexts.map(({ name }) => ({ name, context: { cluster: name, user: name } })),
  };
  await fs.writeFile(file, `${JSON.stringify(config, null, 2)}\n`, { mode: 0o600, flag: 'wx' });
  return {
    file,
    cache: path.join(folder, 'cache'),
    remove: () => fs.rm(folder, { recursive: true, force: true }),
  };
}
