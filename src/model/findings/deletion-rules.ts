/** A rule about objects of any kind that are being deleted. */
import type { KeptObject, ObjectOf } from '../../snapshots/kinds/kinds.ts';
import { describeCommand } from '../commands.ts';
import { DELETION_SECONDS, DELETION_STUCK, formatDeletion, isOverdue } from '../deletion.ts';
import { clip, spellDuration } from '../english.ts';
import { objectKey } from '../object-ref.ts';
import type { Judged, Tables } from '../report.ts';
import { kindsOfCommonDeletion } from '../tables/kinds-behind.ts';
import { objectTable, objectTableNames } from '../tables/registry.ts';
import { LOST_WITH_NODE, SILENT_WITH_NODE } from './affected.ts';
import type { Facts } from './facts.ts';
import { LONGEST_CLAUSE, type Found, type Rule } from './rule.ts';

export const deletionRules: Rule[] = [
  {
    id: DELETION_STUCK,
    severity: 'degraded',
    title: 'Deletion does not end',
    judges: 'An object was deleted a while ago, and is still there.',
    why: 'Its holder (usually a finalizer) waits for something that does not come. Nothing of the same name can be created.',
    advice:
      'See who has to remove the finalizer, and whether that controller still runs. Remove it by hand only when what it guards is certainly gone.',
    limits: [
      `${spellDuration(DELETION_SECONDS)}: controllers remove what belongs to it first. Meanwhile it is judged as nothing else.`,
    ],
    headline: ['a deletion does not end', 'deletions do not end'],
    needs: kindsOfCommonDeletion,
    // A node that is lost with its pods says there that it was deleted.
    // What is in a Namespace goes with it.
    foldsInto: [LOST_WITH_NODE, SILENT_WITH_NODE, DELETION_STUCK],
    *find(facts) {
      const rows = indexRows(facts.tables);
      for (const kind of kindsOfCommonDeletion) {
        const all: readonly KeptObject[] = facts.snapshot.objects[kind];
        for (const object of all) if (isOverdue(object, facts.at)) yield toFound(object, rows, facts);
      }
      // Custom resources have plural and group as their name, as in their tables and in kubectl.
      for (const row of facts.snapshot.objects.TableRow)
        if (isOverdue(row, facts.at)) yield toFound({ ...row, kind: row.resource ?? row.kind }, rows, facts);
    },
  },
];

function toFound(
  object: Pick<KeptObject, 'metadata'> & { kind: string },
  rows: ReadonlyMap<string, readonly Judged[]>,
  { at, context, stored }: Facts,
): Found {
  const { kind, metadata } = object;
  const { namespace, name, uid } = metadata;
  const ref = { kind, ...(namespace !== undefined && { namespace }), name, uid };
  const own = rows.get(objectKey(ref)) ?? [];
  const texts = [
    // A volume's row knows better who holds it.
    own.find(({ why }) => why !== undefined)?.why ?? formatDeletion(object, at),
    ...(kind === 'Namespace' ? messagesOf(stored('Namespace', { name })) : []),
  ];
  return {
    object: ref,
    what: clip(texts.join('; '), LONGEST_CLAUSE),
    command: describeCommand(ref, context),
    since: metadata.deletionTimestamp,
    because: [namespace === undefined ? ref : { kind: 'Namespace', name: namespace }],
    rows: own,
  };
}

/**
 * What stops the deletion of a Namespace. Source: k8s.io/api/core/v1/types.go `NamespaceConditionType`; False is good.
 */
function messagesOf(namespace: ObjectOf<'Namespace'> | undefined): string[] {
  const { conditions = [] } = namespace?.status ?? {};
  return conditions.flatMap(({ status, message }) => (status === 'True' && message ? [message] : []));
}

/** Rows of all tables of objects; a workload also has one in the table of the spread. */
function indexRows(tables: Tables): Map<string, Judged[]> {
  const found = new Map<string, Judged[]>();
  for (const table of objectTableNames.map(objectTable)) {
    for (const row of table.rows(tables)) {
      const key = objectKey(table.objectOf(row));
      const own = found.get(key);
      if (own) own.push(row);
      else found.set(key, [row]);
    }
  }
  return found;
}

/** Objects that are being deleted, on time or not. */
export function listDeleted({ objects }: Facts['snapshot']): Set<string> {
  const all = kindsOfCommonDeletion.flatMap((kind): readonly KeptObject[] => objects[kind]);
  const deleted = all.filter(({ metadata }) => metadata.deletionTimestamp !== undefined);
  return new Set(deleted.map(({ kind, metadata }) => objectKey({ ...metadata, kind })));
}
