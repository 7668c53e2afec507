import { describe, expect, test } from 'vitest';
import { object, snapshotOf } from '../../../test/snapshot-of.ts';
import type { KindName, ObjectOf } from '../../snapshots/kinds/kinds.ts';
import type { Coverage, Snapshot } from '../../snapshots/schema.ts';
import type { RouteRow } from '../report.ts';
import { buildRoutes } from './routes.ts';
import { indexSeen } from '../seen.ts';
import { buildServices } from './services.ts';

type Spec = NonNullable<ObjectOf<'HTTPRoute'>['spec']>;
type Parents = NonNullable<ObjectOf<'HTTPRoute'>['status']>['parents'];
type Objects = { [Name in KindName]?: ObjectOf<Name>[] };

const serviceOf = (name: string, namespace = 'shop') =>
  object('Service', name, {
    metadata: { namespace, uid: `${namespace}/${name}` },
    spec: { type: 'ExternalName', externalName: 'a.example', ports: [{ port: 80 }] },
  });
const edge = object('Gateway', 'edge', {
  metadata: { namespace: 'infra' },
  spec: {
    listeners: [
      { name: 'http', port: 80, protocol: 'HTTP' },
      { name: 'https', port: 443, protocol: 'HTTPS', hostname: '*.shop.example' },
    ],
  },
  status: { addresses: [{ value: '192.0.2.1' }] },
});
const parentRef = { namespace: 'infra', name: 'edge' };
const condition = (type: string, status: string, reason = '') => ({ type, status, reason });
const ACCEPTED = [
  condition('Accepted', 'True', 'Accepted'),
  condition('ResolvedRefs', 'True', 'ResolvedRefs'),
];
const accepted: Parents = [{ parentRef, controllerName: 'example.net/controller', conditions: ACCEPTED }];
const OLD: Objects = { Service: [serviceOf('web'), serviceOf('web-next')], Gateway: [edge] };

function first(snapshot: Snapshot): RouteRow {
  const seen = indexSeen(snapshot.meta);
  const [row] = buildRoutes(snapshot, seen, buildServices(snapshot, seen));
  if (!row) throw new Error('there is no row');
  return row;
}

function build(
  spec: Spec,
  parents: Parents = accepted,
  objects: Objects = {},
  coverage: { [Name in KindName]?: Partial<Coverage> } = {},
): RouteRow {
  const route = object('HTTPRoute', 'shop', {
    spec: { parentRefs: [parentRef], rules: [{ backendRefs: [{ name: 'web', port: 80 }] }], ...spec },
    status: { parents },
  });
  return first(snapshotOf({ ...OLD, HTTPRoute: [route], ...objects }, { coverage }));
}
const pathsOf = (rules: Spec['rules']) => build({ rules }).paths.map(({ path }) => path);

test('an HTTPRoute has its Gateways, hosts, paths and backends', () => {
  const spec = {
    hostnames: ['www.shop.example', 'shop.example'],
    rules: [
      {
        matches: [{ path: { type: 'PathPrefix', value: '/api' } }],
        backendRefs: [{ name: 'web', port: 80 }],
      },
    ],
  };
  expect(build(spec)).toEqual({
    uid: 'HTTPRoute/shop',
    kind: 'HTTPRoute',
    namespace: 'shop',
    name: 'shop',
    state: 'healthy',
    via: ['infra/edge'],
    gateways: [{ via: 'infra/edge', object: { kind: 'Gateway', namespace: 'infra', name: 'edge' } }],
    paths: [
      {
        host: 'www.shop.example, shop.example',
        path: '/api',
        backend: {
          kind: 'Service',
          namespace: 'shop',
          name: 'web',
          port: '80',
          exists: true,
          portExists: true,
        },
      },
    ],
    tls: ['www.shop.example'],
    addresses: ['192.0.2.1'],
  });
});

describe('a match', () => {
  test.each<[NonNullable<NonNullable<Spec['rules']>[number]['matches']>[number], string]>([
    [{}, '/'],
    [{ path: { value: '/a' } }, '/a'],
    [{ path: { type: 'Exact', value: '/a' } }, '/a (exact)'],
    [{ path: { type: 'RegularExpression', value: '/a.*' } }, '/a.* (regular expression)'],
    [{ method: 'POST', path: { value: '/a' } }, 'POST /a'],
    [{ headers: [{ name: 'x-canary' }], queryParams: [{ name: 'v' }] }, '/, header x-canary, parameter v'],
  ])('%j reads %s', (match, text) => {
    expect(pathsOf([{ matches: [match], backendRefs: [{ name: 'web', port: 80 }] }])).toEqual([text]);
  });

  test('that is missing takes everything', () => {
    expect(pathsOf([{ backendRefs: [{ name: 'web', port: 80 }] }])).toEqual(['/']);
  });
});

