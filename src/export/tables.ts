/** Every table that leaves Gazette as CSV or JSON. */
import type { Report } from '../model/report.ts';
import { customTables } from './custom.ts';
import { causes, events } from './events.ts';
import { findings } from './findings.ts';
import { gateways, routes, services } from './network.ts';
import { nodes } from './nodes.ts';
import { containers, pods } from './pods.ts';
import { claims, quotas } from './storage.ts';
import type { Table } from './table.ts';
import { spread, versions, workloads } from './workloads.ts';

/** Those that every snapshot has, in the order of the pages. */
export const TABLES: readonly Table[] = [
  findings,
  pods,
  containers,
  workloads,
  spread,
  nodes,
  services,
  routes,
  gateways,
  claims,
  quotas,
  events,
  causes,
  versions,
];

/** Those of one snapshot: the same, and its custom resources. */
export const tablesOf = (report: Report): Table[] => [...TABLES, ...customTables(report)];
