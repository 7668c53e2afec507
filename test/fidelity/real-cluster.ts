/**
 * The truth of a real control plane. A witness looks at its API twice a second, and writes down which pods went and which
 * events came. The test itself writes down its deeds.
 */
import type { ControlPlane } from '../control-plane.ts';
import type { KubeletPod } from '../fake-kubelet.ts';
import { secondsOf } from './world/clock.ts';
import { openLedger, type DepartureReason } from './world/ledger.ts';
import type { Photo, PodSeen, WorkloadSeen } from './world/photo.ts';
import { tagOfImage } from './world/things.ts';

interface Meta {
  name: string;
  namespace?: string;
  uid: string;
  generation?: number;
  creationTimestamp: string;
  deletionTimestamp?: string;
  labels?: Record<string, string>;
  annotations?: Record<string, string>;
  ownerReferences?: { kind: string; name: string; uid: string; controller?: boolean }[];
}
interface ApiPod {
  metadata: Meta;
  spec: { nodeName?: string };
  status: {
    phase?: string;
    conditions?: { type: string; status: string }[];
    containerStatuses?: {
      name: string;
      restartCount: number;
      lastState?: { terminated?: { reason: string; exitCode: number; finishedAt: string } };
    }[];
  };
}
interface ApiWorkload {
  metadata: Meta;
  spec: { replicas?: number; template: { spec: { containers: { image: string }[] } } };
  status: { readyReplicas?: number };
}
interface ApiNode {
  metadata: Meta;
  spec: { unschedulable?: boolean };
  status: {
    conditions: { type: string; status: 'True' | 'False' | 'Unknown'; lastTransitionTime: string }[];
  };
}
interface ApiEvent {
  metadata: Meta & { namespace: string };
  involvedObject: { kind: string; namespace?: string; name: string; uid: string };
  type: 'Normal' | 'Warning';
  reason: string;
  count?: number;
  eventTime?: string;
  firstTimestamp?: string;
  lastTimestamp?: string;
}

const LEASE_SECONDS = 8;

/** What is collected is looked at in these namespaces. */
export class RealCluster {
  readonly ledger = openLedger();
  /** Why pods go at present. */
  why: DepartureReason = 'deleted';
  readonly silent = new Map<string, number>();
  readonly #cluster: ControlPlane;
  readonly #counts = new Map<string, number>();
  #pods = new Map<string, { workload: string; leaving: boolean }>();
  #looked: Promise<void> = Promise.resolve();

  constructor(cluster: ControlPlane) {
    this.#cluster = cluster;
  }

  async #list<Item>(path: string): Promise<Item[]> {
    return (await this.#cluster.api<{ items: Item[] }>('GET', path)).items;
  }

  /** Now, in whole seconds. */
  now(): number {
    return Math.floor(Date.now() / 1000);
  }

  /**
   * Writes down which pods went, and which events were written, since it looked last. Looks follow each other. Of two at
   * once, the earlier could end last, and write down late what was over long ago.
   */
  witness(): Promise<void> {
    const next = this.#looked.catch(() => undefined).then(() => this.#witness());
    this.#looked = next;
    return next;
  }

