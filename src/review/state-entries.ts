/** Entries from a Day's states: of the whole cluster, and of its workloads. */
import type { DiffMark } from '../export/diff/diff-sections.ts';
import type { Slice, WorkloadSlice } from '../history/day/slice.ts';
import { toObjectRef } from '../model/object-ref.ts';
import type { State } from '../model/report.ts';
import { STATE_WORDS } from '../words/format.ts';
import { at, type Entry } from './entry.ts';
import type { Moments } from './moments.ts';
import { turnsOf } from './transitions.ts';

const word = (state: State | 'gone') => (state === 'gone' ? 'Gone' : STATE_WORDS[state]);
export const markOf = (state: State | 'gone'): DiffMark => (state === 'gone' ? 'removed' : state);

export function clusterEntries({ states }: Slice, moments: Moments): Entry[] {
  return turnsOf(states, moments).map(({ at: moment, from, to, unseenBefore }) => {
    const isSame = from?.state === to.state;
    return at(moments, moment, {
      kind: 'state',
      mark: to.state,
      word: 'Cluster',
      text: [
        from && !isSame ? `${word(from.state)} → ${word(to.state)}` : word(to.state),
        ...(to.why ? [to.why] : []),
        ...(isSame ? ['still so when it was seen again'] : unseenBefore ? ['not seen just before'] : []),
      ].join('; '),
      ...(isSame && { quiet: true as const }),
    });
  });
}

/** @param told whether a change between snapshots tells that the workload came or went */
export function workloadEntries(
  slice: Slice,
  moments: Moments,
  told: (workload: WorkloadSlice, moment: number) => boolean,
): Entry[] {
  return slice.workloads.flatMap((workload) => {
    const object = toObjectRef(workload);
    return turnsOf(workload.states, moments).flatMap(({ at: moment, from, to, unseenBefore }) => {
      if (to.state === 'gone' && told(workload, moment)) return [];
      if (!from && !unseenBefore && to.state === 'healthy' && told(workload, moment)) return [];
      const isSame = from?.state === to.state;
      const isBlind = to.state === 'unknown' || (from?.state === 'unknown' && to.state === 'healthy');
      return [
        at(moments, moment, {
          kind: 'state',
          mark: markOf(to.state),
          word: word(to.state),
          object,
          text: [
            ...(isSame
              ? ['still so when it was seen again']
              : from
                ? [`it was ${word(from.state).toLowerCase()}`]
                : []),
            ...(!from && !unseenBefore ? ['it is new'] : []),
            ...(unseenBefore && !isSame ? ['not seen just before'] : []),
            ...(to.why ? [to.why] : []),
          ].join('; '),
          alike: {
            key: `${from?.state} ${to.state} ${isSame || unseenBefore}`,
            gist: from && !isSame ? `${word(from.state)} before` : '',
          },
          ...((isSame || isBlind) && { quiet: true as const }),
        }),
      ];
    });
  });
}
