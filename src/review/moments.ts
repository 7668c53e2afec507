/** The snapshots of a review, and which of them bound a moment. Pure. */
import type { Mark } from '../snapshots/schema.ts';

export interface EvidenceFile {
  /** Path below the cluster's folder. */
  file: string;
  /** The whole digest, `sha256:…`. */
  digest: string;
}

/** A snapshot of the review, readable or not. */
export interface Evidence {
  number: number;
  /** Its place in time, in Unix seconds. */
  at: number;
  /** Its own time, if that is not trusted. */
  says?: number;
  marks?: Mark[];
  role: 'before' | 'within' | 'after';
  /** `prod/2026-11-22T071500Z`. */
  address: string;
  /** Its own file and, for a delta, the keyframe; empty if it was deleted. */
  files: EvidenceFile[];
  /** Why nothing is known of the snapshot. */
  lost?: string;
  /** It was deleted after it was folded into the histories. What it said is known, but can no longer be verified. */
  gone?: true;
}

/** From one readable snapshot to the next. */
export interface Interval {
  before?: Evidence;
  after: Evidence;
}

export interface Moments {
  evidence: readonly Evidence[];
  /** Snapshots of which something is known. */
  seen: readonly Evidence[];
  /** Their times. */
  looks: readonly number[];
  /** The interval that ends with the first snapshot at or after a time. */
  intervalAt: (at: number) => Interval | undefined;
  /**
   * If the moment is a snapshot's time, the thing happened after this time: that of the snapshot before. Undefined if
   * the cluster told the exact time.
   */
  afterOf: (at: number) => number | undefined;
}

export function toMoments(evidence: readonly Evidence[]): Moments {
  const seen = evidence.filter(({ lost }) => lost === undefined);
  const byTime = new Map(seen.map((one, index) => [one.at, index]));
  return {
    evidence,
    seen,
    looks: seen.map(({ at }) => at),
    intervalAt: (at) => {
      const index = seen.findIndex((one) => one.at >= at);
      const after = seen[index];
      return after && { after, ...(index > 0 && { before: seen[index - 1]! }) };
    },
    afterOf: (at) => {
      const index = byTime.get(at);
      return index === undefined ? undefined : seen.slice(0, index).findLast((one) => one.at < at)?.at;
    },
  };
}

/** Numbers of the two snapshots of an interval. */
export const numbersOf = ({ before, after }: Interval): number[] => [
  ...(before ? [before.number] : []),
  after.number,
];

/** A time, or a range of times. */
export interface When {
  at: number;
  /** It happened after this time; absent if `at` is exact. */
  after?: number;
}
