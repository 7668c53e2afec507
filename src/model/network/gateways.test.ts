import { describe, expect, test } from 'vitest';
import { object, snapshotOf } from '../../../test/snapshot-of.ts';
import type { ObjectOf } from '../../snapshots/kinds/kinds.ts';
import { buildGateways } from './gateways.ts';

type Gateway = ObjectOf<'Gateway'>;
type Conditions = NonNullable<Gateway['status']>['conditions'];

const condition = (type: string, status: string, reason?: string, message?: string) => ({
  ...{ type, status },
  ...{ reason, message },
});
const GOOD = [condition('Accepted', 'True'), condition('Programmed', 'True')];
const listeners = [
  { name: 'http', port: 80, protocol: 'HTTP' },
  { name: 'https', port: 443, protocol: 'HTTPS', hostname: '*.shop.example' },
];
function build(status: Gateway['status'], spec: Gateway['spec'] = { gatewayClassName: 'nginx', listeners }) {
  const [row] = buildGateways(snapshotOf({ Gateway: [object('Gateway', 'edge', { spec, status })] }));
  if (!row) throw new Error('there is no row');
  return row;
}

test('a Gateway has its class, addresses, and listeners with their routes', () => {
  const status = {
    addresses: [{ type: 'IPAddress', value: '192.0.2.1' }, { type: 'Hostname', value: 'lb.example' }, {}],
    conditions: GOOD,
    listeners: [{ name: 'https', attachedRoutes: 3, conditions: GOOD }],
  };
  expect(build(status)).toEqual({
    uid: 'Gateway/edge',
    namespace: 'shop',
    name: 'edge',
    state: 'healthy',
    class: 'nginx',
    addresses: ['192.0.2.1', 'lb.example'],
    listeners: [
      { name: 'http', protocol: 'HTTP', port: 80 },
      { name: 'https', protocol: 'HTTPS', port: 443, hostname: '*.shop.example', routes: 3 },
    ],
  });
});

describe('a Gateway', () => {
  test.each<[string, Conditions, string, string | undefined]>([
    ['that works', GOOD, 'healthy', undefined],
    [
      'that is not accepted',
      [condition('Accepted', 'False', 'Invalid', 'no such class'), condition('Programmed', 'Unknown')],
      'failing',
      'not accepted: Invalid: no such class',
    ],
    [
      'without address',
      [condition('Accepted', 'True'), condition('Programmed', 'False', 'AddressNotAssigned')],
      'failing',
      'not programmed: AddressNotAssigned',
    ],
    [
      'as it is born',
      [condition('Accepted', 'Unknown', 'Pending'), condition('Programmed', 'Unknown', 'Pending')],
      'unknown',
      'no controller has taken it up',
    ],
    ['without conditions', undefined, 'unknown', 'no controller has taken it up'],
    [
      'that is accepted, and no more is known',
      [condition('Accepted', 'True')],
      'unknown',
      'its controller has not said that it is programmed',
    ],
    [
      'of an old controller',
      [condition('Scheduled', 'True'), condition('Ready', 'True')],
      'healthy',
      undefined,
    ],
    [
      'of an old controller that is not ready',
      [condition('Scheduled', 'True'), condition('Ready', 'False', 'ListenersNotReady')],
      'failing',
      'not programmed: ListenersNotReady',
    ],
  ])('%s', (_, conditions, state, why) => {
    const row = build({ conditions });
    expect(row.state).toBe(state);
    expect(row.why).toBe(why);
  });
});

describe('a listener', () => {
  const withListener = (...names: string[]) => {
    const bad = [
      condition('Programmed', 'False', 'Invalid'),
      condition('ResolvedRefs', 'False', 'InvalidCertificateRef'),
    ];
    const reported = names.map((name) => ({ name, attachedRoutes: 0, conditions: bad }));
    return build({ conditions: GOOD, listeners: reported });
  };

  test('in trouble degrades its Gateway, and says what the cause is', () => {
    expect(withListener('https')).toMatchObject({
      state: 'degraded',
      why: 'listener https: InvalidCertificateRef',
      listeners: [{ name: 'http' }, { name: 'https', problem: 'InvalidCertificateRef' }],
    });
  });

  test('leaves nothing that works when all are in trouble', () => {
    expect(withListener('http', 'https').state).toBe('failing');
  });

  test('that conflicts with another says so', () => {
    const conditions = [condition('Conflicted', 'True', 'ProtocolConflict')];
    const row = build({ conditions: GOOD, listeners: [{ name: 'http', conditions }] });
    expect(row.listeners[0]).toMatchObject({ problem: 'ProtocolConflict' });
    const fine = [condition('Conflicted', 'False', 'NoConflicts'), ...GOOD];
    expect(build({ conditions: GOOD, listeners: [{ name: 'http', conditions: fine }] }).state).toBe(
      'healthy',
    );
  });
});
