/** Who made a change, in words. */
import type { Attribution } from '../history/attribution.ts';

/** `Argo CD app payments`, `Helm release shop`, `HorizontalPodAutoscaler`, `kubectl-edit`. */
export function nameAuthor({ manager, tool, of }: Pick<Attribution, 'manager' | 'tool' | 'of'>): string {
  if (tool === undefined) return manager;
  if (of === undefined) return tool;
  const kind = tool === 'Argo CD' ? 'Argo CD app' : tool === 'Helm' ? 'Helm release' : tool;
  return `${kind} ${of}`;
}

/**
 * `by kubectl-edit at 14:31:07`, `by kubectl-edit at 14:31:07 or before`.
 * @param when the time of the attribution as a text
 */
export const formatAuthor = (by: Pick<Attribution, 'manager' | 'tool' | 'of' | 'latest'>, when: string) =>
  `by ${nameAuthor(by)} at ${when}${by.latest ? ' or before' : ''}`;
