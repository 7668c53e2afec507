/**
 * The kubelets of a control plane that has none: they renew the Leases of their nodes, say that pods which were bound
 * to them run, and take away those that were told to go. Controllers and scheduler do the rest by themselves.
 */
import { setTimeout as sleep } from 'node:timers/promises';
import type { ControlPlane } from './control-plane.ts';

/** What the kubelet looks at of a pod. */
export interface KubeletPod {
  metadata: {
    name: string;
    namespace: string;
    uid: string;
    labels?: Record<string, string>;
    creationTimestamp: string;
    deletionTimestamp?: string;
  };
  spec: { nodeName?: string; containers: { name: string; image: string }[] };
  status: {
    phase?: string;
    conditions?: { type: string; status: string; lastTransitionTime?: string }[];
    containerStatuses?: { name: string; restartCount: number }[];
  };
}

interface KubeletNode {
  metadata: { name: string };
  status: { conditions?: { type: string; status: string }[] };
}

export interface Crash {
  /** How often the container ended, and was started again. */
  times: number;
  reason: string;
  exitCode: number;
}

export interface FakeKubelets {
  /** A node that is ready, with room for pods. */
  addNode(name: string): Promise<void>;
  /** Renews the Lease of every node that is not silent, as they do by themselves every two seconds. */
  beat(): Promise<void>;
  /** Renews the Lease of a node for the last time, and returns that time. */
  silence(node: string): Promise<Date>;
  /** The node is there again, and says so; returns the time since which it is ready. */
  wake(node: string): Promise<string>;
  /** It has been deleted: nobody renews its Lease. */
  forget(node: string): void;
  /** What the kubelets of nodes that are not silent do about their pods, once. */
  sync(): Promise<void>;
  /** Makes new pods of a namespace wait, neither started nor ready, until it is told otherwise. */
  hold(isHeld: boolean): void;
  /** The first container of a pod ends and is started again. Returns when it last ended. */
  crash(pod: KubeletPod, crash: Crash): Promise<string>;
  stop(): Promise<void>;
}

/** Seconds after which a node counts as silent: less than the controller's grace, which tests keep short. */
const LEASE_SECONDS = 8;
const BEAT_MS = 2000;
const LEASES = '/apis/coordination.k8s.io/v1/namespaces/kube-node-lease/leases';

/** A time of the API, in whole seconds. */
export const apiTime = (date = new Date()) => date.toISOString().replace(/\.\d+Z$/, 'Z');

