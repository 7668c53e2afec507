/** What sharing an edition and sharing a review have in common: a scratch folder, and its result. */
import fs from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { GazetteError } from '../errors.ts';
import { DamagedSnapshotError } from '../snapshots/damage.ts';
import type { Store } from '../snapshots/open-store.ts';
import type { Snapshot } from '../snapshots/schema.ts';
import { readSnapshot } from '../snapshots/read-snapshot.ts';
import { findLeak } from './find-leak.ts';
import type { Profile } from './profile.ts';
import type { Mapping, Pseudonym } from './pseudonyms.ts';

export interface ShareOptions {
  /** The store of the snapshots. */
  store: Store;
  /** The published site, which knows the earlier editions; it may be missing. */
  site: string;
  /** The site's public address, with a slash at the end. */
  url?: string;
  title: string;
  /** Version of Gazette. */
  gazette: string;
  /** What is hidden; absent means nothing. */
  profile?: Profile;
  /** The pseudonyms of an earlier copy, which this copy continues. */
  mapping?: Mapping;
  /** Drops a field that would show a name, instead of refusing the copy. */
  forceDrop?: boolean;
  signal?: AbortSignal;
}

export interface SharedCopy {
  /** The copy's name: `prod-2026-11-22T071500Z`, with the cluster's pseudonym if the cluster has one. */
  name: string;
  /** The document, page by page. Read it before `close`. */
  pieces: AsyncIterable<string>;
  pages: number;
  /** All pseudonyms that stand in the copy. */
  pseudonyms: Pseudonym[];
  /** What a later copy needs to have the same pseudonyms; absent if nothing is hidden. */
  mapping?: Mapping;
  /** Removes the scratch folder. */
  close: () => Promise<void>;
}

/** @param print prints into the folder, which nobody else may read */
export async function makeCopy(
  print: (scratch: string) => Promise<Omit<SharedCopy, 'close'>>,
): Promise<SharedCopy> {
  const scratch = await fs.mkdtemp(path.join(os.tmpdir(), 'gazette-share-'));
  const close = () => fs.rm(scratch, { recursive: true, force: true });
  try {
    const copy = await print(scratch);
    return { ...copy, pieces: checked(copy.pieces, copy.pseudonyms), close };
  } catch (error) {
    await close();
    throw error;
  }
}

/**
 * Gazette's own words: one of them, such as `utf-8`, can also be a node's name. They are styles, the script, what the
 * document says of itself, and names of files. The index of the search is data.
 */
const OWN =
  /<style>[^]*?<\/style>|<script>(?!globalThis\.gazetteSearch=)[^]*?<\/script>|<script>globalThis\.gazetteSearch=|<meta (?:charset="utf-8"|http-equiv="[\w-]+" content="[^"<>]*"|name="(?:viewport|robots|color-scheme|referrer|generator)" content="[^"<>]*")>|data:[\w/]+;charset=utf-8;base64,|download="[a-z-]+\.(?:csv|md)"/g;

async function* checked(pieces: AsyncIterable<string>, pseudonyms: readonly Pseudonym[]) {
  const look = findLeak(pseudonyms);
  for await (const piece of pieces) {
    const leak = look(piece.replaceAll(OWN, ''));
    if (leak)
      throw new GazetteError(
        `a ${leak.class} that was to be hidden stands in the copy, ${whereIn(piece)}; nothing was written`,
        { hint: 'No field of the snapshot shows it: this is a mistake of Gazette. Please report the place.' },
      );
    yield piece;
  }
}

/** The page that a piece of the document is. */
const whereIn = (piece: string) => {
  const page = /^<section class="page" id="([^"]+)"/.exec(piece)?.[1];
  return page === undefined ? 'outside of its pages' : `on the page "${page}"`;
};

const TYPES: Readonly<Record<string, string>> = {
  '.csv': 'text/csv;charset=utf-8',
  '.md': 'text/markdown;charset=utf-8',
};

/** Files that pages offer, as links that contain them. @param files from the root of the pages */
export async function readAttachments(
  printed: string,
  files: readonly string[],
): Promise<Map<string, string>> {
  const attachments = new Map<string, string>();
  for (const file of files) {
    const type = TYPES[path.extname(file)];
    if (type === undefined) continue;
    const bytes = await fs.readFile(path.join(printed, file));
    attachments.set(file, `data:${type};base64,${bytes.toString('base64')}`);
  }
  return attachments;
}

/** Undefined if reading fails: a missing extra file must not stop the copy. */
export async function readOrNothing(
  store: Store,
  cluster: string,
  stored: Parameters<typeof readSnapshot>[2],
): Promise<Snapshot | undefined> {
  try {
    return await readSnapshot(store, cluster, stored);
  } catch (error) {
    if (error instanceof DamagedSnapshotError) return undefined;
    throw error;
  }
}
