import { describe, expect, test } from 'vitest';
import { before, object, snapshotOf } from '../../../test/snapshot-of.ts';
import type { ObjectOf } from '../../snapshots/kinds/kinds.ts';
import { indexSeen } from '../seen.ts';
import { buildClaims } from './claims.ts';

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
    pods: [],
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
    const both = ['Resizing', 'ControllerResizeError'].map((type) => ({ type, status: 'True' }));
    expect(claimOf({ ...bound, conditions: both }).why).toBe('its volume cannot be resized');
  });
});
