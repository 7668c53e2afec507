import { describe, expect, test } from 'vitest';
import { object, runningPod, snapshotOf } from '../../../test/snapshot-of.ts';
import { buildReport } from '../../model/build-report.ts';
import { diff } from './diff.ts';

type Objects = Parameters<typeof snapshotOf>[0];
type Meta = Parameters<typeof snapshotOf>[1];

function compare(acceptance: Objects, production: Objects, meta: Meta = {}) {
  const [one, other] = [
    snapshotOf(acceptance, { cluster: 'acceptance' }),
    snapshotOf(production, { cluster: 'production', ...meta }),
  ].map((snapshot) => ({ snapshot, report: buildReport(snapshot) }));
  return diff(one!, other!);
}

const workload = (name: string, version: string, uid: string, spec = {}) =>
  object('Deployment', name, {
    metadata: { uid, labels: { name: name.replace(/-v\d+$/, '') } },
    spec: {
      replicas: 2,
      template: {
        metadata: { labels: { version } },
        spec: { containers: [{ name: 'app', image: `app:${version}` }] },
      },
      ...spec,
    },
    status: {
      observedGeneration: 1,
      replicas: 2,
      readyReplicas: 2,
      updatedReplicas: 2,
      availableReplicas: 2,
    },
  });

describe('two clusters', () => {
  test('are compared by name: UIDs, addresses and what controllers make are theirs', () => {
    const service = (uid: string, clusterIP: string) =>
      object('Service', 'web', {
        metadata: { uid },
        spec: { clusterIP, ports: [{ port: 80, nodePort: Number(uid) }] },
      });
    const change = compare(
      { Service: [service('30001', '10.0.0.1')], Pod: [runningPod('web-a')], Node: [object('Node', 'n1')] },
      { Service: [service('30002', '10.9.9.9')], Pod: [runningPod('web-b')], Node: [object('Node', 'n2')] },
    );
    expect(change.across).toBe(true);
    expect(change.objects).toEqual([]);
    expect(change.notCompared).toEqual(['Pod', 'Node']);
    expect(change.events).toBeUndefined();
  });

  test('run a service in other versions: one change, with the images', () => {
    const change = compare(
      { Deployment: [workload('web', '1.5', 'a')] },
      { Deployment: [workload('web', '1.4', 'b')] },
    );
    expect(change.causes).toMatchObject([
      {
        type: 'version',
        service: 'web',
        before: '1.5',
        after: '1.4',
        images: [{ before: 'app:1.5', after: 'app:1.4' }],
      },
    ]);
    expect(change.objects.filter(({ cause }) => cause === undefined)).toEqual([]);
  });

  test('what else differs of it is told beside the version', () => {
    const change = compare(
      { Deployment: [workload('web', '1.5', 'a')] },
      { Deployment: [workload('web', '1.4', 'b', { replicas: 6 })] },
    );
    const [one] = change.objects.filter(({ cause }) => cause === undefined);
    expect(one?.fields.filter(({ cause }) => cause === undefined)).toMatchObject([
      { steps: ['spec', 'replicas'], before: 2, after: 6 },
    ]);
  });

  test('call a service by two names where each version is a workload of its own', () => {
    const change = compare(
      { Deployment: [workload('gateway-v13', '13', 'a')] },
      { Deployment: [workload('gateway-v12', '12', 'b')] },
    );
    expect(change.causes).toMatchObject([
      {
        type: 'version',
        before: '13',
        after: '12',
        previous: { name: 'gateway-v13' },
        workload: { name: 'gateway-v12' },
      },
    ]);
    expect(change.counts).toMatchObject({ added: 0, removed: 0 });
  });

  test('have what the other has not; where the other could not look, nothing is said', () => {
    const only = { Ingress: [object('Ingress', 'web')] };
    expect(compare(only, {}).counts).toMatchObject({ removed: 1 });
    const blind = compare(only, {}, { coverage: { Ingress: { state: 'forbidden' } } });
    expect(blind.counts).toMatchObject({ removed: 0, notComparable: 1 });
    expect(blind.notComparable).toMatchObject([{ kind: 'Ingress' }]);
  });
});
