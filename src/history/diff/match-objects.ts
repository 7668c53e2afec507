/** Matches the objects of two snapshots of one cluster: by UID, then by name. */
import { namespacedName, objectKey } from '../../model/object-ref.ts';
import type { Seen } from '../../model/seen.ts';
import { isBeat, kindNames, type KeptObject, type KindName } from '../../snapshots/kinds/kinds.ts';
import type { Snapshot } from '../../snapshots/schema.ts';
import type { FieldChange, ObjectChange } from './change.ts';
import { attributeFields } from './attribute-fields.ts';
import { diffFields } from './diff-fields.ts';
import { toRef, type ObjectEntry } from './entries.ts';
import { isSame } from './is-same.ts';
import { markNoise, noiseOfKind } from './noise.ts';
import { withColumns } from './table-rows.ts';

export interface Sides {
  before: Snapshot;
  after: Snapshot;
  seen: { before: Seen; after: Seen };
}

export interface Matched {
  entries: ObjectEntry[];
  /** Objects of each side, by kind, about which the other says nothing. */
  hidden: Map<string, { before: number; after: number }>;
}

/** Events are not matched here: their log has its own rules. */
export function matchObjects(sides: Sides, withBeats: boolean): Matched {
  const matched: Matched = { entries: [], hidden: new Map() };
  for (const kind of kindNames) {
    if (kind === 'Event') continue;
    // A large cluster has tens of thousands, and they always differ.
    if (isBeat(kind) && !withBeats) continue;
    const entries = matchKind(kind, sides, matched.hidden);
    matched.entries.push(...entries.map((entry) => toEntry(entry, sides)).filter(isDifferent));
  }
  return matched;
}

/** Two objects, or one, with what happened. */
interface Difference {
  kind: KindName;
  how: ObjectChange['class'];
  before?: KeptObject;
  after?: KeptObject;
}

function matchKind(kind: KindName, sides: Sides, hidden: Matched['hidden']): Difference[] {
  const before: readonly KeptObject[] = sides.before.objects[kind] ?? [];
  const after: readonly KeptObject[] = sides.after.objects[kind] ?? [];
  const found: Difference[] = [];
  const [gone, come] = [[] as KeptObject[], [] as KeptObject[]];
  // Both are in the API's order: most matches are side by side, and need no index.
  for (let old = 0, now = 0; old < before.length || now < after.length;) {
    const [was, is] = [before[old], after[now]];
    if (was && is && isSameIdentity(was, is)) {
      if (!isSame(was, is)) found.push({ kind, how: 'changed', before: was, after: is });
      old += 1;
      now += 1;
    } else if (was && (!is || namespacedName(was.metadata) <= namespacedName(is.metadata))) {
      gone.push(was);
      old += 1;
    } else {
      come.push(is!);
      now += 1;
    }
  }
  return [...found, ...pairLeft(kind, gone, come, sides, hidden)];
}

/** Metrics have no UID. */
const isSameIdentity = ({ metadata: one }: KeptObject, { metadata: other }: KeptObject) =>
  one.uid === other.uid && (one.uid !== '' || (one.name === other.name && one.namespace === other.namespace));

/** Matches the rest in any order, by UID first, then by name. */
function pairLeft(
  kind: KindName,
  gone: readonly KeptObject[],
  come: readonly KeptObject[],
  sides: Sides,
  hidden: Matched['hidden'],
): Difference[] {
  const old = new Map(gone.map((object) => [object.metadata.uid || byName(object), object]));
  const found: Difference[] = [];
  const added: KeptObject[] = [];
  for (const object of come) {
    const key = object.metadata.uid || byName(object);
    const other = old.get(key);
    old.delete(key);
    if (!other) added.push(object);
    else if (!isSame(other, object)) found.push({ kind, how: 'changed', before: other, after: object });
  }
  return [...found, ...pairByName(kind, [...old.values()], added, sides, hidden)];
}

const byName = (object: KeptObject) => objectKey(toRef(object));

/** Removed and new objects, unless the other side could not have seen them; with an equal name, a replacement. */
function* pairByName(
  kind: KindName,
  removed: readonly KeptObject[],
  added: readonly KeptObject[],
  { seen }: Sides,
  hidden: Matched['hidden'],
): Generator<Difference> {
  const left = new Map(removed.map((object) => [byName(object), object]));
  for (const after of added) {
    const before = left.get(byName(after));
    left.delete(byName(after));
    if (before) yield { kind, how: 'replaced', before, after };
    else if (isSeenIn(seen.before, after)) yield { kind, how: 'added', after };
    else hide(hidden, after, 'after');
  }
  for (const before of left.values()) {
    if (isSeenIn(seen.after, before)) yield { kind, how: 'removed', before };
    else hide(hidden, before, 'before');
  }
}

/** Heartbeats are read with their Nodes. */
export function isSeenIn(seen: Seen, object: KeptObject): boolean {
  const { kind, namespace, name } = toRef(object);
  return seen(kind === 'NodeHeartbeat' ? 'Node' : kind, namespace, name);
}

export function hide(hidden: Matched['hidden'], object: KeptObject, side: 'before' | 'after'): void {
  const { kind } = toRef(object);
  const counts = hidden.get(kind) ?? { before: 0, after: 0 };
  counts[side] += 1;
  hidden.set(kind, counts);
}

function toEntry({ kind, how, before, after }: Difference, sides: Sides): ObjectEntry {
  const object = (after ?? before)!;
  const noise = noiseOfKind(kind) ?? (before && after ? undefined : noiseOfOwned(kind, object));
  const found =
    before && after ? fieldsOf(kind, before, after, sides, how === 'changed' ? 'same' : 'another') : [];
  const fields = before && after && how === 'changed' ? attributeFields(found, before, after, sides) : found;
  return {
    kind,
    before,
    after,
    change: { class: how, object: toRef(object), fields, ...(noise !== undefined && { noise }) },
  };
}

export function fieldsOf(
  kind: KindName,
  before: KeptObject,
  after: KeptObject,
  sides: Pick<Sides, 'before' | 'after'>,
  identity: 'same' | 'another' | 'elsewhere',
): FieldChange[] {
  if (kind !== 'TableRow') return markNoise(kind, diffFields(before, after).filter(isNoWriter), identity);
  const withDates = identity !== 'elsewhere';
  const [was, is] = [
    withColumns(before, sides.before, withDates),
    withColumns(after, sides.after, withDates),
  ];
  const changes = diffFields(was, is);
  return markNoise(kind, changes, identity);
}

/** Who wrote is no change of its own: it stands beside what was written. */
const isNoWriter = ({ steps: [first, second] }: FieldChange) =>
  first !== 'metadata' || second !== 'managedFields';

/** Deployments make ReplicaSets and clean them up (pkg/controller/deployment/sync.go `cleanupDeployment`). */
function noiseOfOwned(kind: KindName, { metadata }: KeptObject): string | undefined {
  const isOwned = kind === 'ReplicaSet' && metadata.ownerReferences?.some(({ controller }) => controller);
  return isOwned ? 'made and cleaned up by its owner' : undefined;
}

/** False if only the order of keyed lists differs. */
const isDifferent = ({ change }: ObjectEntry) => change.class !== 'changed' || change.fields.length > 0;

/** No difference means anything. */
export const isNoise = ({ noise, class: how, fields }: ObjectChange) =>
  noise !== undefined || (how === 'changed' && fields.every((field) => field.noise !== undefined));
