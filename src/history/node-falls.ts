/** Nodes that fell and came back between two sights. Days and comparisons ask here. */
import type { NodeRow } from '../model/report.ts';
import { toUnix } from './day/unix.ts';

/**
 * When a node came back that was well at both sights; undefined if it was well all the time, as far as it says. Its
 * Ready condition has turned since the first: in between, the node was lost or not ready. The begin is unknown.
 * Source: pkg/controller/nodelifecycle and pkg/kubelet/nodestatus `ReadyCondition`, which keep `lastTransitionTime` while
 * the status stays.
 * @param between the times of the two sights
 */
export function backSince(
  { conditions }: Pick<NodeRow, 'conditions'>,
  { before, at }: { before?: number; at: number },
): number | undefined {
  const since = toUnix(conditions.find(({ type }) => type === 'Ready')?.since);
  return since !== undefined && before !== undefined && since > before && since <= at ? since : undefined;
}
