/** Copies the store's files for a site that serves them unchanged. */
import fs from 'node:fs/promises';
import path from 'node:path';
import { DamagedSnapshotError } from './damage.ts';
import { digestOf, readIfThere } from './files.ts';
import type { Store } from './open-store.ts';
import { FORMS, isSnapshotFile } from './paths.ts';
import type { ManifestSnapshot } from './schema.ts';
import { readChecked } from './snapshot-file.ts';

/** A file of the store, as the manifest describes it. */
export interface StoredFile {
  /** Path below its cluster's folder. */
  file: string;
  digest: string;
}

/** The files of a snapshot: its own and, for a delta, the keyframe. */
export const filesOf = ({
  file,
  digest,
  base,
}: Pick<ManifestSnapshot, 'file' | 'digest' | 'base'>): StoredFile[] => [
  { file, digest },
  ...(base ? [base] : []),
];

/** The possible names of a snapshot's file, below its cluster's folder. */
export const namesOf = (day: string, time: string) => FORMS.map((form) => `${day}/${time}.${form}.jsonl.zst`);

/** True for a file of the store below the folder of all clusters: `prod/2026-11-22/071500Z.full.jsonl.zst`. */
export const isShared = (file: string) => isSnapshotFile(file.slice(file.indexOf('/') + 1));

/** True when a folder of copies has this file, with these bytes. */
export async function hasCopy(
  folder: string,
  cluster: string,
  { file, digest }: StoredFile,
): Promise<boolean> {
  const bytes = await readIfThere(path.join(folder, cluster, file));
  return bytes !== undefined && digestOf(bytes) === digest;
}

/**
 * Copies a file of the store into a folder, at the same path. The copy is no hard link: a site has its own readers,
 * owners and modes. Whatever happens to the copy must not reach the store.
 * @throws {DamagedSnapshotError} The file differs from the manifest; no copy is left.
 */
export async function copyFile(
  store: Store,
  cluster: string,
  wanted: StoredFile,
  folder: string,
): Promise<void> {
  const bytes = await readChecked(store, cluster, wanted);
  const target = path.join(folder, cluster, wanted.file);
  await fs.mkdir(path.dirname(target), { recursive: true });
  await fs.writeFile(target, bytes);
}

/**
 * Size in bytes of a file of the store.
 * @throws {DamagedSnapshotError} The file is missing.
 */
export async function sizeOf(store: Store, cluster: string, { file }: StoredFile): Promise<number> {
  const there = await store.cluster(cluster).getRange(file, 0, 0);
  if (!there) throw new DamagedSnapshotError(`${cluster}/${file}`, 'is missing');
  return there.size;
}
