/** Nodes. */
import type { NodeResource, NodeRow } from '../report.ts';
import { BORN, column, JUDGED, type Unit } from './column.ts';
import { defineObjects } from './table.ts';

/** Four columns about one resource. @param unit of allocatable, requested and used amounts */
function resourceColumns(resource: NodeResource['name'], what: string, unit?: Unit) {
  const of = (row: NodeRow) => row.resources.find(({ name }) => name === resource);
  const columns = {
    Capacity: column.quantity<NodeRow>(`${what}: capacity of the node`, (row) => row.capacity[resource]),
    Allocatable: column.number<NodeRow>(`${what}: allocatable to pods`, (row) => of(row)?.allocatable, unit),
    Requested: column.number<NodeRow>(`${what}: requests of its pods`, (row) => of(row)?.requested, unit),
    Used: column.number<NodeRow>(`${what}: usage, if there are metrics`, (row) => of(row)?.used, unit),
  };
  return Object.fromEntries(Object.entries(columns).map(([name, column]) => [resource + name, column]));
}

export const nodes = defineObjects<NodeRow>()({
  kind: 'Node',
  page: 'nodes',
  noun: 'node',
  hint: () =>
    'Heartbeat: the renewal of the node’s Lease, which a healthy kubelet makes every 10 s. CPU and memory: what the pods on it ask for, of what pods may use. The tick is what is used. Status, roles and version as kubectl prints them.',
  figure: 'Nodes',
  headings: [
    'Node',
    'Status',
    { number: 'Last heartbeat' },
    'Conditions and taints',
    'CPU requested',
    'Memory requested',
    { number: 'Pods' },
    'Address',
    'Version',
    { number: 'Age' },
  ],
  words: (row) => [row.internalIP, row.dataCentre, row.roles, row.version],
  tellsChange: () => true,
  markedWith: false,
  lastResort: 'failing',
  deletionRule: 'common',
  rowForEach: ['Node'],
  newsOf: [],
  groupOf: ({ dataCentre }) => dataCentre ?? '',
  rowsFrom: ['Node'],
  stateFrom: [],
  cellsFrom: ['Pod', 'Lease'],
  holds: 'one row per node',
  rows: ({ nodes }) => nodes,
  columns: {
    name: column.text('Name', (node) => node.name),
    ...JUDGED,
    status: column.text("kubectl's STATUS", (node) => node.status),
    roles: column.text("kubectl's ROLES", (node) => node.roles),
    version: column.text("The kubelet's version", (node) => node.version),
    internalIP: column.text('Internal IP', (node) => node.internalIP),
    dataCentre: column.text('Data centre, by label', (node) => node.dataCentre),
    heartbeatAt: column.time('Last heartbeat', (node) => node.heartbeat.at),
    heartbeatAgeSeconds: column.number(
      'Seconds from that time to the snapshot',
      (node) => node.heartbeat.ageSeconds,
      'seconds',
    ),
    heartbeatSilent: column.boolean(
      'Whether it was silent for too long',
      (node) => node.heartbeat.silent ?? false,
    ),
    heartbeatSource: column.text('Lease, Ready condition or none', (node) => node.heartbeat.source),
    conditions: column.map(
      'Conditions',
      (node) => new Map(node.conditions.map(({ type, status }) => [type, status])),
    ),
    troubles: column.list('Conditions that are not as they should be', (node) =>
      node.conditions
        .filter(({ good }) => good === false)
        .map(({ type, status, reason, message }) =>
          [`${type}=${status}`, reason, message]
            .filter((text) => text !== undefined && text !== '')
            .join(': '),
        ),
    ),
    taints: column.list('Taints', (node) => node.taints),
    pods: column.number('Number of its pods', (node) => node.pods),
    ...resourceColumns('cpu', 'Cores', 'cores'),
    ...resourceColumns('memory', 'Bytes of memory', 'bytes'),
    ...resourceColumns('pods', 'Pods'),
    osImage: column.text('Operating system', (node) => node.osImage),
    kernelVersion: column.text('Kernel', (node) => node.kernelVersion),
    containerRuntime: column.text('Container runtime', (node) => node.containerRuntime),
    ...BORN,
    uid: column.text('UID', (node) => node.uid),
  },
});
