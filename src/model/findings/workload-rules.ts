/** Rules about workloads, from their controllers' reports. */
import { describeCommand, formatKubectl, toArgument } from '../commands.ts';
import { clip, formatCount } from '../english.ts';
import { findNamedCause } from '../harm/causes.ts';
import { isReady } from '../pods/health-check.ts';
import { objectKey } from '../object-ref.ts';
import { indexOwners } from '../owners/owners.ts';
import type { WorkloadRow } from '../report.ts';
import { LOST_WITH_NODE } from './affected.ts';
import { conditionOf } from './condition.ts';
import type { Facts, Owned } from './facts.ts';
import { LONGEST_CLAUSE, type Found, type Rule } from './rule.ts';
import { REPLICATED, unitOf } from '../workload-kinds.ts';

/** Rules about pods that keep a replica from being ready. */
export const UNREADY = [
  'unschedulable',
  'no-scheduler',
  'image-pull',
  'container-not-created',
  'init-failure',
  'oom-kill',
  'crash-loop',
  'stuck-starting',
  'not-ready',
  'scheduling-gated',
  'pod-in-trouble',
];

export const workloadRules: Rule[] = [
  {
    id: 'pods-not-created',
    severity: 'failing',
    helps: 'a higher quota, or a pod template that is allowed, would help',
    milder: 'degraded while other pods of the workload are ready',
    title: 'Pods cannot be created',
    says: ['cannot create its pods', 'cannot create their pods'],
    judges: 'The API server refuses the pods that a controller wants to create.',
    why: 'Pods that are missing are not replaced: mostly a quota is used up, or an admission rule forbids them.',
    advice: 'Read the refusal: raise the quota, or change the pod template to what is allowed.',
    needs: REPLICATED,
    find: findNotCreated,
  },
  {
    id: 'unavailable',
    severity: 'failing',
    title: 'Nothing of it is ready',
    says: ['does not run', 'do not run'],
    judges: 'A workload that wants replicas has none that is ready.',
    why: 'It does not serve at all.',
    advice: 'See why its pods are not ready, or why there are none.',
    needs: REPLICATED,
    foldsInto: [...UNREADY, 'pods-not-created', LOST_WITH_NODE],
    *find(facts) {
      for (const row of facts.tables.workloads) {
        if (row.state !== 'failing' || row.ready !== 0 || !row.desired) continue;
        const because = accountFor(row.desired, facts.owned.get(objectKey(row)), facts);
        yield { ...toMissing(row, facts), because: because?.length ? because : [row] };
      }
    },
  },
  {
    id: 'replicas-short',
    severity: 'degraded',
    title: 'Replicas are missing',
    says: ['lacks replicas', 'lack replicas'],
    judges: 'Fewer replicas of a workload are ready than it wants.',
    why: 'The others carry their load, and the next failure weighs more.',
    advice: 'See why its pods are not ready, or why there are too few.',
    needs: REPLICATED,
    foldsInto: [...UNREADY, 'starting', 'pods-not-created', LOST_WITH_NODE],
    *find(facts) {
      const refused = new Set([...findNotCreated(facts)].map(({ object }) => objectKey(object)));
      for (const row of facts.tables.workloads) {
        const { state, ready = 0, desired = 0 } = row;
        if (state === 'healthy' || state === 'unknown' || ready === 0 || ready >= desired) continue;
        yield {
          ...toMissing(row, facts),
          because: accountFor(desired - ready, facts.owned.get(objectKey(row)), facts, {
            refused: refused.has(objectKey(row)) ? desired : 0,
          }),
        };
      }
    },
  },
  {
    id: 'rollout-stuck',
    severity: 'degraded',
    title: 'Rollout is stuck',
    says: ['is stuck in its rollout', 'are stuck in their rollouts'],
    judges: 'A Deployment made no progress within its `progressDeadlineSeconds`.',
    why: 'Two versions run side by side, or the new one not at all, and nothing goes on by itself.',
    advice: 'Undo it (kubectl rollout undo), or mend what keeps the new pods from being ready.',
    needs: ['Deployment'],
    foldsInto: [...UNREADY, 'pods-not-created', 'unavailable'],
    find: findStuck,
  },
  {
    id: 'rollout-paused',
    severity: 'advice',
    title: 'Rollout is paused',
    judges: 'The rollout of a Deployment is paused.',
    why: 'Changes of its template do nothing until somebody resumes it, which is easily forgotten.',
    advice: 'Resume it (kubectl rollout resume) when what it was paused for is over.',
    needs: ['Deployment'],
    *find({ tables, context }) {
      for (const row of tables.workloads) {
        if (row.rollout !== 'paused') continue;
        yield { object: row, what: 'its rollout is paused', command: describeCommand(row, context) };
      }
    },
  },
];

