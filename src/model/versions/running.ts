/** What the pods of a workload run, where that is not what its template says. */
import type { PodRow } from '../report.ts';

interface OfPods {
  version?: string;
  images: string[];
}

/**
 * The version and the images that run, if no pod has started the current template yet. A paused Deployment is such a
 * case. So is an image that cannot be pulled, a controller that is behind, and OnDelete. Undefined if the current
 * template runs, or nothing does.
 * @param template version that pods of the current template have
 */
export function findRunning(
  pods: readonly PodRow[],
  template: string | undefined,
  revision: string | undefined,
): OfPods | undefined {
  const running = pods.filter((pod) => pod.leaving === undefined && hasStarted(pod));
  const isCurrent = (pod: PodRow) =>
    pod.version === template || (revision !== undefined && pod.revision === revision);
  if (template === undefined || running.length === 0 || running.some(isCurrent)) return undefined;
  const groups = [...Map.groupBy(running, ({ version }) => version).values()];
  const [pod] = groups.toSorted((a, b) => b.length - a.length)[0]!;
  const { version } = pod!;
  return { ...(version !== undefined && { version }), images: imagesOfPod(pod!) };
}

/** Images of the containers that do the work of a pod. */
export const imagesOfPod = ({ containers }: PodRow): string[] =>
  containers.filter(({ role }) => role === 'container').map(({ image }) => image);

/** Its first container runs, or has run. */
function hasStarted({ containers }: PodRow): boolean {
  const main = containers.find(({ role }) => role === 'container');
  return (
    main !== undefined && (main.status === 'Running' || main.restarts > 0 || main.lastRestart !== undefined)
  );
}
