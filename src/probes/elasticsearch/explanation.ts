/** Why a shard has no node, in one sentence. */
import type { Explanation } from './answers.ts';

const LONGEST = 400;
/** This decider speaks on every node that has another copy: it is the reason only if no other decider speaks. */
const OTHER_COPY = 'same_shard';

/**
 * What made it fail, and what most nodes say. Source: Elasticsearch,
 * action/admin/cluster/allocation/ClusterAllocationExplanation.java.
 */
export function tellWhy(explanation: Explanation): string | undefined {
  const { reason, details } = explanation.unassigned_info ?? {};
  const failure = reason === 'ALLOCATION_FAILED' ? details : undefined;
  const parts = [failure, tellDeciders(explanation) ?? explanation.allocate_explanation];
  return parts.flatMap((part) => part?.trim().slice(0, LONGEST) || []).join('; ') || undefined;
}

function tellDeciders({ node_allocation_decisions: nodes = [] }: Explanation): string | undefined {
  const said = new Map<string, { times: number; text: string }>();
  for (const { deciders = [] } of nodes)
    for (const { decider, decision, explanation } of deciders) {
      if (!decider || !explanation || !/^no$/i.test(decision ?? '')) continue;
      const before = said.get(decider);
      said.set(decider, { times: (before?.times ?? 0) + 1, text: before?.text ?? explanation });
    }
  const rank = ([decider, { times }]: [string, { times: number }]) => (decider === OTHER_COPY ? 0 : times);
  const [, most] = [...said].sort((a, b) => rank(b) - rank(a))[0] ?? [];
  if (!most) return undefined;
  // The copy that is there already is told with all its identifiers.
  const text = most.text.replace(/\s*\[\[.*$/s, '');
  return `${text} (${most.times} of ${nodes.length} ${nodes.length === 1 ? 'node' : 'nodes'})`;
}
