/** A rule about what is being deleted, of whatever kind. */
import type { KeptObject, KindName, ObjectOf } from '../../snapshots/kinds/kinds.ts';
import { describeCommand } from '../commands.ts';
import { DELETION_SECONDS, formatDeletion, isOverdue } from '../deletion.ts';
import { clip, spellDuration } from '../english.ts';
import type { Judged, ObjectRef, Tables } from '../report.ts';
import type { Facts } from './facts.ts';
import { keyOf, type Found, type Rule } from './rule.ts';

const MOST = 240;

export const DELETION_STUCK = 'deletion-stuck';

/** All that people delete; pods have a rule of their own. */
const KINDS = [
  'Namespace',
  'Node',
  'Deployment',
  'StatefulSet',
  'DaemonSet',
  'ReplicaSet',
  'ReplicationController',
  'Job',
  'CronJob',
  'HorizontalPodAutoscaler',
  'PodDisruptionBudget',
  'Service',
  'Ingress',
  'Gateway',
  'HTTPRoute',
  'GRPCRoute',
  'PersistentVolumeClaim',
  'ResourceQuota',
] as const satisfies readonly KindName[];

export const deletionRules: Rule[] = [
  {
    id: DELETION_STUCK,
    severity: 'degraded',
    title: 'Deletion does not end',
    judges: 'An object was deleted a while ago, and is still there.',
    why: 'Whatever holds it (a finalizer, mostly) waits for something that does not come; nothing of the same name can be made.',
    advice:
      'See who has to remove the finalizer, and whether that controller still runs. Remove it by hand only when what it guards is certainly gone.',
    limits: [
      `${spellDuration(DELETION_SECONDS)}: controllers remove what belongs to it first. Meanwhile it is judged as nothing else.`,
    ],
    headline: ['a deletion does not end', 'deletions do not end'],
    needs: KINDS,
    *find(facts) {
      const rows = indexRows(facts.tables);
      for (const kind of KINDS) {
        const all: readonly KeptObject[] = facts.snapshot.objects[kind];
        for (const object of all) if (isOverdue(object, facts.at)) yield toFound(object, rows, facts);
      }
      // Custom resources are called by their plural and group, as their tables and kubectl have it.
      for (const row of facts.snapshot.objects.TableRow)
        if (isOverdue(row, facts.at)) yield toFound({ ...row, kind: row.resource ?? row.kind }, rows, facts);
    },
  },
];

function toFound(
  object: Pick<KeptObject, 'metadata'> & { kind: string },
  rows: ReadonlyMap<string, Judged>,
  { at, context, stored }: Facts,
): Found {
  const { kind, metadata } = object;
  const { namespace, name, uid } = metadata;
  const ref = { kind, ...(namespace !== undefined && { namespace }), name, uid };
  const row = rows.get(keyOf(ref));
  const texts = [
    formatDeletion(object, at),
    ...(kind === 'Namespace' ? messagesOf(stored('Namespace', { name })) : []),
  ];
  return {
    object: ref,
    what: clip(texts.join('; '), MOST),
    command: describeCommand(ref, context),
    since: metadata.deletionTimestamp,
    rows: row ? [row] : [],
  };
}

/** What keeps a Namespace. Source: k8s.io/api/core/v1/types.go `NamespaceConditionType`; what is well is False. */
function messagesOf(namespace: ObjectOf<'Namespace'> | undefined): string[] {
  const { conditions = [] } = namespace?.status ?? {};
  return conditions.flatMap(({ status, message }) => (status === 'True' && message ? [message] : []));
}

function indexRows(tables: Tables): Map<string, Judged> {
  const { nodes, workloads, services, routes, gateways, claims } = tables;
  const of = (kind: string, rows: readonly (Judged & Omit<ObjectRef, 'kind'>)[]) =>
    rows.map((row): [string, Judged] => [keyOf({ ...row, kind }), row]);
  return new Map<string, Judged>([
    ...of('Node', nodes),
    ...[...workloads, ...routes].map((row): [string, Judged] => [keyOf(row), row]),
    ...of('Service', services),
    ...of('Gateway', gateways),
    ...of('PersistentVolumeClaim', claims),
  ]);
}

/** Objects that are being deleted, whether in time or not. */
export function listDeleted({ objects }: Facts['snapshot']): Set<string> {
  const all = KINDS.flatMap((kind): readonly KeptObject[] => objects[kind]);
  const deleted = all.filter(({ metadata }) => metadata.deletionTimestamp !== undefined);
  return new Set(deleted.map(({ kind, metadata }) => keyOf({ ...metadata, kind })));
}
