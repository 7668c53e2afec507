import { describe, expect, test } from 'vitest';
import { object, runningPod, snapshotOf } from '../../../test/snapshot-of.ts';
import type { KindName, ObjectOf } from '../../snapshots/kinds/kinds.ts';
import type { Coverage } from '../../snapshots/schema.ts';
import type { ServiceRow } from '../report.ts';
import { indexSeen } from '../seen.ts';
import { buildServices } from './services.ts';

type Objects = { [Name in KindName]?: ObjectOf<Name>[] };
type Endpoint = NonNullable<ObjectOf<'EndpointSlice'>['endpoints']>[number];

const selector = { app: 'web' };
const service = (spec: object = {}, more: object = {}) =>
  object('Service', 'web', {
    spec: { clusterIP: '10.96.0.7', selector, ports: [{ port: 80 }], ...spec },
    ...more,
  });
const slice = (endpoints: Endpoint[], more: object = {}, name = 'web-x') =>
  object('EndpointSlice', name, {
    metadata: { labels: { 'kubernetes.io/service-name': 'web' } },
    addressType: 'IPv4',
    endpoints,
    ports: [{ port: 8080 }],
    ...more,
  });
const endpoint = (pod: string, conditions?: Endpoint['conditions'], address = `10.0.0.${pod}`): Endpoint => ({
  addresses: [address],
  conditions,
  nodeName: 'lxa150h',
  targetRef: { kind: 'Pod', namespace: 'shop', name: `web-${pod}`, uid: `uid-${pod}` },
});
const READY = { ready: true };
const NOT_READY = { ready: false, serving: false };

function build(objects: Objects, coverage: { [Name in KindName]?: Partial<Coverage> } = {}): ServiceRow {
  const snapshot = snapshotOf({ Service: [service()], ...objects }, { coverage });
  const [row] = buildServices(snapshot, indexSeen(snapshot.meta));
  if (!row) throw new Error('there is no row');
  return row;
}
const of = (...slices: ObjectOf<'EndpointSlice'>[]) => build({ EndpointSlice: slices });

describe('a Service', () => {
  test.each([
    ['ClusterIP', {}, 'ClusterIP', '10.96.0.7'],
    ['no type', { type: undefined }, 'ClusterIP', '10.96.0.7'],
    ['no address of its own', { type: 'ClusterIP', clusterIP: 'None' }, 'Headless', undefined],
    ['NodePort', { type: 'NodePort' }, 'NodePort', '10.96.0.7'],
    ['LoadBalancer', { type: 'LoadBalancer' }, 'LoadBalancer', '10.96.0.7'],
    ['ExternalName', { type: 'ExternalName', clusterIP: undefined }, 'ExternalName', undefined],
  ])('with %s has its type and address', (_, spec, type, clusterIP) => {
    expect(build({ Service: [service(spec)] })).toMatchObject({ type, clusterIP });
  });

  test('is known outside by its load balancer and its external addresses, each once', () => {
    const spec = { type: 'LoadBalancer', externalIPs: ['192.0.2.9', '192.0.2.10'] };
    const status = { loadBalancer: { ingress: [{ ip: '192.0.2.10' }, { hostname: 'lb.example' }, {}] } };
    expect(build({ Service: [service(spec, { status })] }).external).toEqual([
      '192.0.2.10',
      'lb.example',
      '192.0.2.9',
    ]);
    expect(build({ Service: [service()] }).external).toEqual([]);
  });

  test.each([
    [{ port: 443, targetPort: 8443, protocol: 'TCP' }, '443→8443/TCP'],
    [{ port: 443, targetPort: 8443, protocol: 'TCP', nodePort: 30443 }, '443→8443/TCP, node port 30443'],
    [{ port: 53, targetPort: 53, protocol: 'UDP' }, '53/UDP'],
    [{ port: 80, targetPort: 'http' }, '80→http/TCP'],
    [{ port: 80 }, '80/TCP'],
  ])('prints its port %j as %s', (port, text) => {
    expect(build({ Service: [service({ ports: [port] })] }).ports).toEqual([text]);
  });
});

