/** Rules about custom resources, from their own status. */
import { describeCommand } from '../commands.ts';
import { PLATFORM_KINDS } from '../custom/custom-conditions.ts';
import { clip } from '../english.ts';
import { formatObject } from '../object-ref.ts';
import { isWhole } from '../seen.ts';
import type { Facts } from './facts.ts';
import { LONGEST_CLAUSE, type Found, type Rule } from './rule.ts';

const CONDITIONS =
  'Ready, Available, Healthy, Reconciled or Synced that is False, and Degraded, Failing or Stalled that is True. Of other conditions nobody knows; what is Unknown, or about an older generation, is not judged.';
const HEALTH =
  'Words on health count, too. `health.status` Degraded or Missing (Argo CD), `phase` Degraded (Argo Rollouts), `robustness` degraded or faulted (Longhorn). `health` red (ECK), `ceph.health` HEALTH_WARN or HEALTH_ERR (Rook). An object that progresses, is suspended, or is OutOfSync is no trouble.';
const WORKING = 'Not in the first five minutes in which it is Progressing, Reconciling or Updating.';

/** If a resource was not completely seen, nobody knows whether it is well. */
const isBlind = ({ tables }: Facts) => tables.custom.some(({ coverage }) => !isWhole(coverage));

export const platformRules: Rule[] = [
  {
    id: 'platform-degraded',
    severity: 'failing',
    milder: 'degraded where it is still available',
    title: 'The platform is in trouble',
    judges: "OpenShift's ClusterVersion, a ClusterOperator or a MachineConfigPool says that it is not well.",
    why: 'It is the word of those who run the platform itself: what else is wrong may follow from it.',
    advice: 'Read the condition, and the log of the operator that it names.',
    limits: [CONDITIONS, WORKING],
    headline: 'what',
    ofCluster: true,
    needs: [],
    isBlind,
    find: (facts) => findCustom(facts, (resource) => PLATFORM_KINDS.has(resource)),
  },
];

export const customRules: Rule[] = [
  {
    id: 'custom-degraded',
    severity: 'degraded',
    title: 'Custom resource is in trouble',
    judges: 'A custom resource that the config names says in its status that it is not well.',
    why: 'Its controller could not make what it asks for.',
    advice: 'Read the condition, and the log of its controller.',
    limits: [CONDITIONS, HEALTH, WORKING],
    headline: ['a custom resource is in trouble', 'custom resources are in trouble'],
    needs: [],
    isBlind,
    find: (facts) => findCustom(facts, (resource) => !PLATFORM_KINDS.has(resource)),
  },
];

function* findCustom(
  { tables, snapshot, context }: Facts,
  isMeant: (resource: string) => boolean,
): Generator<Found> {
  const deleted = new Set(
    snapshot.objects.TableRow.flatMap(({ metadata }) => (metadata.deletionTimestamp ? [metadata.uid] : [])),
  );
  for (const { resource, rows } of tables.custom) {
    if (!isMeant(resource)) continue;
    for (const { uid, namespace, name, state, why = '' } of rows) {
      if ((state !== 'failing' && state !== 'degraded') || deleted.has(uid)) continue;
      const object = { kind: resource, ...(namespace !== undefined && { namespace }), name, uid };
      const kind = PLATFORM_KINDS.get(resource);
      yield {
        object,
        what: clip(kind ? `${formatObject({ kind, name })}: ${why}` : why, LONGEST_CLAUSE),
        severity: kind && state === 'failing' ? 'failing' : 'degraded',
        command: describeCommand(object, context),
      };
    }
  }
}
