/** Makes a whole snapshot from lines. Pure: the browser reads the store's own files with it. */
import type { Snapshot } from './schema.ts';
import { GoneSchema } from './schema.ts';
import { toWellFormed } from './well-formed.ts';
import { goneKeyOf, identityOf, isSettled, keyOf, toIdentity } from './identity.ts';
import { isBeat, isKindName, kindNames, type KeptObject, type KindName } from './kinds/kinds.ts';

type Lines = AsyncIterable<string> | Iterable<string>;

/** Objects of every kind, each kind ordered by `namespace/name`, then by UID. */
type Objects = Snapshot['objects'];

/** The objects of a keyframe, as lines or parsed. */
export type Inherited = Lines | Iterable<KeptObject>;

/**
 * Builds a snapshot from its own lines (without the meta) and, for a delta, the lines of its keyframe. Kinds that this
 * version does not know are skipped.
 */
export async function materialise(own: Lines, keyframe: Inherited = []): Promise<Objects> {
  const found = new Map<KindName, KeptObject[]>(kindNames.map((kind) => [kind, []]));
  const settled = new Set<string>();
  for await (const line of own) {
    const object = JSON.parse(toWellFormed(line)) as KeptObject;
    if (isGone(object)) {
      settled.add(goneKeyOf(GoneSchema.parse(object).object));
      continue;
    }
    if (!isKindName(object.kind)) continue;
    settled.add(keyOf(toIdentity(object)));
    found.get(object.kind)!.push(object);
  }
  for await (const inherited of keyframe) {
    const line = typeof inherited === 'string' ? toWellFormed(inherited) : inherited;
    const identity = typeof line === 'string' ? identityOf(line) : toIdentity(line);
    if (!isKindName(identity.kind) || isBeat(identity.kind) || isSettled(settled, keyOf(identity))) continue;
    found.get(identity.kind)!.push(typeof line === 'string' ? (JSON.parse(line) as KeptObject) : line);
  }
  const sorted = kindNames.map((kind) => [kind, sortObjects(found.get(kind)!)] as const);
  // The writer checked the lines of each kind, and the file's digest has protected them since.
  return Object.fromEntries(sorted) as unknown as Objects;
}

const isGone = (object: { kind: string }) => object.kind === 'Gone';

/** In the API server's order: by `namespace/name`, then by UID. */
function sortObjects<Kept extends KeptObject>(objects: readonly Kept[]): Kept[] {
  return objects
    .map((object) => ({ object, path: `${object.metadata.namespace ?? ''}/${object.metadata.name}` }))
    .sort((a, b) => compareKeys(a.path, b.path) || compareKeys(a.object.metadata.uid, b.object.metadata.uid))
    .map(({ object }) => object);
}

const compareKeys = (a: string, b: string) => (a < b ? -1 : a > b ? 1 : 0);
