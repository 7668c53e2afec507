/** Volume claims: those of StatefulSets, a claim that is being enlarged, and leftovers. */
import { DAY, HOUR, stamp } from '../plan/clock.ts';
import { hash, sha256Like } from '../plan/hash.ts';
import { metadataOf, uidOf, type ApiObject, type Instant } from './object.ts';
import { resource, type Resource } from './resource.ts';

interface DemoClaim {
  namespace: string;
  name: string;
  storage: string;
  /** Absent: the claim has its requested size. */
  capacity?: string;
  storageClass: string;
  phase: 'Bound' | 'Pending' | 'Lost';
}

/** Somebody requested more, and the pod of the claim has not restarted. */
const ENLARGED = { cluster: 'development', name: 'data-kafka-0', storage: '150Gi', hours: -3.4 };

/** Its class binds at the first pod, and no pod has come. */
const UNUSED: DemoClaim = {
  ...{ namespace: 'sandbox', name: 'risk-model-scratch', storage: '200Gi' },
  ...{ storageClass: 'san-local', phase: 'Pending' },
};

function claimsOf({ plan, at }: Instant): DemoClaim[] {
  const { estate, anchor } = plan;
  const since = anchor + ENLARGED.hours * HOUR;
  const own = estate.workloads.flatMap(({ storage, replicas, name: workload, namespace }) =>
    Array.from({ length: storage ? replicas : 0 }, (_, slot): DemoClaim => {
      const name = `data-${workload}-${slot}`;
      const bound = { namespace, name, storageClass: 'san-replicated', phase: 'Bound' } as const;
      const isEnlarged = estate.name === ENLARGED.cluster && name === ENLARGED.name && at >= since;
      return isEnlarged
        ? { ...bound, storage: ENLARGED.storage, capacity: storage }
        : { ...bound, storage: storage ?? '' };
    }),
  );
  const stray = estate.strays.claim;
  return [
    ...own,
    ...(estate.name === 'development' ? [UNUSED] : []),
    ...(stray ? [{ phase: 'Pending' as const, ...stray, storage: '50Gi', storageClass: 'fast-ssd' }] : []),
  ];
}

function persistentVolumeClaims(moment: Instant): ApiObject[] {
  const { anchor } = moment.plan;
  return claimsOf(moment).map(({ name, namespace, storage, capacity = storage, storageClass, phase }) => ({
    metadata: metadataOf(moment, 'PersistentVolumeClaim', {
      ...{
        name,
        namespace,
        created: anchor - (phase === 'Pending' ? 3 : 200) * DAY,
        finalizers: ['kubernetes.io/pvc-protection'],
      },
    }),
    spec: {
      ...{ accessModes: ['ReadWriteOnce'], storageClassName: storageClass, volumeMode: 'Filesystem' },
      resources: { requests: { storage } },
      ...(phase !== 'Pending' && {
        volumeName: `pvc-${uidOf(moment, 'PersistentVolumeClaim', namespace, name)}`,
      }),
    },
    status: {
      phase,
      ...(phase !== 'Pending' && { accessModes: ['ReadWriteOnce'], capacity: { storage: capacity } }),
      ...(capacity !== storage && {
        conditions: [
          {
            ...{ type: 'FileSystemResizePending', status: 'True', lastProbeTime: null },
            lastTransitionTime: stamp(anchor + ENLARGED.hours * HOUR),
            message: 'Waiting for user to (re-)start a pod to finish file system resize of volume on node.',
          },
        ],
      }),
    },
  }));
}

/** The driver of all claims. If something blocks a deletion, it keeps the volume. */
const DRIVER = 'csi.san.bank.example';

interface DemoVolume {
  name: string;
  claim?: { namespace: string; name: string; uid?: string };
  storage: string;
  storageClass: string;
  policy: 'Delete' | 'Retain';
  phase: 'Bound' | 'Available' | 'Released' | 'Failed';
  created: number;
  message?: string;
  deleted?: number;
}

/** Volumes without a claim, and a volume that waits for a claim. */
function looseVolumes({ plan, at }: Instant): DemoVolume[] {
  const { estate, anchor } = plan;
  const common = { storage: '20Gi', storageClass: 'san-replicated', created: anchor - 90 * DAY };
  if (estate.name === 'production')
    return [{ ...common, name: 'archive-2025', policy: 'Retain', phase: 'Available', storage: '2Ti' }];
  if (estate.name !== 'development') return [];
  const claim = (name: string) => ({ namespace: 'ledger', name });
  const failed = anchor - 5.6 * HOUR;
  return [
    { ...common, name: 'ledger-2024', claim: claim('ledger-archive'), policy: 'Retain', phase: 'Released' },
    {
      ...{ ...common, name: 'ledger-replay-0412', claim: claim('ledger-replay'), policy: 'Delete' },
      ...(at < failed
        ? { phase: 'Released' }
        : {
            phase: 'Failed',
            message:
              'rpc error: code = FailedPrecondition desc = LUN 412 has snapshots, delete them first (https://san:canary-volume@san1.bank.example/luns/412)',
          }),
    },
    {
      ...{ ...common, name: 'ledger-import-0388', claim: claim('ledger-import'), policy: 'Delete' },
      ...{ phase: 'Released', deleted: anchor - 2 * DAY },
    },
  ];
}

