import type { ObjectOf } from '../../snapshots/kinds/kinds.ts';
import type { Snapshot } from '../../snapshots/schema.ts';
import type { EventRow, Report } from '../report.ts';
import { compareText } from '../state.ts';

/** Rows of the events, newest first. */
export function buildEvents(snapshot: Snapshot): EventRow[] {
  return snapshot.objects.Event.map(buildEvent)
    .map((row) => ({ row, last: Date.parse(row.last ?? '') || 0 }))
    .sort((a, b) => b.last - a.last || compareText(a.row.uid, b.row.uid))
    .map(({ row }) => row);
}

/**
 * Old and new style in one row. First, last and count are as kubectl prints them. Source:
 * pkg/printers/internalversion/printers.go `printEvent`, `formatEventSource`.
 */
function buildEvent(event: ObjectOf<'Event'>): EventRow {
  const { metadata, involvedObject, series } = event;
  const first = event.firstTimestamp ?? event.eventTime;
  const last = series?.lastObservedTime ?? event.lastTimestamp ?? first;
  return {
    uid: metadata.uid,
    name: metadata.name,
    type: event.type ?? '',
    reason: event.reason ?? '',
    action: event.action,
    object: {
      kind: involvedObject?.kind ?? '',
      namespace: involvedObject?.namespace,
      name: involvedObject?.name ?? '',
    },
    message: event.message ?? '',
    // A new-style event that happened once has no count.
    count: Math.max(1, (series ? series.count : event.count) ?? 1),
    first,
    last,
    source: event.source?.component || event.reportingComponent || '',
    node: event.source?.host,
  };
}

/** The time that the event log covers, if events were seen: the API server deletes events after their TTL. */
export function eventsCover({ meta }: Snapshot): Report['eventsCover'] {
  const coverage = meta.coverage.find(({ kind }) => kind === 'Event');
  if (coverage?.state !== 'complete' && coverage?.state !== 'partial') return undefined;
  const from = new Date(Date.parse(meta.time) - meta.settings.eventTtlSeconds * 1000);
  return { from: from.toISOString().replace(/\.000Z$/, 'Z'), to: meta.time };
}
