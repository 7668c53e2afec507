import { isRecord } from '../snapshots/kinds/walk.ts';
import { RequestError } from './errors.ts';
import { readPages } from './list.ts';
import type { Client } from './request.ts';

/**
 * Namespaces to read if a kind may not be listed cluster-wide: those of the config, else all, else `fallback`. In the
 * API's order of objects: by the bytes of "namespace/".
 */
export async function readNamespaces(
  client: Client,
  configured: readonly string[] | undefined,
  fallback: readonly string[],
): Promise<readonly string[]> {
  const names = configured ?? (await listNames(client)) ?? fallback;
  return names.toSorted((a, b) => (`${a}/` < `${b}/` ? -1 : 1));
}

async function listNames(client: Client): Promise<string[] | undefined> {
  const names: string[] = [];
  try {
    for await (const page of readPages(client, '/api/v1/namespaces', {}, { requests: 0, bytes: 0 })) {
      for (const item of page.items) {
        if (isRecord(item) && isRecord(item.metadata)) names.push(String(item.metadata.name));
      }
    }
    return names;
  } catch (error) {
    if (error instanceof RequestError) return undefined;
    throw error;
  }
}