/** From its own status, or from the last event about it: StatefulSets, DaemonSets and Jobs have no such condition. */
export function* findNotCreated({ snapshot, owned, context, tables, warningAbout }: Facts): Generator<Found> {
  const { Deployment, ReplicaSet, ReplicationController } = snapshot.objects;
  const told = new Set<WorkloadRow>();
  const found = (row: WorkloadRow, message: string | undefined, since: string | undefined): Found => ({
    object: row,
    what: clip(message ?? 'ReplicaFailure', LONGEST_CLAUSE),
    causeObject: findNamedCause(message, row.namespace),
    severity: row.state === 'failing' ? 'failing' : 'degraded',
    command: describeCommand(row, context),
    since,
    rows: [row],
  });
  const ownerOf = indexOwners(snapshot);
  for (const object of [...Deployment, ...ReplicaSet, ...ReplicationController]) {
    // A set that wants no pods is past: its successor says whether its own can be created.
    const failure =
      object.spec?.replicas === 0 ? undefined : conditionOf(object.status, 'ReplicaFailure', 'True');
    const { namespace, name } = object.metadata;
    // If another object owns it, that owner's row tells the trouble: for example, an Argo Rollout's.
    const above = object.kind === 'Deployment' ? undefined : ownerOf(object);
    const owner = above ?? { kind: object.kind, namespace, name };
    const row = failure && owned.get(objectKey(owner))?.workload;
    if (!row || told.has(row)) continue;
    told.add(row);
    yield found(row, failure.message, failure.lastTransitionTime);
  }
  for (const row of tables.workloads) {
    const { state, kind, current = 0, desired = 0 } = row;
    if (state === 'healthy' || told.has(row) || (kind !== 'Job' && current >= desired)) continue;
    const event = warningAbout(row);
    if (event?.reason === 'FailedCreate') yield found(row, event.message, undefined);
  }
}

function toMissing(row: WorkloadRow, { stored, context }: Facts): Found {
  const { kind, ready = 0, desired = 0, why } = row;
  const share = `${ready} of ${formatCount(desired, unitOf(kind))} ready`;
  const deployment = kind === 'Deployment' ? stored('Deployment', row) : undefined;
  return {
    object: row,
    what: why?.startsWith(share) ? clip(why, LONGEST_CLAUSE) : share,
    inShort: share,
    command: describeCommand(row, context),
    since: conditionOf(deployment?.status, 'Available', 'False')?.lastTransitionTime,
    rows: [row],
  };
}

/**
 * What explains the missing replicas; nothing, if more replicas are missing than pods are in trouble.
 * @param refused wanted replicas, if the API server refuses the missing ones
 */
function accountFor(
  missing: number,
  owned: Owned | undefined,
  { affectedOf, podOf }: Facts,
  { refused = 0 } = {},
): Found['because'] {
  if (!owned) return [];
  const affected = affectedOf(owned);
  const unready = [...UNREADY, 'starting', LOST_WITH_NODE]
    .flatMap((rule) => affected.get(rule)?.pods ?? [])
    .filter(({ row }) => {
      const pod = podOf(row);
      return pod && !isReady(pod);
    });
  const nodes = new Set(affected.get(LOST_WITH_NODE)?.pods.map(({ row }) => row.node ?? ''));
  const because = [owned.object, ...[...nodes].map((name) => ({ kind: 'Node', name }))];
  // If it has no pods, only a reason for not creating them explains it.
  const absent = Math.max(0, refused - owned.live);
  return unready.length + absent >= missing || owned.live === 0 ? because : [];
}

function* findStuck({ stored, tables, context }: Facts): Generator<Found> {
  for (const row of tables.workloads) {
    if (row.rollout !== 'stuck') continue;
    const { kind, namespace, updated = 0, desired = 0 } = row;
    const condition = conditionOf(stored('Deployment', row)?.status, 'Progressing', 'False');
    const share = `${updated} of ${formatCount(desired, unitOf(kind))} updated`;
    const words = ['rollout', 'history', toArgument(row)];
    yield {
      object: row,
      what: condition?.message ? `${share}: ${clip(condition.message, LONGEST_CLAUSE)}` : share,
      inShort: `its rollout is stuck, ${share}`,
      command: formatKubectl(words, { context, namespace }),
      since: condition?.lastTransitionTime,
      rows: [row],
      // If nothing is ready, no other version serves either: the pods' findings tell that.
      because: row.ready === 0 ? [row] : [],
    };
  }
}
