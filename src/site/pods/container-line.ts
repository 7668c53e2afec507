import type { ContainerRow } from '../../model/report.ts';
import { formatCount } from '../../model/english.ts';
import { formatLastRestart } from './last-restart.ts';

/**
 * All containers of a pod with several; init containers only until they are done. The pod's own row tells about a
 * single container.
 */
export function tellingContainers(containers: readonly ContainerRow[]): ContainerRow[] {
  const telling = containers.filter(({ role, status }) => role !== 'init' || status !== 'Completed');
  return telling.length > 1 ? telling : [];
}

/**
 * One container of several: `push-relay: not ready, CrashLoopBackOff, 14 restarts (OOMKilled, exit 137, 12m before)`,
 * `migrate (init): Completed`.
 */
export function formatContainer(container: ContainerRow, moment: string): string {
  const { name, role, ready, status, restarts, lastRestart } = container;
  const words = role === 'init' ? [status] : ready ? ['ready'] : ['not ready', status];
  // For a container that runs as it should, "ready" is enough.
  if (ready && role !== 'init' && status !== 'Running') words.push(status);
  if (restarts > 0) words.push(formatCount(restarts, 'restart'));
  const last = lastRestart ? ` (${formatLastRestart(lastRestart, moment)})` : '';
  return `${name}${role === 'container' ? '' : ` (${role})`}: ${words.filter(Boolean).join(', ')}${last}`;
}
