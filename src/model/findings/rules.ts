/**
 * The table of findings. Possible causes come before their consequences, and the rule for the rest comes last. Rules
 * are asked in this order, and findings of equal severity are listed in it. `docs/findings.md` is made from the table.
 */
import { probeRules } from '../../probes/rules.ts';
import { toRule } from './affected.ts';
import { batchRules } from './batch-rules.ts';
import { controlPlaneRules, snapshotRules } from './cluster-rules.ts';
import { customRules, platformRules } from './custom-rules.ts';
import { deletionRules } from './deletion-rules.ts';
import { networkRules } from './network-rules.ts';
import { nodeRules } from './node-rules.ts';
import { podRules } from './pod-rules.ts';
import { lastResortRules } from './last-resort-rules.ts';
import type { Rule } from './rule.ts';
import { scalingRules } from './scaling-rules.ts';
import { spreadRules } from './spread-rules.ts';
import { storageRules } from './storage-rules.ts';
import { versionRules } from './version-rules.ts';
import { workloadRules } from './workload-rules.ts';

export interface Family {
  title: string;
  rules: readonly Rule[];
}

export const families: readonly Family[] = [
  { title: 'The control plane', rules: [...platformRules, ...controlPlaneRules] },
  { title: 'Nodes', rules: nodeRules },
  { title: 'Volume claims and quotas', rules: storageRules },
  { title: 'Deletion', rules: deletionRules },
  { title: 'Pods', rules: podRules.map(toRule) },
  { title: 'Workloads', rules: workloadRules },
  { title: 'Jobs and CronJobs', rules: batchRules },
  { title: 'Autoscalers and disruption budgets', rules: scalingRules },
  { title: 'Services and routes', rules: networkRules },
  { title: 'Custom resources', rules: customRules },
  { title: 'Beside Kubernetes', rules: probeRules },
  { title: 'Spread', rules: spreadRules },
  { title: 'Images and versions', rules: versionRules },
  { title: 'Fail-overs and the snapshot itself', rules: snapshotRules },
  { title: 'The rest', rules: lastResortRules },
];

export const rules: readonly Rule[] = families.flatMap((family) => family.rules);

/** For users who name a rule, for example in the config's silences. */
export const ruleIds: readonly string[] = rules.map(({ id }) => id);