describe('endpoints', () => {
  test('are ready unless they say that they are not', () => {
    const row = of(slice([endpoint('1'), endpoint('2', {}), endpoint('3', READY), endpoint('4', NOT_READY)]));
    expect(row).toMatchObject({
      ready: 3,
      notReady: 1,
      state: 'degraded',
      why: '3 of 4 endpoints ready',
      selector,
    });
    expect(row.endpoints[0]).toEqual({ address: '10.0.0.4', ready: false, pod: 'web-4', node: 'lxa150h' });
  });

  test('of several slices are counted once, whichever family or set of ports they stand under', () => {
    const both = [
      slice(
        [endpoint('1', READY, 'fd00::1'), endpoint('2', NOT_READY, 'fd00::2')],
        { addressType: 'IPv6' },
        'a',
      ),
      slice([endpoint('1', READY), endpoint('2', NOT_READY)], {}, 'b'),
      slice([endpoint('1', READY)], {}, 'c'),
    ];
    expect(of(...both)).toMatchObject({
      ready: 1,
      notReady: 1,
      endpoints: [{ address: '10.0.0.2' }, { address: '10.0.0.1' }],
    });
    const six = build({ Service: [service({ clusterIP: 'fd00::99' })], EndpointSlice: both });
    expect(six.endpoints.map(({ address }) => address)).toEqual(['fd00::2', 'fd00::1']);
  });

  test('that somebody wrote by hand are counted in one family', () => {
    const four = slice([{ addresses: ['192.0.2.1'] }, { addresses: ['192.0.2.2'] }], {}, 'four');
    const six = slice(
      [{ addresses: ['fd00::1'] }, { addresses: ['fd00::2'] }],
      { addressType: 'IPv6' },
      'six',
    );
    expect(of(six, four)).toMatchObject({ ready: 2, notReady: 0 });
    expect(of(four, six).endpoints.map(({ address }) => address)).toEqual(['192.0.2.1', '192.0.2.2']);
    expect(of(six)).toMatchObject({ ready: 2 });
  });

  test('of other Services and namespaces are not its own', () => {
    const labels = { 'kubernetes.io/service-name': 'other' };
    const strange = slice([endpoint('1')], { metadata: { labels } });
    const elsewhere = slice([endpoint('1')], { metadata: { ...slice([]).metadata, namespace: 'bank' } });
    expect(of(strange, elsewhere)).toMatchObject({ ready: 0, notReady: 0, endpoints: [] });
  });

  test('that terminate are neither ready nor not ready, and are named last', () => {
    const going = { ready: false, serving: true, terminating: true };
    const row = of(slice([endpoint('1', going), endpoint('2', READY)]));
    expect(row).toMatchObject({ ready: 1, notReady: 0, state: 'healthy' });
    expect(row.endpoints).toMatchObject([
      { pod: 'web-2' },
      { pod: 'web-1', ready: false, terminating: true },
    ]);
    expect(of(slice([endpoint('1', going)]))).toMatchObject({
      state: 'degraded',
      why: 'only terminating endpoints are left',
    });
    expect(of(slice([endpoint('1', { ...going, serving: false })])).state).toBe('failing');
  });

  test('are named up to ten, those without traffic first, and counted all', () => {
    const ready = Array.from({ length: 30 }, (_, index) => endpoint(String(index), READY));
    const row = of(slice([...ready, endpoint('99', NOT_READY)]));
    expect(row).toMatchObject({ ready: 30, notReady: 1 });
    expect(row.endpoints).toHaveLength(10);
    expect(row.endpoints[0]).toMatchObject({ pod: 'web-99' });
  });

  test('come from Endpoints where the cluster serves no slices', () => {
    const endpoints = object('Endpoints', 'web', {
      subsets: [
        {
          addresses: [{ ip: '10.0.0.1', targetRef: endpoint('1').targetRef }, { ip: '192.0.2.1' }],
          notReadyAddresses: [{ ip: '10.0.0.2', targetRef: endpoint('2').targetRef }],
          ports: [{ port: 8080 }],
        },
        { addresses: [{ ip: '10.0.0.1', targetRef: endpoint('1').targetRef }], ports: [{ port: 8443 }] },
      ],
    });
    const row = build({ Endpoints: [endpoints] }, { EndpointSlice: { state: 'absent' } });
    expect(row).toMatchObject({ ready: 2, notReady: 1, state: 'degraded' });
    expect(row.endpoints.map(({ pod }) => pod)).toEqual(['web-2', undefined, 'web-1']);
    // Reading both would count twice; slices are up to date.
    expect(build({ Endpoints: [endpoints] })).toMatchObject({ ready: 0 });
  });

  test.each([
    ['forbidden', { EndpointSlice: { state: 'forbidden' } }],
    ['seen elsewhere', { EndpointSlice: { state: 'partial', namespaces: ['bank'] } }],
    [
      'absent, and Endpoints forbidden',
      { EndpointSlice: { state: 'absent' }, Endpoints: { state: 'forbidden' } },
    ],
  ] as const)('that were %s leave it unknown, and are not counted as none', (_, coverage) => {
    const row = build({}, coverage as unknown as { EndpointSlice: Partial<Coverage> });
    expect(row).toMatchObject({ state: 'unknown', why: 'its endpoints were not seen' });
    expect(row).toMatchObject({ ready: undefined, notReady: undefined });
  });

  test('seen in its namespace are enough', () => {
    const coverage = { EndpointSlice: { state: 'partial' as const, namespaces: ['shop'] } };
    expect(build({ EndpointSlice: [slice([endpoint('1')])] }, coverage).state).toBe('healthy');
  });
});

