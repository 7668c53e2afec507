import type { NodeResource, NodeRow } from '../model/report.ts';
import { defineTable, gapsOf, type ColumnOf } from './table.ts';

function resourceColumns(resource: NodeResource['name'], what: string): ColumnOf<NodeRow>[] {
  const of = (row: NodeRow) => row.resources.find(({ name }) => name === resource);
  return [
    [`${resource}Capacity`, `${what}: capacity, as the node says it`, (row) => row.capacity[resource]],
    [`${resource}Allocatable`, `${what} that pods may use`, (row) => of(row)?.allocatable],
    [`${resource}Requested`, `${what} that the pods bound to it ask for`, (row) => of(row)?.requested],
    [`${resource}Used`, `${what} that it used, where there are metrics`, (row) => of(row)?.used],
  ];
}

export const nodes = defineTable<NodeRow>({
  name: 'nodes',
  holds: 'one row per node',
  gaps: gapsOf('Node', 'Pod', 'Lease'),
  rows: (report) => report.nodes,
  columns: [
    ['name', 'Name', (node) => node.name],
    ['state', 'healthy, degraded, failing or unknown', (node) => node.state],
    ['why', 'Why it is not healthy', (node) => node.why],
    ['status', "kubectl's STATUS", (node) => node.status],
    ['roles', "kubectl's ROLES", (node) => node.roles],
    ['version', "The kubelet's version", (node) => node.version],
    ['internalIP', 'Internal IP', (node) => node.internalIP],
    ['dataCentre', 'Data centre, by label', (node) => node.dataCentre],
    ['heartbeatAt', 'Last heartbeat', (node) => node.heartbeat.at],
    ['heartbeatAgeSeconds', 'Seconds from it to the snapshot', (node) => node.heartbeat.ageSeconds],
    ['heartbeatSilent', 'Whether it was silent for too long', (node) => node.heartbeat.silent ?? false],
    ['heartbeatSource', 'Lease, Ready condition or none', (node) => node.heartbeat.source],
    [
      'conditions',
      'Conditions',
      (node) => new Map(node.conditions.map(({ type, status }) => [type, status])),
    ],
    [
      'troubles',
      'Conditions that are not as they should be',
      (node) =>
        node.conditions
          .filter(({ good }) => !good)
          .map(({ type, status, reason, message }) =>
            [`${type}=${status}`, reason, message]
              .filter((text) => text !== undefined && text !== '')
              .join(': '),
          ),
    ],
    ['taints', 'Taints', (node) => node.taints],
    ['pods', 'Pods bound to it', (node) => node.pods],
    ...resourceColumns('cpu', 'Cores'),
    ...resourceColumns('memory', 'Bytes of memory'),
    ...resourceColumns('pods', 'Pods'),
    ['osImage', 'Operating system', (node) => node.osImage],
    ['kernelVersion', 'Kernel', (node) => node.kernelVersion],
    ['containerRuntime', 'Container runtime', (node) => node.containerRuntime],
    ['age', "kubectl's AGE at the time of the snapshot", (node) => node.age],
    ['created', 'When it was created', (node) => node.created],
    ['uid', 'UID', (node) => node.uid],
  ],
});
