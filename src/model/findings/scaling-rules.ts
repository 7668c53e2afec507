/** Rules about autoscalers and disruption budgets. */
import type { ObjectOf } from '../../snapshots/kinds/kinds.ts';
import { toAutoscaler } from '../workloads/autoscalers.ts';
import { describeCommand } from '../commands.ts';
import { toDisruptionBudget } from '../workloads/disruption-budgets.ts';
import { clip, formatCount, join, spellDuration } from '../english.ts';
import { secondsBetween } from '../human-duration.ts';
import { formatObject, namespacedName, objectKey } from '../object-ref.ts';
import { startingSince } from '../pods/starting-since.ts';
import { STARTING_SECONDS } from '../pods/pod-state.ts';
import type { Pod } from '../pods/pod-status.ts';
import type { Autoscaler, DisruptionBudget, ObjectRef, WorkloadRow } from '../report.ts';
import { conditionOf } from './condition.ts';
import type { Facts } from './facts.ts';
import { LONGEST_CLAUSE, type Found, type Rule } from './rule.ts';
import { UNREADY } from './workload-rules.ts';
import { SCALABLE } from '../workload-kinds.ts';

export const scalingRules: Rule[] = [
  {
    id: 'hpa-at-maximum',
    severity: 'degraded',
    title: 'Autoscaler is at its maximum',
    judges: 'A HorizontalPodAutoscaler wants more replicas than it may have.',
    limits: ['Not of one that is pinned: minReplicas and maxReplicas are the same.'],
    why: 'The load is above what the workload is meant to carry, and nothing is left to answer it with.',
    advice:
      'Raise maxReplicas if the cluster has room, make the pods larger, or find out where the load comes from.',
    headline: ['an autoscaler is at its maximum', 'autoscalers are at their maximum'],
    needs: ['HorizontalPodAutoscaler'],
    *find(facts) {
      for (const { object, hpa } of scaled(facts)) {
        if (!hpa.atMaximum) continue;
        const { max, current } = hpa;
        const replicas = `${current === undefined ? '' : `${current} of `}at most ${formatCount(max, 'replica')}`;
        yield toFound(object, hpa, `${replicas}${formatMetrics(hpa)}`, 'ScalingLimited', 'True', facts);
      }
    },
  },
  {
    id: 'hpa-no-metrics',
    severity: 'degraded',
    title: 'Autoscaler has no metrics',
    judges: 'A HorizontalPodAutoscaler cannot read what it is to scale by.',
    why: 'The number of replicas stays as it is, whatever the load.',
    advice:
      'See whether metrics-server (or the adapter of the metric) runs and is reachable. See whether the containers have requests to compare with.',
    limits: [
      `Not in the first ${spellDuration(STARTING_SECONDS)} in which its pods start: they have sent nothing yet.`,
    ],
    headline: ['an autoscaler has no metrics', 'autoscalers have no metrics'],
    needs: ['HorizontalPodAutoscaler'],
    foldsInto: [...UNREADY, 'unavailable'],
    *find(facts) {
      for (const { object, row, hpa } of scaled(facts)) {
        if (!hpa.problem || !/metric/i.test(hpa.problem)) continue;
        const found = toFound(
          object,
          hpa,
          clip(hpa.problem, LONGEST_CLAUSE),
          'ScalingActive',
          'False',
          facts,
        );
        if (row && starts(row, found.since, facts)) continue;
        // If nothing is ready, nothing sends metrics.
        yield { ...found, because: row?.ready === 0 ? [row] : [] };
      }
    },
  },
  {
    id: 'hpa-cannot-scale',
    severity: 'degraded',
    title: 'Autoscaler cannot scale',
    judges:
      'A HorizontalPodAutoscaler cannot change the number of replicas, for another reason than its metrics.',
    why: 'The number of replicas stays as it is, whatever the load.',
    advice:
      'Read its conditions: mostly it selects pods that another autoscaler has, or may not change its target.',
    headline: ['an autoscaler cannot scale', 'autoscalers cannot scale'],
    needs: ['HorizontalPodAutoscaler'],
    *find(facts) {
      for (const { object, hpa } of scaled(facts)) {
        if (!hpa.problem || /metric/i.test(hpa.problem)) continue;
        const what = `${clip(hpa.problem, LONGEST_CLAUSE)}${formatUnread(hpa)}`;
        yield toFound(object, hpa, what, 'AbleToScale', 'False', facts);
      }
    },
  },
  {
    id: 'hpa-without-target',
    severity: 'advice',
    title: 'Autoscaler of nothing',
    judges: 'What a HorizontalPodAutoscaler is to scale does not exist.',
    why: 'It does nothing: left over from a workload that was renamed or removed, and the renamed one is not scaled.',
    advice: 'Correct its scaleTargetRef, or delete it.',
    needs: ['HorizontalPodAutoscaler', ...SCALABLE],
    find: findWithoutTarget,
  },
  {
    id: 'pdb-blocks',
    severity: 'advice',
    title: 'Disruption budget allows nothing',
    judges: 'A PodDisruptionBudget allows no eviction at this moment.',
    why: 'A drain of any node that one of its pods runs on hangs, and with it updates of nodes.',
    advice:
      'Where replicas are missing, bring them back. Where the budget leaves none to spare, add a replica or loosen it.',
    needs: ['PodDisruptionBudget'],
    foldsInto: ['unavailable', 'replicas-short'],
    *find({ tables, snapshot, context, stored }) {
      const told = new Set<string>();
      for (const row of tables.workloads) {
        const { disruptionBudget: budget } = row;
        if (!budget) continue;
        // A budget that cannot count its pods is the same trouble for everything that it selects.
        if (budget.problem !== undefined) continue;
        for (const name of [budget.name, ...(budget.others ?? [])])
          told.add(namespacedName({ namespace: row.namespace, name }));
        const pdb = stored('PodDisruptionBudget', { namespace: row.namespace, name: budget.name });
        // While it is being deleted, only that is told.
        if (blocks(budget) && !pdb?.metadata.deletionTimestamp) yield toBlocking(row, budget, context);
      }
      for (const pdb of snapshot.objects.PodDisruptionBudget) {
        const { kind, metadata } = pdb;
        const { namespace, name, uid } = metadata;
        const budget = toDisruptionBudget(pdb);
        // A budget for bare or static pods, or for nothing in the snapshot.
        if (!told.has(namespacedName({ namespace, name })) && blocks(budget))
          yield toBlocking({ kind, namespace, name, uid }, budget, context);
      }
    },
  },
];