export function startFakeKubelets(cluster: ControlPlane): FakeKubelets {
  /** Nodes and whether they beat. */
  const nodes = new Map<string, boolean>();
  let held = false;
  let ips = 0;
  let beating = Promise.resolve();

  const setReady = (name: string, since: string) =>
    cluster.api('PATCH', `/api/v1/nodes/${name}/status`, {
      status: {
        conditions: [
          {
            type: 'Ready',
            status: 'True',
            reason: 'KubeletReady',
            message: 'kubelet is posting ready status',
            lastHeartbeatTime: since,
            lastTransitionTime: since,
          },
        ],
      },
    });

  async function renew(name: string): Promise<Date> {
    const at = new Date();
    const renewTime = at.toISOString().replace('Z', '000Z');
    await cluster.api('PATCH', `${LEASES}/${name}`, { spec: { renewTime } });
    return at;
  }

  /** Where this machine had no time to renew a Lease, the controller gave up a node that should be there. */
  async function recover(): Promise<void> {
    const { items } = await cluster.api<{ items: KubeletNode[] }>('GET', '/api/v1/nodes');
    for (const { metadata, status } of items) {
      const isUp = status.conditions?.some(({ type, status: is }) => type === 'Ready' && is === 'True');
      if (nodes.get(metadata.name) && !isUp) await setReady(metadata.name, apiTime());
    }
  }

  async function beat(): Promise<void> {
    for (const [name, isBeating] of nodes) if (isBeating) await renew(name);
    await recover();
  }

  async function sync(): Promise<void> {
    const { items } = await cluster.api<{ items: KubeletPod[] }>('GET', '/api/v1/pods');
    for (const pod of items) {
      const { metadata, spec } = pod;
      if (!nodes.get(spec.nodeName ?? '')) continue;
      const path = `/api/v1/namespaces/${metadata.namespace}/pods/${metadata.name}`;
      if (metadata.deletionTimestamp !== undefined) {
        const own = { gracePeriodSeconds: 0, preconditions: { uid: metadata.uid } };
        await cluster.api('DELETE', path, own);
      } else if (!isPodReady(pod) && !held) {
        await cluster.api('PATCH', `${path}/status`, { status: runningStatus(pod, `10.0.0.${(ips += 1)}`) });
      }
    }
  }

  const timer = setInterval(() => {
    // One that fails is made good by the next, or found by what waits for its effect.
    beating = beating.then(beat).catch(() => undefined);
  }, BEAT_MS);

  return {
    async addNode(name) {
      const node = await cluster.api<{ metadata: { uid: string } }>('POST', '/api/v1/nodes', {
        metadata: { name, labels: { 'kubernetes.io/hostname': name } },
      });
      const room = { cpu: '8', memory: '16Gi', pods: '110' };
      await cluster.api('PATCH', `/api/v1/nodes/${name}/status`, {
        status: { capacity: room, allocatable: room },
      });
      await cluster.api('POST', LEASES, {
        metadata: {
          name,
          // It goes with its node.
          ownerReferences: [{ apiVersion: 'v1', kind: 'Node', name, uid: node.metadata.uid }],
        },
        spec: { holderIdentity: name, leaseDurationSeconds: LEASE_SECONDS },
      });
      await renew(name);
      await setReady(name, apiTime());
      nodes.set(name, true);
    },
    beat,
    async silence(node) {
      nodes.set(node, false);
      // A beat that is on its way comes before the last.
      await beating;
      return renew(node);
    },
    async wake(node) {
      await renew(node);
      const since = apiTime();
      await setReady(node, since);
      nodes.set(node, true);
      return since;
    },
    forget(node) {
      nodes.delete(node);
    },
    sync,
    hold(isHeld) {
      held = isHeld;
    },
    async crash({ metadata, spec, status }, { times, reason, exitCode }) {
      const finishedAt = apiTime();
      const [container] = spec.containers;
      const count = status.containerStatuses?.[0]?.restartCount ?? 0;
      const path = `/api/v1/namespaces/${metadata.namespace}/pods/${metadata.name}/status`;
      await cluster.api('PATCH', path, {
        status: {
          containerStatuses: [
            {
              ...containerStatus(container!, finishedAt),
              restartCount: count + times,
              lastState: {
                terminated: { reason, exitCode, startedAt: metadata.creationTimestamp, finishedAt },
              },
            },
          ],
        },
      });
      return finishedAt;
    },
    async stop() {
      clearInterval(timer);
      await beating;
    },
  };
}

/** Whether the kubelet has said so. */
export const isPodReady = ({ status }: KubeletPod) =>
  status.conditions?.some((condition) => condition.type === 'Ready' && condition.status === 'True') ?? false;

/** Running and ready since now; what its containers did before stays. */
function runningStatus({ spec, status }: KubeletPod, podIP: string) {
  const now = apiTime();
  const conditions = ['Initialized', 'ContainersReady', 'Ready'].map((type) => ({
    type,
    status: 'True',
    lastTransitionTime: now,
  }));
  const isNew = status.containerStatuses === undefined;
  return {
    phase: 'Running',
    conditions,
    ...(isNew && {
      startTime: now,
      podIP,
      podIPs: [{ ip: podIP }],
      containerStatuses: spec.containers.map((container) => containerStatus(container, now)),
    }),
  };
}

const containerStatus = ({ name, image }: { name: string; image: string }, startedAt: string) => ({
  ...{ name, image, imageID: '', containerID: `containerd://${name}` },
  ...{ ready: true, started: true, restartCount: 0 },
  state: { running: { startedAt } },
});

/** Looks again and again until there is something. @throws when that takes longer than a minute and a half. */
export async function waitFor<Found>(
  what: string,
  look: () => Promise<Found | undefined | false>,
): Promise<Found> {
  const end = Date.now() + 90_000;
  for (;;) {
    const found = await look();
    if (found !== undefined && found !== false) return found;
    if (Date.now() > end) throw new Error(`waited in vain for ${what}`);
    await sleep(100);
  }
}
