/**
 * The states of a node's heartbeat, from bad to good, with their words. Histories, reviews and the digest take their
 * words from here.
 */
import { isTrouble } from '../../model/state.ts';
import type { State } from '../../model/report.ts';

export const BEATS = {
  lost: { word: 'Lost', text: 'not heard from, and given up', state: 'failing' },
  'not-ready': { word: 'Not ready', text: 'it says itself that it is not ready', state: 'failing' },
  late: { word: 'Late', text: 'not heard from, and not given up yet', state: 'degraded' },
  cordoned: { word: 'Cordoned', text: 'closed to new pods', state: 'healthy' },
  beating: { word: 'Beating', text: 'its heartbeat is heard', state: 'healthy' },
  gone: { word: 'Deleted', text: 'it is not there any more', state: 'gone' },
} as const satisfies Record<string, { word: string; text: string; state: State | 'gone' }>;

export type BeatName = keyof typeof BEATS;
export const beatNames = Object.keys(BEATS) as [BeatName, ...BeatName[]];

/** The word within a sentence: `not ready`. */
export const beatWord = (beat: BeatName): string => BEATS[beat].word.toLowerCase();

export type TroubleBeat = 'lost' | 'not-ready' | 'late';

export const isBeatTrouble = (beat: BeatName): beat is TroubleBeat => isTrouble(BEATS[beat].state);
