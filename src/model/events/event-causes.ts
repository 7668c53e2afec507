import { fingerprint } from './fingerprint.ts';
import { objectKey } from '../object-ref.ts';
import type { EventCause, EventRow, ObjectRef, PodRow, WorkloadRow } from '../report.ts';
import { compareText } from '../state.ts';
import { indexWorkloads } from '../owners/workload-of.ts';

/**
 * Events grouped by cause: warnings first, then newest first. Events of one cause have the same type, reason and kind,
 * and the same workload (or namespace, without a workload). Their messages differ only in names, numbers and hashes.
 * @param events newest first
 */
export function groupByCause(
  events: readonly EventRow[],
  pods: readonly PodRow[],
  workloads: readonly WorkloadRow[],
): EventCause[] {
  const workloadOf = indexWorkloads(pods, workloads);
  const causes = new Map<string, Cause>();
  for (const event of events) {
    const owner = workloadOf(event.object);
    const key = causeKey(event, owner);
    const cause = causes.get(key);
    if (cause) addEvent(cause, event);
    else causes.set(key, beginCause(event, owner));
  }
  return [...causes]
    .sort(([a, one], [b, other]) => compareCauses(one, other) || compareText(a, b))
    .map(([, { cause }]) => cause);
}

interface Cause {
  cause: EventCause;
  /** `first` and `last` as numbers. */
  from: number;
  to: number;
}

/**
 * Distinguishes causes. Joined by a character that no name and no reason of Kubernetes contains.
 * @param owner the workload of the event's object
 */
export function causeKey(
  { type, reason, object, message }: Pick<EventRow, 'type' | 'reason' | 'object' | 'message'>,
  owner: ObjectRef | undefined,
): string {
  const { kind, namespace = '', name } = object;
  const place = owner ? objectKey(owner) : namespace;
  return `${type}\n${reason}\n${kind}\n${place}\n\n${fingerprint(message, name)}`;
}

function beginCause(event: EventRow, owner: ObjectRef | undefined): Cause {
  const { type, reason, object, message, count, first, last } = event;
  const { kind, namespace } = object;
  return {
    cause: { type, reason, kind, namespace, owner, message, count, first, last, events: [event] },
    from: toTime(first, Infinity),
    to: toTime(last, -Infinity),
  };
}

function addEvent(into: Cause, event: EventRow): void {
  const { cause } = into;
  const from = toTime(event.first, Infinity);
  const to = toTime(event.last, -Infinity);
  cause.events.push(event);
  cause.count += event.count;
  if (from < into.from) [into.from, cause.first] = [from, event.first];
  if (to > into.to) [into.to, cause.last] = [to, event.last];
}

const toTime = (text: string | undefined, missing: number) => {
  const time = Date.parse(text ?? '');
  return Number.isNaN(time) ? missing : time;
};

const isNormal = ({ cause }: Cause) => Number(cause.type === 'Normal');

function compareCauses(a: Cause, b: Cause): number {
  if (isNormal(a) !== isNormal(b)) return isNormal(a) - isNormal(b);
  return a.to === b.to ? 0 : b.to - a.to;
}