describe('a Service without ready endpoints', () => {
  const deployment = (replicas: number, labels: Record<string, string> = selector, name = 'web') =>
    object('Deployment', name, { spec: { replicas, template: { metadata: { labels } } } });
  const pod = (name: string) => runningPod(name, undefined, { metadata: { labels: selector } });

  test('fails, and says how many there are', () => {
    expect(of(slice([endpoint('1', NOT_READY)]))).toMatchObject({
      state: 'failing',
      why: '0 of 1 endpoint ready',
    });
  });

  test('says whether there are pods that it selects', () => {
    const why = (objects: Objects, coverage = {}) => build(objects, coverage).why;
    expect(why({})).toBe('no endpoints: no pod has the labels that it selects');
    expect(why({ Pod: [pod('a'), pod('b'), runningPod('other')] })).toBe(
      'no endpoints, though 2 pods have the labels that it selects',
    );
    expect(why({ Pod: [pod('a')] })).toBe('no endpoints, though 1 pod has the labels that it selects');
    expect(why({}, { Pod: { state: 'failed' } })).toBe('no endpoints');
  });

  test('is healthy where every workload that it selects is scaled to zero', () => {
    const scaled = build({ Deployment: [deployment(0), deployment(3, { app: 'other' }, 'other')] });
    expect(scaled).toMatchObject({ state: 'healthy', scaledToZero: true, ready: 0 });
    expect(scaled.why).toBeUndefined();
    const half = build({ Deployment: [deployment(0), deployment(1, { app: 'web', v: '2' }, 'web-2')] });
    expect(half.state).toBe('failing');
    expect(half).not.toHaveProperty('scaledToZero');
    // Absent means one.
    const absent = object('StatefulSet', 'web', { spec: { template: { metadata: { labels: selector } } } });
    expect(build({ StatefulSet: [absent] }).state).toBe('failing');
  });

  test('counts the ReplicaSets of a custom controller, and a DaemonSet that wants no node', () => {
    const template = { metadata: { labels: selector } };
    const owner = {
      kind: 'Rollout',
      apiVersion: 'argoproj.io/v1alpha1',
      metadata: { name: 'web', uid: 'r' },
    };
    const set = (replicas: number, name: string) =>
      object(
        'ReplicaSet',
        name,
        { spec: { replicas, template } },
        owner as unknown as ObjectOf<'Deployment'>,
      );
    expect(build({ ReplicaSet: [set(0, 'old'), set(0, 'new')] }).state).toBe('healthy');
    expect(build({ ReplicaSet: [set(0, 'old'), set(1, 'new')] }).state).toBe('failing');
    const daemons = (status: object) => object('DaemonSet', 'web', { spec: { template }, status });
    expect(build({ DaemonSet: [daemons({ observedGeneration: 1 })] }).state).toBe('healthy');
    expect(build({ DaemonSet: [daemons({})] }).state).toBe('failing');
  });

  test('and without a selector waits for whoever writes them', () => {
    const bare = { Service: [service({ selector: undefined })] };
    expect(build(bare)).toMatchObject({ state: 'healthy', ready: 0 });
    expect(build({ ...bare, EndpointSlice: [slice([{ addresses: ['192.0.2.1'] }])] }).state).toBe('healthy');
    expect(build({ ...bare, EndpointSlice: [slice([endpoint('1', NOT_READY)])] }).state).toBe('failing');
  });

  test('is right for an ExternalName, which has none by design', () => {
    const spec = { type: 'ExternalName', externalName: 'core.bank.example', clusterIP: undefined };
    const row = build({ Service: [service(spec)] }, { EndpointSlice: { state: 'failed' } });
    expect(row).toMatchObject({ state: 'healthy', external: ['core.bank.example'], endpoints: [] });
    expect(row).toMatchObject({ ready: undefined, notReady: undefined });
  });

  test('whose labels are named like members of objects is no surprise', () => {
    const odd = { Service: [service({ selector: { constructor: 'a' } })], Deployment: [deployment(0)] };
    expect(build(odd)).toMatchObject({ state: 'failing' });
  });
});

