/** From lines to a whole snapshot. Pure: the browser reads the store's own files with it. */
import type { Snapshot } from './schema.ts';
import { GoneSchema } from './schema.ts';
import { goneKeyOf, identityOf, isSettled, keyOf, toIdentity } from './identity.ts';
import { isBeat, isKindName, kindNames, type KeptObject, type KindName } from './kinds/kinds.ts';

type Lines = AsyncIterable<string> | Iterable<string>;

/** Objects of every kind, each kind ordered by `namespace/name`, then by UID. */
type Objects = Snapshot['objects'];

/** What a keyframe holds, as lines or parsed. */
export type Inherited = Lines | Iterable<KeptObject>;

/**
 * Puts a snapshot together from its own lines (without the meta) and, for a delta, those of its keyframe.
 * Lines of kinds that this version does not know are passed over.
 */
export async function materialise(own: Lines, keyframe: Inherited = []): Promise<Objects> {
  const found = new Map<KindName, KeptObject[]>(kindNames.map((kind) => [kind, []]));
  const settled = new Set<string>();
  for await (const line of own) {
    const object = JSON.parse(line) as KeptObject;
    if (isGone(object)) {
      settled.add(goneKeyOf(GoneSchema.parse(object).object));
      continue;
    }
    if (!isKindName(object.kind)) continue;
    settled.add(keyOf(toIdentity(object)));
    found.get(object.kind)!.push(object);
  }
  for await (const line of keyframe) {
    const identity = typeof line === 'string' ? identityOf(line) : toIdentity(line);
    if (!isKindName(identity.kind) || isBeat(identity.kind) || isSettled(settled, keyOf(identity))) continue;
    found.get(identity.kind)!.push(typeof line === 'string' ? (JSON.parse(line) as KeptObject) : line);
  }
  const sorted = kindNames.map((kind) => [kind, sortObjects(found.get(kind)!)] as const);
  // What stands on a kind's lines was checked when it was written, and the file's digest since.
  return Object.fromEntries(sorted) as unknown as Objects;
}

const isGone = (object: { kind: string }) => object.kind === 'Gone';

/** In the order in which the API server lists them: by `namespace/name`, then by UID. */
function sortObjects<Kept extends KeptObject>(objects: readonly Kept[]): Kept[] {
  return objects
    .map((object) => ({ object, path: `${object.metadata.namespace ?? ''}/${object.metadata.name}` }))
    .sort((a, b) => compare(a.path, b.path) || compare(a.object.metadata.uid, b.object.metadata.uid))
    .map(({ object }) => object);
}

const compare = (a: string, b: string) => (a < b ? -1 : a > b ? 1 : 0);
