/** PodDisruptionBudgets: how many pods of a workload may be evicted now. */
import type { ObjectOf } from '../../snapshots/kinds/kinds.ts';
import { selects } from '../label-selector.ts';
import type { DisruptionBudget } from '../report.ts';
import { compareText } from '../state.ts';

type Pdb = ObjectOf<'PodDisruptionBudget'>;

/** Finds the budget for pods with some labels; of several, the one that allows the fewest evictions. */
export function indexDisruptionBudgets(
  pdbs: readonly Pdb[],
): (namespace: string, podLabels: Readonly<Record<string, string>>) => DisruptionBudget | undefined {
  const byNamespace = Map.groupBy(pdbs, ({ metadata }) => metadata.namespace ?? '');
  return (namespace, podLabels) => {
    const [first, ...others] = (byNamespace.get(namespace) ?? [])
      .filter((pdb) => guards(pdb, podLabels))
      .map(toDisruptionBudget)
      .sort((a, b) => (a.allowed ?? 0) - (b.allowed ?? 0) || compareText(a.name, b.name));
    if (!first || others.length === 0) return first;
    return { ...first, others: others.map(({ name }) => name) };
  };
}

/**
 * In policy/v1, an empty selector selects every pod; in v1beta1, none. An absent selector selects none. Source:
 * k8s.io/api/policy/v1beta1/types.go `PodDisruptionBudgetSpec`.
 */
function guards({ apiVersion, spec }: Pdb, podLabels: Readonly<Record<string, string>>): boolean {
  const { matchLabels = {}, matchExpressions = [] } = spec?.selector ?? {};
  const isEmpty = Object.keys(matchLabels).length === 0 && matchExpressions.length === 0;
  if (isEmpty && apiVersion === 'policy/v1beta1') return false;
  return selects(spec?.selector, podLabels);
}

/**
 * If its controller cannot count its pods (`SyncFailed`), a budget allows no eviction. Source:
 * pkg/controller/disruption/disruption.go `failSafe`.
 */
export function toDisruptionBudget({ metadata, spec = {}, status = {} }: Pdb): DisruptionBudget {
  const { minAvailable, maxUnavailable } = spec;
  const rule =
    maxUnavailable !== undefined
      ? `maxUnavailable ${maxUnavailable}`
      : minAvailable !== undefined
        ? `minAvailable ${minAvailable}`
        : 'no rule';
  const budget = { name: metadata.name, rule };
  const { observedGeneration = 0 } = status;
  // What its controller counted for an older rule does not apply; the API refuses evictions meanwhile
  // (pkg/registry/core/pod/storage/eviction.go).
  if (observedGeneration === 0 || observedGeneration < (metadata.generation ?? 0)) return budget;
  const failure = status.conditions?.find(
    ({ type, status: value, reason }) =>
      type === 'DisruptionAllowed' && value === 'False' && reason === 'SyncFailed',
  );
  return {
    ...budget,
    ...(failure && { problem: ['SyncFailed', failure.message].filter(Boolean).join(': ') }),
    allowed: status.disruptionsAllowed ?? 0,
    healthy: status.currentHealthy ?? 0,
    wanted: status.desiredHealthy ?? 0,
    expected: status.expectedPods ?? 0,
  };
}
