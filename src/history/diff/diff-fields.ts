/** The differences between two objects, field by field, at the paths of the API. */
import type { FieldChange, Json, JsonObject, PathStep } from './change.ts';
import { isSame } from './is-same.ts';
import { keyLists } from './merge-keys.ts';

/**
 * The differences. Items of lists are matched by their merge keys. A list without keys is compared by index if its
 * length is equal, otherwise as a whole. Applied to `before`, the changes give `after`, except for the order of keyed
 * lists.
 */
export function diffFields(before: unknown, after: unknown): FieldChange[] {
  const changes: FieldChange[] = [];
  addChanges(before as Json | undefined, after as Json | undefined, [], changes);
  return changes;
}

function addChanges(
  before: Json | undefined,
  after: Json | undefined,
  steps: readonly PathStep[],
  into: FieldChange[],
): void {
  if (before === after) return;
  if (isObject(before) && isObject(after)) return walkFields(before, after, steps, into);
  if (isSame(before, after)) return;
  if (Array.isArray(before) && Array.isArray(after)) return walkLists(before, after, steps, into);
  into.push({
    steps,
    ...(before !== undefined && { before }),
    ...(after !== undefined && { after }),
  });
}

function walkFields(before: JsonObject, after: JsonObject, steps: readonly PathStep[], into: FieldChange[]) {
  for (const key of Object.keys(before)) {
    const is = own(after, key);
    // Most of a changed object is unchanged and needs no path.
    if (before[key] !== is) addChanges(before[key], is, [...steps, key], into);
  }
  for (const key of Object.keys(after)) {
    if (own(before, key) === undefined) addChanges(undefined, after[key], [...steps, key], into);
  }
}

const own = (object: JsonObject, key: string) => (Object.hasOwn(object, key) ? object[key] : undefined);

function walkLists(
  before: readonly Json[],
  after: readonly Json[],
  steps: readonly PathStep[],
  into: FieldChange[],
): void {
  const name = steps.at(-1);
  const keyed = typeof name === 'string' && before.length + after.length > 0 && keyLists(name, before, after);
  // An empty list differs from an absent list, although neither has items.
  if (keyed) {
    for (const [key, item, value] of keyed.before.values())
      addChanges(value, keyed.after.get(key)?.[2], [...steps, item], into);
    for (const [key, item, value] of keyed.after.values())
      if (!keyed.before.has(key)) addChanges(undefined, value, [...steps, item], into);
  } else if (before.length === after.length && [...before, ...after].every(isObject)) {
    before.forEach((value, index) => addChanges(value, after[index], [...steps, index], into));
  } else {
    into.push({ steps, before, after });
  }
}

export const isObject = (value: Json | undefined): value is JsonObject =>
  typeof value === 'object' && value !== null && !Array.isArray(value);