const blocks = ({ allowed, expected = 0, problem }: DisruptionBudget) =>
  allowed === 0 && (expected > 0 || problem !== undefined);

function toBlocking(object: Found['object'], budget: DisruptionBudget, context: string | undefined): Found {
  const { name, rule, healthy = 0, expected = 0, others = [], problem } = budget;
  const also =
    others.length > 0 ? `; so do ${join(others)}, and pods of several budgets are never evicted` : '';
  const state =
    problem === undefined
      ? `${healthy} of ${formatCount(expected, 'pod')} healthy`
      : clip(problem, LONGEST_CLAUSE);
  const ref = { kind: 'PodDisruptionBudget', namespace: object.namespace, name };
  return {
    object,
    what: `${name} (${rule}) allows no eviction, ${state}${also}`,
    inShort: `${name} (${rule}) allows no eviction`,
    cause: problem === undefined ? 'none to spare' : 'not counted',
    command: describeCommand(ref, context),
  };
}

/**
 * If the target's scale cannot be read, the autoscaler does not read its metrics either. Source:
 * pkg/controller/podautoscaler/horizontal.go `reconcileAutoscaler`, which returns before it computes them.
 */
const formatUnread = ({ metrics }: Autoscaler): string =>
  metrics.length > 0 && metrics.every(({ current }) => current === undefined)
    ? `; it has no reading of its ${metrics.length === 1 ? 'metric' : `${metrics.length} metrics`}`
    : '';

