/** Objects of a page of changes, field by field, and which of their differences are noise. */
import { toLines } from '../../export/diff/format-value.ts';
import type { Change, ObjectChange } from '../../history/diff/change.ts';
import { namespacedName } from '../../model/object-ref.ts';
import { formatCount } from '../../model/english.ts';
import { headsOf, howWords } from './change-words.ts';
import {
  cut,
  toNamed,
  type ChangesPage,
  type FieldTable,
  type ObjectRows,
  type Surroundings,
} from './page-shapes.ts';

export function toFieldTable(
  id: string,
  objects: readonly ObjectChange[],
  most: number,
  change: Change,
  around: Surroundings,
  wants: (field: ObjectChange['fields'][number], object: ObjectChange) => boolean,
): FieldTable {
  const words = howWords(change);
  return {
    id,
    heads: headsOf(change),
    ...cut(
      objects,
      most,
      (shown) => ({
        objects: shown.map((one): ObjectRows => {
          const { object, class: how, status, previous, noise } = one;
          const lines = one.fields
            .filter((field) => wants(field, one))
            .flatMap((field) =>
              toLines(field).map((line) => (field.noise && !noise ? { ...line, noise: field.noise } : line)),
            );
          return {
            object: toNamed(object, around, how === 'removed'),
            how: words[how],
            notes: [
              ...(status ? [`${status.before} → ${status.after}`] : []),
              ...(previous ? [`${namespacedName(previous)} in ${change.before.cluster}`] : []),
              ...(noise ? [noise] : []),
            ],
            ...cut(lines, around.limits.fields, (few) => ({ lines: few }), ['more field', 'more fields']),
          };
        }),
      }),
      ['more object', 'more objects'],
    ),
  };
}

/** Nothing of the difference says anything. */
export const saysNothing = ({ noise, class: how, fields }: ObjectChange) =>
  noise !== undefined || (how === 'changed' && fields.every((field) => field.noise !== undefined));

export function noiseOf(change: Change, around: Surroundings): Pick<ChangesPage, 'noise'> {
  const objects = change.objects.filter(
    (one) => saysNothing(one) || one.fields.some(({ noise }) => noise !== undefined),
  );
  const count = change.counts.noise;
  if (count + objects.length === 0) return {};
  const table = toFieldTable(
    'changed-noise',
    objects,
    around.limits.noise,
    change,
    around,
    (field, object) => object.noise !== undefined || field.noise !== undefined,
  );
  return {
    noise: {
      summary: `${count > 0 ? formatCount(count, 'object') : 'Fields'} that differ and say nothing`,
      note: 'Counters, hashes, and what follows from pods. Heartbeats and measurements, which are never the same, are left out.',
      ...(objects.length > 0 && { table }),
    },
  };
}
