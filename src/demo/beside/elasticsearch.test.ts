import { expect, test } from 'vitest';
import { HOUR, MINUTE } from '../plan/clock.ts';
import type { ClusterName } from '../plan/estate.ts';
import { answerElasticsearch } from './elasticsearch.ts';
import { BesideRefusal } from './request.ts';

const ANCHOR = Date.parse('2026-11-22T07:15:00Z');
/** lxa150h stops heartbeating, see timeline.ts. */
const LOST = -7.8;

const ask = (cluster: ClusterName, hours: number, path: string) =>
  answerElasticsearch({
    ...{ cluster, method: 'GET', path: path.split('/').filter(Boolean), query: new URLSearchParams() },
    ...{ anchor: ANCHOR, now: ANCHOR + Math.round(hours * HOUR) },
  });
const healthAt = (hours: number) => {
  const health = ask('production', hours, '_cluster/health') as Record<string, unknown>;
  return [
    health.status,
    health.number_of_data_nodes,
    health.unassigned_shards,
    health.delayed_unassigned_shards,
    health.initializing_shards,
  ];
};
const minutes = (count: number) => (count * MINUTE) / HOUR;

test('it is yellow while its machine is lost, and while that machine catches up', () => {
  expect(healthAt(LOST - 0.1)).toEqual(['green', 3, 0, 0, 0]);
  expect(healthAt(LOST + minutes(0.5))).toEqual(['yellow', 2, 9, 9, 0]);
  expect(healthAt(LOST + minutes(10))).toEqual(['yellow', 2, 9, 0, 0]);
  expect(healthAt(LOST + minutes(52))).toEqual(['yellow', 3, 0, 0, 2]);
  expect(healthAt(LOST + minutes(60))).toEqual(['green', 3, 0, 0, 0]);
});

test('only without a node a shard has a reason', () => {
  expect(ask('production', LOST + minutes(10), '_cluster/allocation/explain')).toMatchObject({
    unassigned_info: { reason: 'NODE_LEFT', at: '2026-11-21T23:27:00.000Z' },
    can_allocate: 'no',
  });
  expect(() => ask('production', 0, '_cluster/allocation/explain')).toThrow(BesideRefusal);
});

test("today's logs grow, and the disks fill with them", () => {
  const seenAt = (hours: number) => {
    const [, , , , , , , today] = ask('production', hours, '_cat/indices/*') as Record<string, string>[];
    const [node] = ask('production', hours, '_cat/nodes') as Record<string, string>[];
    return { today: today?.index, bytes: Number(today?.['store.size']), free: Number(node?.['disk.avail']) };
  };
  const [earlier, later] = [seenAt(0), seenAt(3)];
  expect([earlier.today, later.today]).toEqual(['logs-2026.11.22', 'logs-2026.11.22']);
  expect(later.bytes).toBeGreaterThan(earlier.bytes);
  expect(later.free).toBeLessThan(earlier.free);
  expect(later.free).toBeGreaterThan(200 * 2 ** 30);
});

test('the same instant has the same answers, and unknown paths have none', () => {
  expect(ask('production', 0, '_cat/nodes')).toEqual(ask('production', 0, '_cat/nodes'));
  for (const path of ['_cat', '_cat/shards', '_cluster', '_search', '_cat/snapshots/other'])
    expect(ask('test', 0, path)).toBeUndefined();
});
