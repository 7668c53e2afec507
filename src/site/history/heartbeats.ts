/** The content of a window's heartbeats page. */
import { BEATS, type BeatName } from '../../history/day/beats.ts';
import {
  addDown,
  buildHeartbeats,
  type BeatValue,
  type HeartbeatStrip,
} from '../../history/period/heartbeats.ts';
import { measureRun, type DurationRange } from '../../history/period/duration-range.ts';
import type { PeriodCell } from '../../history/period/cells.ts';
import { spell, toSentence } from '../../model/english.ts';
import { STATE_HEIGHTS } from '../../words/format.ts';
import { compareWith } from './period-before.ts';
import type { History } from './load.ts';
import type { Stripe } from '../charts/strip-picture.ts';
import { formatLasted, howLong, inWindow } from '../../words/history.ts';

/** A cordoned node sends heartbeats, but has a mark of its own. */
export const beatMark = (beat: BeatName): string => (beat === 'cordoned' ? beat : BEATS[beat].state);

export const beatHeight = (beat: BeatValue): number =>
  beat === 'cordoned' ? 1 / 2 : STATE_HEIGHTS[BEATS[beat].state];

export interface IntervalRow {
  node: string;
  beat: HeartbeatStrip['beats'][number];
  lasted: DurationRange;
}

export interface HeartbeatsView {
  strips: HeartbeatStrip[];
  lead: string;
  before: string;
  /** All intervals except those with heartbeats, the last first. */
  intervals: IntervalRow[];
}

export function viewHeartbeats(history: History): HeartbeatsView {
  const { days, period, looks, before } = history;
  const strips = buildHeartbeats(days, period, looks);
  const earlier = addDown(buildHeartbeats(before.days, before.period, before.looks));
  return {
    strips,
    lead: writeLead(strips, inWindow(history.window.length)),
    before: compareWith(
      history,
      earlier ? `nodes were lost or not ready ${howLong(earlier)}` : 'no node was lost or not ready',
    ),
    intervals: strips
      .flatMap(({ name, beats }) =>
        beats.map((beat, index) => ({
          node: name,
          beat,
          lasted: measureRun(beats, { first: index, last: index }, history.looks),
        })),
      )
      .filter(({ beat }) => beat.beat !== 'beating')
      .sort((a, b) => b.beat.from - a.beat.from),
  };
}

function writeLead(strips: readonly HeartbeatStrip[], when: string): string {
  if (strips.length === 0) return `No node was seen ${when}.`;
  const down = strips.flatMap(({ name, down: lasted }) => (lasted ? [{ name, lasted }] : []));
  const late = strips.filter((strip) => !strip.down && strip.lasted.late);
  const cordoned = strips.filter(({ lasted }) => lasted.cordoned).length;
  const clauses = [
    ...(down.length === 1 ? [`node ${down[0]!.name} was lost or not ready ${howLong(down[0]!.lasted)}`] : []),
    ...(down.length > 1
      ? [
          `${spell(down.length)} of ${strips.length} nodes were lost or not ready, ` +
            `${down[0]!.name} longest: ${formatLasted(down[0]!.lasted)}`,
        ]
      : []),
    ...(late.length > 0
      ? [
          `${spell(late.length)} ${late.length === 1 ? 'was' : 'were'} late${down.length === 0 ? ` of ${strips.length} nodes` : ''}`,
        ]
      : []),
  ];
  if (clauses.length > 0) return toSentence(clauses);
  const all =
    strips.length === 1
      ? 'The only node was'
      : strips.length === 2
        ? 'Both nodes were'
        : `All ${strips.length} nodes were`;
  const closed =
    cordoned > 0 ? `; ${spell(cordoned)} ${cordoned === 1 ? 'was' : 'were'} cordoned for a time` : '';
  return `${all} beating whenever ${strips.length === 1 ? 'it was' : 'they were'} looked at ${when}${closed}.`;
}

export const toBeatStripes = (cells: readonly PeriodCell<BeatValue>[]): Stripe[] =>
  cells.map(({ value }): Stripe => {
    if (value === 'absent' || value === 'ahead') return { height: 0 };
    if (value === 'unseen') return { mark: 'unseen', height: 1 };
    return { mark: beatMark(value), height: beatHeight(value) };
  });
