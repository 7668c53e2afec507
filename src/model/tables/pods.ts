/** Pods, and their containers. */
import { isLoose } from '../owners/owners.ts';
import type { ContainerRow, PodRow } from '../report.ts';
import { BORN, column, JUDGED, lastRestartColumns } from './column.ts';
import { defineObjects, defineTable } from './table.ts';

/** `1/2` as two numbers, because spreadsheets read it as a date. */
const readyOf = ({ ready }: PodRow, part: 0 | 1) =>
  /^\d+\/\d+$/.test(ready) ? Number(ready.split('/')[part]) : undefined;

/** `exit:3`, as the search spells `exit 3`. */
const exitWord = (code: number | undefined) => (code === undefined ? undefined : `exit:${code}`);

export const pods = defineObjects<PodRow>()({
  kind: 'Pod',
  page: 'pods',
  noun: 'pod',
  hint: () =>
    'Status, ready, restarts and age as kubectl prints them at this moment. Health check “none”: no readiness probe, so ready says little. “Own”: what its health endpoint said.',
  figure: 'Pods',
  headings: [
    'Service and pod',
    'Status',
    'Ready',
    'Restarts',
    'Health check',
    'Pod IP',
    'Node',
    { number: 'Age' },
    { action: 'Restart' },
  ],
  words: (pod) => [
    ...[pod.ip, pod.node, pod.version, pod.status === 'Running' ? undefined : pod.status],
    ...[pod.lastRestart?.reason, exitWord(pod.lastRestart?.exitCode)],
    // Of pods that are well, the names of their containers only make the index larger.
    ...pod.containers.flatMap(({ name, role, lastRestart }) =>
      role === 'init' || pod.state !== 'healthy'
        ? [name, lastRestart?.reason, exitWord(lastRestart?.exitCode)]
        : [],
    ),
  ],
  // A workload speaks for its pods.
  tellsChange: (pod) => isLoose(pod),
  markedWith: false,
  lastResort: 'failing',
  deletionRule: 'own',
  rowForEach: ['Pod'],
  newsOf: [],
  rowsFrom: ['Pod'],
  stateFrom: [],
  // Data centres are the Nodes' labels; ReplicaSets lead from a pod to its Deployment.
  cellsFrom: ['Node', 'ReplicaSet'],
  holds: 'one row per pod',
  rows: ({ pods }) => pods,
  columns: {
    namespace: column.text('Namespace', (pod) => pod.namespace),
    name: column.text('Name', (pod) => pod.name),
    ...JUDGED,
    status: column.text("kubectl's STATUS", (pod) => pod.status),
    ready: column.number("Ready containers: the first number of kubectl's READY", (pod) => readyOf(pod, 0)),
    containers: column.number("Containers: the second number of kubectl's READY", (pod) => readyOf(pod, 1)),
    restarts: column.number('Restarts of its containers, at least', (pod) => pod.restartCount),
    ...lastRestartColumns<PodRow>((pod) => pod.lastRestart),
    lastRestartContainer: column.text('The container of that restart', (pod) => pod.lastRestart?.container),
    healthCheck: column.text(
      'Readiness probe: OK, failing, or none (without a probe)',
      (pod) => pod.healthCheck,
    ),
    ownHealth: column.text(
      'What its own health endpoint said: OK, failing or not seen',
      (pod) => pod.ownHealth?.result,
    ),
    ip: column.text('Pod IP', (pod) => pod.ip),
    node: column.text('Node', (pod) => pod.node),
    dataCentre: column.text("Data centre, by its node's label", (pod) => pod.dataCentre),
    ownerKind: column.text('Kind of its workload', (pod) => pod.owner?.kind),
    ownerName: column.text('Name of its workload', (pod) => pod.owner?.name),
    version: column.text('Version, by label or image tag', (pod) => pod.version),
    claims: column.list('Volume claims that it uses', (pod) => pod.claims, {
      names: 'PersistentVolumeClaim',
    }),
    ...BORN,
    restartCommand: column.text(
      'Command that deletes the pod, so that its owner replaces it',
      (pod) => pod.restartCommand,
    ),
    uid: column.text('UID', (pod) => pod.uid),
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
    namespace: column.text('Namespace', ({ pod }) => pod.namespace),
    pod: column.text('Pod', ({ pod }) => pod.name),
    container: column.text('Name', ({ container }) => container.name),
    role: column.text('container, init or sidecar', ({ container }) => container.role),
    status: column.text("Its state in kubectl's words", ({ container }) => container.status),
    ready: column.boolean('Whether it is ready', ({ container }) => container.ready),
    probed: column.boolean(
      'Whether it has a readiness probe; without a probe, it is ready by default',
      ({ container }) => container.probed,
    ),
    restarts: column.number('Restarts, at least', ({ container }) => container.restarts),
    ...lastRestartColumns<ContainerOfPod>(({ container }) => container.lastRestart),
    image: column.text('Image', ({ container }) => container.image),
    podState: column.text('State of its pod', ({ pod }) => pod.state),
    node: column.text('Node', ({ pod }) => pod.node),
    dataCentre: column.text("Data centre, by its node's label", ({ pod }) => pod.dataCentre),
    ownerKind: column.text('Kind of the workload that the pod belongs to', ({ pod }) => pod.owner?.kind),
    ownerName: column.text('Name of its workload', ({ pod }) => pod.owner?.name),
    podUid: column.text('UID of the pod', ({ pod }) => pod.uid),
  },
});
