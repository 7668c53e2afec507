import type { ContainerRow, PodRow } from '../model/report.ts';
import { defineTable, gapsOf, lastRestartColumns } from './table.ts';

/** Data centres are the Nodes' labels. */
const gaps = gapsOf('Pod', 'Node');

/** `1/2`, which spreadsheets take for a date, as two numbers. */
const readyOf = ({ ready }: PodRow, part: 0 | 1) =>
  /^\d+\/\d+$/.test(ready) ? Number(ready.split('/')[part]) : undefined;

export const pods = defineTable<PodRow>({
  name: 'pods',
  holds: 'one row per pod',
  gaps,
  rows: (report) => report.pods,
  columns: [
    ['namespace', 'Namespace', (pod) => pod.namespace],
    ['name', 'Name', (pod) => pod.name],
    ['state', 'healthy, degraded, failing or unknown', (pod) => pod.state],
    ['why', 'Why it is not healthy', (pod) => pod.why],
    ['status', "kubectl's STATUS", (pod) => pod.status],
    ['ready', "Ready containers: the first number of kubectl's READY", (pod) => readyOf(pod, 0)],
    ['containers', "Containers: the second number of kubectl's READY", (pod) => readyOf(pod, 1)],
    ['restarts', 'Restarts of its containers, at least', (pod) => pod.restartCount],
    ...lastRestartColumns<PodRow>((pod) => pod.lastRestart),
    ['lastRestartContainer', 'Which container that was', (pod) => pod.lastRestart?.container],
    ['healthCheck', 'OK, failing, or none: nobody asks it', (pod) => pod.healthCheck],
    ['ip', 'Pod IP', (pod) => pod.ip],
    ['node', 'Node', (pod) => pod.node],
    ['dataCentre', "Data centre, by its node's label", (pod) => pod.dataCentre],
    ['ownerKind', 'Kind of the workload that it belongs to', (pod) => pod.owner?.kind],
    ['ownerName', 'Name of that workload', (pod) => pod.owner?.name],
    ['version', 'Version, by label or image tag', (pod) => pod.version],
    ['age', "kubectl's AGE at the time of the snapshot", (pod) => pod.age],
    ['created', 'When it was created', (pod) => pod.created],
    ['restartCommand', 'Command that deletes it, so that its owner replaces it', (pod) => pod.restartCommand],
    ['uid', 'UID', (pod) => pod.uid],
  ],
});

interface ContainerOfPod {
  pod: PodRow;
  container: ContainerRow;
}

export const containers = defineTable<ContainerOfPod>({
  name: 'containers',
  holds: 'one row per container of a pod',
  gaps,
  rows: (report) => report.pods.flatMap((pod) => pod.containers.map((container) => ({ pod, container }))),
  columns: [
    ['namespace', 'Namespace', ({ pod }) => pod.namespace],
    ['pod', 'Pod', ({ pod }) => pod.name],
    ['container', 'Name', ({ container }) => container.name],
    ['role', 'container, init or sidecar', ({ container }) => container.role],
    ['status', 'What it does, in the words of kubectl', ({ container }) => container.status],
    ['ready', 'Whether it is ready', ({ container }) => container.ready],
    [
      'probed',
      'Whether it has a readiness probe; without, it is ready by default',
      ({ container }) => container.probed,
    ],
    ['restarts', 'Restarts, at least', ({ container }) => container.restarts],
    ...lastRestartColumns<ContainerOfPod>(({ container }) => container.lastRestart),
    ['image', 'Image', ({ container }) => container.image],
    ['podState', 'State of its pod', ({ pod }) => pod.state],
    ['node', 'Node', ({ pod }) => pod.node],
    ['dataCentre', "Data centre, by its node's label", ({ pod }) => pod.dataCentre],
    ['ownerKind', 'Kind of the workload that the pod belongs to', ({ pod }) => pod.owner?.kind],
    ['ownerName', 'Name of that workload', ({ pod }) => pod.owner?.name],
    ['podUid', 'UID of the pod', ({ pod }) => pod.uid],
  ],
});
