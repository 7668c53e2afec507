/** Events, and their causes. */
import type { EventCause, EventRow, Tables } from '../report.ts';
import { column } from './column.ts';
import { defineTable, type PageTable } from './table.ts';

export const events = {
  page: 'events',
  noun: 'event',
  holds: 'one row per event, the newest first',
  rowsFrom: ['Event'],
  cellsFrom: [],
  rows: (tables: Tables) => tables.events,
  items: (report: Tables) => report.events,
  keyOf: ({ uid }: EventRow) => uid,
  linkedBy: () => undefined,
  groupOf: ({ object }: EventRow) => object.namespace ?? '',
  nameOf: ({ object }: EventRow) => object.name,
  needsAttention: ({ type }: EventRow) => type !== 'Normal',
  columns: {
    type: column.text('Normal or Warning', (row) => row.type),
    reason: column.text('Reason', (row) => row.reason),
    action: column.text('What the controller did or tried, if known', (row) => row.action),
    kind: column.text('Kind of the object', (row) => row.object.kind),
    namespace: column.text('Namespace of the object', (row) => row.object.namespace),
    name: column.text('Name of the object', (row) => row.object.name),
    message: column.text('Message', (row) => row.message),
    count: column.number('Occurrences, at least', (row) => row.count),
    first: column.time('First occurrence', (row) => row.first),
    last: column.time('Last occurrence', (row) => row.last),
    source: column.text('Component that reports the event', (row) => row.source),
    node: column.text('Node that reports the event', (row) => row.node),
    uid: column.text('UID of the event', (row) => row.uid),
  },
} as const satisfies PageTable<EventRow, EventRow>;

export const causes = defineTable<EventCause>()({
  holds: 'one row per cause: events of the same reason, kind and message',
  rowsFrom: ['Event'],
  cellsFrom: [],
  items: (report) => report.causes,
  columns: {
    type: column.text('Normal or Warning', (row) => row.type),
    reason: column.text('Reason', (row) => row.reason),
    kind: column.text('Kind of the objects', (row) => row.kind),
    namespace: column.text('Namespace of the objects', (row) => row.namespace),
    ownerKind: column.text('Kind of their workload', (row) => row.owner?.kind),
    ownerName: column.text('Name of its workload', (row) => row.owner?.name),
    message: column.text('Message of the newest event', (row) => row.message),
    count: column.number('Occurrences, at least', (row) => row.count),
    events: column.number('Events', (row) => row.events.length),
    first: column.time('First occurrence', (row) => row.first),
    last: column.time('Last occurrence', (row) => row.last),
  },
});