function persistentVolumes(moment: Instant): ApiObject[] {
  const { anchor } = moment.plan;
  const bound = claimsOf(moment)
    .filter(({ phase }) => phase === 'Bound')
    .map(({ namespace, name, storage, capacity = storage, storageClass }): DemoVolume => {
      const uid = uidOf(moment, 'PersistentVolumeClaim', namespace, name);
      const claim = { namespace, name, uid };
      return {
        ...{ name: `pvc-${uid}`, claim, storage: capacity, storageClass, policy: 'Delete' },
        ...{ phase: 'Bound', created: anchor - 200 * DAY },
      };
    });
  return [...bound, ...looseVolumes(moment)].map(
    ({ name, claim, storage, storageClass, policy, phase, created, message, deleted }) => ({
      metadata: metadataOf(moment, 'PersistentVolume', {
        ...{ name, created },
        ...(deleted !== undefined && { deletionTimestamp: stamp(deleted) }),
        finalizers: ['kubernetes.io/pv-protection', 'external-provisioner.volume.kubernetes.io/finalizer'],
      }),
      spec: {
        ...{ capacity: { storage }, accessModes: ['ReadWriteOnce'], volumeMode: 'Filesystem' },
        ...(claim && { claimRef: { kind: 'PersistentVolumeClaim', apiVersion: 'v1', ...claim } }),
        ...{ persistentVolumeReclaimPolicy: policy, storageClassName: storageClass },
        csi: { driver: DRIVER, volumeHandle: `lun-${hash(name) % 9000}`, fsType: 'ext4' },
      },
      status: { phase, ...(message !== undefined && { message }) },
    }),
  );
}

const CLASSES = [
  { name: 'san-replicated', reclaimPolicy: 'Delete', volumeBindingMode: 'Immediate', isDefault: true },
  { name: 'san-local', reclaimPolicy: 'Retain', volumeBindingMode: 'WaitForFirstConsumer', isDefault: false },
];

function storageClasses(moment: Instant): ApiObject[] {
  return CLASSES.map(({ name, isDefault, ...more }) => ({
    metadata: metadataOf(moment, 'StorageClass', {
      ...{ name, created: moment.plan.anchor - 300 * DAY },
      ...(isDefault && { annotations: { 'storageclass.kubernetes.io/is-default-class': 'true' } }),
    }),
    ...{ provisioner: DRIVER, ...more, allowVolumeExpansion: isDefault },
    parameters: { 'csi.storage.k8s.io/provisioner-secret-name': 'canary-class-parameter' },
  }));
}

/** Each bound volume at its pod's node, and a volume that a node does not release. */
function volumeAttachments(moment: Instant): ApiObject[] {
  const { plan, at } = moment;
  const nodeOf = (namespace: string, claim: string) =>
    plan.lives.find(
      ({ workload, name, scheduled = Infinity, gone = Infinity }) =>
        workload.namespace === namespace && `data-${name}` === claim && scheduled <= at && at < gone,
    );
  const used = claimsOf(moment)
    .filter(({ phase }) => phase === 'Bound')
    .flatMap(({ namespace, name }) => {
      const life = nodeOf(namespace, name);
      if (!life?.node) return [];
      const volume = `pvc-${uidOf(moment, 'PersistentVolumeClaim', namespace, name)}`;
      return [{ volume, node: life.node.name, created: life.scheduled ?? life.created }];
    });
  const stuck = { volume: 'ledger-import-0388', node: 'lxd150a', created: plan.anchor - 30 * DAY };
  const detachError = {
    time: stamp(at),
    message:
      'rpc error: code = Internal desc = LUN 388 is still mapped to lxd150a (password=canary-attachment)',
  };
  return [
    ...used.map((one) => ({ ...one, deleted: undefined, status: { attached: true } })),
    ...(plan.estate.name === 'development'
      ? [{ ...stuck, deleted: plan.anchor - 2 * DAY, status: { attached: true, detachError } }]
      : []),
  ].map(({ volume, node, created, deleted, status }) => ({
    metadata: metadataOf(moment, 'VolumeAttachment', {
      ...{ name: `csi-${sha256Like(`${volume} ${node}`)}`, created },
      ...(deleted !== undefined && { deletionTimestamp: stamp(deleted) }),
      finalizers: ['external-attacher/csi-san-bank-example'],
    }),
    spec: { attacher: DRIVER, nodeName: node, source: { persistentVolumeName: volume } },
    status,
  }));
}

export const storageResources: readonly Resource[] = [
  resource('v1', 'persistentvolumeclaims', 'PersistentVolumeClaim', persistentVolumeClaims),
  resource('v1', 'persistentvolumes', 'PersistentVolume', persistentVolumes, { namespaced: false }),
  resource('storage.k8s.io/v1', 'storageclasses', 'StorageClass', storageClasses, { namespaced: false }),
  resource('storage.k8s.io/v1', 'volumeattachments', 'VolumeAttachment', volumeAttachments, {
    namespaced: false,
  }),
];
