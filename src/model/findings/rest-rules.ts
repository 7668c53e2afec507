/** What no other rule has told: nothing in trouble is left without a word. Asked last. */
import { describeCommand } from '../commands.ts';
import { clip } from '../english.ts';
import type { Judged, ObjectRef, Tables } from '../report.ts';
import type { Rule } from './rule.ts';

const MOST = 240;

/** Behind the tables of objects. */
const KINDS = [
  'Pod',
  'Node',
  'Deployment',
  'ReplicaSet',
  'StatefulSet',
  'DaemonSet',
  'ReplicationController',
  'Job',
  'CronJob',
  'Service',
  'EndpointSlice',
  'Ingress',
  'HTTPRoute',
  'GRPCRoute',
  'Gateway',
  'PersistentVolumeClaim',
  'ResourceQuota',
] as const satisfies Rule['needs'];

export const restRules: Rule[] = [
  {
    id: 'in-trouble',
    severity: 'failing',
    milder: 'degraded where the object is, and for Services, routes, claims and quotas',
    title: 'In trouble',
    judges: 'An object of any table is failing or degraded, and no other rule says so.',
    why: 'Its state says that it does not do what it should.',
    advice: 'Read its status, its conditions and its events.',
    headline: ['an object is in trouble', 'objects are in trouble'],
    needs: KINDS,
    *find({ tables, context }, told) {
      for (const { object, row, isMain } of listRows(tables)) {
        if ((row.state !== 'failing' && row.state !== 'degraded') || told.has(row)) continue;
        yield {
          object,
          what: clip(row.why ?? row.state, MOST),
          severity: isMain ? row.state : 'degraded',
          command: describeCommand(object, context),
          rows: [row],
        };
      }
    },
  },
];

interface Listed {
  object: ObjectRef & { uid: string };
  row: Judged;
  /** The cluster is judged by it. */
  isMain: boolean;
}

function* listRows(tables: Tables): Generator<Listed> {
  const of = (kind: string, { namespace, name, uid }: Omit<ObjectRef, 'kind'> & { uid: string }) => ({
    ...{ kind, namespace, name, uid },
  });
  for (const row of tables.nodes) yield { object: of('Node', row), row, isMain: true };
  for (const row of tables.workloads) yield { object: of(row.kind, row), row, isMain: true };
  for (const row of tables.pods) yield { object: of('Pod', row), row, isMain: true };
  for (const row of tables.services) yield { object: of('Service', row), row, isMain: false };
  for (const row of tables.routes) yield { object: of(row.kind, row), row, isMain: false };
  for (const row of tables.gateways) yield { object: of('Gateway', row), row, isMain: false };
  for (const row of tables.claims) yield { object: of('PersistentVolumeClaim', row), row, isMain: false };
  for (const row of tables.quotas) yield { object: of('ResourceQuota', row), row, isMain: false };
}
