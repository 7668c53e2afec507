/**
 * Walks over an object along its table of kept fields. The trimmer, `gazette purge` and redaction rewrite texts with
 * it. Copies find names in marked fields with it, and the documentation lists the fields. Pure.
 */
import { z } from 'zod';
import type { LeafTreatment } from './fields.ts';

/** Where a value stands in an object, and what the table says about the value. */
export interface FieldPlace extends LeafTreatment {
  /** Kind and field: `Event.message`. A field that no table knows has the path of its last known parent. */
  path: string;
  /** Name of the field, or the key in a map. An item has the name of its list; the object itself has none. */
  name?: string;
}

export type JsonMap = Record<string, unknown>;

/** What a walk does with the values that it meets. */
export interface Visitor {
  /** Rewrites a text. */
  text: (text: string, place: FieldPlace) => string;
  /** Renames a field that the table does not know, or a key in a map. By default the name stays. */
  key?: (name: string) => string;
  /** A list as a whole; undefined makes the walk go on to its items. `owner` is the object that holds the list. */
  list?: (items: readonly unknown[], place: FieldPlace, owner: JsonMap) => unknown;
  /**
   * An object or a map as a whole; undefined makes the walk go on to its fields. `isKnown`: a table has its fields.
   */
  map?: (map: JsonMap, place: FieldPlace, isKnown: boolean) => unknown;
}

/** @param owner the object that holds the value */
type Walk = (value: unknown, owner?: JsonMap) => unknown;

/** Handles a value that does not match its table. */
type Otherwise = (value: unknown, place: FieldPlace) => unknown;

/**
 * Compiles the walk that keeps what the table names, in the table's order. The walk drops unknown fields, values of the
 * wrong type and empty values: it then returns undefined.
 * @param schema a schema of `kinds/`, or of the meta
 */
export function compilePick(schema: z.core.$ZodType, path: string, visitor: Visitor): Walk {
  return compile(schema, { path }, visitor, undefined);
}

/** Compiles the walk that keeps every value and their order. */
export function compileRewrite(schema: z.core.$ZodType, path: string, visitor: Visitor): Walk {
  return compile(schema, { path }, visitor, (value, place) => rewrite(value, place, visitor));
}

/** Rewrites a value that no table describes. */
export function rewrite(value: unknown, place: FieldPlace, visitor: Visitor, owner: JsonMap = {}): unknown {
  if (typeof value === 'string') return visitor.text(value, place);
  if (Array.isArray(value))
    return visitor.list?.(value, place, owner) ?? value.map((item) => rewrite(item, place, visitor));
  if (!isRecord(value)) return value;
  const { path } = place;
  return (
    visitor.map?.(value, place, false) ??
    mapEntries(value, (name, field) => [toKey(name, visitor), rewrite(field, { path, name }, visitor, value)])
  );
}

/** @param otherwise if absent, a value that does not match is dropped */
function compile(
  schema: z.core.$ZodType,
  from: FieldPlace,
  visitor: Visitor,
  otherwise: Otherwise | undefined,
): Walk {
  if (schema instanceof z.ZodOptional || schema instanceof z.ZodNonOptional)
    return compile(schema.unwrap(), from, visitor, otherwise);
  const place = { ...from, ...z.globalRegistry.get(schema) } as FieldPlace;
  // The treatment applies only to values of the table's type.
  const other: Walk = (value) => otherwise?.(value, from);
  if (schema instanceof z.ZodObject) return compileObject(schema, place, visitor, otherwise);
  if (schema instanceof z.ZodArray) return compileList(schema, place, visitor, otherwise);
  if (schema instanceof z.ZodString)
    return (value) => (typeof value === 'string' ? visitor.text(value, place) : other(value));
  if (schema instanceof z.ZodNumber) return (value) => (typeof value === 'number' ? value : other(value));
  if (schema instanceof z.ZodBoolean) return (value) => (typeof value === 'boolean' ? value : other(value));
  if (schema instanceof z.ZodRecord && otherwise)
    return (value) => (isRecord(value) ? otherwise(value, place) : other(value));
  if (otherwise) return other;
  if (schema instanceof z.ZodRecord) return compileMap(place, visitor);
  if (schema instanceof z.ZodUnion) {
    const options = schema.options.map((option) => compile(option, from, visitor, undefined));
    return (value) => options.map((option) => option(value)).find((kept) => kept !== undefined);
  }
  throw new Error(`${place.path}: the trimmer does not know this type of field`);
}

