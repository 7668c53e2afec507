/** Services, claims, Namespaces and the like that were created, deleted, or deleted and made anew. */
import { z } from 'zod';
import { namespaceName } from '../../snapshots/kinds/fields.ts';
import { objectKey, parseObject, toObjectRef } from '../../model/object-ref.ts';
import type { Report } from '../../model/report.ts';
import type { Seen } from '../../model/seen.ts';
import type { Step } from './track.ts';
import { toUnix } from './unix.ts';
import { ComingSchema, type Coming } from './workload-day.ts';

export const ObjectComingSchema = ComingSchema.extend({
  kind: z.string(),
  namespace: namespaceName('Its namespace').optional(),
  name: z.string(),
  claim: z.string().optional().describe('Of a volume: key of the claim that it is for'),
});
export type ObjectComing = z.infer<typeof ObjectComingSchema>;

export const ObjectBalanceSchema = z.object({
  key: z.string(),
  uid: z.string(),
  claim: z.string().optional().describe('As of a coming'),
});
export type ObjectBalance = z.infer<typeof ObjectBalanceSchema>;

/** Number of comings that a Day holds; further ones are only counted. */
const MOST_COMINGS = 2000;

interface KnownComings {
  comings: ObjectComing[];
  moreComings?: number;
}

/**
 * Compares two lists of objects by name and UID. What was not seen may still be there.
 * @param known those of the snapshot before; undefined if there was none
 */
export function foldObjects(
  { comings, moreComings = 0 }: KnownComings,
  known: readonly ObjectBalance[] | undefined,
  { newsworthy }: Pick<Report, 'newsworthy'>,
  { at, before }: Step,
  { seen, sawBefore }: { seen: Seen; sawBefore: Seen },
): { comings: KnownComings; objects: ObjectBalance[] } {
  const was = new Map((known ?? []).map((entry) => [entry.key, entry]));
  const now = new Map(newsworthy.map((object) => [objectKey(object), object]));
  const found: ObjectComing[] = [];
  const add = (what: Coming['what'], key: string, moment: number, claim: string | undefined) =>
    found.push({
      ...toObjectRef(parseObject(key)!),
      ...{ what, at: moment, after: before ?? at },
      ...(claim !== undefined && { claim }),
    });
  for (const [key, { kind, namespace, uid, created, claim }] of now) {
    const old = was.get(key);
    if (old?.uid === uid || !known || before === undefined) continue;
    const made = toUnix(created);
    const moment = made !== undefined && made > before && made <= at ? made : at;
    if (old) add('recreated', key, moment, claim);
    else if (sawBefore(kind, namespace)) add('created', key, moment, claim);
  }
  const hidden: ObjectBalance[] = [];
  for (const [key, entry] of was) {
    if (now.has(key)) continue;
    const { kind, namespace } = parseObject(key)!;
    if (seen(kind, namespace)) add('deleted', key, at, entry.claim);
    else hidden.push(entry);
  }
  const all = [...comings, ...found];
  const more = moreComings + Math.max(0, all.length - MOST_COMINGS);
  return {
    comings: { comings: all.slice(0, MOST_COMINGS), ...(more > 0 && { moreComings: more }) },
    objects: [...[...now].map(([key, object]) => toBalance(key, object)), ...hidden],
  };
}

const toBalance = (key: string, { uid, claim }: { uid: string; claim?: string }): ObjectBalance => ({
  ...{ key, uid },
  ...(claim !== undefined && { claim }),
});
