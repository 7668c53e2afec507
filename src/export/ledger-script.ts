/** A day's ledger as a script, for the search over many days: `file://` lets pages read nothing else. */
import type { LedgerRow } from '../history/period/event-ledger.ts';
import { objectKey } from '../model/object-ref.ts';
import { toVisible } from './visible.ts';

/** An event: what the search reads, and what it shows. */
export type LedgerEntry = [
  to: number,
  n: number,
  type: string,
  reason: string,
  kind: string,
  namespace: string,
  name: string,
  message: string,
  source: string,
];

const toEntry = ({
  to,
  n,
  type,
  reason,
  kind,
  namespace = '',
  name,
  message,
  source,
}: LedgerRow): LedgerEntry => [...([to, n, type, reason, kind, namespace, name, message, source] as const)];

/** Hands the day's events to the page that loads it. */
export function toLedgerScript(day: string, rows: readonly LedgerRow[]): string {
  const entries = toVisible(JSON.stringify(rows.map(toEntry)));
  return `(globalThis.gazetteLedgers??={})[${JSON.stringify(day)}]=${entries}\n`;
}

/** The texts of an entry, in lower case: each word of a query must occur in them. */
export const ledgerTextOf = ([, , type, reason, kind, namespace, name, message, source]: LedgerEntry) =>
  `${type} ${reason} ${objectKey({ kind, namespace, name })} ${message} ${source}`.toLowerCase();