/** The fields are compiled when the first such object comes: most walks meet few of the kinds. */
function compileObject(
  schema: z.ZodObject,
  place: FieldPlace,
  visitor: Visitor,
  otherwise: Otherwise | undefined,
): Walk {
  const compileFields = () =>
    Object.entries(schema.shape as Record<string, z.core.$ZodType>).map(
      ([name, field]) =>
        [name, compile(field, { path: `${place.path}.${name}`, name }, visitor, otherwise)] as const,
    );
  if (!otherwise) {
    let fields: ReturnType<typeof compileFields> | undefined;
    return (value) => (isRecord(value) ? trimFields(value, (fields ??= compileFields()), place) : undefined);
  }
  let known: Map<string, Walk> | undefined;
  return (value) => {
    if (!isRecord(value)) return otherwise(value, { path: place.path, name: place.name });
    const walks = (known ??= new Map(compileFields()));
    return (
      visitor.map?.(value, place, true) ??
      mapEntries(value, (name, field) => {
        const walk = walks.get(name);
        return walk
          ? [name, walk(field, value)]
          : [toKey(name, visitor), otherwise(field, { path: place.path, name })];
      })
    );
  };
}

function trimFields(
  value: JsonMap,
  fields: readonly (readonly [name: string, walk: Walk])[],
  { presence }: FieldPlace,
): JsonMap | undefined {
  let kept: JsonMap | undefined = presence ? {} : undefined;
  for (const [name, walk] of fields) {
    const field = value[name];
    if (field === undefined || field === null) continue;
    const trimmed = walk(field, value);
    if (trimmed === undefined) continue;
    kept ??= {};
    kept[name] = trimmed;
  }
  return kept;
}

/** A map of texts. If the table names keys, only those are kept. */
function compileMap(place: FieldPlace, { text }: Visitor): Walk {
  return (value) => {
    if (!isRecord(value)) return undefined;
    let kept: Record<string, string> | undefined;
    for (const key of place.keys ?? Object.keys(value)) {
      const entry = value[key];
      if (typeof entry !== 'string') continue;
      kept ??= {};
      kept[key] = text(entry, place);
    }
    return kept;
  };
}

function compileList(
  { element }: z.ZodArray,
  place: FieldPlace,
  visitor: Visitor,
  otherwise: Otherwise | undefined,
): Walk {
  // The treatment of the items also applies to the list.
  const own = { ...place, ...z.globalRegistry.get(element) } as FieldPlace;
  const walk = compile(element, place, visitor, otherwise);
  return (value, owner = {}) => {
    if (!Array.isArray(value)) return otherwise?.(value, { path: place.path, name: place.name });
    const whole = visitor.list?.(value, own, owner);
    if (whole !== undefined) return whole;
    const items = value.map((item: unknown) => walk(item));
    if (otherwise) return items;
    const kept = items.filter((item) => item !== undefined);
    return kept.length > 0 ? kept : undefined;
  };
}

/** A field without fields of its own, and what the table says about it. */
export interface Leaf extends LeafTreatment {
  /** As `jq` writes it: `spec.containers[].image`. */
  path: string;
  /** The names on the way; a list adds none. */
  steps: readonly string[];
  schema: z.ZodType;
  description?: string;
}

/** The leaves of a table, in its order. @param isLeaf whether the fields of an object are listed elsewhere */
export function listLeaves(
  schema: unknown,
  isLeaf: (schema: z.ZodType) => boolean = () => false,
  path = '',
  steps: readonly string[] = [],
): Leaf[] {
  const go = (inner: unknown, place = path, way = steps) => listLeaves(inner, isLeaf, place, way);
  if (schema instanceof z.ZodOptional || schema instanceof z.ZodNonOptional) return go(schema.unwrap());
  if (!(schema instanceof z.ZodType)) throw new Error(`${path} is no field`);
  if (isLeaf(schema)) return [{ path, steps, schema }];
  if (schema instanceof z.ZodArray) return go(schema.element, `${path}[]`);
  if (!(schema instanceof z.ZodObject)) return [{ ...schema.meta(), path, steps, schema }];
  return Object.entries(schema.shape).flatMap(([name, field]) =>
    go(field, path === '' ? name : `${path}.${name}`, [...steps, name]),
  );
}

/** The values of a leaf in an object: several if a list is on the way. */
export function readLeaf(value: unknown, steps: readonly string[], at = 0): unknown[] {
  if (Array.isArray(value)) return value.flatMap((item) => readLeaf(item, steps, at));
  if (at === steps.length) return [value];
  return isRecord(value) ? readLeaf(value[steps[at]!], steps, at + 1) : [];
}

const toKey = (name: string, { key }: Visitor) => (key ? key(name) : name);

/** No plain assignment: a key may be `__proto__`. */
const mapEntries = (map: JsonMap, to: (name: string, value: unknown) => [string, unknown]): JsonMap =>
  Object.fromEntries(Object.entries(map).map(([name, value]) => to(name, value)));

export const isRecord = (value: unknown): value is JsonMap =>
  typeof value === 'object' && value !== null && !Array.isArray(value);
