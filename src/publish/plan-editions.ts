/** Decides which editions of a cluster are printed, and what each of them names. */
import type { EditionRef } from '../site/records/edition-record.ts';
import { editionFolder, toEditionKey } from '../site/paths.ts';
import type { EditionPlan } from '../site/plan.ts';
import { inOrder, type StoredSnapshot } from '../snapshots/fold-manifest.ts';
import type { ManifestSnapshot, ManifestTombstone } from '../snapshots/schema.ts';
import { readManifest, readRecent } from '../snapshots/store.ts';
import type { ClusterOptions } from './plan-options.ts';
import { readEditionRecord } from './published.ts';
import type { ManifestNews } from './read-news.ts';
import { firstForm, isOutdated } from './reprint.ts';
import type { DamagedSnapshot } from './site-state.ts';

interface ClusterNews extends ManifestNews {
  /** What the lines say, folded. */
  snapshots: readonly StoredSnapshot[];
  tombstones: readonly ManifestTombstone[];
  /** Folders of editions whose own records are damaged. */
  broken: ReadonlySet<string>;
  canBeShown: (snapshot: DamagedSnapshot) => Promise<boolean>;
}

interface PlannedEditions {
  editions: EditionPlan[];
  /** Snapshots that still cannot be shown, and whose pages say so already. */
  damaged: DamagedSnapshot[];
  /** The newest snapshot. */
  last?: EditionRef;
  /** A stub names no kept snapshot after it. */
  hasOpenStubs: boolean;
}

/** In the order of the manifest. */
export async function planEditions(options: ClusterOptions, known: ClusterNews): Promise<PlannedEditions> {
  const { out, name, before, again } = options;
  const { isKnown, snapshots, tombstones, broken, canBeShown } = known;
  const lines = onePerPage(
    name,
    known.lines.filter((line) => line.type === 'snapshot'),
  );
  const kept = new Map(snapshots.map((snapshot) => [snapshot.number, snapshot]));
  const findKept = openKept(options, kept, { isWhole: known.isWhole, count: lines.length });
  const nearest = findNearest(name, lines, kept);
  const whyRemoved = new Map(tombstones.map((tombstone) => [tombstone.number, tombstone.why]));
  const turns = inTheirTurn(name, lines, isKnown ? before?.last : undefined);
  const editions: EditionPlan[] = [];
  const damaged: DamagedSnapshot[] = [];
  for (const { ref, previous } of turns) {
    const stored = kept.get(ref.number);
    const removed = stored
      ? undefined
      : { why: whyRemoved.get(ref.number) ?? 'retention', ...nearest.get(ref.number) };
    const there = await readEditionRecord(out, ref);
    const record = there?.number === ref.number ? there : undefined;
    // The predecessor that an edition named at its first printing never changes.
    const predecessor = record ? record.previous : previous;
    const wanted = again?.wants(ref) ?? false;
    const isDue =
      !record ||
      wanted ||
      broken.has(editionFolder(ref)) ||
      isOutdated(record, { stored, removed, kept, whyRemoved });
    if (!isDue) {
      if (record.damaged === undefined || !stored) continue;
      if (!(await canBeShown(stored))) {
        damaged.push(stored);
        continue;
      }
    }
    const isAsked = (again?.full === true && wanted) || record?.asked === true;
    editions.push({
      ...ref,
      stored,
      previous: predecessor,
      before: predecessor && (await findKept(predecessor.number)),
      keptBefore: predecessor && nearest.get(predecessor.number)?.before,
      removed,
      form: firstForm(record, stored, isAsked),
      ...(isAsked && { asked: true as const }),
      sheets: record?.sheets,
    });
  }
  return {
    ...{ editions, damaged },
    last: turns.length > 0 ? turns.at(-1)!.last : isKnown ? before?.last : undefined,
    hasOpenStubs: isKnown ? before?.openStubs === true : [...nearest.values()].some(({ after }) => !after),
  };
}

/** The second of a deleted snapshot may be taken again when a clock goes back. The page is that of the newer snapshot. */
const onePerPage = (cluster: string, lines: readonly ManifestSnapshot[]): ManifestSnapshot[] => {
  const newest = new Map(lines.map((line) => [editionFolder(toEditionKey(cluster, line.file)), line]));
  const left = new Set(newest.values());
  return lines.filter((line) => left.has(line));
};

/**
 * Each snapshot with the one before it. The sequence number decides the order, whatever the clock said: the snapshot
 * taken last is the latest. An imported snapshot has no predecessor, and is none.
 */
function inTheirTurn(cluster: string, lines: readonly ManifestSnapshot[], before: EditionRef | undefined) {
  let last = before;
  return lines.map((line) => {
    const ref = toRef(cluster, line);
    const isLate = line.marks?.includes('late') ?? false;
    const previous = isLate ? undefined : last;
    if (!isLate) last = ref;
    return { ref, previous, last };
  });
}

/** Finds a kept snapshot. Among those published earlier, usually only the newest is asked for. */
function openKept(
  { store, name }: ClusterOptions,
  kept: ReadonlyMap<number, StoredSnapshot>,
  { isWhole, count }: { isWhole: boolean; count: number },
): (number: number) => Promise<StoredSnapshot | undefined> {
  let recent: StoredSnapshot[] | undefined;
  return async (number) => {
    if (isWhole || kept.has(number)) return kept.get(number);
    recent ??= await readRecent(store, name, count + 1);
    const near = recent.find((snapshot) => snapshot.number === number);
    return near ?? (await readManifest(store, name)).snapshots.find((snapshot) => snapshot.number === number);
  };
}

const toRef = (cluster: string, { file, number, time }: ManifestSnapshot): EditionRef => ({
  ...toEditionKey(cluster, file),
  number,
  instant: time,
});

/** The kept neighbours of each deleted snapshot, by its number. */
export function findNearest(
  cluster: string,
  lines: readonly ManifestSnapshot[],
  kept: ReadonlyMap<number, unknown>,
) {
  const nearest = new Map<number, { before?: EditionRef; after?: EditionRef }>();
  const look = (ordered: readonly ManifestSnapshot[], side: 'before' | 'after') => {
    let beside: EditionRef | undefined;
    for (const line of ordered) {
      if (kept.has(line.number)) beside = toRef(cluster, line);
      else nearest.set(line.number, { ...nearest.get(line.number), [side]: beside });
    }
  };
  const ordered = inOrder(lines);
  look(ordered, 'before');
  look(ordered.toReversed(), 'after');
  return nearest;
}
