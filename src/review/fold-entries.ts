/** Folds a timeline for readers: what an object did between two snapshots is one row, its lesser entries within it. */
import { formatCount } from '../model/english.ts';
import { objectKey } from '../model/object-ref.ts';
import type { Entry } from './entry.ts';

/** A row: an entry, and further ones about the same object between the same snapshots. */
export interface EntryRow {
  head: Entry;
  rest: Entry[];
}

/** They stand within another entry about the same object; the first of these tells the most. */
const WITHIN = ['finding', 'restart', 'pods', 'event'] as const;

const rankOfKind = ({ kind }: Entry) => (WITHIN as readonly Entry['kind'][]).indexOf(kind);

/** @param entries of one interval, in order */
export function foldEntries(entries: readonly Entry[]): EntryRow[] {
  const rows = new Map<Entry, EntryRow>();
  const heads = new Map<string, Entry>();
  const keyOf = ({ object }: Entry) => object && objectKey(object);
  for (const [key, own] of Map.groupBy(entries, keyOf)) {
    if (key === undefined) continue;
    const [first] = own.toSorted((a, b) => rankOfKind(a) - rankOfKind(b));
    // Its state tells the most; a rollout stands for itself.
    heads.set(
      key,
      own.findLast(({ kind }) => kind === 'state') ?? own.findLast((one) => rankOfKind(one) < 0) ?? first!,
    );
  }
  for (const entry of entries) {
    const head = heads.get(keyOf(entry) ?? '');
    if (head === undefined || head === entry || rankOfKind(entry) < 0)
      rows.set(entry, { head: entry, rest: [] });
  }
  for (const entry of entries) if (!rows.has(entry)) rows.get(heads.get(keyOf(entry)!)!)!.rest.push(entry);
  return [...rows.values()];
}

/** One, and several. */
const NOUNS = {
  finding: ['finding', 'findings'],
  restart: ['line of restarts', 'lines of restarts'],
  pods: ['line of replaced pods', 'lines of replaced pods'],
  event: ['event', 'events'],
} satisfies Record<(typeof WITHIN)[number], [string, string]>;

/** What a row holds besides its own words: `2 findings, 3 warnings, 4 details`; empty for nothing. */
export function tellWithin({ details, fields }: Entry, rest: readonly Entry[]): string {
  const own = details.length + fields.length;
  const counts = WITHIN.map((kind) => ({ kind, n: rest.filter((entry) => entry.kind === kind).length }));
  return [
    ...(own > 0 ? [formatCount(own, 'detail')] : []),
    ...counts.filter(({ n }) => n > 0).map(({ kind, n }) => formatCount(n, ...NOUNS[kind])),
  ].join(', ');
}
