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
export function buildEvent(event: ObjectOf<'Event'>): EventRow {
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

/** An event may be written again some minutes after it occurred last. Source: client-go/tools/events, `refreshTime`. */
const LATE_SECONDS = 600;

/**
 * The time that the event log covers, if it was seen. The API server forgets events after their TTL. An event that is
 * older than the TTL of the config proves that events live longer.
 */
export function eventsCover({ meta, objects }: Snapshot): Report['eventsCover'] {
  const coverage = meta.coverage.find(({ kind }) => kind === 'Event');
  if (coverage?.state !== 'complete' && coverage?.state !== 'partial') return undefined;
  const to = Date.parse(meta.time);
  const from = to - meta.settings.eventTtlSeconds * 1000;
  // Clients write any time they like; the API server says when an event was made. The later one counts.
  const lasts = objects.Event.map((event) =>
    Math.max(Date.parse(buildEvent(event).last ?? ''), Date.parse(event.metadata.creationTimestamp ?? '')),
  );
  const oldest = lasts.reduce((least, last) => (last < least ? last : least), to);
  const isProven = oldest < from - LATE_SECONDS * 1000;
  const begin = new Date(isProven ? oldest : from).toISOString().replace(/\.\d+Z$/, 'Z');
  return { from: begin, to: meta.time, ...(isProven && { longer: true as const }) };
}
