/** Events, and their causes. */
import type { EventCause, EventRow, Tables } from '../report.ts';
import { number, text, time } from './column.ts';
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
    type: text('Normal or Warning', (row) => row.type),
    reason: text('Reason', (row) => row.reason),
    action: text('What the controller did or tried, if known', (row) => row.action),
    kind: text('Kind of the object', (row) => row.object.kind),
    namespace: text('Namespace of the object', (row) => row.object.namespace),
    name: text('Name of the object', (row) => row.object.name),
    message: text('Message', (row) => row.message),
    count: number('Occurrences, at least', (row) => row.count),
    first: time('First occurrence', (row) => row.first),
    last: time('Last occurrence', (row) => row.last),
    source: text('Component that reports the event', (row) => row.source),
    node: text('Node that reports the event', (row) => row.node),
    uid: text('UID of the event', (row) => row.uid),
  },
} as const satisfies PageTable<EventRow, EventRow>;

export const causes = defineTable<EventCause>()({
  holds: 'one row per cause: events of the same reason, kind and message',
  rowsFrom: ['Event'],
  cellsFrom: [],
  items: (report) => report.causes,
  columns: {
    type: text('Normal or Warning', (row) => row.type),
    reason: text('Reason', (row) => row.reason),
    kind: text('Kind of the objects', (row) => row.kind),
    namespace: text('Namespace of the objects', (row) => row.namespace),
    ownerKind: text('Kind of their workload', (row) => row.owner?.kind),
    ownerName: text('Name of its workload', (row) => row.owner?.name),
    message: text('Message of the newest event', (row) => row.message),
    count: number('Occurrences, at least', (row) => row.count),
    events: number('Events', (row) => row.events.length),
    first: time('First occurrence', (row) => row.first),
    last: time('Last occurrence', (row) => row.last),
  },
});
