import { describe, expect, test } from 'vitest';
import { object, snapshotOf } from '../../../test/snapshot-of.ts';
import type { KindName, ObjectOf } from '../../snapshots/kinds/kinds.ts';
import type { Coverage } from '../../snapshots/schema.ts';
import type { RouteRow } from '../report.ts';
import { buildRoutes } from './routes.ts';
import { indexSeen } from '../seen.ts';
import { buildServices } from './services.ts';

type Spec = NonNullable<ObjectOf<'Ingress'>['spec']>;
type Objects = { [Name in KindName]?: ObjectOf<Name>[] };

const web = object('Service', 'web', {
  spec: { selector: { app: 'web' }, ports: [{ name: 'http', port: 80, targetPort: 8080 }] },
});
const endpoints = object('EndpointSlice', 'web-x', {
  metadata: { labels: { 'kubernetes.io/service-name': 'web' } },
  endpoints: [{ addresses: ['10.0.0.1'] }],
  ports: [{ name: 'http', port: 8080 }],
});
const to = (name: string, number = 80) => ({ service: { name, port: { number } } });
const rule = (backend: object, more: object = {}) => ({
  host: 'shop.example',
  http: { paths: [{ path: '/', pathType: 'Prefix', backend, ...more }] },
});

function build(
  spec: Spec,
  objects: Objects = {},
  coverage: { [Name in KindName]?: Partial<Coverage> } = {},
  more: object = {},
): RouteRow {
  const snapshot = snapshotOf(
    {
      Ingress: [object('Ingress', 'shop', { spec, ...more })],
      Service: [web],
      EndpointSlice: [endpoints],
      ...objects,
    },
    { coverage },
  );
  const seen = indexSeen(snapshot.meta);
  const [row] = buildRoutes(snapshot, seen, buildServices(snapshot, seen));
  if (!row) throw new Error('there is no row');
  return row;
}

test('an Ingress has its class, hosts, paths, TLS and addresses', () => {
  const spec: Spec = {
    ingressClassName: 'nginx',
    tls: [{ hosts: ['shop.example', 'www.shop.example'] }, { hosts: ['shop.example'] }],
    rules: [
      {
        host: 'shop.example',
        http: {
          paths: [
            { path: '/api', pathType: 'Prefix', backend: to('web') },
            {
              path: '/health',
              pathType: 'Exact',
              backend: { service: { name: 'web', port: { name: 'http' } } },
            },
          ],
        },
      },
      { http: { paths: [{ backend: to('web') }] } },
    ],
  };
  const status = { loadBalancer: { ingress: [{ ip: '192.0.2.1' }, { hostname: 'lb.example' }] } };
  const backend = {
    kind: 'Service',
    namespace: 'shop',
    name: 'web',
    port: '80',
    exists: true,
    portExists: true,
  };
  expect(build(spec, {}, {}, { status })).toEqual({
    uid: 'Ingress/shop',
    kind: 'Ingress',
    namespace: 'shop',
    name: 'shop',
    state: 'healthy',
    via: ['nginx'],
    gateways: [],
    paths: [
      { host: 'shop.example', path: '/api', backend },
      { host: 'shop.example', path: '/health (exact)', backend: { ...backend, port: 'http' } },
      { host: '*', path: '/', backend },
    ],
    tls: ['shop.example', 'www.shop.example'],
    addresses: ['192.0.2.1', 'lb.example'],
  });
});

test('the class may be an annotation, and TLS without hosts is for all', () => {
  const annotations = { 'kubernetes.io/ingress.class': 'traefik' };
  const row = build(
    { rules: [rule(to('web'))], tls: [{ secretName: 'x' }] },
    {},
    {},
    { metadata: { annotations } },
  );
  expect(row).toMatchObject({ via: ['traefik'], tls: ['*'] });
  expect(build({ rules: [rule(to('web'))] })).toMatchObject({ via: [], tls: [] });
});

test('v1beta1 has its backends in other fields', () => {
  const old = { serviceName: 'web', servicePort: 'http' };
  const row = build({ backend: { serviceName: 'web', servicePort: 80 }, rules: [rule(old)] });
  expect(row).toMatchObject({
    state: 'healthy',
    paths: [
      {
        host: 'shop.example',
        path: '/',
        backend: { name: 'web', port: 'http', exists: true, portExists: true },
      },
      { host: '*', path: 'default backend', backend: { name: 'web', port: '80', portExists: true } },
    ],
  });
});

test('a rule without paths leads to the default backend', () => {
  const row = build({ defaultBackend: to('web'), rules: [{ host: 'a.example' }] });
  expect(row.paths).toMatchObject([
    { host: 'a.example', path: '/', backend: { name: 'web' } },
    { host: '*', path: 'default backend', backend: { name: 'web' } },
  ]);
  expect(build({ rules: [{ host: 'a.example' }] }).paths).toEqual([{ host: 'a.example', path: '/' }]);
});

describe('an Ingress fails', () => {
  test('when a Service does not exist', () => {
    expect(build({ rules: [rule(to('web')), rule(to('gone'))] })).toMatchObject({
      state: 'failing',
      why: 'Service shop/gone does not exist',
      paths: [{ backend: { exists: true } }, { backend: { name: 'gone', exists: false } }],
    });
    expect(build({ defaultBackend: to('constructor') }).state).toBe('failing');
  });

  test('when a Service has no such port', () => {
    expect(build({ rules: [rule(to('web', 81))] })).toMatchObject({
      state: 'failing',
      why: 'Service shop/web has no port 81',
      paths: [{ backend: { exists: true, portExists: false } }],
    });
  });

  test('but not where only some controllers would take the port', () => {
    const row = build({ rules: [rule(to('web', 8080))] });
    expect(row.state).toBe('healthy');
    expect(row.paths[0]?.backend).not.toHaveProperty('portExists');
    const outside = object('Service', 'web', { spec: { type: 'ExternalName', externalName: 'a.example' } });
    expect(build({ rules: [rule(to('web', 9))] }, { Service: [outside] }).state).toBe('healthy');
  });
});

test('a Service that does not work degrades what leads to it', () => {
  expect(build({ rules: [rule(to('web'))] }, { EndpointSlice: [] })).toMatchObject({
    state: 'degraded',
    why: 'Service shop/web: no endpoints: no pod has the labels that it selects',
  });
});

test('what was not seen is unknown, and does not count as missing', () => {
  const unseen = { Service: { state: 'partial' as const, namespaces: ['bank'] } };
  const row = build({ rules: [rule(to('gone'))] }, {}, unseen);
  expect(row).toMatchObject({ state: 'unknown', why: 'Service shop/gone was not seen' });
  expect(row.paths[0]?.backend).not.toHaveProperty('exists');
  const endpoints = { EndpointSlice: { state: 'forbidden' as const } };
  expect(build({ rules: [rule(to('web'))] }, {}, endpoints)).toMatchObject({
    state: 'unknown',
    why: 'Service shop/web: its endpoints were not seen',
  });
});

test('a backend of another kind is named, and neither looked for nor judged', () => {
  const resource = { apiGroup: 'k8s.example.com', kind: 'StorageBucket', name: 'static' };
  const row = build({ rules: [rule({ resource })] });
  expect(row.state).toBe('healthy');
  expect(row.paths[0]?.backend).toEqual({
    kind: 'StorageBucket.k8s.example.com',
    namespace: 'shop',
    name: 'static',
  });
});
