/** The rollouts that an edition knows, as its Days tell them. */
import { objectKey, toObjectRef } from '../../model/object-ref.ts';
import { joinRollouts } from '../day/slice.ts';
import type { Rollout, WorkloadRef } from '../day/workload-day.ts';
import { precedes } from '../likely-cause.ts';
import type { RolledOut } from './trail-record.ts';

/** A rollout that goes on at an edition, or ended shortly before. */
export interface KnownRollout extends RolledOut {
  /** Unix seconds. */
  begun: number;
  /** Whether this edition is the first to show it. */
  isNew: boolean;
}

/** Workloads of a Day, whole or in short. */
type Rolling = readonly (WorkloadRef & { rollouts: readonly Rollout[] })[];

/**
 * In order of time. What the Days know of later snapshots is left out, since an edition does not change.
 * @param days workloads of the edition's Day and, shortly after midnight, of the Day before
 * @param at when the edition's snapshot stands in its Day
 */
export function listKnownRollouts(days: readonly Rolling[], at: number): KnownRollout[] {
  return [...Map.groupBy(days.flat(), objectKey).values()]
    .flatMap((parts) =>
      joinRollouts(parts.flatMap(({ rollouts }) => rollouts)).map((rollout) => ({
        rollout,
        workload: parts[0]!,
      })),
    )
    .filter(({ rollout: { begun, ended = Infinity } }) =>
      precedes({ begun, ended: ended > at ? Infinity : ended }, at),
    )
    .map(({ rollout: { from, to, images, restart, begun, after, previous }, workload }) => ({
      workload: toObjectRef(workload),
      ...(from !== undefined && { from }),
      ...(to !== undefined && { to }),
      ...(images && { images }),
      ...(restart && { restart }),
      begun,
      // Without either, it went on before anybody looked.
      isNew: begun === at && (after !== undefined || previous !== undefined),
    }))
    .sort((a, b) => a.begun - b.begun);
}
