/** Volume claims: of StatefulSets, one that is being enlarged, and what gets forgotten. */
import { DAY, HOUR, stamp } from '../clock.ts';
import { metadata, uidOf, type ApiObject, type Moment } from './object.ts';
import { resource, type Resource } from './resource.ts';

interface DemoClaim {
  namespace: string;
  name: string;
  storage: string;
  /** Absent: it has what it asked for. */
  capacity?: string;
  storageClass: string;
  phase: 'Bound' | 'Pending' | 'Lost';
}

/** Somebody asked for more, and the pod that uses it has not been started anew. */
const ENLARGED = { cluster: 'development', name: 'data-kafka-0', storage: '150Gi', hours: -3.4 };

function claimsOf({ plan, at }: Moment): DemoClaim[] {
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
    ...(stray ? [{ phase: 'Pending' as const, ...stray, storage: '50Gi', storageClass: 'fast-ssd' }] : []),
  ];
}

function persistentVolumeClaims(moment: Moment): ApiObject[] {
  const { anchor } = moment.plan;
  return claimsOf(moment).map(({ name, namespace, storage, capacity = storage, storageClass, phase }) => ({
    metadata: metadata(moment, 'PersistentVolumeClaim', {
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

export const storageResources: readonly Resource[] = [
  resource('v1', 'persistentvolumeclaims', 'PersistentVolumeClaim', persistentVolumeClaims),
];
