/** What availability is: of the time in which replicas were wanted, the part in which they were ready. */
import type { Cut } from './cut.ts';
import type { ReplicaStretch } from './workload-day.ts';

/** Replicas times seconds, where both numbers were seen. */
export interface ReplicaSeconds {
  desiredSeconds: number;
  readySeconds: number;
}

/** Adds up a track of replicas. More ready replicas than wanted make up for no missing one. */
export function sumReplicas(track: readonly Cut<ReplicaStretch>[]): ReplicaSeconds {
  const sums = { desiredSeconds: 0, readySeconds: 0 };
  for (const { from, to, desired, ready } of track) {
    if (desired === undefined || ready === undefined) continue;
    sums.desiredSeconds += desired * (to - from);
    sums.readySeconds += Math.min(ready, desired) * (to - from);
  }
  return sums;
}

/** 0 to 1; undefined if no replica was wanted while it was seen. */
export const availabilityOf = ({ desiredSeconds, readySeconds }: ReplicaSeconds): number | undefined =>
  desiredSeconds > 0 ? readySeconds / desiredSeconds : undefined;
