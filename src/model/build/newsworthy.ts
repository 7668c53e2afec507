/** Objects whose coming and going is news, beside workloads, nodes and pods. The registry of tables names their kinds. */
import type { KeptObject, ObjectOf } from '../../snapshots/kinds/kinds.ts';
import type { Snapshot } from '../../snapshots/schema.ts';
import { objectKey } from '../object-ref.ts';
import { controllerOf } from '../owners/owners.ts';
import type { NewsworthyObject } from '../report.ts';
import { newsworthyKinds } from '../tables/kinds-behind.ts';

/** What has a controller comes and goes with it: the ephemeral claim of a pod, say. */
export function listNewsworthy({ objects }: Snapshot): NewsworthyObject[] {
  const claims = new Map(objects.PersistentVolume.map((volume) => [volume.metadata.uid, claimOf(volume)]));
  return newsworthyKinds.flatMap((kind) =>
    (objects[kind] as readonly KeptObject[])
      .filter((object) => !controllerOf(object))
      .map(({ metadata }) => {
        const { uid, name, namespace, creationTimestamp: created } = metadata;
        const claim = kind === 'PersistentVolume' ? claims.get(uid) : undefined;
        return {
          ...{ kind, uid, name },
          ...(namespace !== undefined && { namespace }),
          ...(created !== undefined && { created }),
          ...(claim !== undefined && { claim }),
        };
      }),
  );
}

/** A volume is told with the claim that it is for. */
function claimOf({ spec }: ObjectOf<'PersistentVolume'>): string | undefined {
  const { namespace, name } = spec?.claimRef ?? {};
  if (!name) return undefined;
  return objectKey({ kind: 'PersistentVolumeClaim', ...(namespace && { namespace }), name });
}
