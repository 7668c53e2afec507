import type { ObjectOf } from '../../snapshots/kinds/kinds.ts';
import type { Snapshot } from '../../snapshots/schema.ts';
import { judgeDeletion } from '../deletion.ts';
import { clip, spellDuration } from '../english.ts';
import { formatAge, secondsBetween } from '../human-duration.ts';
import { isGoodCondition } from './node-conditions.ts';
import { buildNodeResources, sumRequests } from './node-resources.ts';
import type { Heartbeat, Judged, NodeRow } from '../report.ts';
import type { Seen } from '../seen.ts';
import { compareText } from '../state.ts';

type Node = ObjectOf<'Node'>;
type NodeCondition = NonNullable<NonNullable<Node['status']>['conditions']>[number];

/** Seconds without a heartbeat after which Kubernetes gives a node up; a Lease has its own value. */
const LEASE_SECONDS = 40;
/** The kubelet posts an unchanged status every five minutes (`nodeStatusReportFrequency`). */
const STATUS_SECONDS = 5 * 60 + LEASE_SECONDS;

/** Rows of the nodes, in the snapshot's order. @param podsOn pods by node name; absent when Pods were not seen */
export function buildNodes(snapshot: Snapshot, seen: Seen, podsOn?: ReadonlyMap<string, number>): NodeRow[] {
  const { meta, objects } = snapshot;
  const leases = new Map(
    objects.Lease.filter((lease) => lease.metadata.namespace === 'kube-node-lease').map((lease) => [
      lease.metadata.name,
      lease,
    ]),
  );
  const leasesSeen = seen('Lease', 'kube-node-lease');
  const requested = seen('Pod') ? sumRequests(objects.Pod) : undefined;
  const usages = new Map(objects.NodeMetrics.map(({ metadata, usage }) => [metadata.name, usage]));
  const beats = new Map(objects.NodeHeartbeat.map((beat) => [beat.metadata.name, beat]));
  return objects.Node.map((node) => {
    const { metadata, spec, status } = node;
    const { uid, name } = metadata;
    const lease = leases.get(name);
    const heartbeat = heartbeatOf(leasesSeen ? lease : undefined, beats.get(name), meta.time);
    const info = status?.nodeInfo;
    return {
      uid,
      name,
      ...(judgeDeletion(node, meta.time) ?? judgeNode(node, heartbeat, meta.time)),
      ...(isJoining(node, heartbeat, meta.time) && { joining: true as const }),
      status: formatNodeStatus(node),
      roles: formatNodeRoles(metadata.labels),
      age: formatAge(metadata.creationTimestamp, meta.time),
      created: metadata.creationTimestamp,
      version: info?.kubeletVersion ?? '',
      internalIP: status?.addresses?.find((address) => address.type === 'InternalIP')?.address,
      dataCentre: dataCentreOf(node, meta.settings.dataCentreLabel),
      heartbeat,
      conditions: (status?.conditions ?? []).map(toConditionRow),
      taints: (spec?.taints ?? []).map(
        ({ key = '', value, effect = '' }) => `${key}${value ? `=${value}` : ''}:${effect}`,
      ),
      capacity: {
        cpu: status?.capacity?.cpu,
        memory: status?.capacity?.memory,
        pods: status?.capacity?.pods,
      },
      resources: buildNodeResources(node, requested, usages.get(name)),
      pods: podsOn ? (podsOn.get(name) ?? 0) : undefined,
      osImage: info?.osImage || undefined,
      kernelVersion: info?.kernelVersion || undefined,
      containerRuntime: info?.containerRuntimeVersion || undefined,
    };
  });
}

/** The data centre of a node; for the usual zone label, also by the label's name before Kubernetes 1.17. */
export function dataCentreOf(node: Node, label: string): string | undefined {
  const labels = node.metadata.labels;
  if (label !== 'topology.kubernetes.io/zone') return labels?.[label];
  return labels?.[label] ?? labels?.['failure-domain.beta.kubernetes.io/zone'];
}

/** The node says that it is not ready, or the control plane has given it up. */
function isNodeDown(node: Node): boolean {
  const ready = readyCondition(node);
  return ready !== undefined && ready.status !== 'True';
}

/** A new node registers before its network is there. It may take as long as a pod may take to start. */
const JOINING_SECONDS = 300;

/**
 * Its kubelet reports, and is not ready for the first time. Source: pkg/kubelet/kubelet_node_status.go
 * `registerWithAPIServer`, which comes before the network plug-in is ready.
 */
const isJoining = (node: Node, { silent }: Heartbeat, at: string): boolean =>
  isNodeDown(node) &&
  !silent &&
  (secondsBetween(node.metadata.creationTimestamp, at) ?? Infinity) < JOINING_SECONDS;

