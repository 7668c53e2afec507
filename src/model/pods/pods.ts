import type { Snapshot } from '../../snapshots/schema.ts';
import { deletePodCommand } from '../commands.ts';
import { buildContainers } from './containers.ts';
import { healthCheckOf, isReady } from './health-check.ts';
import { formatAge } from '../human-duration.ts';
import { controllerOf, type TopOwner } from '../owners/owners.ts';
import { judgePod, type NodeOfPod } from './pod-state.ts';
import { formatPodStatus, isTerminalPhase, type Pod } from './pod-status.ts';
import type { NodeRow, PodRow } from '../report.ts';
import { revisionOf } from '../versions/revision.ts';
import { indexMounts } from '../storage/mounts.ts';
import { runsToEnd } from './run-to-end.ts';
import { findVersion, versionRulesOf } from '../versions/version.ts';
import { makesPods } from '../workload-kinds.ts';

/** A pod's row with what its workload needs. */
export interface BuiltPod {
  row: PodRow;
  owner?: TopOwner;
  /** The Ready condition is True. */
  ready: boolean;
  /** In a phase that it never leaves. */
  ended: boolean;
  /** Its node is known to be not ready. */
  nodeDown: boolean;
  /** It has not yet had the time to become ready. */
  starting: boolean;
  /** It runs to its end, so readiness means nothing. */
  untilDone: boolean;
}

export interface PodContext {
  snapshot: Snapshot;
  ownerOf: (pod: Pod) => TopOwner | undefined;
  /** By name. */
  nodes: ReadonlyMap<string, NodeRow>;
  /** All nodes were seen: any other node does not exist. */
  nodesSeen: boolean;
  /** It failed, and its work was done since. */
  isRetried: (pod: Pod) => boolean;
  /** All that its workload wants is ready without it. */
  isSpare: (pod: Pod) => boolean;
  /** Its owner is being deleted, and the pod with it. */
  isGoing: (pod: Pod, owner: TopOwner | undefined) => boolean;
}

/** Rows of the pods, in the snapshot's order. */
export function buildPods(context: PodContext): BuiltPod[] {
  const { claimsOf } = indexMounts(context.snapshot.objects);
  return context.snapshot.objects.Pod.map((pod) => buildPod(pod, claimsOf(pod), context));
}

function buildPod(
  pod: Pod,
  claims: readonly string[],
  { snapshot, ownerOf, nodes, nodesSeen, isRetried, isSpare, isGoing }: PodContext,
): BuiltPod {
  const { time, settings } = snapshot.meta;
  const { metadata, spec, status } = pod;
  const owner = ownerOf(pod);
  const node = spec?.nodeName ? nodes.get(spec.nodeName) : undefined;
  const revision = revisionOf(pod);
  const leaving = leavingOf(pod);
  // A cluster without nodes is an API server for tests: no pod can run there.
  const isMissing = spec?.nodeName !== undefined && !node && nodesSeen && nodes.size > 0;
  const row: Omit<PodRow, 'state' | 'why'> = {
    uid: metadata.uid,
    namespace: metadata.namespace ?? '',
    name: metadata.name,
    ...formatPodStatus(pod, time),
    age: formatAge(metadata.creationTimestamp, time),
    created: metadata.creationTimestamp,
    ip: status?.podIPs?.[0]?.ip ?? status?.podIP,
    node: spec?.nodeName,
    dataCentre: node?.dataCentre,
    healthCheck: healthCheckOf(pod),
    containers: buildContainers(pod),
    owner: owner && { kind: owner.kind, namespace: owner.namespace, name: owner.name },
    version: findVersion([metadata.labels], spec?.containers?.[0]?.image, {
      rules: versionRulesOf(settings),
    })?.version,
    ...(revision !== '' && { revision }),
    ...(leaving && { leaving }),
    ...(runsToEnd(pod) && { runsToEnd: true }),
    ...(claims.length > 0 && { claims }),
    restartCommand: isReplaced(pod)
      ? deletePodCommand(
          { kind: 'Pod', namespace: metadata.namespace, name: metadata.name },
          settings.viewerContext,
        )
      : undefined,
  };
  const nodeOfPod: NodeOfPod = isMissing ? 'missing' : node;
  const { starting = false, ...judged } = judgePod(pod, row, {
    at: time,
    node: nodeOfPod,
    retried: isRetried(pod),
    spare: isSpare(pod),
    going: isGoing(pod, owner),
  });
  return {
    row: { ...row, ...judged },
    owner,
    ready: isReady(pod),
    ended: isTerminalPhase(status?.phase),
    nodeDown: node?.status.startsWith('NotReady') === true && !node.joining,
    starting,
    untilDone: runsToEnd(pod),
  };
}

/** Pods that controllers no longer count. Source: pkg/controller/controller_utils.go `IsPodActive`. */
function leavingOf({ metadata, status }: Pod): PodRow['leaving'] {
  if (status?.phase === 'Succeeded') return 'succeeded';
  if (status?.phase === 'Failed') return 'failed';
  return metadata.deletionTimestamp === undefined ? undefined : 'deleted';
}

/** Its controller makes another pod in its place. A Job does so until it is done. */
function isReplaced(pod: Pod): boolean {
  if (pod.metadata.deletionTimestamp) return false;
  return makesPods(controllerOf(pod)?.kind ?? '') && !isTerminalPhase(pod.status?.phase);
}
