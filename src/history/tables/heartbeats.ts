/** The table of the heartbeats page: when each node was heard from, and when it was not. */
import { column } from '../../model/tables/column.ts';
import type { Cut } from '../day/cut.ts';
import type { Beat } from '../day/node-day.ts';
import type { HeartbeatStrip } from '../period/heartbeats.ts';
import { STRETCH, type HistoryTable } from './table.ts';

type BeatRow = { node: string } & Cut<Beat>;

export const heartbeatTable: HistoryTable<BeatRow> = {
  holds: 'one row per stretch of a node with or without heartbeats; for longer windows, only without',
  columns: {
    node: column.text('Node', ({ node }) => node),
    beat: column.text(
      'beating, cordoned (beats, closed to new pods), late, not-ready, lost (silent for too long) or gone (deleted)',
      ({ beat }) => beat,
    ),
    ...STRETCH,
  },
};

/** @param whole also the times in which nodes were heard, which are by far the most */
export const heartbeatRows = (nodes: readonly HeartbeatStrip[], whole: boolean): BeatRow[] =>
  nodes.flatMap(({ name, beats }) =>
    beats.filter(({ beat }) => whole || beat !== 'beating').map((beat) => ({ node: name, ...beat })),
  );
