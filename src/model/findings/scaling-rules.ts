/** Rules about autoscalers and disruption budgets. */
import { describeCommand } from '../commands.ts';
import { clip, count, join } from '../english.ts';
import type { Autoscaler, WorkloadRow } from '../report.ts';
import { conditionOf } from './condition.ts';
import type { Facts } from './facts.ts';
import type { Found, Rule } from './rule.ts';

const MOST = 240;

export const scalingRules: Rule[] = [
  {
    id: 'hpa-at-maximum',
    severity: 'degraded',
    title: 'Autoscaler is at its maximum',
    judges: 'A HorizontalPodAutoscaler wants more replicas than it may have.',
    why: 'The load is above what the workload is meant to carry, and nothing is left to answer it with.',
    advice:
      'Raise maxReplicas if the cluster has room, make the pods larger, or find out where the load comes from.',
    headline: ['an autoscaler is at its maximum', 'autoscalers are at their maximum'],
    needs: ['HorizontalPodAutoscaler'],
    *find(facts) {
      for (const [row, hpa] of scaled(facts)) {
        if (!hpa.atMaximum) continue;
        const { max, current } = hpa;
        const replicas =
          current === undefined ? `at most ${max} replicas` : `${current} of at most ${max} replicas`;
        yield toFound(row, hpa, `${replicas}${formatMetrics(hpa)}`, 'ScalingLimited', 'True', facts);
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
      'See whether metrics-server (or the adapter of the metric) runs and is reachable, and whether the containers have requests to compare with.',
    headline: ['an autoscaler has no metrics', 'autoscalers have no metrics'],
    needs: ['HorizontalPodAutoscaler'],
    *find(facts) {
      for (const [row, hpa] of scaled(facts)) {
        if (!hpa.problem || !/metric/i.test(hpa.problem)) continue;
        yield toFound(row, hpa, clip(hpa.problem, MOST), 'ScalingActive', 'False', facts);
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
      for (const [row, hpa] of scaled(facts)) {
        if (!hpa.problem || /metric/i.test(hpa.problem)) continue;
        yield toFound(row, hpa, clip(hpa.problem, MOST), 'AbleToScale', 'False', facts);
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
    needs: ['HorizontalPodAutoscaler', 'Deployment', 'StatefulSet', 'ReplicaSet', 'ReplicationController'],
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
    *find({ tables, context }) {
      for (const row of tables.workloads) {
        const { name, rule, allowed, healthy = 0, expected = 0, others = [] } = row.disruptionBudget ?? {};
        if (name === undefined || allowed !== 0 || expected === 0) continue;
        const also =
          others.length > 0 ? `; so do ${join(others)}, and pods of several budgets are never evicted` : '';
        const budget = { kind: 'PodDisruptionBudget', namespace: row.namespace, name };
        yield {
          object: row,
          what: `${name} (${rule}) allows no eviction, ${healthy} of ${count(expected, 'pod')} healthy${also}`,
          inShort: `${name} (${rule}) allows no eviction`,
          command: describeCommand(budget, context),
        };
      }
    },
  },
];

function* scaled({ tables }: Facts): Generator<[WorkloadRow, Autoscaler]> {
  for (const row of tables.workloads) if (row.autoscaler) yield [row, row.autoscaler];
}

function toFound(
  row: WorkloadRow,
  { name }: Autoscaler,
  what: string,
  type: string,
  value: 'True' | 'False',
  { stored, context }: Facts,
): Found {
  const { namespace } = row;
  const hpa = stored('HorizontalPodAutoscaler', { namespace, name });
  return {
    object: row,
    what,
    command: describeCommand({ kind: 'HorizontalPodAutoscaler', namespace, name }, context),
    since: conditionOf(hpa?.status, type, value)?.lastTransitionTime,
  };
}

/** `, cpu 194 % of 70 %`. */
const formatMetrics = ({ metrics }: Autoscaler) =>
  metrics.map(({ name, current, target }) => `, ${name} ${current ?? 'unknown'} of ${target}`).join('');

const SCALABLE = ['Deployment', 'StatefulSet', 'ReplicaSet', 'ReplicationController'] as const;

function* findWithoutTarget({ snapshot, seen, stored, context }: Facts): Generator<Found> {
  for (const { kind, metadata, spec } of snapshot.objects.HorizontalPodAutoscaler) {
    const { namespace, name, uid } = metadata;
    const target = spec?.scaleTargetRef;
    const scalable = SCALABLE.find((candidate) => candidate === target?.kind);
    if (!target?.name || !scalable || !/^(apps\/|extensions\/|v1$)/.test(target.apiVersion ?? '')) continue;
    if (!seen(scalable, namespace) || stored(scalable, { namespace, name: target.name })) continue;
    const object = { kind, namespace, name, uid };
    yield {
      object,
      what: `${scalable} ${target.name} does not exist`,
      command: describeCommand(object, context),
    };
  }
}
