import { compareText } from '../../model/state.ts';
import { fingerprint } from '../../model/events/fingerprint.ts';
import type { ObjectRef } from '../../model/report.ts';
import { subjectKey, subjectOf } from '../day/event-day.ts';
import type { LedgerRow } from './event-ledger.ts';

/** Events of a ledger with one type, reason and workload. Their words are the same but for names and figures. */
export interface LedgerCause {
  type: string;
  reason: string;
  /** The workload, or the object itself. */
  subject: ObjectRef;
  /** The newest. */
  message: string;
  /** Occurrences of all of them, at least. */
  n: number;
  from: number;
  to: number;
  /** The latest occurrence first. */
  events: LedgerRow[];
}

/** Warnings first; then the cause that occurred last comes first. @param rows the latest occurrence first */
export function groupLedger(rows: readonly LedgerRow[]): LedgerCause[] {
  const keyOf = (row: LedgerRow) =>
    [row.type, row.reason, row.kind, subjectKey(row), fingerprint(row.message, row.name)].join('\n');
  return [...Map.groupBy(rows, keyOf)]
    .map(([key, events]) => {
      const { type, reason, message, to } = events[0]!;
      const n = events.reduce((sum, event) => sum + event.n, 0);
      const from = events.reduce((least, event) => Math.min(least, event.from), Infinity);
      return { key, cause: { type, reason, subject: subjectOf(events[0]!), message, n, from, to, events } };
    })
    .sort(
      (a, b) =>
        Number(a.cause.type === 'Normal') - Number(b.cause.type === 'Normal') ||
        b.cause.to - a.cause.to ||
        compareText(a.key, b.key),
    )
    .map(({ cause }) => cause);
}
