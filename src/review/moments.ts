/** The snapshots that a review rests on, and which of them bound a moment. Pure. */
import type { Mark } from '../snapshots/schema.ts';

export interface EvidenceFile {
  /** Below the cluster's folder. */
  file: string;
  /** Whole, `sha256:…`. */
  digest: string;
}

/** A snapshot that the review rests on, or would rest on if it could be read. */
export interface Evidence {
  number: number;
  /** When it stands, Unix seconds. */
  at: number;
  /** Its own time, where that is not believed. */
  says?: number;
  marks?: Mark[];
  role: 'before' | 'within' | 'after';
  /** `prod/2026-11-22T071500Z`. */
  address: string;
  /** Its own file and, for a delta, the keyframe; none where it was deleted. */
  files: EvidenceFile[];
  /** Why nothing of it is known. */
  lost?: string;
  /** It was deleted, after it was folded into the histories: what it said is known, and cannot be verified any more. */
  gone?: true;
}

/** From one snapshot that was read to the next. */
export interface Interval {
  before?: Evidence;
  after: Evidence;
}

export interface Moments {
  evidence: readonly Evidence[];
  /** Those of which something is known. */
  seen: readonly Evidence[];
  /** Their times. */
  looks: readonly number[];
  /** The interval in which something was noticed: by the first snapshot at or after it. */
  intervalAt: (at: number) => Interval | undefined;
  /** Where a moment is that of a snapshot, it happened after this: the one before. Undefined where the cluster told it. */
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

/** Numbers of the snapshots that bound an interval. */
export const numbersOf = ({ before, after }: Interval): number[] => [
  ...(before ? [before.number] : []),
  after.number,
];

/** A time, or the times between which it lies. */
export interface When {
  at: number;
  /** It happened after this; absent where `at` is exact. */
  after?: number;
}
