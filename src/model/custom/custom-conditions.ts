/** What custom resources say about themselves, in their controllers' usual conditions and words on health. */
import type { ObjectOf } from '../../snapshots/kinds/kinds.ts';
import { judgeDeletion } from '../deletion.ts';
import { currentOf, NOT_LOOKED_AT } from '../network/gateway-conditions.ts';
import { secondsBetween } from '../human-duration.ts';
import type { Judged, State } from '../report.ts';

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
const JUDGED = [...GOOD_WHEN_TRUE, ...GOOD_WHEN_FALSE];
/** `Issuing` is cert-manager's (pkg/apis/certmanager/v1 `CertificateConditionIssuing`). */
const AT_WORK = ['Progressing', 'Reconciling', 'Updating', 'Issuing'];
/** Reasons of controllers at work. Source: crossplane-runtime apis/common/v1/condition.go `ReasonCreating`. */
const WORK =
  /^(?:Creating|Deleting|Provisioning|Pending|InProgress|Installing|Initializing|Issuing|WaitingFor\w*)$/;
/**
 * Cluster API's word for a condition that is in progress or expected. Source: kubernetes-sigs/cluster-api
 * api/v1beta1/condition_types.go `ConditionSeverityInfo`.
 */
const EXPECTED = 'Info';
/** Reasons why somebody wants a condition to be as it is. Source: crossplane-runtime `ReasonReconcilePaused`. */
const ON_PURPOSE = /^(Reconcile)?(Paused|Suspended)$/;

/**
 * Words on an object's health that mean trouble, by their field. Other words mean nothing here. Somebody may want an
 * object to progress, to be suspended or paused, or to differ from its source. Source: argoproj/gitops-engine
 * pkg/health/health.go `HealthStatusCode`; argoproj/argo-rollouts pkg/apis/rollouts/v1alpha1/types.go `RolloutPhase`;
 * elastic/cloud-on-k8s pkg/apis/elasticsearch/v1 `ElasticsearchHealth`; longhorn-manager
 * k8s/pkg/apis/longhorn/v1beta2/volume.go `VolumeRobustness`; Ceph's `HEALTH_WARN` and `HEALTH_ERR`, in rook
 * pkg/apis/ceph.rook.io/v1 `CephStatus`.
 */
const BAD_HEALTH: Readonly<Record<string, Readonly<Record<string, State>>>> = {
  'health.status': { Degraded: 'degraded', Missing: 'degraded' },
  health: { red: 'failing' },
  phase: { Degraded: 'degraded' },
  robustness: { degraded: 'degraded', faulted: 'failing' },
  'ceph.health': { HEALTH_WARN: 'degraded', HEALTH_ERR: 'failing' },
};

/** Undefined if no word on its health means trouble. */
function judgeHealth(health: TableRow['health'] = []): Judged | undefined {
  for (const { field = '', value = '', message } of health) {
    const state = BAD_HEALTH[field]?.[value];
    if (state) return { state, why: [`${field} is ${value}`, message].filter(Boolean).join(': ') };
  }
  return undefined;
}

/** How long a controller may work before an unready object is trouble, in seconds. */
const WORKING_SECONDS = 300;

/**
 * Judges a custom resource by its conditions and its words on health. Other types, Unknown conditions and conditions of
 * an older generation say nothing. A working controller is no trouble.
 * @returns healthy also if nothing can be judged; unknown if all that could be judged is of an older generation
 */
export function judgeCustom(row: TableRow, at: string): Judged {
  const deletion = judgeDeletion(row, at);
  if (deletion) return deletion;
  const { conditions, stale } = currentOf(row.conditions, row.metadata.generation);
  const isAtWork = conditions.some(({ type = '', status }) => AT_WORK.includes(type) && status === 'True');
  const isPending = ({ reason = '', lastTransitionTime }: Condition) =>
    (isAtWork || WORK.test(reason)) &&
    (secondsBetween(lastTransitionTime, at) ?? Infinity) <= WORKING_SECONDS;
  const missing = conditions.filter(
    (condition) =>
      GOOD_WHEN_TRUE.includes(condition.type ?? '') &&
      condition.status === 'False' &&
      condition.severity !== EXPECTED &&
      !isPending(condition) &&
      !ON_PURPOSE.test(condition.reason ?? ''),
  );
  const bad = conditions.filter(
    ({ type = '', status }) => GOOD_WHEN_FALSE.includes(type) && status === 'True',
  );
  const unavailable = missing.find(({ type }) => type === 'Available');
  const errors = conditions.filter(isError);
  const [worst] = [...(unavailable ? [unavailable] : []), ...bad, ...missing, ...errors];
  const health = judgeHealth(row.health);
  if (!worst || (!unavailable && health?.state === 'failing')) {
    const isJudged = conditions.some(({ type = '' }) => JUDGED.includes(type));
    return health ?? (stale && !isJudged ? { state: 'unknown', why: NOT_LOOKED_AT } : { state: 'healthy' });
  }
  return { state: unavailable ? 'failing' : 'degraded', why: formatCondition(worst) };
}

/**
 * Argo CD's conditions have no status: they are there, or not.
 * Source: argoproj/argo-cd pkg/apis/application/v1alpha1/types.go `ApplicationCondition.IsError`.
 */
const isError = ({ type = '', status }: Condition) => status === undefined && type.endsWith('Error');

/** `Degraded: OAuthServerDeploymentDegraded: 1 of 3 …`, `Available is False: …`. */
const formatCondition = ({ type, status, reason, message }: Condition): string =>
  [status === 'True' || status === undefined ? type : `${type} is ${status}`, reason, message]
    .filter(Boolean)
    .join(': ');
