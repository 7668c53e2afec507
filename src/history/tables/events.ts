/** The tables of the events page: each event of a day, or the noisiest. */
import { column } from '../../model/tables/column.ts';
import type { NoisyEvent } from '../day/summary.ts';
import type { LedgerRow } from '../period/event-ledger.ts';
import { timeOf, type HistoryTable } from './table.ts';

/** What an event is called. */
const EVENT = {
  type: column.text<NoisyEvent>('Normal or Warning', ({ type }) => type),
  reason: column.text<NoisyEvent>('Reason', ({ reason }) => reason),
  kind: column.text<NoisyEvent>('Kind of the object', ({ kind }) => kind),
  namespace: column.text<NoisyEvent>('Namespace of the object', ({ namespace }) => namespace),
  name: column.text<NoisyEvent>('Name of the object', ({ name }) => name),
};

export const ledgerTable: HistoryTable<LedgerRow> = {
  holds: 'for a day: one row per event',
  columns: {
    ...EVENT,
    message: column.text('Message', ({ message }) => message),
    occurrences: column.number('Occurrences, at least', ({ n }) => n),
    from: column.time('First occurrence', ({ from }) => timeOf(from)),
    to: column.time('Last occurrence', ({ to }) => timeOf(to)),
    source: column.text('Component that reports the event', ({ source }) => source),
    node: column.text('Node that reports the event', ({ node }) => node),
    owner: column.text('Workload that the object belongs to', ({ owner }) => owner),
    uid: column.text('UID of the event', ({ uid }) => uid),
  },
};

export const noisyTable: HistoryTable<NoisyEvent> = {
  holds: 'for longer windows: one row per object and reason, the noisiest only',
  columns: {
    ...EVENT,
    occurrences: column.number('Occurrences, at least', ({ n }) => n),
  },
};
