import { describe, expect, test } from 'vitest';
import { object, snapshotOf } from '../../../test/snapshot-of.ts';
import type { ObjectOf } from '../../snapshots/kinds/kinds.ts';
import { buildQuotas } from './quotas.ts';

describe('a quota', () => {
  const quota = (hard?: Record<string, string>, used?: Record<string, string>, name = 'team') =>
    object('ResourceQuota', name, { spec: { hard: { pods: '1' } }, status: { hard, used } });
  const rowsOf = (...quotas: ObjectOf<'ResourceQuota'>[]) =>
    buildQuotas(snapshotOf({ ResourceQuota: quotas }));

  test('has a row for each resource, with the share that is used', () => {
    const rows = rowsOf(
      quota(
        { pods: '4', 'limits.cpu': '8', 'requests.memory': '2Gi' },
        { pods: '3', 'limits.cpu': '2500m', 'requests.memory': '512Mi' },
      ),
    );
    expect(rows.map(({ resource, used, hard, share }) => [resource, used, hard, share])).toEqual([
      ['limits.cpu', '2500m', '8', 0.3125],
      ['pods', '3', '4', 0.75],
      ['requests.memory', '512Mi', '2Gi', 0.25],
    ]);
    expect(rows[0]).toEqual({
      uid: 'ResourceQuota/team',
      namespace: 'shop',
      name: 'team',
      resource: 'limits.cpu',
      used: '2500m',
      hard: '8',
      share: 0.3125,
      state: 'healthy',
    });
  });

  test.each([
    ['3', '4', 'healthy', undefined],
    ['3999m', '4', 'healthy', undefined],
    ['4', '4', 'healthy', undefined],
    ['5', '4', 'healthy', undefined],
    ['0', '0', 'healthy', undefined],
    ['many', '4', 'healthy', undefined],
  ])('of which %s of %s is used is %s', (used, hard, state, why) => {
    const [row] = rowsOf(quota({ pods: hard }, { pods: used }));
    expect(row?.state).toBe(state);
    expect(row?.why).toBe(why);
  });

  describe('for which something was refused', () => {
    const refused = (message: string, used = '4') => {
      const [row] = buildQuotas(
        snapshotOf({
          ResourceQuota: [quota({ pods: '4' }, { pods: used })],
          Event: [
            object('Event', 'web.1', {
              type: 'Warning',
              reason: 'FailedCreate',
              message,
              involvedObject: { kind: 'StatefulSet', namespace: 'shop', name: 'web' },
            }),
          ],
        }),
      ).map(({ state, why }) => ({ state, why }));
      return row;
    };
    const message =
      'pods "web-0" is forbidden: exceeded quota: team, requested: pods=1, used: pods=4, limited: pods=4';
    test('is degraded, as long as the same would be refused', () => {
      expect(refused(message)).toEqual({ state: 'degraded', why: '4 used of 4, and more was refused' });
      expect(refused('exceeded quota: team')?.state).toBe('degraded');
      expect(refused(message, '3')?.state).toBe('healthy');
    });
    test('is not where it was another quota, or another resource', () => {
      expect(refused(message.replace('team', 'other'))?.state).toBe('healthy');
      expect(refused(message.replace('requested: pods=1', 'requested: requests.cpu=1'))?.state).toBe(
        'healthy',
      );
    });
  });

  test('that forbids has no share', () => {
    expect(
      rowsOf(quota({ 'services.loadbalancers': '0' }, { 'services.loadbalancers': '0' }))[0],
    ).not.toHaveProperty('share');
  });

  test('that its controller has not counted is unknown', () => {
    expect(rowsOf(quota(undefined, undefined))).toMatchObject([
      { resource: 'pods', used: '', hard: '1', state: 'unknown' },
    ]);
    expect(rowsOf(quota({ constructor: '1' }, {}))).toMatchObject([
      { resource: 'constructor', state: 'unknown' },
    ]);
  });
});
