/**
 * Why a cluster was not collected: `-/failures/CLUSTER.json` in the store. Only the last failure is kept. A snapshot
 * that was taken after it makes it old.
 */
import { z } from 'zod';
import { attempt } from './files.ts';
import type { Store } from './open-store.ts';
import { read, replace } from './shelf.ts';

const FailureSchema = z.object({
  at: z.string().describe('When the collect failed, ISO 8601'),
  message: z.string().describe('What failed, redacted'),
});
export type Failure = z.infer<typeof FailureSchema>;

const keyOf = (cluster: string) => `failures/${cluster}.json`;

/** @throws {GazetteError} The store cannot be written. */
export async function noteFailure(store: Store, cluster: string, failure: Failure): Promise<void> {
  const shelf = store.shelf.at('-');
  await attempt(`cannot write to ${shelf.name}`, () =>
    replace(shelf, keyOf(cluster), Buffer.from(`${JSON.stringify(failure)}\n`)),
  );
}

/** Undefined if none is noted, or the note is damaged: it is only a hint. */
export async function readFailure(store: Store, cluster: string): Promise<Failure | undefined> {
  const shelf = store.shelf.at('-');
  const bytes = await attempt(`cannot read ${shelf.name}`, () => read(shelf, keyOf(cluster)));
  try {
    return bytes && FailureSchema.safeParse(JSON.parse(bytes.toString())).data;
  } catch {
    return undefined;
  }
}
