/** Entries from a Day's nodes: heartbeats, and nodes that took another node's name. */
import { BEATS, beatWord } from '../history/day/beats.ts';
import type { Slice } from '../history/day/slice.ts';
import { at, type Entry } from './entry.ts';
import type { Moments } from './moments.ts';
import { turnsOf } from './transitions.ts';
import { markOf } from './state-entries.ts';

export function heartbeatEntries(slice: Slice, moments: Moments): Entry[] {
  return slice.nodes.flatMap(({ name, beats, recreated }) => {
    const object = { kind: 'Node', name };
    const turns = turnsOf(beats, moments).map(({ at: moment, from, to, unseenBefore }) => {
      const { state, word: told, text } = BEATS[to.beat];
      const isSame = from?.beat === to.beat;
      return at(moments, moment, {
        kind: 'heartbeat',
        mark: markOf(state),
        word: told,
        object,
        text: [
          to.between ? 'its Ready condition says that it was, when it was ready again' : text,
          ...(isSame ? ['as before it was out of sight'] : from ? [`it was ${beatWord(from.beat)}`] : []),
          ...(unseenBefore && !isSame ? ['not seen just before'] : []),
        ].join('; '),
        ...(isSame && { quiet: true as const }),
      });
    });
    const others = recreated.map((moment) =>
      at(moments, moment, {
        kind: 'heartbeat',
        mark: 'changed',
        word: 'Replaced',
        object,
        text: 'another node of that name',
      }),
    );
    return [...turns, ...others];
  });
}
