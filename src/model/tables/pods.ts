/** Pods, and their containers. */
import { isLoose } from '../owners/owners.ts';
import type { ContainerRow, PodRow } from '../report.ts';
import { boolean, BORN, JUDGED, lastRestartColumns, number, text } from './column.ts';
import { defineObjects, defineTable } from './table.ts';

/** `1/2` as two numbers, because spreadsheets read it as a date. */
const readyOf = ({ ready }: PodRow, part: 0 | 1) =>
  /^\d+\/\d+$/.test(ready) ? Number(ready.split('/')[part]) : undefined;

export const pods = defineObjects<PodRow>()({
  kind: 'Pod',
  page: 'pods',
  noun: 'pod',
  hint: () =>
    'Status, ready, restarts and age as kubectl prints them at this moment. Health check “none”: no readiness probe, so ready says little.',
  figure: 'Pods',
  words: (pod) => [pod.ip, pod.node, pod.version, pod.status === 'Running' ? undefined : pod.status],
  // A workload speaks for its pods.
  tellsChange: (pod) => isLoose(pod),
  lastResort: 'failing',
  deletionRule: 'own',
  rowForEach: ['Pod'],
  rowsFrom: ['Pod'],
  stateFrom: [],
  // Data centres are the Nodes' labels; ReplicaSets lead from a pod to its Deployment.
  cellsFrom: ['Node', 'ReplicaSet'],
  holds: 'one row per pod',
  rows: ({ pods }) => pods,
  columns: {
    namespace: text('Namespace', (pod) => pod.namespace),
    name: text('Name', (pod) => pod.name),
    ...JUDGED,
    status: text("kubectl's STATUS", (pod) => pod.status),
    ready: number("Ready containers: the first number of kubectl's READY", (pod) => readyOf(pod, 0)),
    containers: number("Containers: the second number of kubectl's READY", (pod) => readyOf(pod, 1)),
    restarts: number('Restarts of its containers, at least', (pod) => pod.restartCount),
    ...lastRestartColumns<PodRow>((pod) => pod.lastRestart),
    lastRestartContainer: text('The container of that restart', (pod) => pod.lastRestart?.container),
    healthCheck: text('OK, failing, or none (without a probe)', (pod) => pod.healthCheck),
    ip: text('Pod IP', (pod) => pod.ip),
    node: text('Node', (pod) => pod.node),
    dataCentre: text("Data centre, by its node's label", (pod) => pod.dataCentre),
    ownerKind: text('Kind of its workload', (pod) => pod.owner?.kind),
    ownerName: text('Name of its workload', (pod) => pod.owner?.name),
    version: text('Version, by label or image tag', (pod) => pod.version),
    ...BORN,
    restartCommand: text(
      'Command that deletes the pod, so that its owner replaces it',
      (pod) => pod.restartCommand,
    ),
    uid: text('UID', (pod) => pod.uid),
  },
});

interface ContainerOfPod {
  pod: PodRow;
  container: ContainerRow;
}

export const containers = defineTable<ContainerOfPod>()({
  holds: 'one row per container of a pod',
  rowsFrom: ['Pod'],
  cellsFrom: ['Node', 'ReplicaSet'],
  items: (report) => report.pods.flatMap((pod) => pod.containers.map((container) => ({ pod, container }))),
  columns: {
    namespace: text('Namespace', ({ pod }) => pod.namespace),
    pod: text('Pod', ({ pod }) => pod.name),
    container: text('Name', ({ container }) => container.name),
    role: text('container, init or sidecar', ({ container }) => container.role),
    status: text("Its state in kubectl's words", ({ container }) => container.status),
    ready: boolean('Whether it is ready', ({ container }) => container.ready),
    probed: boolean(
      'Whether it has a readiness probe; without a probe, it is ready by default',
      ({ container }) => container.probed,
    ),
    restarts: number('Restarts, at least', ({ container }) => container.restarts),
    ...lastRestartColumns<ContainerOfPod>(({ container }) => container.lastRestart),
    image: text('Image', ({ container }) => container.image),
    podState: text('State of its pod', ({ pod }) => pod.state),
    node: text('Node', ({ pod }) => pod.node),
    dataCentre: text("Data centre, by its node's label", ({ pod }) => pod.dataCentre),
    ownerKind: text('Kind of the workload that the pod belongs to', ({ pod }) => pod.owner?.kind),
    ownerName: text('Name of its workload', ({ pod }) => pod.owner?.name),
    podUid: text('UID of the pod', ({ pod }) => pod.uid),
  },
});
