/** Builds a snapshot from the store's own files, like the command line. */
import './no-eval.ts';
import { materialise } from '../snapshots/materialise.ts';
import { SnapshotMetaSchema, type Snapshot } from '../snapshots/schema.ts';
import { decodeLines } from './zstd-lines.ts';

/**
 * @param own the snapshot's own file
 * @param keyframe the keyframe's file, if the snapshot is a delta
 * @throws {Error} The files cannot be decoded.
 */
export async function decodeSnapshot(own: Uint8Array, keyframe?: Uint8Array): Promise<Snapshot> {
  const lines = decodeLines(own);
  const meta = parseMeta((await lines.next()).value);
  if ((meta.base === undefined) !== (keyframe === undefined)) throw new Error('it needs another keyframe');
  const inherited = keyframe && decodeLines(keyframe);
  await inherited?.next();
  return { meta, objects: await materialise(lines, inherited) };
}

function parseMeta(line: unknown): Snapshot['meta'] {
  const meta = typeof line === 'string' && SnapshotMetaSchema.safeParse(JSON.parse(line)).data;
  if (!meta) throw new Error('it is no snapshot that this page can read');
  return meta;
}