test('a GRPCRoute has services and methods', () => {
  const methods = [
    { method: { service: 'shop.Cart', method: 'Add' } },
    { method: { service: 'shop.Cart' }, headers: [{ name: 'x' }] },
    { method: { type: 'RegularExpression', service: 'shop\\..*' } },
    {},
  ];
  const spec = {
    parentRefs: [parentRef],
    rules: [{ matches: methods, backendRefs: [{ name: 'web', port: 80 }] }],
  };
  const route = object('GRPCRoute', 'cart', { spec, status: { parents: accepted } });
  const row = first(snapshotOf({ ...OLD, GRPCRoute: [route] }));
  expect(row).toMatchObject({ kind: 'GRPCRoute', state: 'healthy', tls: ['*.shop.example'] });
  expect(row.paths.map(({ path }) => path)).toEqual([
    'shop.Cart/Add',
    'shop.Cart/*, header x',
    'shop\\..*/* (regular expression)',
    '*/*',
  ]);
});

test('several backends share the traffic by their weights', () => {
  const backendRefs = [
    { name: 'web', port: 80, weight: 9 },
    { name: 'web-next', port: 80 },
  ];
  expect(build({ rules: [{ backendRefs }] }).paths).toMatchObject([
    { path: '/', backend: { name: 'web', share: 0.9 } },
    { path: '/', backend: { name: 'web-next', share: 0.1 } },
  ]);
  const none = [
    { name: 'web', port: 80, weight: 0 },
    { name: 'web-next', port: 80, weight: 0 },
  ];
  expect(build({ rules: [{ backendRefs: none }] }).paths[0]?.backend?.share).toBe(0);
});

test('a rule without backends is right where a filter answers', () => {
  const redirect = build({ rules: [{ filters: [{ type: 'RequestRedirect' }] }] });
  expect(redirect).toMatchObject({
    state: 'healthy',
    paths: [{ host: '*', path: '/', filter: 'RequestRedirect' }],
  });
  expect(build({ rules: [{}] })).toMatchObject({ state: 'degraded', why: 'a rule of it leads nowhere' });
});

describe('a backend', () => {
  const leadTo = (ref: object, objects: Objects = {}, coverage = {}) =>
    build({ rules: [{ backendRefs: [{ port: 80, ...ref }] }] }, accepted, objects, coverage);

  test('that does not exist fails the route', () => {
    expect(leadTo({ name: 'gone' })).toMatchObject({
      state: 'failing',
      why: 'Service shop/gone does not exist',
      paths: [{ backend: { name: 'gone', exists: false } }],
    });
  });

  test('of another namespace is looked for there', () => {
    const away = { name: 'web', namespace: 'bank' };
    expect(leadTo(away)).toMatchObject({ state: 'failing', why: 'Service bank/web does not exist' });
    expect(leadTo(away, { Service: [serviceOf('web', 'bank')] }).state).toBe('healthy');
    expect(leadTo(away, {}, { Service: { state: 'partial', namespaces: ['shop'] } }).state).toBe('unknown');
  });

  test('without share of the traffic cannot fail it', () => {
    const backendRefs = [
      { name: 'web', port: 80 },
      { name: 'gone', port: 80, weight: 0 },
    ];
    const row = build({ rules: [{ backendRefs }] });
    expect(row).toMatchObject({ state: 'healthy', paths: [{}, { backend: { exists: false, share: 0 } }] });
  });

  test('of another group is not looked for', () => {
    const row = leadTo({ group: 'multicluster.x-k8s.io', kind: 'ServiceImport', name: 'web' });
    expect(row.state).toBe('healthy');
    expect(row.paths[0]?.backend).toMatchObject({ kind: 'ServiceImport.multicluster.x-k8s.io' });
    expect(row.paths[0]?.backend).not.toHaveProperty('exists');
    expect(leadTo({ group: 'serving.knative.dev', kind: 'Service', name: 'web' }).state).toBe('healthy');
  });
});

