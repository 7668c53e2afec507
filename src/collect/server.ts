/** What the API server says about itself. */
import { z } from 'zod';
import type { Observation } from '../snapshots/schema.ts';
import { RequestError } from './errors.ts';
import type { Answer, Client } from './request.ts';

const VersionSchema = z.looseObject({ gitVersion: z.string(), platform: z.string().optional() });

/** `/version` and `/readyz`; unreadable parts are absent. */
export async function readServer(client: Client): Promise<Observation['server']> {
  const [version, ready] = await Promise.all([ask(client, '/version'), ask(client, '/readyz?verbose')]);
  const known = version?.status === 200 ? parseVersion(version.body.toString('utf8')) : undefined;
  const server: Observation['server'] = { version: known?.gitVersion, platform: known?.platform };
  if (!ready) return server;
  // kubernetes staging/src/k8s.io/apiserver/pkg/server/healthz/healthz.go, handleRootHealth: `[-]etcd failed: …`
  const notReady = Array.from(
    ready.body.toString('utf8').matchAll(/^\[-\](\S+)/gm),
    (match) => match[1] as string,
  );
  if (ready.status === 200) return { ...server, ready: true };
  return notReady.length > 0 ? { ...server, ready: false, notReady } : server;
}

function parseVersion(text: string) {
  try {
    return VersionSchema.safeParse(JSON.parse(text)).data;
  } catch {
    return undefined;
  }
}

async function ask(client: Client, path: string): Promise<Answer | undefined> {
  try {
    return await client.send(path, '*/*');
  } catch (error) {
    if (error instanceof RequestError) return undefined;
    throw error;
  }
}
