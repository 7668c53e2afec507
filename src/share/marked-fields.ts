/** The values of kept fields whose mark says what they name. Pure. */
import { z } from 'zod';
import type { LeafTreatment } from '../snapshots/kinds/fields.ts';
import { kindNames, kinds, type KindName } from '../snapshots/kinds/kinds.ts';
import { isRecord } from '../snapshots/kinds/walk.ts';
import type { Snapshot } from '../snapshots/schema.ts';

/** The values of all fields that name such a thing. */
export const listMarked = (objects: Snapshot['objects'], mark: NonNullable<LeafTreatment['names']>) =>
  listValues(objects, mark).filter((value) => typeof value === 'string');

/** Labels and selectors of all objects. */
export const listLabels = (objects: Snapshot['objects']) => listValues(objects, 'labels').filter(isRecord);

/** Keys of labels that stand alone: of taints, of terms, of domains to spread over. */
export const listLabelKeys = (objects: Snapshot['objects']) =>
  listValues(objects, 'labelKey').filter((value) => typeof value === 'string');

type Mark = LeafTreatment['names'] | LeafTreatment['copy'];

function listValues(objects: Snapshot['objects'], mark: NonNullable<Mark>): unknown[] {
  const values: unknown[] = [];
  for (const kind of kindNames) {
    if (objects[kind].length === 0) continue;
    const paths = markedPaths(kind).get(mark) ?? [];
    for (const object of objects[kind]) for (const path of paths) addValues(object, path, 0, values);
  }
  return values;
}

/** Paths of the marked fields of each kind, by mark. The tables never change. */
const PATHS = new Map<KindName, Map<Mark, string[][]>>();

function markedPaths(kind: KindName): Map<Mark, string[][]> {
  let paths = PATHS.get(kind);
  if (!paths) {
    paths = new Map();
    addPaths(kinds[kind].fields, [], paths);
    PATHS.set(kind, paths);
  }
  return paths;
}

/** A list adds no step to a path. */
function addPaths(shape: unknown, path: string[], paths: Map<Mark, string[][]>): void {
  if (shape instanceof z.ZodOptional || shape instanceof z.ZodNonOptional)
    addPaths(shape.unwrap(), path, paths);
  else if (shape instanceof z.ZodArray) addPaths(shape.element, path, paths);
  else if (shape instanceof z.ZodObject)
    for (const [name, field] of Object.entries(shape.shape)) addPaths(field, [...path, name], paths);
  else if (shape instanceof z.ZodType) {
    const { names, copy } = (shape.meta() ?? {}) as LeafTreatment;
    for (const mark of [names, copy]) if (mark) paths.set(mark, [...(paths.get(mark) ?? []), path]);
  }
}

function addValues(value: unknown, path: readonly string[], at: number, values: unknown[]): void {
  if (Array.isArray(value)) for (const item of value) addValues(item, path, at, values);
  else if (at === path.length) values.push(value);
  else if (isRecord(value)) addValues(value[path[at]!], path, at + 1, values);
}
