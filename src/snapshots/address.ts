/** How a person names a snapshot: `prod`, `prod~1`, `prod@2h`, `prod@2026-11-22T07:15Z`, `prod/2026-11-22T071500Z`. */
import { z } from 'zod';
import { formatThere, GazetteError } from '../errors.ts';
import type { Store } from './open-store.ts';
import { exactName } from './paths.ts';
import { ClusterNameSchema, DurationSchema } from './schema.ts';
import { listClusters, readManifest } from './store.ts';
import { formatAddress, inOrder, type Manifest, type StoredSnapshot } from './fold-manifest.ts';

export interface Address {
  /** The text as the user wrote it. */
  text: string;
  cluster: string;
  /** Which snapshot of the cluster. */
  of:
    | { type: 'back'; steps: number }
    | { type: 'ago'; seconds: number }
    | { type: 'time'; time: string }
    | { type: 'exact'; name: string };
}

const FORMS =
  'Write prod (the latest), prod~1 (the one before), prod@2h (as of two hours ago), ' +
  'prod@2026-11-22T07:15Z or prod@yesterday (as of then) or prod/2026-11-22T071500Z (exactly).';

const TimeSchema = z.union([
  z.iso.datetime({ offset: true }),
  z.iso.datetime({ offset: true, precision: -1 }),
]);

/**
 * Reads an address.
 * @throws {GazetteError} The hint shows every form of an address.
 */
export function parseAddress(text: string): Address {
  const wrong = (what: string) =>
    new GazetteError(`"${text}" is not the address of a snapshot: ${what}`, { hint: FORMS });
  const [, cluster = '', mark, rest = ''] = /^([^~@/]*)(?:([~@/])(.*))?$/s.exec(text) ?? [];
  if (!ClusterNameSchema.safeParse(cluster).success) throw wrong(`"${cluster}" cannot name a cluster`);
  const to = (of: Address['of']): Address => ({ text, cluster, of });
  if (mark === undefined) return to({ type: 'back', steps: 0 });
  if (mark === '~') {
    if (!/^\d{1,9}$/.test(rest)) throw wrong(`"${rest}" after ~ must be a number of snapshots`);
    return to({ type: 'back', steps: Number(rest) });
  }
  if (mark === '/') {
    const [, day, hour, minute, second] = /^(\d{4}-\d\d-\d\d)T(\d\d)(\d\d)(\d\d)Z$/.exec(rest) ?? [];
    const time = Date.parse(`${day}T${hour}:${minute}:${second}Z`);
    if (Number.isNaN(time)) throw wrong(`"${rest}" after / must be a snapshot's own time in UTC`);
    return to({ type: 'exact', name: rest });
  }
  const duration = DurationSchema.safeParse(rest);
  if (duration.success) return to({ type: 'ago', seconds: duration.data });
  if (!TimeSchema.safeParse(rest).success) {
    throw wrong(`"${rest}" after @ must be a duration, or a time with its offset (Z or +01:00)`);
  }
  return to({ type: 'time', time: new Date(rest).toISOString() });
}

/**
 * Finds the snapshot that an address names. "As of" is the newest snapshot at or before that time. A snapshot whose
 * clock lay in the future never counts.
 * @throws {GazetteError} The message names the snapshots that exist.
 */
export async function resolveAddress(store: Store, address: Address, now: Date): Promise<StoredSnapshot> {
  const manifest = await readManifest(store, address.cluster);
  if (manifest.snapshots.length === 0) throw await unknownCluster(store, address.cluster);
  return findAddress(manifest, address, now);
}

/** The pure part of {@link resolveAddress}; the manifest holds at least one snapshot. */
export function findAddress(manifest: Manifest, { text, cluster, of }: Address, now: Date): StoredSnapshot {
  const ordered = inOrder(manifest.snapshots);
  if (of.type === 'back') {
    const found = ordered.at(-1 - of.steps);
    if (found) return found;
    const oldest = ordered[0]!;
    throw new GazetteError(`${text}: ${cluster} has only ${count(ordered)}`, {
      hint: `The oldest is ${formatAddress(oldest)}, ${cluster}~${ordered.length - 1}.`,
    });
  }
  if (of.type === 'exact') {
    const found = ordered.find(({ time }) => exactName(time) === of.name);
    if (found) return found;
    const dead = manifest.tombstones.findLast(
      ({ file }) => file.split('.')[0]!.replace('/', 'T') === of.name,
    );
    const [day, clock] = of.name.split('T') as [string, string];
    const wanted = Date.parse(`${day}T${clock.slice(0, 2)}:${clock.slice(2, 4)}:${clock.slice(4)}`);
    const what = dead ? `was deleted (${dead.why}) on ${dead.at}` : 'there is no such snapshot';
    throw new GazetteError(`${text}: ${what}`, { hint: nearest(ordered, wanted) });
  }
  const wanted = of.type === 'ago' ? now.getTime() - of.seconds * 1000 : Date.parse(of.time);
  const candidates = ordered.filter(
    ({ time, marks }) => Date.parse(time) <= wanted && !marks?.includes('future'),
  );
  const newest = Math.max(...candidates.map(({ time }) => Date.parse(time)));
  const found = candidates.findLast(({ time }) => Date.parse(time) === newest);
  if (found) return found;
  throw new GazetteError(`${text}: ${cluster} has no snapshot that old`, { hint: nearest(ordered, wanted) });
}

function nearest(ordered: readonly StoredSnapshot[], wanted: number): string {
  const byTime = ordered.toSorted((a, b) => Date.parse(a.time) - Date.parse(b.time));
  const before = byTime.findLast(({ time }) => Date.parse(time) <= wanted);
  const after = byTime.find(({ time }) => Date.parse(time) > wanted);
  const names = [before && `${formatAddress(before)} before`, after && `${formatAddress(after)} after`];
  return `The nearest: ${names.filter(Boolean).join(', ')}.`;
}

async function unknownCluster(store: Store, cluster: string): Promise<GazetteError> {
  const clusters = await listClusters(store);
  const hint =
    clusters.length > 0
      ? formatThere(clusters)
      : 'The store is empty: collect a snapshot first, or give the right folder with --data.';
  return new GazetteError(`${store.name} has no snapshot of a cluster "${cluster}"`, { hint });
}

const count = ({ length }: { length: number }) => (length === 1 ? 'one snapshot' : `${length} snapshots`);
