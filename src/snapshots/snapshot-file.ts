/** Decodes one snapshot file. Every byte is checked against the manifest before it is used. */
import { z } from 'zod';
import { DamagedSnapshotError } from './damage.ts';
import { attempt, digestOf } from './files.ts';
import { readFirstFrame, readLines } from './frames.ts';
import type { Store } from './open-store.ts';
import { FORMAT, SnapshotMetaSchema, type SnapshotMeta } from './schema.ts';
import { read } from './shelf.ts';
import { toWellFormed } from './well-formed.ts';

/**
 * The meta and the other lines of a file whose digest is right; `bytes` is its size. Lines are decoded on demand.
 * @throws {DamagedSnapshotError} here or while the lines are read.
 */
export async function openLines(store: Store, cluster: string, wanted: { file: string; digest: string }) {
  const bytes = await readChecked(store, cluster, wanted);
  return { bytes: bytes.length, ...(await splitMeta(`${cluster}/${wanted.file}`, bytes)) };
}

/**
 * The bytes of a file whose digest is right.
 * @throws {DamagedSnapshotError}
 */
export async function readChecked(
  store: Store,
  cluster: string,
  wanted: { file: string; digest: string },
): Promise<Buffer> {
  const name = `${cluster}/${wanted.file}`;
  const bytes = await attempt(name, () => read(store.cluster(cluster), wanted.file));
  if (!bytes) throw new DamagedSnapshotError(name, 'is missing');
  if (digestOf(bytes) !== wanted.digest) {
    throw new DamagedSnapshotError(name, 'is damaged: its bytes differ from what was stored');
  }
  return bytes;
}

/** The meta, and the lines after it. `name` is for messages. */
export async function splitMeta(name: string, bytes: Buffer) {
  const lines = guard(name, readLines(bytes));
  const first = await lines.next();
  return { meta: parseMeta(name, first.done ? '' : first.value), lines };
}

/** The same lines; errors name the file. */
async function* guard(name: string, lines: AsyncIterable<string>): AsyncGenerator<string> {
  try {
    yield* lines;
  } catch (error) {
    throw new DamagedSnapshotError(name, 'is damaged: it cannot be decoded', error);
  }
}

/**
 * The meta alone: reads a few kilobytes, whatever the size of the file. Does not check the digest.
 * @throws {DamagedSnapshotError}
 */
export async function readFirstLine(
  store: Store,
  cluster: string,
  wanted: { file: string },
): Promise<SnapshotMeta> {
  const name = `${cluster}/${wanted.file}`;
  for (let length = 32 * 1024; ; length *= 8) {
    const head = await attempt(name, () => store.cluster(cluster).getRange(wanted.file, 0, length));
    if (!head) throw new DamagedSnapshotError(name, 'is missing');
    const text = faulty(name, () => readFirstFrame(head.bytes));
    if (text !== undefined) return parseMeta(name, text);
    if (head.size <= length) throw new DamagedSnapshotError(name, 'is cut short');
  }
}

const FormatSchema = z.object({ kind: z.literal('Snapshot'), format: z.number() });

function parseMeta(name: string, text: string): SnapshotMeta {
  const json = faulty(name, () => JSON.parse(toWellFormed(text)) as unknown);
  const format = FormatSchema.safeParse(json).data?.format;
  if (format === undefined)
    throw new DamagedSnapshotError(name, 'is not a snapshot: its first line is not a meta');
  if (format > FORMAT) {
    // This is no damage, but has the same cost: what this version cannot read is shown as not seen.
    throw new DamagedSnapshotError(
      name,
      `has format ${format}; this version of Gazette reads formats up to ${FORMAT}`,
    );
  }
  const meta = SnapshotMetaSchema.safeParse(json);
  if (meta.success) return meta.data;
  const issue = meta.error.issues[0];
  throw new DamagedSnapshotError(
    name,
    `is damaged: its meta has a wrong ${issue?.path.join('.')}`,
    meta.error,
  );
}

function faulty<Result>(name: string, work: () => Result): Result {
  try {
    return work();
  } catch (error) {
    throw new DamagedSnapshotError(name, 'is damaged: it cannot be decoded', error);
  }
}
