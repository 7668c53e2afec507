import { expect, test } from 'vitest';
import { object, runningPod } from '../../test/snapshot-of.ts';
import type { KeptObject, KindName } from '../snapshots/kinds/kinds.ts';
import { ProbesSchema } from './config.ts';
import { watchPods } from './ready-pods.ts';

const pods = { namespace: 'shop', workload: 'Deployment/web', port: 8080 };
const probes = ProbesSchema.parse({ http: [{ name: 'web', pods }] });
const seen = { kind: 'Pod', state: 'complete', durationMs: 0, objects: 0, requests: 1, bytes: 0 } as const;

function watched(...objects: KeptObject[]) {
  const passed: KindName[] = [];
  const watch = watchPods({ add: (kind) => void passed.push(kind), drop: () => undefined }, probes);
  for (const one of objects) void watch.sink.add(one.kind as KindName, one);
  expect(passed).toHaveLength(objects.length);
  return watch;
}

const owner = object('ReplicaSet', 'web-7d9f8');
const labels = { 'pod-template-hash': '7d9f8' };
const pod = (name: string, { ready = true, ip = '10.1.2.3', metadata = {} } = {}) =>
  runningPod(name, owner, {
    metadata: { labels, ...metadata },
    status: { podIP: ip, conditions: [{ type: 'Ready', status: ready ? 'True' : 'False' }] },
  });

test('of a Deployment, its ready pods are asked', () => {
  const watch = watched(
    pod('web-1'),
    pod('web-2', { ready: false }),
    pod('web-3', { ip: '' }),
    pod('web-4', { metadata: { deletionTimestamp: '2026-11-22T07:00:00Z' } }),
    pod('web-5', { metadata: { namespace: 'elsewhere' } }),
    runningPod('bare', undefined, { status: { podIP: '10.1.2.9' } }),
  );
  const found = watch.of(seen, 'shop', 'Deployment', 'web');
  expect(found.map(({ name, ip }) => [name, ip])).toEqual([['web-1', '10.1.2.3']]);
  expect(watch.of(seen, 'shop', 'ReplicaSet', 'web-7d9f8')).toHaveLength(1);
  expect(watch.of(seen, 'shop', 'Deployment', 'other')).toEqual([]);
});

test('a list that starts over forgets the pods, and pods that were not seen are not none', () => {
  const watch = watched(pod('web-1'));
  watch.sink.drop('Pod');
  expect(watch.of(seen, 'shop', 'Deployment', 'web')).toEqual([]);
  for (const coverage of [undefined, { ...seen, state: 'failed' as const }])
    expect(() => watch.of(coverage, 'shop', 'Deployment', 'web')).toThrow('the pods of shop were not seen');
  const partly = { ...seen, state: 'partial' as const, namespaces: ['shop'] };
  expect(watch.of(partly, 'shop', 'Deployment', 'web')).toEqual([]);
});
