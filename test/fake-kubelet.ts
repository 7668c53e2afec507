/**
 * The kubelets of a control plane without kubelets. They renew the Leases of their nodes, report that bound pods run,
 * and remove terminated pods. Controllers and scheduler do the rest.
 */
import { setTimeout as sleep } from 'node:timers/promises';
import type { ControlPlane } from './control-plane.ts';

/** The parts of a pod that the kubelet reads. */
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
  /** How often the container ended and was restarted. */
  times: number;
  reason: string;
  exitCode: number;
}

export interface FakeKubelets {
  /** Adds a ready node with room for pods. */
  addNode(name: string): Promise<void>;
  /** Renews the Lease of every node that is not silent. This also happens every two seconds. */
  beat(): Promise<void>;
  /** Renews the Lease of a node for the last time, and returns that time. */
  silence(node: string): Promise<Date>;
  /** The node is back, and reports; returns the time since which it is ready. */
  wake(node: string): Promise<string>;
  /** The node has been deleted: nobody renews its Lease. */
  forget(node: string): void;
  /** One round of work by the kubelets of all nodes that are not silent. */
  sync(): Promise<void>;
  /** Makes new pods of a namespace wait, neither started nor ready, until this is called again. */
  hold(isHeld: boolean): void;
  /** The first container of a pod ends and is restarted. Returns the last time it ended. */
  crash(pod: KubeletPod, crash: Crash): Promise<string>;
  stop(): Promise<void>;
}

/** Seconds after which a node counts as silent: less than the controller's grace, which is short in tests. */
const LEASE_SECONDS = 8;
const BEAT_MS = 2000;
const LEASES = '/apis/coordination.k8s.io/v1/namespaces/kube-node-lease/leases';

/** A time of the API, in whole seconds. */
export const apiTime = (date = new Date()) => date.toISOString().replace(/\.\d+Z$/, 'Z');

export function startFakeKubelets(cluster: ControlPlane): FakeKubelets {
  /** Nodes, and whether they send heartbeats. */
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

  /** If this machine was too busy to renew a Lease, the controller has given up a live node: repair that. */
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
    // The next round repairs a failed one, or the test that waits for its effect finds it.
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
          // The Lease goes with its node.
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
      // A running renewal comes before the last one.
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

/** Whether the kubelet has reported the pod as ready. */
export const isPodReady = ({ status }: KubeletPod) =>
  status.conditions?.some((condition) => condition.type === 'Ready' && condition.status === 'True') ?? false;

/** Running and ready from now on; the earlier history of its containers stays. */
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

/** Looks again and again until it finds something. @throws after a minute and a half. */
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