test('publishNotReadyAddresses is told, and the API has counted such endpoints as ready', () => {
  const EndpointSlice = [slice([endpoint('1', { ready: true, serving: false })])];
  const row = build({ Service: [service({ publishNotReadyAddresses: true })], EndpointSlice });
  expect(row).toMatchObject({ publishesNotReady: true, ready: 1, state: 'healthy' });
  expect(build({ EndpointSlice })).not.toHaveProperty('publishesNotReady');
});

describe('a load balancer', () => {
  const balanced = (spec: object, loadBalancer: object = {}) =>
    build({
      Service: [service({ type: 'LoadBalancer', ...spec }, { status: { loadBalancer } })],
      EndpointSlice: [slice([endpoint('1')])],
    });

  test('without address degrades its Service, unless it has other addresses', () => {
    expect(balanced({})).toMatchObject({ state: 'degraded', why: 'its load balancer has no address' });
    expect(balanced({ externalIPs: ['192.0.2.1'] }).state).toBe('healthy');
    expect(balanced({}, { ingress: [{ hostname: 'lb.example' }] }).state).toBe('healthy');
    expect(balanced({ type: 'NodePort' }).state).toBe('healthy');
  });

  test('that refuses a port says so', () => {
    const ports = [
      { port: 80, protocol: 'TCP' },
      { port: 443, protocol: 'TCP', error: 'PortInUse' },
    ];
    expect(balanced({}, { ingress: [{ ip: '192.0.2.1', ports }] })).toMatchObject({
      state: 'degraded',
      why: 'its load balancer has no port 443/TCP: PortInUse',
    });
  });

  test('is judged also where endpoints were not seen', () => {
    const row = build(
      { Service: [service({ type: 'LoadBalancer' })] },
      { EndpointSlice: { state: 'failed' } },
    );
    expect(row.state).toBe('degraded');
  });
});

test('a Service of which nothing is known has a row all the same', () => {
  const bare = { kind: 'Service', apiVersion: 'v1', metadata: { uid: 'u', name: 'web' } } as const;
  expect(build({ Service: [bare] })).toMatchObject({
    namespace: '',
    type: 'ClusterIP',
    ports: [],
    selector: {},
  });
});
