/** Keeps what probes need of the pods, while these stream into the snapshot. */
import { objectPath } from '../model/object-ref.ts';
import type { Sink } from '../collect/read-kind.ts';
import { RequestError } from '../collect/errors.ts';
import type { ObjectOf } from '../snapshots/kinds/kinds.ts';
import type { Coverage } from '../snapshots/schema.ts';
import type { ProbesConfig } from './config.ts';
import type { ReadyPod } from './probe.ts';

interface OwnedPod extends ReadyPod {
  /** Their paths, without the namespace: that of the pod. */
  owners: readonly string[];
}

export interface PodWatch {
  /** Passes every object on. */
  sink: Sink;
  /**
   * @param coverage how the pods were read
   * @throws {RequestError} The pods of the namespace were not all seen.
   */
  of(coverage: Coverage | undefined, namespace: string, kind: string, name: string): ReadyPod[];
}

export function watchPods(sink: Sink, probes: ProbesConfig): PodWatch {
  const asked = Object.values(probes).flat() as readonly { pods?: { namespace: string } }[];
  const wanted = new Set(asked.flatMap(({ pods }) => pods?.namespace ?? []));
  let found: OwnedPod[] = [];
  return {
    sink: {
      add(kind, object) {
        if (kind === 'Pod' && wanted.has(object.metadata.namespace ?? ''))
          found.push(...toReady(object as ObjectOf<'Pod'>));
        return sink.add(kind, object);
      },
      drop(kind) {
        if (kind === 'Pod') found = [];
        sink.drop(kind);
      },
    },
    of(coverage, namespace, kind, name) {
      const isSeen = coverage?.state === 'complete' || coverage?.namespaces?.includes(namespace);
      if (!isSeen) throw new RequestError(`the pods of ${namespace} were not seen`);
      return found.filter(
        (pod) => pod.namespace === namespace && pod.owners.includes(objectPath({ kind, name })),
      );
    },
  };
}

function toReady({ metadata, status }: ObjectOf<'Pod'>): OwnedPod[] {
  const isReady = status?.conditions?.some(({ type, status: is }) => type === 'Ready' && is === 'True');
  const ip = status?.podIPs?.[0]?.ip ?? status?.podIP;
  const owner = metadata.ownerReferences?.find(({ controller }) => controller);
  if (!isReady || !ip || !owner?.kind || !owner.name || metadata.deletionTimestamp) return [];
  const { namespace = '', name, labels = {} } = metadata;
  // A Deployment's ReplicaSet has its name, and the hash of the template. Source: pkg/controller/deployment/sync.go.
  const hash = `-${labels['pod-template-hash']}`;
  const isOfDeployment = owner.kind === 'ReplicaSet' && owner.name.endsWith(hash);
  const owners = [
    objectPath({ kind: owner.kind, name: owner.name }),
    ...(isOfDeployment ? [objectPath({ kind: 'Deployment', name: owner.name.slice(0, -hash.length) })] : []),
  ];
  return [{ namespace, name, ip, owners }];
}
