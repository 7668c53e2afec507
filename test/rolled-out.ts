/** A Deployment with its ReplicaSets and pods, as its controllers leave them. */
import type { ObjectOf } from '../src/snapshots/kinds/kinds.ts';
import { object, runningPod } from './snapshot-of.ts';

export interface Rolled {
  name?: string;
  uid?: string;
  generation?: number;
  /** Of the template, as its image has it. */
  version?: string;
  replicas?: number;
  /** By template hash, the pods of each that are ready; the last is the present template. */
  pods: Record<string, readonly string[]>;
  /** When a ReplicaSet was made. */
  made?: Record<string, string>;
  /** Pods that are told to go, or were evicted and still stand. */
  going?: readonly string[];
  evicted?: readonly string[];
  /** How the Deployment itself is called by its own label. */
  label?: string;
  stuck?: boolean;
  paused?: boolean;
  restartedAt?: string;
}

/** The objects of one snapshot. */
export function rolled(options: Rolled) {
  const { name = 'web', uid = `Deployment/${name}`, generation = 1, version = '1', pods } = options;
  const hashes = Object.keys(pods);
  const present = hashes.at(-1)!;
  const living = (hash: string) => pods[hash]!.filter((pod) => !gone(pod, options));
  const all = hashes.flatMap(living);
  const { replicas = all.length } = options;
  const [updated, total] = [living(present).length, all.length];
  const annotations = options.restartedAt && { 'kubectl.kubernetes.io/restartedAt': options.restartedAt };
  const own = object('Deployment', name, {
    metadata: { uid, generation, ...(options.label && { labels: { version: options.label } }) },
    spec: {
      replicas,
      ...(options.paused && { paused: true }),
      template: {
        ...(annotations && { metadata: { annotations } }),
        spec: { containers: [{ name: 'app', image: `registry/${name}:${version}` }] },
      },
    },
    status: {
      observedGeneration: generation,
      replicas: total,
      updatedReplicas: updated,
      readyReplicas: total,
      availableReplicas: total,
      ...(options.stuck && {
        conditions: [{ type: 'Progressing', status: 'False', reason: 'ProgressDeadlineExceeded' }],
      }),
    },
  });
  const sets = hashes.map((hash, index) =>
    object(
      'ReplicaSet',
      `${name}-${hash}`,
      {
        metadata: {
          labels: { 'pod-template-hash': hash },
          annotations: { 'deployment.kubernetes.io/revision': `${index + 1}` },
          ...(options.made?.[hash] && { creationTimestamp: options.made[hash] }),
        },
        spec: { replicas: living(hash).length },
      },
      own,
    ),
  );
  return {
    Deployment: [own],
    ReplicaSet: sets,
    Pod: hashes.flatMap((hash, index) => pods[hash]!.map((pod) => podOf(pod, hash, sets[index]!, options))),
  };
}

const gone = (pod: string, { going = [], evicted = [] }: Rolled) =>
  going.includes(pod) || evicted.includes(pod);

function podOf(
  name: string,
  hash: string,
  set: ObjectOf<'ReplicaSet'>,
  { going = [], evicted = [] }: Rolled,
) {
  const deleted = going.includes(name) && { deletionTimestamp: '2026-11-22T07:00:00Z' };
  return runningPod(name, set, {
    metadata: { labels: { 'pod-template-hash': hash }, ...deleted },
    ...(evicted.includes(name) && { status: { phase: 'Failed', reason: 'Evicted' } }),
  });
}