describe('attached', () => {
  const verdict = (status: string, reason: string): Parents => [
    { parentRef, conditions: [condition('Accepted', status, reason)] },
  ];

  test('to a Gateway that does not accept it, a route fails', () => {
    const row = build({}, verdict('False', 'NotAllowedByListeners'));
    expect(row).toMatchObject({
      state: 'failing',
      why: 'not accepted by infra/edge: NotAllowedByListeners',
      tls: [],
      addresses: [],
    });
  });

  test('to a Gateway whose controller has not said anything, it is unknown', () => {
    const why = 'no controller of infra/edge has reported';
    expect(build({}, [])).toMatchObject({ state: 'unknown', why });
    expect(build({}, verdict('Unknown', 'Pending'))).toMatchObject({ state: 'unknown', why });
  });

  test('to a Gateway that does not exist, it fails; to one that was not seen, it is unknown', () => {
    expect(build({}, [], { Gateway: [] })).toMatchObject({
      state: 'failing',
      why: 'Gateway infra/edge does not exist',
    });
    const unseen = { Gateway: { state: 'forbidden' as const } };
    expect(build({}, [], { Gateway: [] }, unseen).state).toBe('unknown');
    expect(build({}, accepted, { Gateway: [] }, unseen)).toMatchObject({ state: 'healthy', addresses: [] });
  });

  test('to two Gateways of which one refuses, it is degraded', () => {
    const other = object('Gateway', 'inner', { status: { addresses: [{ value: '10.0.0.9' }] } });
    const parents = [
      ...(accepted ?? []),
      { parentRef: { name: 'inner' }, conditions: [condition('Accepted', 'False')] },
    ];
    const row = build({ parentRefs: [parentRef, { name: 'inner' }] }, parents, { Gateway: [edge, other] });
    expect(row).toMatchObject({
      state: 'degraded',
      why: 'not accepted by shop/inner',
      via: ['infra/edge', 'shop/inner'],
      addresses: ['192.0.2.1'],
    });
  });

  test('to one listener, it has the TLS of that one', () => {
    const to = (more: object) => {
      const ref = { ...parentRef, ...more };
      const spec = { hostnames: ['a.shop.example'], parentRefs: [ref] };
      return build(spec, [{ parentRef: ref, conditions: ACCEPTED }]);
    };
    expect(to({ sectionName: 'http' })).toMatchObject({
      via: ['infra/edge:http'],
      tls: [],
      state: 'healthy',
    });
    expect(to({ sectionName: 'https' })).toMatchObject({
      via: ['infra/edge:https'],
      tls: ['a.shop.example'],
    });
    expect(to({ port: 80 })).toMatchObject({ via: ['infra/edge:80'], tls: [] });
    // A condition of one listener does not apply to the other.
    const ref = { ...parentRef, sectionName: 'https' };
    expect(build({ parentRefs: [ref] }, accepted).state).toBe('unknown');
  });

  test('to a Service of a mesh, it names that', () => {
    const ref = { group: '', kind: 'Service', name: 'web' };
    const row = build({ parentRefs: [ref] }, [{ parentRef: ref, conditions: ACCEPTED }]);
    expect(row).toMatchObject({ via: ['Service shop/web'], gateways: [], state: 'healthy', addresses: [] });
  });

  test('to nothing, it is degraded', () => {
    expect(build({ parentRefs: undefined }, [])).toMatchObject({
      state: 'degraded',
      why: 'attached to no Gateway',
      via: [],
    });
  });

  test.each([
    [
      'ResolvedRefs',
      'False',
      'RefNotPermitted',
      'failing',
      'infra/edge does not reach its backends: RefNotPermitted',
    ],
    [
      'PartiallyInvalid',
      'True',
      'UnsupportedValue',
      'degraded',
      'infra/edge takes only some of its rules: UnsupportedValue',
    ],
  ])('with %s %s: %s, it is %s', (type, status, reason, state, why) => {
    const conditions = [condition('Accepted', 'True'), condition(type, status, reason)];
    expect(build({}, [{ parentRef, conditions }])).toMatchObject({ state, why });
  });
});

test.each([
  ['a.shop.example', ['a.shop.example']],
  ['a.b.shop.example', ['a.b.shop.example']],
  ['shop.example', []],
  ['*.example', ['*.shop.example']],
  ['*.shop.example', ['*.shop.example']],
  ['other.example', []],
])('a listener for *.shop.example ends TLS for %s as %j', (host, tls) => {
  expect(build({ hostnames: [host] }).tls).toEqual(tls);
});

test('a listener that passes TLS through does not end it', () => {
  const listeners = [{ name: 'tls', port: 443, protocol: 'HTTPS', tls: { mode: 'Passthrough' } }];
  expect(build({}, accepted, { Gateway: [{ ...edge, spec: { listeners } }] }).tls).toEqual([]);
});
