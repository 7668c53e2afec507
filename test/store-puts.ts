/** Stores the snapshots that tests of Days need. */
import type { KeptObject } from '../src/snapshots/kinds/kinds.ts';
import type { ManifestSnapshot } from '../src/snapshots/schema.ts';
import type { WriterOptions } from '../src/snapshots/writer.ts';
import { moment, type Put } from './days-of.ts';
import { snapshotOf } from './snapshot-of.ts';
import { store } from './store-fixtures.ts';

/** Stores a snapshot, with a collector whose clock is right by default. */
export function storePut(
  data: string,
  { time, objects, meta }: Put,
  options: Partial<WriterOptions> = {},
): Promise<ManifestSnapshot> {
  const snapshot = snapshotOf(objects ?? {}, { time: moment(time), ...meta });
  const { coverage, settings } = snapshot.meta;
  const all: KeptObject[] = Object.values(snapshot.objects).flat();
  return store(data, moment(time), all, { coverage, settings, ...options });
}
