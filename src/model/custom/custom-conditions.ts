/** What custom resources say of themselves, by the conditions that most of their controllers write. */
import type { ObjectOf } from '../../snapshots/kinds/kinds.ts';
import { judgeDeletion } from '../deletion.ts';
import { currentOf } from '../network/gateway-conditions.ts';
import { secondsBetween } from '../human-duration.ts';
import type { Judged } from '../report.ts';

type TableRow = ObjectOf<'TableRow'>;
type Condition = NonNullable<TableRow['conditions']>[number];

/** OpenShift's own word on itself, with its kinds: read where it is served, whether the config names it or not. */
export const PLATFORM_KINDS: ReadonlyMap<string, string> = new Map([
  ['clusterversions.config.openshift.io', 'ClusterVersion'],
  ['clusteroperators.config.openshift.io', 'ClusterOperator'],
  ['machineconfigpools.machineconfiguration.openshift.io', 'MachineConfigPool'],
]);

/**
 * Source: k8s.io/community contributors/devel/sig-architecture/api-conventions.md, "Typical status properties";
 * openshift/api config/v1 `ClusterStatusConditionType`; kubernetes-sigs/cli-utils pkg/kstatus; Crossplane `Synced`.
 */
const GOOD_WHEN_TRUE = ['Ready', 'Available', 'Healthy', 'Reconciled', 'Synced'];
const GOOD_WHEN_FALSE = ['Degraded', 'Failing', 'Stalled', 'NodeDegraded', 'RenderDegraded'];
const AT_WORK = ['Progressing', 'Reconciling', 'Updating'];

/** A controller that is at work may take this long before what is not ready yet is trouble. */
const WORKING_SECONDS = 300;

/**
 * How a custom resource does by its conditions: nothing is said of other types, nor of what is Unknown, nor of what
 * its controller said of an older generation. That its controller is at work is no trouble.
 * @returns healthy also where it has no condition that can be judged
 */
export function judgeCustom(row: TableRow, at: string): Judged {
  const deletion = judgeDeletion(row, at);
  if (deletion) return deletion;
  const { conditions } = currentOf(row.conditions, row.metadata.generation);
  const isAtWork = conditions.some(({ type = '', status }) => AT_WORK.includes(type) && status === 'True');
  const isPending = ({ lastTransitionTime }: Condition) =>
    isAtWork && (secondsBetween(lastTransitionTime, at) ?? Infinity) <= WORKING_SECONDS;
  const missing = conditions.filter(
    (condition) =>
      GOOD_WHEN_TRUE.includes(condition.type ?? '') && condition.status === 'False' && !isPending(condition),
  );
  const bad = conditions.filter(
    ({ type = '', status }) => GOOD_WHEN_FALSE.includes(type) && status === 'True',
  );
  const unavailable = missing.find(({ type }) => type === 'Available');
  const [worst] = [...(unavailable ? [unavailable] : []), ...bad, ...missing];
  if (!worst) return { state: 'healthy' };
  return { state: unavailable ? 'failing' : 'degraded', why: formatCondition(worst) };
}

/** `Degraded: OAuthServerDeploymentDegraded: 1 of 3 …`, `Available is False: …`. */
const formatCondition = ({ type, status, reason, message }: Condition): string =>
  [status === 'True' ? type : `${type} is ${status}`, reason, message].filter(Boolean).join(': ');
