import type { PodRow } from '../report.ts';
import { isSidecar, isTerminalPhase, type Pod } from './pod-status.ts';

/**
 * The result of the pod's health checks. A container without a readiness probe is Ready by default. If no container (or
 * sidecar) has a probe, and the pod has no readiness gate, Ready means nothing: `none`. A pod that has ended is `none`
 * too, because nobody probes it.
 */
export function healthCheckOf(pod: Pod): PodRow['healthCheck'] {
  const { spec, status } = pod;
  if (isTerminalPhase(status?.phase)) return 'none';
  const running = [...(spec?.containers ?? []), ...(spec?.initContainers?.filter(isSidecar) ?? [])];
  const checked =
    running.some((container) => container.readinessProbe) || (spec?.readinessGates?.length ?? 0) > 0;
  if (!checked) return 'none';
  return isReady(pod) ? 'OK' : 'failing';
}

/** The pod's Ready condition is True. */
export function isReady(pod: Pod): boolean {
  return (
    pod.status?.conditions?.some((condition) => condition.type === 'Ready' && condition.status === 'True') ??
    false
  );
}
