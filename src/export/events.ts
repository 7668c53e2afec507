import type { EventCause, EventRow } from '../model/report.ts';
import { defineTable, gapsOf } from './table.ts';

export const events = defineTable<EventRow>({
  name: 'events',
  holds: 'one row per event, the newest first',
  gaps: gapsOf('Event'),
  rows: (report) => report.events,
  columns: [
    ['type', 'Normal or Warning', (row) => row.type],
    ['reason', 'Reason', (row) => row.reason],
    ['action', 'What the controller did or tried, where it says so', (row) => row.action],
    ['kind', 'Kind of the object', (row) => row.object.kind],
    ['namespace', 'Namespace of the object', (row) => row.object.namespace],
    ['name', 'Name of the object', (row) => row.object.name],
    ['message', 'Message', (row) => row.message],
    ['count', 'Occurrences, at least', (row) => row.count],
    ['first', 'First occurrence', (row) => row.first],
    ['last', 'Last occurrence', (row) => row.last],
    ['source', 'Component that reports it', (row) => row.source],
    ['node', 'Node that reports it', (row) => row.node],
    ['uid', 'UID of the event', (row) => row.uid],
  ],
});

export const causes = defineTable<EventCause>({
  name: 'causes',
  holds: 'one row per cause: events of the same reason, kind and message',
  gaps: gapsOf('Event'),
  rows: (report) => report.causes,
  columns: [
    ['type', 'Normal or Warning', (row) => row.type],
    ['reason', 'Reason', (row) => row.reason],
    ['kind', 'Kind of the objects', (row) => row.kind],
    ['namespace', 'Namespace of the objects', (row) => row.namespace],
    ['ownerKind', 'Kind of the workload that they belong to', (row) => row.owner?.kind],
    ['ownerName', 'Name of that workload', (row) => row.owner?.name],
    ['message', 'Message of the newest', (row) => row.message],
    ['count', 'Occurrences, at least', (row) => row.count],
    ['events', 'Events', (row) => row.events.length],
    ['first', 'First occurrence', (row) => row.first],
    ['last', 'Last occurrence', (row) => row.last],
  ],
});
