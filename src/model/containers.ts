import type { ContainerRow, LastRestart } from './report.ts';
import { formatTerminated, isSidecar, type ContainerStatus, type Pod } from './pod-status.ts';

/** The containers of a pod as its spec orders them, init containers first; then those that only its status knows. */
export function buildContainers(pod: Pod): ContainerRow[] {
  const { spec, status } = pod;
  return [
    ...join(spec?.initContainers, status?.initContainerStatuses, 'init'),
    ...join(spec?.containers, status?.containerStatuses, 'container'),
  ];
}

type Specs = NonNullable<Pod['spec']>['containers'];

function join(
  specs: Specs = [],
  statuses: ContainerStatus[] = [],
  role: 'init' | 'container',
): ContainerRow[] {
  const byName = new Map(statuses.map((status) => [status.name, status]));
  const rows: ContainerRow[] = specs.map((spec) => {
    const status = byName.get(spec.name);
    byName.delete(spec.name);
    return {
      ...toRow(spec.name, status),
      role: role === 'init' && isSidecar(spec) ? 'sidecar' : role,
      image: spec.image ?? status?.image ?? '',
      probed: spec.readinessProbe !== undefined,
    };
  });
  for (const status of byName.values()) {
    rows.push({ ...toRow(status.name, status), role, image: status.image ?? '', probed: false });
  }
  return rows;
}

function toRow(name: string | undefined, status: ContainerStatus | undefined) {
  const ended = status?.lastState?.terminated;
  return {
    name: name ?? '',
    ready: status?.ready ?? false,
    restarts: status?.restartCount ?? 0,
    status: formatState(status?.state),
    ...(ended && { lastRestart: toLastRestart(name ?? '', ended) }),
  };
}

/** A container without a state waits. Source: k8s.io/kubectl/pkg/describe `describeStatus`. */
function formatState(state: ContainerStatus['state']): string {
  if (state?.running) return 'Running';
  if (state?.terminated) return formatTerminated(state.terminated);
  return state?.waiting?.reason || 'Waiting';
}

function toLastRestart(
  container: string,
  {
    finishedAt,
    reason,
    exitCode,
    signal,
  }: NonNullable<NonNullable<ContainerStatus['lastState']>['terminated']>,
): LastRestart {
  return {
    container,
    ...(finishedAt !== undefined && { at: finishedAt }),
    ...(reason !== undefined && { reason }),
    ...(exitCode !== undefined && { exitCode }),
    ...(signal !== undefined && { signal }),
  };
}

/** The newest of the containers' restarts; those without a time count as the oldest. */
export function newestRestart(containers: readonly ContainerRow[]): LastRestart | undefined {
  let newest: LastRestart | undefined;
  for (const { lastRestart } of containers) {
    if (!lastRestart) continue;
    if (!newest || Date.parse(lastRestart.at ?? '') > (Date.parse(newest.at ?? '') || 0))
      newest = lastRestart;
  }
  return newest;
}
