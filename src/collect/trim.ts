/** Cuts objects of the API down to the fields that their kind's table keeps, and redacts the free text. */
import { z } from 'zod';
import { kinds, type KindName, type ObjectOf } from '../snapshots/kinds/kinds.ts';
import type { LeafTreatment } from '../snapshots/kinds/fields.ts';
import { redact, redactWords } from './redact.ts';

/** Told of each text that lost credentials: kind and field (`Event.message`), and how many. */
export type OnRedaction = (field: string, count: number) => void;
/** Returns what is kept of a value, or undefined for nothing; `owner` is the object that it stands in. */
type Trim = (value: unknown, owner?: Record<string, unknown>) => unknown;

/**
 * Compiles a kind's table into a function, once per collect. The function takes an item of a list and the
 * apiVersion that it was read through (items do not carry it), drops unknown fields, values of the wrong type and
 * what is empty, and keeps the table's order of fields. Undefined for what is no Kubernetes object.
 */
export function compileTrim<Name extends KindName>(
  name: Name,
  onRedaction: OnRedaction,
): (item: unknown, apiVersion: string) => ObjectOf<Name> | undefined {
  const trim = compile(kinds[name].fields, name, onRedaction);
  return (item, apiVersion) => {
    if (!isRecord(item) || !isRecord(item.metadata)) return undefined;
    // Metrics have no identity of their own.
    const metadata = { ...item.metadata, uid: item.metadata.uid ?? '' };
    const kept = trim({ ...item, kind: name, apiVersion, metadata });
    return isNamed(kept) ? (kept as ObjectOf<Name>) : undefined;
  };
}

function isNamed(kept: unknown): boolean {
  return isRecord(kept) && isRecord(kept.metadata) && typeof kept.metadata.name === 'string';
}

export function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function treatmentOf(schema: z.core.$ZodType): LeafTreatment {
  return (z.globalRegistry.get(schema) ?? {}) as LeafTreatment;
}

function compile(schema: z.core.$ZodType, path: string, onRedaction: OnRedaction): Trim {
  if (schema instanceof z.ZodOptional || schema instanceof z.ZodNonOptional) {
    return compile(schema.unwrap(), path, onRedaction);
  }
  const treatment = treatmentOf(schema);
  const redactText = (text: string) => {
    const { text: kept, count } = redact(text);
    if (count > 0) onRedaction(path, count);
    return kept;
  };
  if (schema instanceof z.ZodObject) return compileObject(schema, treatment, path, onRedaction);
  if (schema instanceof z.ZodRecord) return compileMap(treatment, redactText);
  if (schema instanceof z.ZodArray) return compileList(schema, path, onRedaction);
  if (schema instanceof z.ZodString) {
    return treatment.redact
      ? (value) => (typeof value === 'string' ? redactText(value) : undefined)
      : (value) => (typeof value === 'string' ? value : undefined);
  }
  if (schema instanceof z.ZodNumber) return (value) => (typeof value === 'number' ? value : undefined);
  if (schema instanceof z.ZodBoolean) return (value) => (typeof value === 'boolean' ? value : undefined);
  if (schema instanceof z.ZodUnion) {
    const options = schema.options.map((option) => compile(option, path, onRedaction));
    return (value) => options.map((option) => option(value)).find((kept) => kept !== undefined);
  }
  throw new Error(`${path}: the trimmer does not know this sort of field`);
}

function compileObject(
  schema: z.ZodObject,
  treatment: LeafTreatment,
  path: string,
  onRedaction: OnRedaction,
): Trim {
  const shape: Record<string, z.core.$ZodType> = schema.shape;
  const names = Object.keys(shape);
  const trims = Object.entries(shape).map(([name, field]) => compile(field, `${path}.${name}`, onRedaction));
  return (value) => {
    if (!isRecord(value)) return undefined;
    let kept: Record<string, unknown> | undefined = treatment.presence ? {} : undefined;
    for (let index = 0; index < names.length; index += 1) {
      const name = names[index] as string;
      const field = value[name];
      if (field === undefined || field === null) continue;
      const trimmed = (trims[index] as Trim)(field, value);
      if (trimmed === undefined) continue;
      kept ??= {};
      kept[name] = trimmed;
    }
    return kept;
  };
}

function compileMap(treatment: LeafTreatment, redactText: (text: string) => string): Trim {
  return (value) => {
    if (!isRecord(value)) return undefined;
    let kept: Record<string, string> | undefined;
    for (const key of treatment.keys ?? Object.keys(value)) {
      const text = value[key];
      if (typeof text !== 'string') continue;
      kept ??= {};
      kept[key] = treatment.redact ? redactText(text) : text;
    }
    return kept;
  };
}

function compileList(schema: z.ZodArray, path: string, onRedaction: OnRedaction): Trim {
  const element = schema.element;
  const treatment = treatmentOf(element);
  if (element instanceof z.ZodString && treatment.redact) {
    const isArgs = path.endsWith('.args');
    return (value, owner) => {
      if (!Array.isArray(value) || value.length === 0) return undefined;
      // What an argument means depends on the program, which stands in `command`.
      const { words, count } = redactWords(textsOf(value), isArgs ? textsOf(owner?.command) : []);
      if (count > 0) onRedaction(path, count);
      return words;
    };
  }
  const trim = compile(element, path, onRedaction);
  return (value) => {
    if (!Array.isArray(value)) return undefined;
    const kept = value.map((item) => trim(item)).filter((item) => item !== undefined);
    return kept.length > 0 ? kept : undefined;
  };
}

const textsOf = (list: unknown): string[] =>
  Array.isArray(list) ? list.filter((item) => typeof item === 'string') : [];
