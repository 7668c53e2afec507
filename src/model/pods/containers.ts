import type { ContainerRow } from '../report.ts';
import {
  countedStatuses,
  formatTerminated,
  isSidecar,
  toLastRestart,
  type ContainerStatus,
  type Pod,
} from './pod-status.ts';

/** The containers of a pod in the order of its spec, init containers first. Then those that only its status knows. */
export function buildContainers(pod: Pod): ContainerRow[] {
  const { spec, status } = pod;
  const counted = countedStatuses(pod);
  return [
    ...joinStatuses(spec?.initContainers, status?.initContainerStatuses, 'init', counted),
    ...joinStatuses(spec?.containers, status?.containerStatuses, 'container', counted),
  ];
}

type Specs = NonNullable<Pod['spec']>['containers'];

function joinStatuses(
  specs: Specs = [],
  statuses: ContainerStatus[] = [],
  role: 'init' | 'container',
  counted: ReadonlySet<ContainerStatus>,
): ContainerRow[] {
  const byName = new Map(statuses.map((status) => [status.name, status]));
  const rows: ContainerRow[] = specs.map((spec) => {
    const status = byName.get(spec.name);
    byName.delete(spec.name);
    return {
      ...toRow(spec.name, status, counted),
      role: role === 'init' && isSidecar(spec) ? 'sidecar' : role,
      image: spec.image ?? status?.image ?? '',
      probed: spec.readinessProbe !== undefined,
    };
  });
  for (const status of byName.values()) {
    rows.push({ ...toRow(status.name, status, counted), role, image: status.image ?? '', probed: false });
  }
  return rows;
}

function toRow(
  name: string | undefined,
  status: ContainerStatus | undefined,
  counted: ReadonlySet<ContainerStatus>,
) {
  const isCounted = status !== undefined && counted.has(status);
  const ended = isCounted ? status.lastState?.terminated : undefined;
  const restarts = status?.restartCount ?? 0;
  return {
    name: name ?? '',
    ready: status?.ready ?? false,
    restarts: isCounted ? restarts : 0,
    ...(!isCounted && restarts > 0 && { pastRestarts: restarts }),
    status: formatState(status?.state),
    ...(ended && { lastRestart: toLastRestart(name, ended) }),
    ...(ended && status?.state?.waiting && { waitsAgain: true as const }),
  };
}

/** A container without a state is waiting. Source: k8s.io/kubectl/pkg/describe `describeStatus`. */
function formatState(state: ContainerStatus['state']): string {
  if (state?.running) return 'Running';
  if (state?.terminated) return formatTerminated(state.terminated);
  return state?.waiting?.reason || 'Waiting';
}
