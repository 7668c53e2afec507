import { expect, test } from 'vitest';
import type { RouteRow } from '../../model/report.ts';
import { groupByHost, strayTls } from './route-lines.ts';

const backend = (name: string, share?: number) => ({
  ...{ kind: 'Service', namespace: 'shop', name },
  ...(share !== undefined && { share }),
});
const route = (paths: RouteRow['paths'], tls: string[] = []) => ({ paths, tls });

test('paths stand below their hosts, in their order', () => {
  const paths = [
    { host: 'b.example', path: '/', backend: backend('web') },
    { host: 'a.example', path: '/', backend: backend('web') },
    { host: 'b.example', path: '/api', backend: backend('api') },
    { host: '*', path: 'default backend' },
  ];
  expect(groupByHost(route(paths))).toEqual([
    {
      hosts: [{ name: 'b.example', tls: false }],
      paths: [
        { path: '/', backends: [backend('web')] },
        { path: '/api', backends: [backend('api')] },
      ],
    },
    { hosts: [{ name: 'a.example', tls: false }], paths: [{ path: '/', backends: [backend('web')] }] },
    { hosts: [{ name: '*', tls: false }], paths: [{ path: 'default backend', backends: [] }] },
  ]);
});

test('backends that share the traffic of a rule stand on one line, others of the same path do not', () => {
  const paths = [
    { host: '*', path: '/', backend: backend('web', 0.9) },
    { host: '*', path: '/', backend: backend('next', 0.1) },
    { host: '*', path: '/', backend: backend('other') },
    { host: '*', path: '/', filter: 'RequestRedirect' },
  ];
  expect(groupByHost(route(paths))[0]?.paths).toEqual([
    { path: '/', backends: [backend('web', 0.9), backend('next', 0.1)] },
    { path: '/', backends: [backend('other')] },
    { path: '/', backends: [], filter: 'RequestRedirect' },
  ]);
});

test.each([
  ['a.example', ['a.example'], true],
  ['a.example', ['*'], true],
  ['a.shop.example', ['*.shop.example'], true],
  ['a.b.shop.example', ['*.shop.example'], false],
  ['shop.example', ['*.shop.example'], false],
  ['*.shop.example', ['*.shop.example'], true],
  ['a.example', ['b.example'], false],
])('%s has TLS of %j: %s', (host, tls, expected) => {
  expect(groupByHost(route([{ host, path: '/' }], tls))[0]?.hosts).toEqual([{ name: host, tls: expected }]);
});

test('hosts of one route are told apart, and TLS for none of them is told', () => {
  const row = route([{ host: 'a.example, b.example', path: '/' }], ['b.example', 'c.example']);
  expect(groupByHost(row)[0]?.hosts).toEqual([
    { name: 'a.example', tls: false },
    { name: 'b.example', tls: true },
  ]);
  expect(strayTls(row)).toEqual(['c.example']);
  expect(strayTls(route([{ host: '*', path: '/' }], ['c.example']))).toEqual([]);
});
