/**
 * How many pods replaced others. Often two snapshots show a removed pod and its replacement. With a surge, the new pod
 * comes first; after an eviction, the old pod goes first. A pod on a lost node stays for minutes. So missing pods are
 * remembered. Neither scaling up nor scaling down counts.
 */

/** The pods of a workload at its last sight. */
export interface Crew {
  /** Wanted replicas; absent if unknown. */
  desired?: number;
  /** Pods that counted: neither ended nor terminating. */
  living: number;
  /** Removed pods that no pod has replaced yet. */
  vacant: number;
}

/** What happened to them. */
export interface CrewChange {
  desired?: number;
  came: number;
  went: number;
}

export function countReplaced(
  { desired: was, living, vacant }: Crew,
  { desired = was, came, went }: CrewChange,
): { n: number; vacant: number } {
  // If the wanted number is unknown, the existing number counts.
  const wanted = was ?? living;
  const growth = (desired ?? wanted) - wanted;
  const missing = vacant + went + Math.min(0, growth);
  // Pods for growth replace nothing; surplus pods exist before the pods that go.
  const spare = living - wanted + vacant + came - Math.max(0, growth);
  const n = Math.max(0, Math.min(missing, spare));
  return { n, vacant: missing - n };
}

interface OfTemplate {
  revision?: string;
}

/**
 * How many of the pods that went were only surplus. Where a rollout is undone or overtaken, its surge goes: those pods
 * had taken no place.
 * @param living pods at the last sight
 * @param wanted replicas then
 * @param templates the current template then and now
 */
export function countUndone(
  living: readonly OfTemplate[],
  went: readonly OfTemplate[],
  wanted: number,
  { was, is }: { was?: string; is?: string },
): number {
  const isUnderWay = living.some(({ revision }) => revision !== undefined && revision !== was);
  if (was === undefined || is === undefined || was === is || !isUnderWay) return 0;
  return Math.min(
    Math.max(0, living.length - wanted),
    went.filter(({ revision }) => revision === was).length,
  );
}

interface OnNode {
  node?: string;
}

/**
 * The same for a DaemonSet, node by node: a pod that comes or goes with its node replaces nothing.
 * @param vacant nodes whose pod is gone and not yet replaced
 * @param living pods that count now
 * @param isThere whether the node exists
 */
export function countReplacedByNode(
  vacant: readonly string[],
  { came, went, living }: { came: readonly OnNode[]; went: readonly OnNode[]; living: readonly OnNode[] },
  isThere: (node: string) => boolean,
): { n: number; vacant: string[] } {
  const nodesOf = (pods: readonly OnNode[]) => pods.flatMap(({ node }) => node ?? []);
  const empty = new Set([...vacant, ...nodesOf(went)]);
  const [comers, occupied] = [new Set(nodesOf(came)), new Set(nodesOf(living))];
  const filled = nodesOf(came).filter((node) => empty.has(node)).length;
  const surged = nodesOf(went).filter((node) => occupied.has(node) && !comers.has(node)).length;
  return {
    n: filled + surged,
    vacant: [...empty].filter((node) => !occupied.has(node) && isThere(node)).sort(),
  };
}
