/**
 * Small JSON records that tell when they were damaged. A sealed record begins with a digest of its own text. Whoever
 * derives something from a record must not derive it from a flipped bit.
 */
import { hash } from 'node:crypto';
import type { z } from 'zod';

const SEAL = /^\{"check":"([0-9a-f]{16})",/;

const checkOf = (text: string) => hash('sha256', text).slice(0, 16);

/** The text of a record, which has at least one field. */
export function seal(record: object): string {
  const text = JSON.stringify(record);
  return `{"check":"${checkOf(text)}",${text.slice(1)}\n`;
}

/** `sealed`: whole. `unsealed`: an older Gazette wrote it, and nobody can tell. */
export type Soundness = 'sealed' | 'unsealed' | 'damaged';

/** Whether a record is as it was written. Does not parse it. */
export function soundnessOf(text: string): Soundness {
  const [start, check] = SEAL.exec(text) ?? [];
  if (start === undefined) return 'unsealed';
  return checkOf(`{${text.slice(start.length).trimEnd()}`) === check ? 'sealed' : 'damaged';
}

/** The record in a text; undefined if the text is missing or damaged, or is no such record. */
export function parseSealed<Schema extends z.ZodObject>(
  text: string | undefined,
  schema: Schema,
): z.infer<Schema> | undefined {
  if (text === undefined) return undefined;
  const soundness = soundnessOf(text);
  if (soundness === 'damaged') return undefined;
  // A damaged seal leaves a field that no schema knows.
  const strict = soundness === 'sealed' ? schema : (schema.strict() as unknown as Schema);
  try {
    return strict.safeParse(JSON.parse(text)).data;
  } catch {
    return undefined;
  }
}
