/** Nodes that fell and came back between two sights. Days and comparisons ask here. */
import type { NodeRow } from '../../model/report.ts';
import { toUnix } from './unix.ts';

/**
 * When a node came back that was well at both sights. Undefined if it was well all the time, as far as it says. If its
 * Ready condition has turned since the first sight, the node was lost or not ready in between. The begin is unknown.
 * Source: pkg/kubelet/nodestatus/setters.go `ReadyCondition`. It keeps `lastTransitionTime` while the status stays.
 */
export function backSince(
  { conditions }: Pick<NodeRow, 'conditions'>,
  { before, at }: { before?: number; at: number },
): number | undefined {
  const since = toUnix(conditions.find(({ type }) => type === 'Ready')?.since);
  return since !== undefined && before !== undefined && since > before && since <= at ? since : undefined;
}