  async #witness(): Promise<void> {
    const { pods, events } = await this.look();
    const at = this.now();
    for (const [pod, { workload, leaving }] of this.#pods) {
      const is = pods.get(pod);
      const known = this.ledger.departures.find((one) => one.pod === pod);
      if ((is?.leaving ?? true) && !leaving && !known)
        this.ledger.departures.push({ workload, pod, at, why: this.why });
      if (!is) this.ledger.departures.find((one) => one.pod === pod)!.gone ??= at;
    }
    this.#pods = pods;
    for (const [uid, { name, count, last }] of events) {
      const before = this.#counts.get(uid) ?? 0;
      for (let n = before; n < count; n += 1) this.ledger.events.push({ at: last, uid, name });
      this.#counts.set(uid, Math.max(count, before));
    }
  }

  /** What is there now. */
  async look(): Promise<Photo> {
    const apps = '/apis/apps/v1';
    const [pods, sets, deployments, statefulSets, daemonSets, nodes, events] = await Promise.all([
      this.#list<ApiPod>('/api/v1/pods'),
      this.#list<ApiWorkload>(`${apps}/replicasets`),
      this.#list<ApiWorkload>(`${apps}/deployments`),
      this.#list<ApiWorkload>(`${apps}/statefulsets`),
      this.#list<ApiWorkload>(`${apps}/daemonsets`),
      this.#list<ApiNode>('/api/v1/nodes'),
      this.#list<ApiEvent>('/api/v1/events'),
    ]);
    const setOwners = new Map(sets.map(({ metadata }) => [metadata.uid, metadata.ownerReferences?.[0]]));
    const workloads = new Map<string, WorkloadSeen>();
    for (const [kind, all] of Object.entries({
      Deployment: deployments,
      StatefulSet: statefulSets,
      DaemonSet: daemonSets,
    }))
      for (const { metadata, spec, status } of all) {
        const { uid, namespace, name, generation = 1 } = metadata;
        const own = sets.filter((set) => setOwners.get(set.metadata.uid)?.uid === uid);
        workloads.set(`${kind}/${namespace}/${name}`, {
          ...{
            uid,
            kind,
            generation,
            hash: JSON.stringify(spec.template),
            version: tagOfImage(spec.template.spec.containers[0]!.image),
          },
          ...{ desired: spec.replicas, ready: status.readyReplicas ?? 0, stuck: false, complete: true },
          sets: own.map((set) => ({
            hash: set.metadata.labels?.['pod-template-hash'] ?? '',
            revision: Number(set.metadata.annotations?.['deployment.kubernetes.io/revision'] ?? 0),
            created: secondsOf(set.metadata.creationTimestamp),
          })),
        });
      }
    return {
      at: this.now(),
      others: new Map<string, string>(),
      pods: new Map(pods.map((pod) => [pod.metadata.uid, toPodSeen(pod, setOwners)])),
      workloads,
      nodes: new Map(
        nodes.map(({ metadata, spec, status }) => {
          const ready = status.conditions.find(({ type }) => type === 'Ready')!;
          const silentSince = this.silent.get(metadata.name);
          return [
            metadata.name,
            {
              ...{
                uid: metadata.uid,
                created: secondsOf(metadata.creationTimestamp),
                cordoned: spec.unschedulable === true,
              },
              ...{
                ready: ready.status,
                since: secondsOf(ready.lastTransitionTime),
                leaseSeconds: LEASE_SECONDS,
              },
              ...(silentSince !== undefined && { silentSince }),
            },
          ];
        }),
      ),
      events: new Map(
        events.map(
          ({
            metadata,
            involvedObject: involved,
            type,
            reason,
            count,
            eventTime,
            firstTimestamp,
            lastTimestamp,
          }) => {
            const first = secondsOf(firstTimestamp ?? eventTime ?? metadata.creationTimestamp);
            const last = Math.floor(secondsOf(lastTimestamp ?? eventTime ?? metadata.creationTimestamp));
            const name = `${metadata.namespace} ${metadata.name}`;
            return [
              metadata.uid,
              { name, involved, type, reason, first, last, count: Math.max(1, count ?? 1) },
            ];
          },
        ),
      ),
    };
  }

  noteCrash(
    { metadata }: KubeletPod,
    workload: string,
    times: number,
    end: { reason: string; exitCode: number },
    ended: string,
  ): void {
    const at = secondsOf(ended);
    for (let n = 0; n < times; n += 1)
      this.ledger.restarts.push({
        at,
        workload,
        pod: metadata.uid,
        container: 'app',
        end: { ...end, finishedAt: at },
      });
  }
}

function toPodSeen(
  { metadata, spec, status }: ApiPod,
  setOwners: ReadonlyMap<string, { kind: string; name: string } | undefined>,
): PodSeen {
  const owner = metadata.ownerReferences?.[0];
  const workload = (owner && setOwners.get(owner.uid)) ?? owner ?? { kind: 'Pod', name: metadata.name };
  const { phase = 'Pending', conditions = [], containerStatuses = [] } = status;
  return {
    workload: `${workload.kind}/${metadata.namespace}/${workload.name}`,
    ready: conditions.some(({ type, status: is }) => type === 'Ready' && is === 'True'),
    leaving: metadata.deletionTimestamp !== undefined || phase === 'Succeeded' || phase === 'Failed',
    hash: metadata.labels?.['pod-template-hash'] ?? metadata.labels?.['controller-revision-hash'] ?? '',
    created: secondsOf(metadata.creationTimestamp),
    node: spec.nodeName,
    containers: containerStatuses.map(({ name, restartCount, lastState }) => {
      const end = lastState?.terminated;
      return {
        ...{ name, restarts: restartCount, waitsAgain: false },
        ...(end && {
          last: { reason: end.reason, exitCode: end.exitCode, finishedAt: secondsOf(end.finishedAt) },
        }),
      };
    }),
  };
}
