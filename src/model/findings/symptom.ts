/** What ails one pod, as the rules about pods see it. */
import { clip } from '../english.ts';
import { lastWords } from '../pods/log-tail.ts';
import type { ContainerStatus, Pod, Terminated } from '../pods/pod-status.ts';
import type { ContainerRow, EventRow, NodeRow, PodRow } from '../report.ts';
import type { Symptom } from './facts.ts';
import type { Rule } from './rule.ts';

/** A restart this recent is worth a word. */
export const RECENT_RESTART_SECONDS = 3600;

/** A pod that is not healthy, or has restarted. */
export interface Patient {
  row: PodRow;
  pod: Pod;
  containers: PatientContainer[];
  at: string;
  /** Its node, where that was seen. */
  node?: NodeRow;
  warning: (reason?: string) => EventRow | undefined;
}

export interface PatientContainer {
  row: ContainerRow;
  status?: ContainerStatus;
}

/** A rule about single pods. The first of the rules that finds something has the pod. */
export interface PodRule extends Omit<Rule, 'find' | 'needs'> {
  diagnose: (patient: Patient) => Symptom | undefined;
  /** kubectl's words to look further at the most telling pod; absent means `describe`. */
  look?: 'logs' | 'previous logs';
}

export function toPatient(row: PodRow, pod: Pod, more: Pick<Patient, 'at' | 'node' | 'warning'>): Patient {
  const statuses = (list: ContainerStatus[] = []) => new Map(list.map((status) => [status.name, status]));
  const init = statuses(pod.status?.initContainerStatuses);
  const main = statuses(pod.status?.containerStatuses);
  const containers = row.containers.map((container) => ({
    row: container,
    status: (container.role === 'container' ? main : init).get(container.name),
  }));
  return { row, pod, containers, ...more };
}

/** The container's name where the pod has others that it could be. */
export function nameContainer({ containers }: Patient, container: ContainerRow): string {
  return isOneOfMany(
    container,
    containers.map(({ row }) => row),
  )
    ? `${container.name}: `
    : '';
}

/** Of a pod's containers, one is meant unless another is named. */
export const isOneOfMany = ({ role }: ContainerRow, containers: readonly ContainerRow[]): boolean =>
  role === 'init' || containers.filter((other) => other.role !== 'init').length > 1;

/** When it stopped being ready, by its own word. */
export const unreadySince = ({ pod }: Patient): string | undefined =>
  pod.status?.conditions?.find(({ type, status }) => type === 'Ready' && status !== 'True')
    ?.lastTransitionTime;

/** How the container ended that does not run, or ended last. */
export const endedBy = (status: ContainerStatus | undefined): Terminated | undefined =>
  status?.state?.terminated ?? status?.lastState?.terminated;

/** That a container ended: how, how often, and its last words. */
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

/** Of messages: the events and the cluster itself have all of it. */
const MOST = 160;

/** A message to follow what it explains. */
export const explain = (message: string | undefined): string => {
  const text = clip(message ?? '', MOST);
  return text && `: ${text}`;
};