/** kubectl's STATUS. Source: pkg/printers/internalversion/printers.go `printNode`. */
export function formatNodeStatus(node: Node): string {
  const ready = readyCondition(node);
  const words = [ready ? (ready.status === 'True' ? 'Ready' : 'NotReady') : 'Unknown'];
  if (node.spec?.unschedulable) words.push('SchedulingDisabled');
  return words.join(',');
}

/** kubectl's ROLES. Source: pkg/printers/internalversion/printers.go `findNodeRoles`. */
export function formatNodeRoles(labels: Record<string, string> | undefined): string {
  const prefix = 'node-role.kubernetes.io/';
  const roles = new Set<string>();
  for (const [key, value] of Object.entries(labels ?? {})) {
    if (key.startsWith(prefix) && key.length > prefix.length) roles.add(key.slice(prefix.length));
    else if (key === 'kubernetes.io/role' && value) roles.add(value);
  }
  return [...roles].sort(compareText).join(',') || '<none>';
}

/** printNode uses the last condition of a type. */
const readyCondition = (node: Node) =>
  node.status?.conditions?.findLast((condition) => condition.type === 'Ready');

/**
 * The newer of the Lease and the status: the node lifecycle controller accepts either as a heartbeat. A kubelet with a
 * Lease renews it every ten seconds, so the Lease's duration limits the age of both. Without a visible Lease, only the
 * status counts. Source: pkg/controller/nodelifecycle/node_lifecycle_controller.go `tryUpdateNodeHealth`.
 */
function heartbeatOf(
  lease: ObjectOf<'Lease'> | undefined,
  beat: ObjectOf<'NodeHeartbeat'> | undefined,
  time: string,
): Heartbeat {
  const renewed = lease?.spec?.renewTime;
  const posted = beat?.conditions?.find((condition) => condition.type === 'Ready')?.lastHeartbeatTime;
  const isPosted = posted !== undefined && !(Date.parse(posted) <= Date.parse(renewed ?? ''));
  const at = isPosted ? posted : renewed;
  const age = secondsBetween(at, time);
  if (age === undefined) return { source: 'none' };
  // A heartbeat after the snapshot's moment (ordinary lists read Leases later) counts as at that moment.
  const ageSeconds = Math.max(0, Math.trunc(age));
  const limit = renewed ? (lease?.spec?.leaseDurationSeconds ?? LEASE_SECONDS) : STATUS_SECONDS;
  const silent = ageSeconds > limit && { silent: true as const };
  return { at, ageSeconds, ...silent, source: isPosted ? 'Ready condition' : 'Lease' };
}

/** Largest number of characters of the kubelet's own words. */
const LONGEST_REASON = 120;

/**
 * `KubeletNotReady` stands for anything, so the kubelet's message says what it is. The container runtime puts its own
 * after `message:`. Source: pkg/kubelet/nodestatus/setters.go `ReadyCondition`, pkg/kubelet/container/runtime.go
 * `RuntimeCondition.String`.
 */
function formatReason({ reason, message }: NonNullable<ReturnType<typeof readyCondition>>): string {
  const words =
    message
      ?.split('message:')
      .at(-1)
      ?.replace(/^\[|\]$/g, '') ?? '';
  if (reason === 'KubeletNotReady' && words.trim() !== '') return `: ${clip(words, LONGEST_REASON)}`;
  return reason ? ` (${reason})` : '';
}

/** Each reason is a clause that follows the node's name. */
function judgeNode(node: Node, heartbeat: Heartbeat, at: string): Judged {
  const ready = readyCondition(node);
  const { silent } = heartbeat;
  const silence = `has not been heard for ${spellDuration(heartbeat.ageSeconds ?? 0)}`;
  if (!ready) return { state: 'unknown', why: 'has no Ready condition' };
  if (isNodeDown(node)) {
    if (silent) return { state: 'failing', why: silence };
    const reason = formatReason(ready);
    if (isJoining(node, heartbeat, at)) {
      const age = spellDuration(Math.max(0, secondsBetween(node.metadata.creationTimestamp, at) ?? 0));
      return { state: 'degraded', why: `joined ${age} before, and is not ready yet${reason}` };
    }
    return { state: 'failing', why: `is not ready${reason}` };
  }
  if (silent) return { state: 'degraded', why: silence };
  const bad = node.status?.conditions?.find((condition) => isGoodCondition(condition) === false);
  if (bad) {
    const what = bad.status === 'True' ? `has ${bad.type}` : `reports ${bad.type} ${bad.status}`;
    return { state: 'degraded', why: `${what}${bad.reason ? ` (${bad.reason})` : ''}` };
  }
  if (node.spec?.unschedulable) return { state: 'degraded', why: 'is closed to new pods' };
  return { state: 'healthy' };
}

function toConditionRow(condition: NodeCondition): NodeRow['conditions'][number] {
  const { type = '', status = '', reason, message, lastTransitionTime } = condition;
  const good = isGoodCondition(condition);
  return {
    ...{ type, status, reason, message, since: lastTransitionTime },
    ...(good !== undefined && { good }),
  };
}
