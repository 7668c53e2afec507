/** Pods that run to their end: of Jobs, CI systems, Tekton, Spark. */
import type { Pod } from './pod-status.ts';

/**
 * A pod whose containers are meant to end, and are not restarted afterwards. Readiness means nothing here: a container
 * that ended with 0 has done its work, and is therefore not ready. Source: k8s.io/api/core/v1/types.go `RestartPolicy`.
 */
export const runsToEnd = ({ spec }: Pick<Pod, 'spec'>): boolean =>
  (spec?.restartPolicy ?? 'Always') !== 'Always';
