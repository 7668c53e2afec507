/** Pods that run to their end: of Jobs, CI systems, Tekton, Spark. */
import type { Pod } from './pod-status.ts';

/**
 * A pod whose containers are meant to end, and that nothing starts again when they did. Readiness says nothing of it:
 * a container that ended with 0 has done its work, and is not ready for that reason.
 * Source: k8s.io/api/core/v1/types.go `RestartPolicy`.
 */
export const runsToEnd = ({ spec }: Pick<Pod, 'spec'>): boolean =>
  (spec?.restartPolicy ?? 'Always') !== 'Always';
