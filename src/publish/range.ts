import { z } from 'zod';
import { GazetteError } from '../errors.ts';
import type { EditionKey } from '../site/paths.ts';
import { ClusterNameSchema } from '../snapshots/schema.ts';

/** Which editions are printed anew: of one cluster or all, from a UTC day to a UTC day, both included. */
export interface Range {
  cluster?: string;
  from?: string;
  to?: string;
}

/**
 * Reads `all`, `prod`, `prod/2026-11-22` or `prod/2026-11-20..2026-11-22`.
 * @throws {GazetteError} The message shows these forms.
 */
export function parseRange(text: string): Range {
  if (text === 'all') return {};
  const [, cluster = '', from, to] =
    /^([^/]*)(?:\/(\d{4}-\d{2}-\d{2})(?:\.\.(\d{4}-\d{2}-\d{2}))?)?$/.exec(text) ?? [];
  if (
    !ClusterNameSchema.safeParse(cluster).success ||
    [from, to].some((day) => day && !isDay(day)) ||
    (from && to && from > to)
  ) {
    throw new GazetteError(`"${text}" is not a range of editions`, {
      hint: 'Write all, prod, prod/2026-11-22 or prod/2026-11-20..2026-11-22.',
    });
  }
  return { cluster, from, to: to ?? from };
}

/** False for days that do not exist, such as 2026-02-30. */
const isDay = (day: string) => z.iso.date().safeParse(day).success;

/** The range in the form that `publish` takes. */
export function toWanted({ cluster, from, to }: Range) {
  return {
    cluster,
    wants: ({ day }: EditionKey) => (from === undefined || day >= from) && (to === undefined || day <= to),
  };
}
