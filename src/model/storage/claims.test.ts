import { describe, expect, test } from 'vitest';
import { before, object, snapshotOf } from '../../../test/snapshot-of.ts';
import type { ObjectOf } from '../../snapshots/kinds/kinds.ts';
import { indexSeen } from '../seen.ts';
import { buildClaims, buildQuotas } from './claims.ts';

type Claim = ObjectOf<'PersistentVolumeClaim'>;

const spec = {
  accessModes: ['ReadWriteMany'],
  storageClassName: 'fast',
  volumeName: 'pvc-1',
  resources: { requests: { storage: '20Gi' } },
};
const bound = { phase: 'Bound', accessModes: ['ReadWriteOnce'], capacity: { storage: '10Gi' } };
function claimOf(
  status: Claim['status'],
  more: object = {},
  classes: ObjectOf<'StorageClass'>[] = [],
  coverage: NonNullable<Parameters<typeof snapshotOf>[1]>['coverage'] = {},
) {
  const claim = object('PersistentVolumeClaim', 'data', { spec, status, ...more });
  const snapshot = snapshotOf({ PersistentVolumeClaim: [claim], StorageClass: classes }, { coverage });
  const [row] = buildClaims(snapshot, indexSeen(snapshot.meta));
  if (!row) throw new Error('there is no row');
  return row;
}

test('a claim has its class, modes, size and volume', () => {
  expect(claimOf(bound)).toEqual({
    uid: 'PersistentVolumeClaim/data',
    namespace: 'shop',
    name: 'data',
    state: 'healthy',
    phase: 'Bound',
    storageClass: 'fast',
    accessModes: ['ReadWriteOnce'],
    requested: '20Gi',
    capacity: '10Gi',
    volume: 'pvc-1',
    age: '24h',
    created: before(86_400),
  });
});

