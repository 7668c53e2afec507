/**
 * How many pods took the place of others. A pod that is gone and the pod that comes for it are often shown by two
 * snapshots: with a surge the new pod comes first, after an eviction the old pod goes first, and a pod on a lost node
 * stays for minutes. So what is missing is remembered; and neither what is scaled up nor what is scaled down counts.
 */

/** The pods of a workload when it was last looked at. */
export interface Crew {
  /** Replicas that were wanted; absent where nobody knows. */
  desired?: number;
  /** Pods that counted as its own: neither ended nor told to go. */
  living: number;
  /** Pods that are gone, and in whose place none has come yet. */
  vacant: number;
}

/** What became of them. */
export interface CrewChange {
  desired?: number;
  came: number;
  went: number;
}

export function countReplaced(
  { desired: was, living, vacant }: Crew,
  { desired = was, came, went }: CrewChange,
): { n: number; vacant: number } {
  // Where nobody says what is wanted, it is what is there.
  const wanted = was ?? living;
  const growth = (desired ?? wanted) - wanted;
  const missing = vacant + went + Math.min(0, growth);
  // Pods that are owed to growth take nobody's place; pods beyond what is wanted are there before those that go.
  const spare = living - wanted + vacant + came - Math.max(0, growth);
  const n = Math.max(0, Math.min(missing, spare));
  return { n, vacant: missing - n };
}

interface OnNode {
  node?: string;
}

/**
 * The same of a DaemonSet, node by node: what comes with a node, or goes with it, replaces nothing.
 * @param vacant nodes whose pod is gone, and on which none has come yet
 * @param living pods that count now
 * @param isThere whether there is such a node
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
