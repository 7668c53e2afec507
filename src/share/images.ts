/** Images of a snapshot, and the part of a reference that says whose image it is. Pure. */
import type { Snapshot } from '../snapshots/schema.ts';
import { isCommonRegistry } from './well-known.ts';

/** Everything before the last part of an image's name: `registry.example.com/team`. Undefined if it says nothing. */
export function registryOf(image: string): string | undefined {
  const plain = image.replace(/^[a-z-]+:\/\//, '').replace(/@sha\d+:.*$/, '');
  const slash = plain.lastIndexOf('/');
  const registry = slash === -1 ? undefined : plain.slice(0, slash);
  return registry === undefined || registry === '' || isCommonRegistry(registry) ? undefined : registry;
}

/** A tag of four numbers, which looks like an address: `1.2.3.4` of `nginx:1.2.3.4-alpine`. */
export const versionOf = (image: string): string | undefined =>
  /:v?((?:\d{1,3}\.){3}\d{1,3})(?![\d.]|:|\/)/.exec(image.slice(image.lastIndexOf('/') + 1))?.[1];

type PodSpec = { containers?: { image?: string }[]; initContainers?: { image?: string }[] };

/** Each image of pods and templates, once. */
export function listImages({ objects }: Pick<Snapshot, 'objects'>): Set<string> {
  const images = new Set<string>();
  const note = (image: string | undefined) => {
    if (image !== undefined && image !== '') images.add(image);
  };
  const noteSpec = (spec: PodSpec | undefined) => {
    for (const { image } of [...(spec?.containers ?? []), ...(spec?.initContainers ?? [])]) note(image);
  };
  for (const { spec, status } of objects.Pod) {
    noteSpec(spec);
    for (const one of [...(status?.containerStatuses ?? []), ...(status?.initContainerStatuses ?? [])]) {
      note(one.image);
      note(one.imageID);
    }
  }
  const { ReplicaSet, ReplicationController, Deployment, StatefulSet, DaemonSet, Job, CronJob } = objects;
  for (const { spec } of [
    ...[...ReplicaSet, ...ReplicationController, ...Deployment, ...StatefulSet, ...DaemonSet, ...Job],
  ])
    noteSpec(spec?.template?.spec);
  for (const { spec } of CronJob) noteSpec(spec?.jobTemplate?.spec?.template?.spec);
  return images;
}
