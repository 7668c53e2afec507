/** The objects of two snapshots side by side, while their causes are searched. */
import type { ObjectRef } from '../../model/report.ts';
import type { KeptObject, KindName, ObjectOf } from '../../snapshots/kinds/kinds.ts';
import type { FieldChange, ObjectChange, PathStep } from './change.ts';
import { leavesOf } from './field-path.ts';

/** An object that changed. */
export interface ObjectEntry {
  kind: KindName;
  before?: KeptObject;
  after?: KeptObject;
  change: ObjectChange;
}

/** An entry with objects of a known kind. */
export interface EntryOf<Name extends KindName> extends ObjectEntry {
  before?: ObjectOf<Name>;
  after?: ObjectOf<Name>;
}

export const isOf = <Name extends KindName>(entry: ObjectEntry, kind: Name): entry is EntryOf<Name> =>
  entry.kind === kind;

/** An object's reference; a custom resource has its own kind. */
export function toRef(object: KeptObject): ObjectRef & { uid: string } {
  const { uid, namespace, name } = object.metadata;
  const kind = 'resource' in object && object.resource ? object.resource : object.kind;
  return { kind, ...(namespace !== undefined && { namespace }), name, uid };
}

/** True if no cause explains it yet. */
export const isFree = ({ change }: ObjectEntry) => change.cause === undefined;

/**
 * Lets a cause explain entries: each as a whole, or only some fields. If other fields remain, the entry stays.
 * @returns the number of explained entries
 */
export function claim(
  cause: string,
  entries: Iterable<ObjectEntry>,
  explains: (field: FieldChange) => boolean = () => true,
): number {
  let count = 0;
  for (const { change } of entries) {
    if (change.cause !== undefined) continue;
    count += 1;
    for (const field of change.fields) if (field.cause === undefined && explains(field)) field.cause = cause;
    if (change.fields.every((field) => field.noise !== undefined || field.cause !== undefined))
      change.cause = cause;
  }
  return count;
}

/** Fields at or below a path. Also a field above it that came or went with nothing else in it. */
export const below =
  (...paths: readonly (readonly string[])[]) =>
  ({ steps, before, after }: FieldChange) => {
    const isBelow = (own: readonly PathStep[]) =>
      paths.some((path) => path.every((name, index) => own[index] === name));
    const isAbove = () => paths.some((path) => steps.every((step, index) => path[index] === step));
    const leaves = () =>
      [before, after].flatMap((value) => (value === undefined ? [] : [...leavesOf(value, steps)]));
    return isBelow(steps) || (isAbove() && leaves().every(([own]) => isBelow(own)));
  };

/** The current or last controller of the object has that UID. */
export const isOwnedBy = ({ before, after }: ObjectEntry, uid: string): boolean =>
  (after ?? before)?.metadata.ownerReferences?.some((owner) => owner.controller && owner.uid === uid) ??
  false;
