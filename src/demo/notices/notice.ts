/** What components report as Events, before counting, splitting and expiry. */
import { MINUTE } from '../plan/clock.ts';

export interface InvolvedObject {
  kind: string;
  apiVersion: string;
  namespace?: string;
  name: string;
  uid: string;
  fieldPath?: string;
}

/** A repeated report of a component about an object. */
export interface Notice {
  involved: InvolvedObject;
  type: 'Normal' | 'Warning';
  reason: string;
  message: string;
  component: string;
  /** Node of the reporting kubelet. */
  host?: string;
  /** Set for reports through events.k8s.io: no source, no count, no first and last timestamps. */
  action?: string;
  /** Sorted. */
  times: number[];
}

/**
 * Source: client-go/tools/record/events_cache.go, EventSourceObjectSpamFilter: a burst of 25, then one in 5 minutes.
 */
export function limited(times: number[]): number[] {
  const kept: number[] = [];
  for (const time of times) {
    if (kept.length < 25 || time - kept.at(-1)! >= 5 * MINUTE) kept.push(time);
  }
  return kept;
}

export function every(period: number, from: number, to: number): number[] {
  const times: number[] = [];
  for (let time = from; time < to; time += period) times.push(time);
  return times;
}