describe('a claim', () => {
  const unbound = { ...spec, volumeName: undefined };

  const storageClass = (more: object = {}, annotations?: Record<string, string>) => [
    object('StorageClass', 'fast', { ...{ provisioner: 'csi.example', ...more }, metadata: { annotations } }),
  ];
  const pending = (more: object, classes: ObjectOf<'StorageClass'>[] = []) =>
    claimOf({ phase: 'Pending' }, more, classes);

  test('that waits for a volume is degraded, and says how long', () => {
    const unseen = { StorageClass: { state: 'forbidden' as const } };
    expect(claimOf({ phase: 'Pending' }, { spec: unbound }, [], unseen)).toMatchObject({
      state: 'degraded',
      why: 'waits for 24 hours for a volume',
      phase: 'Pending',
      accessModes: ['ReadWriteMany'],
      capacity: undefined,
    });
    const timeless = { spec: unbound, metadata: { creationTimestamp: undefined } };
    expect(claimOf({ phase: 'Pending' }, timeless, [], unseen).why).toBe('waits for a volume');
  });

  test.each<[what: string, why: string, claim: object, classes: ObjectOf<'StorageClass'>[]]>([
    ['a class that is not there', 'for a volume: there is no StorageClass fast', unbound, []],
    ['a driver', 'for csi.example to make a volume', unbound, storageClass()],
    [
      'somebody',
      'for a volume of fast, which somebody has to make',
      ...([unbound, storageClass({ provisioner: 'kubernetes.io/no-provisioner' })] as const),
    ],
    [
      'a default class',
      'for a volume: it names no StorageClass, and none is the default',
      ...([{ ...unbound, storageClassName: undefined }, storageClass()] as const),
    ],
    [
      'its class, which is the default',
      'for a volume',
      { ...unbound, storageClassName: undefined },
      storageClass({}, { 'storageclass.kubernetes.io/is-default-class': 'true' }),
    ],
    [
      'a volume without a class',
      'for a volume without a class, which somebody has to make',
      { ...unbound, storageClassName: '' },
      [],
    ],
  ])('that waits for %s says so', (_, why, own, classes) => {
    expect(pending({ spec: own }, classes)).toMatchObject({
      state: 'degraded',
      why: `waits for 24 hours ${why}`,
    });
  });

  test('that waits for its first pod on purpose is no trouble, until a node is chosen', () => {
    const classes = storageClass({ volumeBindingMode: 'WaitForFirstConsumer' });
    const row = pending({ spec: unbound }, classes);
    expect(row).toMatchObject({ state: 'healthy', note: 'waits for a first pod: fast binds when one comes' });
    expect(row).not.toHaveProperty('why');
    const chosen = { annotations: { 'volume.kubernetes.io/selected-node': 'a' } };
    expect(pending({ spec: unbound, metadata: chosen }, classes)).toMatchObject({
      state: 'degraded',
      why: 'waits for 24 hours for csi.example to make a volume for node a',
    });
  });

  describe('that waits for its first pod is well,', () => {
    const waiting = (volumeBindingMode?: string, ...events: [reason: string, secondsAgo: number][]) => {
      const claim = object('PersistentVolumeClaim', 'data', { spec: unbound, status: { phase: 'Pending' } });
      const snapshot = snapshotOf({
        PersistentVolumeClaim: [claim],
        StorageClass: [object('StorageClass', 'fast', { volumeBindingMode })],
        Event: events.map(([reason, secondsAgo]) =>
          object('Event', reason, {
            reason,
            lastTimestamp: before(secondsAgo),
            involvedObject: { kind: 'PersistentVolumeClaim', namespace: 'shop', name: 'data' },
          }),
        ),
      });
      const [row] = buildClaims(snapshot, indexSeen(snapshot.meta));
      return row?.state;
    };
    test('by the word of its class', () => {
      expect(waiting('WaitForFirstConsumer')).toBe('healthy');
      expect(waiting('Immediate')).toBe('degraded');
      expect(waiting()).toBe('degraded');
    });
    test('or of the last event about it', () => {
      expect(waiting(undefined, ['WaitForFirstConsumer', 10])).toBe('healthy');
      expect(waiting('WaitForFirstConsumer', ['WaitForFirstConsumer', 60], ['ProvisioningFailed', 5])).toBe(
        'degraded',
      );
    });
  });

  test('that lost its volume fails', () => {
    expect(claimOf({ phase: 'Lost' })).toMatchObject({ state: 'failing', why: 'its volume is gone' });
  });

  test('that is deleted but in use reads Terminating, as kubectl has it', () => {
    expect(claimOf(bound, { metadata: { deletionTimestamp: before(7200) } })).toMatchObject({
      phase: 'Terminating',
      state: 'degraded',
      why: 'deleted 2 hours before',
    });
    expect(claimOf(bound, { metadata: { deletionTimestamp: before(300) } }).state).toBe('healthy');
  });

  test('of which nothing is reported is unknown', () => {
    expect(claimOf(undefined)).toMatchObject({ phase: 'Unknown', state: 'unknown' });
  });
});

describe('a resize', () => {
  const resizing = (type: string, secondsAgo: number, status = 'True', message?: string) =>
    claimOf({
      ...bound,
      conditions: [{ type, status, lastTransitionTime: before(secondsAgo), message }],
    });

  test('that goes on is no trouble until it lasts', () => {
    expect(resizing('FileSystemResizePending', 600).state).toBe('healthy');
    expect(resizing('FileSystemResizePending', 3 * 3600, 'True', 'a pod must start anew')).toMatchObject({
      state: 'degraded',
      why: 'its file system has waited to be resized for 3 hours',
    });
    expect(resizing('Resizing', 601)).toMatchObject({
      state: 'degraded',
      why: 'its volume has been resizing for 10 minutes',
    });
    expect(resizing('Resizing', 3600, 'False').state).toBe('healthy');
    expect(claimOf({ ...bound, conditions: [{ type: 'Resizing', status: 'True' }] })).toMatchObject({
      state: 'degraded',
      why: 'its volume has been resizing',
    });
  });

  test('that failed is trouble at once', () => {
    expect(resizing('ControllerResizeError', 0)).toMatchObject({
      state: 'degraded',
      why: 'its volume cannot be resized',
    });
    expect(resizing('NodeResizeError', 0, 'True', 'no space')).toMatchObject({
      why: 'its file system cannot be resized: no space',
    });
    expect(resizing('SomethingElse', 3600).state).toBe('healthy');
  });
});

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
