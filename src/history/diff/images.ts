import type { ObjectRef } from '../../model/report.ts';
import type { Snapshot } from '../../snapshots/schema.ts';
import type { RolloutCause } from './change.ts';
import { REPLICATED } from '../../model/workload-kinds.ts';

interface Template {
  spec?: { containers?: readonly Container[]; initContainers?: readonly Container[] };
}
interface Container {
  name?: string;
  image?: string;
}

/** Containers with another image than before, in the order of the current template; then removed containers. */
export function imagesOf(before: Template | undefined, after: Template | undefined): RolloutCause['images'] {
  const old = new Map(listOf(before).map(({ name = '', image }) => [name, image]));
  const images: RolloutCause['images'] = [];
  for (const { name = '', image } of listOf(after)) {
    if (old.get(name) !== image) images.push({ container: name, before: old.get(name), after: image });
    old.delete(name);
  }
  for (const [container, image] of old) images.push({ container, before: image });
  return images;
}

const listOf = (template: Template | undefined) => [
  ...(template?.spec?.containers ?? []),
  ...(template?.spec?.initContainers ?? []),
];

/** The object of a workload with a pod template; undefined for kinds that the snapshot does not have. */
export function findWorkload({ objects }: Snapshot, { kind, uid }: ObjectRef & { uid: string }) {
  for (const name of REPLICATED) {
    if (name === kind) return objects[name].find(({ metadata }) => metadata.uid === uid);
  }
  return undefined;
}
