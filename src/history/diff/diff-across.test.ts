import { describe, expect, test } from 'vitest';
import { object, runningPod, snapshotOf } from '../../../test/snapshot-of.ts';
import { buildReport } from '../../model/build/build-report.ts';
import { renderDiffMarkdown } from '../../export/diff/diff-markdown.ts';
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

  test('have findings of their own as a whole, whatever they are called, and of services under two names', () => {
    const down = { server: { version: 'v1.33.2', ready: false } };
    const failing = (name: string, uid: string) => {
      const own = workload(name, name.slice(-2), uid);
      return { ...own, status: { ...own.status, readyReplicas: 0, availableReplicas: 0 } };
    };
    const [one, other] = [
      snapshotOf({ Deployment: [failing('gateway-v13', 'a')] }, { cluster: 'acceptance', ...down }),
      snapshotOf({ Deployment: [failing('gateway-v12', 'b')] }, { cluster: 'production', ...down }),
    ].map((snapshot) => ({ snapshot, report: buildReport(snapshot) }));
    expect(one!.report.findings.length).toBeGreaterThan(1);
    expect(diff(one!, other!).findings).toEqual({ new: [], resolved: [], gone: [], unknown: [] });
  });

  test('have what is named after them, of any kind, and nothing of it is new in one and over in the other', () => {
    const world = (cluster: string) => {
      const failing = workload(`web-${cluster}`, '1.5', cluster);
      failing.status = { ...failing.status, readyReplicas: 0, availableReplicas: 0 };
      const lost = { status: { phase: 'Lost' }, spec: {} };
      const snapshot = snapshotOf(
        {
          Deployment: [failing],
          Node: ['w1', 'w2'].map((name) =>
            object('Node', `gateway-${cluster}-${name}`, {
              status: { conditions: [{ type: 'Ready', status: name === 'w2' ? 'False' : 'True' }] },
            }),
          ),
          Service: [object('Service', `${cluster}-lb`, { spec: { ports: [{ port: 80 }] } })],
          PersistentVolumeClaim: [object('PersistentVolumeClaim', `data-${cluster}`, lost)],
        },
        { cluster },
      );
      return { snapshot, report: buildReport(snapshot) };
    };
    const [one, other] = [world('east'), world('west')];
    expect(one.report.findings.length).toBeGreaterThan(2);
    const change = diff(one, other);
    expect(change.findings).toEqual({ new: [], resolved: [], gone: [], unknown: [] });
    expect(change.counts).toMatchObject({ added: 0, removed: 0 });
    expect(change.states).toEqual([]);
    // What only one of them has stays new.
    const third = world('north');
    third.report.findings = [];
    expect(diff(third, other).findings.new.length).toBe(one.report.findings.length);
  });

  test('that run one version of two registries are told the registries, and not the version twice', () => {
    const of = (registry: string) => {
      const own = workload('web', '1.5', registry);
      own.spec!.template!.spec!.containers![0]!.image = `${registry}/web:1.5`;
      return own;
    };
    const change = compare({ Deployment: [of('one')] }, { Deployment: [of('other')] });
    expect(renderDiffMarkdown(change)).toContain('1.5 in both, app: one/web:1.5 → other/web:1.5');
    expect(renderDiffMarkdown(change)).not.toContain('1.5 → 1.5');
  });

  test('do not differ in what is only an age', () => {
    const restarted = (time: string) => {
      const own = workload('web', '1.5', time);
      own.spec!.template!.metadata!.annotations = { 'kubectl.kubernetes.io/restartedAt': time };
      return own;
    };
    const columns = [
      { name: 'Name', type: 'string', priority: 0 },
      { name: 'Age', type: 'date', priority: 0 },
    ];
    const kind = 'rollouts.argoproj.io';
    const coverage = { kind, state: 'complete' as const, durationMs: 0, objects: 1, requests: 1, bytes: 1 };
    const [one, other] = (['2026-11-01T00:00:00Z', '2026-11-02T00:00:00Z'] as const).map((time) => {
      const row = object('TableRow', 'web', {
        metadata: { uid: time },
        resource: kind,
        cells: ['web', time],
      });
      const snapshot = snapshotOf(
        { Deployment: [restarted(time)], TableRow: [row] },
        { cluster: time.slice(8, 10) },
      );
      snapshot.meta.coverage.push({ ...coverage, columns });
      return { snapshot, report: buildReport(snapshot) };
    });
    expect(diff(one!, other!).objects).toEqual([]);
  });

  test('have what the other has not; where the other could not look, nothing is said', () => {
    const only = { Ingress: [object('Ingress', 'web')] };
    expect(compare(only, {}).counts).toMatchObject({ removed: 1 });
    const blind = compare(only, {}, { coverage: { Ingress: { state: 'forbidden' } } });
    expect(blind.counts).toMatchObject({ removed: 0, notComparable: 1 });
    expect(blind.notComparable).toMatchObject([{ kind: 'Ingress' }]);
  });
});
