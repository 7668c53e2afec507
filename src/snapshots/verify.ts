/** Checks a store: every byte of every file, and everything that the manifest says about them. */
import { GazetteError } from '../errors.ts';
import { hasJournal } from './journal.ts';
import { OLDER_MANIFEST } from './manifest-text.ts';
import type { Store } from './open-store.ts';
import { isDay, isSnapshotFile, UNFINISHED } from './paths.ts';
import { has } from './shelf.ts';
import { openLines } from './snapshot-file.ts';
import { listClusters, readManifest, type Manifest, type StoredSnapshot } from './store.ts';
import { countObjects, tallyLines, type ObjectTally } from './count-objects.ts';

/** A fault of the store. */
export interface Problem {
  cluster: string;
  /** Path below the cluster's folder. */
  file: string;
  /** One sentence, without the file's name. */
  problem: string;
  /** The snapshots that cannot be read because of it; none when the store is only untidy. */
  costs: StoredSnapshot[];
}

export interface Verified {
  cluster: string;
  /** How many snapshots were checked. */
  snapshots: number;
  problems: Problem[];
}

/** Reads and checks all clusters, or the named ones, one after another. Changes nothing. */
export async function* verify(store: Store, clusters?: readonly string[]): AsyncGenerator<Verified> {
  for (const cluster of clusters ?? (await listClusters(store))) {
    const manifest = await readManifest(store, cluster);
    const problems = [
      ...manifest.problems.map((problem) => toProblem(cluster, problem)),
      ...missingNumbers(cluster, manifest),
      ...(await checkFiles(store, cluster, manifest.snapshots)),
      ...(await findLeftovers(store, cluster, manifest)),
    ];
    yield { cluster, snapshots: manifest.snapshots.length, problems };
  }
}

/** A sentence of the manifest's reader begins with the name of its file. */
function toProblem(cluster: string, sentence: string): Problem {
  const [, file = 'manifest', problem = sentence] =
    /^(manifest(?:\S*\.jsonl)?|\S+\.jsonl\.zst):? (.*)$/s.exec(sentence) ?? [];
  return { cluster, file, problem, costs: [] };
}

/** Goes by keyframe, so that each keyframe is read once. */
async function checkFiles(store: Store, cluster: string, snapshots: StoredSnapshot[]): Promise<Problem[]> {
  const problems: Problem[] = [];
  const groups = Map.groupBy(snapshots, ({ file, base }) => base?.file ?? file);
  for (const [file, group] of groups) {
    const own = group.find((snapshot) => snapshot.file === file);
    const keyframe = await check(store, cluster, own ?? { file, digest: group[0]!.base!.digest });
    if (keyframe.problem) problems.push({ cluster, file, problem: keyframe.problem, costs: group });
    for (const snapshot of group) {
      const delta = snapshot === own ? keyframe : await check(store, cluster, snapshot);
      const say = (problem: string) =>
        problems.push({ cluster, file: snapshot.file, problem, costs: [snapshot] });
      if (delta !== keyframe && delta.problem) say(delta.problem);
      if (delta.tally && own && snapshot.base && snapshot.base.digest !== own.digest) {
        say(`needs another ${file} than the stored one`);
      }
      if (!delta.tally || !keyframe.tally) continue;
      const count = countObjects(delta.tally, delta === keyframe ? undefined : keyframe.tally);
      if (count !== snapshot.objects) say(`holds ${count} objects, but ${snapshot.objects} were stored`);
    }
  }
  return problems;
}

type Checked = { tally: ObjectTally; problem?: string } | { tally?: undefined; problem: string };
type Expected = { file: string; digest: string } & Partial<StoredSnapshot>;

async function check(store: Store, cluster: string, expected: Expected): Promise<Checked> {
  try {
    const { meta, lines } = await openLines(store, cluster, expected);
    const tally = await tallyLines(lines);
    if (expected.number === undefined) return { tally };
    const says = JSON.stringify([meta.cluster, meta.number, meta.time, meta.base]);
    const should = JSON.stringify([cluster, expected.number, expected.time, expected.base]);
    return says === should
      ? { tally }
      : { tally, problem: `calls itself ${says}, but the manifest says ${should}` };
  } catch (error) {
    if (error instanceof GazetteError)
      return { problem: error.message.replace(`${cluster}/${expected.file}: `, '') };
    if (error instanceof SyntaxError) return { problem: 'is damaged: a line is not JSON' };
    throw error;
  }
}

/** Numbers are given one after another: a missing number means a missing line in the manifest. */
function missingNumbers(cluster: string, { snapshots, tombstones }: Manifest): Problem[] {
  const numbers = new Set([...snapshots, ...tombstones].map(({ number }) => number));
  const highest = Math.max(0, ...numbers);
  const missing: string[] = [];
  for (let number = 1; number <= highest; number += 1) {
    if (numbers.has(number)) continue;
    const first = number;
    while (!numbers.has(number + 1)) number += 1;
    missing.push(first === number ? `No. ${first}` : `No. ${first} to ${number}`);
  }
  return missing.map((range) => ({
    cluster,
    file: 'manifest',
    problem: `${range}: the manifest has neither the snapshot nor a note of its deletion`,
    costs: [],
  }));
}

async function findLeftovers(store: Store, cluster: string, manifest: Manifest): Promise<Problem[]> {
  const shelf = store.cluster(cluster);
  const problems: Problem[] = [];
  const say = (file: string, problem: string) => problems.push({ cluster, file, problem, costs: [] });
  const purging = await hasJournal(shelf);
  if (purging) say('.purge.json', 'a purge was interrupted; the next collect or purge completes it');
  if (!(await has(shelf, '.lock'))) {
    for (const name of await shelf.list(UNFINISHED)) {
      say(`${UNFINISHED}/${name}`, 'is a leftover of a dead process; the next collect removes it');
    }
  }
  const hasPieces = (await shelf.list('manifest')).length > 0;
  if (hasPieces && (await has(shelf, OLDER_MANIFEST)))
    say(OLDER_MANIFEST, 'belongs to an older Gazette; the current manifest is in manifest/');
  const alive = new Set(manifest.snapshots.map(({ file }) => file));
  const dead = new Set(manifest.tombstones.map(({ file }) => file));
  for (const day of (await shelf.list('')).filter(isDay)) {
    for (const name of await shelf.list(day)) {
      const file = `${day}/${name}`;
      if (alive.has(file)) continue;
      if (dead.has(file)) say(file, 'should be deleted; the next prune deletes it');
      else if (!isSnapshotFile(file)) say(file, 'is not a file of Gazette');
    }
  }
  return problems;
}
