/** Entries from a Day's actions on workloads: rollouts, scalings, and replaced pods. */
import type { Slice, WorkloadSlice } from '../history/day/slice.ts';
import type { Rollout } from '../history/day/workload-day.ts';
import { formatCount } from '../model/english.ts';
import { objectKey, toObjectRef } from '../model/object-ref.ts';
import { nameAuthor } from '../words/author.ts';
import { nameRollout } from '../words/history.ts';
import { at, type Entry } from './entry.ts';
import type { Moments } from './moments.ts';

/** Snapshots that did not see the workload bound nothing: the last that saw it does. */
const since = (after: number | undefined, entry: Entry): Entry =>
  after !== undefined && entry.after !== undefined && after < entry.after ? { ...entry, after } : entry;

/** Begins and ends of rollouts in the window. */
export function rolloutEntries(
  slice: Slice,
  moments: Moments,
): { entry: Entry; rollout: Rollout; key: string }[] {
  const isIn = (moment: number) => moment >= slice.from && moment < slice.to;
  return slice.workloads.flatMap((workload) =>
    workload.rollouts.flatMap((rollout) => {
      const object = toObjectRef(workload);
      const key = objectKey(workload);
      const { begun, by, ended, superseded, stuck, replaced } = rollout;
      const entries: { entry: Entry; rollout: Rollout; key: string }[] = [];
      const pods = replaced > 0 ? [`at least ${formatCount(replaced, 'pod')} replaced`] : [];
      // If a rollout already goes on at the first snapshot, the beginning of the window says so.
      if (isIn(begun) && (rollout.after ?? rollout.previous) !== undefined) {
        const isOver = ended === begun;
        entries.push({
          key,
          rollout,
          entry: since(
            rollout.after,
            at(moments, begun, {
              kind: 'rollout',
              mark: 'none',
              word: isOver ? 'Rollout' : rollout.after === undefined ? 'Rollout under way' : 'Rollout begins',
              object,
              text: [
                nameRollout(rollout),
                ...(by ? [`by ${nameAuthor(by)}`] : []),
                ...(isOver ? [superseded ? 'another took its place' : 'complete', ...pods] : []),
              ].join(', '),
            }),
          ),
        });
      }
      if (ended !== undefined && ended !== begun && isIn(ended)) {
        entries.push({
          key,
          rollout,
          entry: since(
            rollout.endedAfter,
            at(moments, ended, {
              kind: 'rollout',
              mark: 'none',
              word: superseded ? 'Rollout given up' : 'Rollout complete',
              object,
              text: [
                nameRollout(rollout),
                ...(superseded ? ['another took its place'] : []),
                ...(stuck ? ['it was seen stuck'] : []),
                ...pods,
              ].join(', '),
            }),
          ),
        });
      }
      return entries;
    }),
  );
}

/** Changes of the wanted number of replicas. @param told whether a change between snapshots tells it */
export function scalingEntries(
  slice: Slice,
  moments: Moments,
  told: (workload: WorkloadSlice, moment: number) => boolean,
): Entry[] {
  return slice.workloads.flatMap((workload) =>
    workload.scalings
      .filter(({ at: moment }) => !told(workload, moment))
      .map(({ at: moment, after, from, to, by }) =>
        since(
          after,
          at(moments, moment, {
            kind: 'scaling',
            mark: 'none',
            word: 'Scaling',
            object: toObjectRef(workload),
            text: `${from} → ${formatCount(to, 'replica')}${by ? `, by ${nameAuthor(by)}` : ''}`,
          }),
        ),
      ),
  );
}

/** Pods that replaced others. @param told whether a change between snapshots tells them */
export function replacementEntries(
  slice: Slice,
  moments: Moments,
  told: (workload: WorkloadSlice, moment: number) => boolean,
): Entry[] {
  return slice.workloads.flatMap((workload) =>
    workload.replacements
      .filter(({ at: moment }) => !told(workload, moment))
      .map(({ at: moment, after, n }) => ({
        ...at(moments, moment, {
          kind: 'pods',
          mark: 'none',
          word: 'Pods',
          object: toObjectRef(workload),
          text: `at least ${formatCount(n, 'pod')} replaced`,
        }),
        after,
      })),
  );
}
