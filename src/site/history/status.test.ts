import { expect, test } from 'vitest';
import { daysOfPuts, moment, put } from '../../../test/days-of.ts';
import { object } from '../../../test/snapshot-of.ts';
import { summariseDay } from '../../history/day/summary.ts';
import { looksOf } from '../../history/period/duration-range.ts';
import { periodBefore, periodOf } from '../../history/period/period.ts';
import { formatLasted } from '../../words/history.ts';
import { viewHeartbeats } from './heartbeats.ts';
import type { History } from './load.ts';
import { viewStatus } from './status.ts';

/** A node that is not ready, seen so from 07:15 to 07:45. */
function historyOf(): History {
  const days = daysOfPuts(
    ['06:45', '07:00', '07:15', '07:30', '07:45', '08:00', '08:15'].map((time) => {
      const isBad = time > '07:00' && time < '08:00';
      return put(time, {
        Node: [
          object('Node', 'n1', {
            metadata: { creationTimestamp: moment('2026-11-01T00:00:00Z') },
            status: { conditions: [{ type: 'Ready', status: isBad ? 'False' : 'True' }] },
          }),
        ],
      });
    }),
  ).map(summariseDay);
  const period = periodOf('2026-11-22', 1);
  return {
    ...{ days, period, looks: looksOf(undefined, days), window: { length: 1 } },
    before: { period: periodBefore(period), days: [] },
  } as unknown as History;
}

test('the lead of a status page tells the same length as its tables', () => {
  const { lead, trouble, bars } = viewStatus(historyOf());
  const length = '30\u00a0min to 1\u00a0h';
  const ofCluster = trouble
    .filter(({ workload }) => !workload)
    .map(({ spell }) => formatLasted(spell.lasted));
  expect(ofCluster).toEqual([length]);
  expect(formatLasted(bars.cluster.lasted.failing!)).toBe(length);
  expect(lead).toContain(`Failing for ${length}`);
});

test('so does the lead of a heartbeats page', () => {
  const { lead, intervals, strips } = viewHeartbeats(historyOf());
  const length = 'at least 30\u00a0min';
  expect(intervals.map(({ lasted }) => formatLasted(lasted))).toEqual([length]);
  expect(formatLasted(strips[0]!.lasted['not-ready']!)).toBe(length);
  expect(lead).toBe(`Node n1 was lost or not ready for ${length}.`);
});
