/** The trouble of one pod, as the rules about pods see it. */
import { clip } from '../english.ts';
import { lastWords } from '../pods/log-tail.ts';
import type { ContainerStatus, Pod, Terminated } from '../pods/pod-status.ts';
import type { ContainerRow, EventRow, NodeRow, ObjectRef, PodRow } from '../report.ts';
import type { Symptom } from './facts.ts';
import type { Rule } from './rule.ts';

/** A restart within this time is mentioned. */
export const RECENT_RESTART_SECONDS = 3600;

/** A pod that is not healthy, or has restarted. */
export interface Patient {
  row: PodRow;
  pod: Pod;
  containers: PatientContainer[];
  at: string;
  /** Its node, if that was seen. */
  node?: NodeRow;
  warning: (reason?: string) => EventRow | undefined;
  /** A claim that the pod uses, and that has no volume. */
  unboundClaim: () => ObjectRef | undefined;
}

export interface PatientContainer {
  row: ContainerRow;
  status?: ContainerStatus;
}

/** A rule about single pods. A pod belongs to the first rule that fires. */
export interface PodRule extends Omit<Rule, 'find' | 'needs'> {
  diagnose: (patient: Patient) => Symptom | undefined;
  /** kubectl's command for a closer look at the most telling pod; absent means `describe`. */
  look?: 'logs' | 'previous logs';
}

export function toPatient(
  row: PodRow,
  pod: Pod,
  more: Pick<Patient, 'at' | 'node' | 'warning' | 'unboundClaim'>,
): Patient {
  const statuses = (list: ContainerStatus[] = []) => new Map(list.map((status) => [status.name, status]));
  const init = statuses(pod.status?.initContainerStatuses);
  const main = statuses(pod.status?.containerStatuses);
  const containers = row.containers.map((container) => ({
    row: container,
    status: (container.role === 'container' ? main : init).get(container.name),
  }));
  return { row, pod, containers, ...more };
}

/** The container's name, if the pod has other possible containers. */
export function nameContainer({ containers }: Patient, container: ContainerRow): string {
  return isOneOfMany(
    container,
    containers.map(({ row }) => row),
  )
    ? `${container.name}: `
    : '';
}

/** Without a name, the pod's only main container is meant. */
export const isOneOfMany = ({ role }: ContainerRow, containers: readonly ContainerRow[]): boolean =>
  role === 'init' || containers.filter((other) => other.role !== 'init').length > 1;

/** When it stopped being ready, by its own status. */
export const unreadySince = ({ pod }: Patient): string | undefined =>
  pod.status?.conditions?.find(({ type, status }) => type === 'Ready' && status !== 'True')
    ?.lastTransitionTime;

/** How the container ended that is not running, or that ended last. */
export const endedBy = (status: ContainerStatus | undefined): Terminated | undefined =>
  status?.state?.terminated ?? status?.lastState?.terminated;

/** A container's end: how, how often, and its last words. */
export function symptomOf(
  patient: Patient,
  { row, status }: PatientContainer,
  since: string | undefined,
): Symptom {
  const ended = endedBy(status);
  const { reason, exitCode, signal, finishedAt, message } = ended ?? {};
  const end = { reason, exitCode, signal, restarts: row.restarts, at: finishedAt };
  return {
    where: nameContainer(patient, row),
    text: explain(message && lastWords(message)),
    ...{ end, container: row, since },
  };
}

/** Length of messages: the events and the cluster itself have the full text. */
const LONGEST_MESSAGE = 160;

/** A message after the text that it explains. */
export const explain = (message: string | undefined): string => {
  const text = clip((message ?? '').replace(WRAPPING, ''), LONGEST_MESSAGE);
  return text && `: ${text}`;
};

/**
 * What says nothing, and takes the room of the cause. Sources:
 * google.golang.org/grpc/internal/status `Error`; containerd internal/cri/server/sandbox_run.go `RunPodSandbox`.
 */
const WRAPPING = /\brpc error: code = \w+ desc = | for sandbox "[0-9a-f]{64}"| "[0-9a-f]{64}"/g;
