/**
 * Small JSON records that tell when they were damaged, or stand in the place of another record. A sealed record begins
 * with a digest of its place and its text. Nothing may be derived from a flipped bit, nor from a sound record of another
 * cluster or time.
 */
import { hash } from 'node:crypto';
import type { z } from 'zod';

const SEAL = /^\{"check":"([0-9a-f]{16})",/;

const checkOf = (text: string) => hash('sha256', text).slice(0, 16);

/**
 * The text of a record, which has at least one field.
 * @param place what the record is of: a record that stands elsewhere counts as damaged
 */
export function seal(record: object, place: string): string {
  const text = JSON.stringify(record);
  return `{"check":"${checkOf(`${place}\n${text}`)}",${text.slice(1)}\n`;
}

/** `sealed`: whole, and in its place. `unsealed`: an older Gazette wrote it, and nobody can tell. */
export type Soundness = 'sealed' | 'unsealed' | 'damaged';

/** Whether a record is as it was written. Does not parse it. */
export function soundnessOf(text: string, place: string): Soundness {
  const [start, check] = SEAL.exec(text) ?? [];
  if (start === undefined) return 'unsealed';
  return checkOf(`${place}\n{${text.slice(start.length).trimEnd()}`) === check ? 'sealed' : 'damaged';
}

/** The record in a text; undefined if the text is missing, damaged, of another place, or no such record. */
export function parseSealed<Schema extends z.ZodObject>(
  text: string | undefined,
  schema: Schema,
  place: string,
): z.infer<Schema> | undefined {
  if (text === undefined) return undefined;
  const soundness = soundnessOf(text, place);
  if (soundness === 'damaged') return undefined;
  // A damaged seal leaves a field that no schema knows.
  const strict = soundness === 'sealed' ? schema : (schema.strict() as unknown as Schema);
  try {
    return strict.safeParse(JSON.parse(text)).data;
  } catch {
    return undefined;
  }
}
