/** The file of `--mapping`: the pseudonyms with their names, for the owner of a copy. Pure. */
import { z } from 'zod';
import { NAME_CLASSES } from './profile.ts';
import type { Mapping } from './pseudonyms.ts';

const ByPseudonym = z.record(z.string(), z.string());
const MappingSchema = z.strictObject({
  key: z.string().min(1).describe('Makes UIDs and digests'),
  ...(Object.fromEntries(NAME_CLASSES.map(({ id }) => [id, ByPseudonym.optional()])) as Record<
    (typeof NAME_CLASSES)[number]['id'],
    z.ZodOptional<typeof ByPseudonym>
  >),
});

export function renderMapping({ key, pseudonyms }: Mapping): string {
  const byClass = Map.groupBy(pseudonyms, (one) => one.class);
  const names = [...byClass].map(([name, own]) => [
    name,
    Object.fromEntries(own.map(({ pseudonym, original }) => [pseudonym, original])),
  ]);
  return `${JSON.stringify({ key, ...Object.fromEntries(names) }, null, 2)}\n`;
}

/** @returns undefined if the text is no mapping */
export function parseMapping(text: string): Mapping | undefined {
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch {
    return undefined;
  }
  const { data } = MappingSchema.safeParse(json);
  if (!data) return undefined;
  const pseudonyms = NAME_CLASSES.flatMap(({ id }) =>
    Object.entries(data[id] ?? {}).map(([pseudonym, original]) => ({ class: id, original, pseudonym })),
  );
  return { key: data.key, pseudonyms };
}
