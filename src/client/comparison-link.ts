/** The two compared snapshots, as the fragment of the page's address: a comparison is a link. */
import { formatEdition, type EditionKey } from '../site/paths.ts';

export interface Comparison {
  before?: EditionKey;
  after?: EditionKey;
  /** Also show noise. */
  noise: boolean;
}

/** `#before=prod/2026-11-22T071500Z&after=prod/2026-11-22T073000Z`; an invalid address counts as absent. */
export function parseComparison(fragment: string): Comparison {
  const fields = new URLSearchParams(fragment.replace(/^#/, ''));
  const [before, after] = ['before', 'after'].map((side) => parseEdition(fields.get(side) ?? ''));
  return { ...(before && { before }), ...(after && { after }), noise: fields.has('noise') };
}

/** None of these values needs escaping. */
export const formatComparison = ({ before, after, noise }: Required<Comparison>): string =>
  `#before=${formatEdition(before)}&after=${formatEdition(after)}${noise ? '&noise' : ''}`;

function parseEdition(address: string): EditionKey | undefined {
  const [, cluster, day, time] =
    /^([a-z0-9][a-z0-9-]{0,62})\/(\d{4}-\d\d-\d\d)T(\d{6}Z)$/.exec(address) ?? [];
  return cluster && day && time ? { cluster, day, time } : undefined;
}
