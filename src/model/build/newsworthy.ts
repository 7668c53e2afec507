/** Objects whose coming and going is news, beside workloads, nodes and pods. */
import type { KeptObject, KindName, ObjectOf } from '../../snapshots/kinds/kinds.ts';
import type { Snapshot } from '../../snapshots/schema.ts';
import { objectKey } from '../object-ref.ts';
import { controllerOf } from '../owners/owners.ts';
import type { NewsworthyObject } from '../report.ts';

/** Kinds that people make and delete; not the machinery of other kinds. */
const NEWSWORTHY = [
  'Namespace',
  'Service',
  'Ingress',
  'Gateway',
  'HTTPRoute',
  'GRPCRoute',
  'PersistentVolumeClaim',
  'StorageClass',
  'ResourceQuota',
  'HorizontalPodAutoscaler',
  'PodDisruptionBudget',
] as const satisfies KindName[];

/** What has a controller comes and goes with it: the ephemeral claim of a pod, say. */
export const listNewsworthy = ({ objects }: Snapshot): NewsworthyObject[] => [
  ...NEWSWORTHY.flatMap((kind) =>
    (objects[kind] as readonly KeptObject[])
      .filter((object) => !controllerOf(object))
      .map((object) => toNewsworthy(kind, object)),
  ),
  ...objects.PersistentVolume.map(toVolume),
];

const toNewsworthy = (kind: KindName, { metadata }: KeptObject): NewsworthyObject => ({
  ...{ kind, uid: metadata.uid, name: metadata.name },
  ...(metadata.namespace !== undefined && { namespace: metadata.namespace }),
  ...(metadata.creationTimestamp !== undefined && { created: metadata.creationTimestamp }),
});

function toVolume(volume: ObjectOf<'PersistentVolume'>): NewsworthyObject {
  const { namespace, name } = volume.spec?.claimRef ?? {};
  const claim = name && objectKey({ kind: 'PersistentVolumeClaim', ...(namespace && { namespace }), name });
  return { ...toNewsworthy('PersistentVolume', volume), ...(claim && { claim }) };
}