interface Scaled {
  /** The workload that it scales, or the autoscaler itself if the workload is not in the tables. */
  object: Found['object'];
  row?: WorkloadRow;
  hpa: Autoscaler;
}

function* scaled(facts: Facts): Generator<Scaled> {
  const { tables, snapshot } = facts;
  const scales = new Set<string>();
  for (const row of tables.workloads) {
    if (!row.autoscaler) continue;
    scales.add(objectKey(row));
    yield { object: row, row, hpa: row.autoscaler };
  }
  for (const hpa of snapshot.objects.HorizontalPodAutoscaler) {
    const { kind, metadata, spec } = hpa;
    const { namespace, name, uid } = metadata;
    const target = {
      kind: spec?.scaleTargetRef?.kind ?? '',
      namespace,
      name: spec?.scaleTargetRef?.name ?? '',
    };
    if (scales.has(objectKey(target)) || missingTarget(hpa, facts)) continue;
    yield { object: { kind, namespace, name, uid }, hpa: toAutoscaler(hpa) };
  }
}

const startedOf = (pod: Pod | undefined) => pod && startingSince(pod);

/** Its pods and their missing metrics are only minutes old. A pod sends its first metrics some time after its start. */
function starts(row: WorkloadRow, since: string | undefined, { owned, podOf, at }: Facts): boolean {
  const isYoung = (time: string | undefined) => (secondsBetween(time, at) ?? Infinity) < STARTING_SECONDS;
  return (
    isYoung(since) && (owned.get(objectKey(row))?.pods ?? []).some((pod) => isYoung(startedOf(podOf(pod))))
  );
}

function toFound(
  object: Found['object'],
  { name }: Autoscaler,
  what: string,
  type: string,
  value: 'True' | 'False',
  { stored, context }: Facts,
): Found {
  const { namespace } = object;
  const hpa = stored('HorizontalPodAutoscaler', { namespace, name });
  return {
    object,
    what,
    command: describeCommand({ kind: 'HorizontalPodAutoscaler', namespace, name }, context),
    since: conditionOf(hpa?.status, type, value)?.lastTransitionTime,
  };
}

/** `, cpu 194 % of 70 %`. */
const formatMetrics = ({ metrics }: Autoscaler) =>
  metrics.map(({ name, current, target }) => `, ${name} ${current ?? 'unknown'} of ${target}`).join('');

/** Its target, if the target's kind was seen and the target does not exist. */
function missingTarget(
  { metadata, spec }: ObjectOf<'HorizontalPodAutoscaler'>,
  { seen, stored }: Facts,
): ObjectRef | undefined {
  const { namespace } = metadata;
  const target = spec?.scaleTargetRef;
  const scalable = SCALABLE.find((candidate) => candidate === target?.kind);
  if (!target?.name || !scalable || !/^(apps\/|extensions\/|v1$)/.test(target.apiVersion ?? ''))
    return undefined;
  if (!seen(scalable, namespace) || stored(scalable, { namespace, name: target.name })) return undefined;
  return { kind: scalable, namespace, name: target.name };
}

function* findWithoutTarget(facts: Facts): Generator<Found> {
  for (const hpa of facts.snapshot.objects.HorizontalPodAutoscaler) {
    const { kind, metadata } = hpa;
    const { namespace, name, uid } = metadata;
    const target = missingTarget(hpa, facts);
    if (!target) continue;
    const object = { kind, namespace, name, uid };
    yield {
      object,
      what: `${formatObject({ kind: target.kind, name: target.name })} does not exist`,
      command: describeCommand(object, facts.context),
    };
  }
}
