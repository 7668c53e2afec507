import { z } from 'zod';
import { namespaceName, nodeName } from '../../snapshots/kinds/fields.ts';
import { objectKey, parseObject, toObjectRef } from '../../model/object-ref.ts';
import type { ObjectRef } from '../../model/report.ts';
import { unix } from './unix.ts';

export const OccurrencesSchema = z.object({
  at: unix().describe('The last of them, as far as it is known'),
  after: unix().describe('They happened after this'),
  n: z.number().int().describe('How many, at least'),
});
export type Occurrences = z.infer<typeof OccurrencesSchema>;

/** One event object as the day's snapshots showed it; neighbouring Days may hold the same UID. */
export const EventDaySchema = z.object({
  uid: z.string(),
  type: z.string(),
  reason: z.string(),
  kind: z.string(),
  namespace: namespaceName('Of the object that it is about').optional(),
  name: z.string().describe('Of the object that it is about'),
  owner: z.string().optional().describe('Workload of that object, `Deployment/shop/web`'),
  message: z.string().describe('The newest; cut where it is longer than the API server allows'),
  source: z.string(),
  node: nodeName('Where it was seen').optional(),
  first: unix().optional().describe('First occurrence, as the event says; it may be long ago'),
  last: unix().optional(),
  count: z.number().int().describe('Occurrences since then, as the event says: at least'),
  seen: z.array(OccurrencesSchema).describe('Those between two snapshots, or before the first'),
});
export type EventDay = z.infer<typeof EventDaySchema>;

type Subject = Pick<EventDay, 'owner' | 'kind' | 'namespace' | 'name'>;

/** The workload of an event, or the event's object if that has no workload. */
export const subjectOf = (event: Subject): ObjectRef =>
  (event.owner === undefined ? undefined : parseObject(event.owner)) ?? toObjectRef(event);

/** The {@link objectKey} of the same. */
export const subjectKey = (event: Subject): string => event.owner ?? objectKey(event);
