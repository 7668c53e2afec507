import { expect, test } from 'vitest';
import { before, object, snapshotOf } from '../../../test/snapshot-of.ts';
import type { ObjectOf } from '../../snapshots/kinds/kinds.ts';
import { buildReport } from '../build/build-report.ts';

type Volume = ObjectOf<'PersistentVolume'>;

const volume = (
  status: Volume['status'],
  spec: Volume['spec'] = {},
  metadata: Partial<Volume['metadata']> = {},
) =>
  object('PersistentVolume', 'pvc-1', {
    metadata: { namespace: undefined, ...metadata },
    spec: {
      ...{ capacity: { storage: '20Gi' }, accessModes: ['ReadWriteOnce'], storageClassName: 'san' },
      claimRef: { namespace: 'shop', name: 'data-web-0' },
      csi: { driver: 'csi.san.example', volumeHandle: 'lun-7' },
      ...spec,
    },
    status,
  });

const reportOf = (...volumes: Volume[]) => buildReport(snapshotOf({ PersistentVolume: volumes }));
const whyOf = (one: Volume) => reportOf(one).volumes.map(({ state, why }) => [state, why])[0];

test('a volume has what kubectl prints of it, and what its driver calls it', () => {
  expect(reportOf(volume({ phase: 'Bound' }, { persistentVolumeReclaimPolicy: 'Retain' })).volumes).toEqual([
    expect.objectContaining({
      name: 'pvc-1',
      phase: 'Bound',
      claim: 'shop/data-web-0',
      capacity: '20Gi',
      reclaimPolicy: 'Retain',
      storageClass: 'san',
      ...{ driver: 'csi.san.example', handle: 'lun-7', state: 'healthy' },
    }),
  ]);
});

test.each<[phase: string | undefined, policy: string, state: string, why: RegExp]>([
  [
    'Released',
    'Delete',
    'degraded',
    /^its claim is gone, and the volume is not deleted yet \(Delete\): busy$/,
  ],
  ['Failed', 'Delete', 'failing', /^it could not be given back after its claim was gone: busy$/],
  ['Pending', 'Delete', 'degraded', /^it is not available yet/],
  [undefined, 'Delete', 'unknown', /^its controller has not reported$/],
])('phase %s with policy %s is %s', (phase, persistentVolumeReclaimPolicy, state, why) => {
  const message = persistentVolumeReclaimPolicy === 'Delete' ? 'busy' : undefined;
  expect(whyOf(volume({ phase, message }, { persistentVolumeReclaimPolicy }))).toEqual([
    state,
    expect.stringMatching(why),
  ]);
});

test('a volume that keeps its data without a claim does as it is told', () => {
  const kept = volume({ phase: 'Released' }, { persistentVolumeReclaimPolicy: 'Retain' });
  expect(whyOf(kept)).toEqual(['healthy', undefined]);
  expect(reportOf(kept).findings.map(({ rule }) => rule)).toEqual(['volume-released']);
});

test.each<[phase: string, finalizers: string[], why: string]>([
  ['Bound', ['kubernetes.io/pv-protection'], 'deleted 3 hours before, but a claim is bound to it'],
  ['Released', ['kubernetes.io/pv-protection'], 'deleted 3 hours before, but still there'],
  [
    'Released',
    ['external-provisioner.volume.kubernetes.io/finalizer', 'external-attacher/csi-san-example'],
    'deleted 3 hours before, but its driver has not deleted what is behind it and it is attached to a node',
  ],
  ['Released', ['example.com/backup'], 'deleted 3 hours before, but example.com/backup holds it'],
])('a deleted volume that was %s says what holds it: %s', (phase, finalizers, why) => {
  const deleted = volume({ phase }, {}, { deletionTimestamp: before(3 * 3600), finalizers });
  expect(whyOf(deleted)).toEqual(['degraded', why]);
  expect(reportOf(deleted).volumes[0]?.phase).toBe('Terminating');
});

test('a volume in trouble that no rule knows has a finding, milder than failing', () => {
  const { findings, state } = reportOf(volume({ phase: 'Failed', message: 'busy' }));
  expect(findings).toMatchObject([
    {
      rule: 'in-trouble',
      severity: 'degraded',
      object: { kind: 'PersistentVolume', name: 'pvc-1' },
      what: 'it could not be given back after its claim was gone: busy',
      command: 'kubectl describe persistentvolume/pvc-1',
    },
  ]);
  expect(state).toBe('degraded');
});
