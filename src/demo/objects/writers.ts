/** Who wrote a workload, as `managedFields` records it, and the marks of the tools that manage it. */
import { DAY, stamp } from '../plan/clock.ts';
import type { Workload } from '../plan/estate.ts';
import type { PlannedRollout, ReplicaPlan } from '../plan/replicas.ts';
import { API_VERSIONS } from './owners.ts';

/** Argo CD rolls these namespaces out; Helm rolls out the others. */
const OF_ARGO_CD = ['payments', 'ledger'];

const isOfArgoCd = ({ namespace }: Workload) => OF_ARGO_CD.includes(namespace);
/** Kubernetes' own parts come with the cluster. */
const isOfCluster = ({ namespace }: Workload) => namespace.startsWith('kube-');

/** Source: argoproj/argo-cd docs/user-guide/resource_tracking.md; helm/helm pkg/action/validate.go. */
export function originOf(workload: Workload): Record<string, string> {
  const { kind, namespace, name } = workload;
  if (isOfCluster(workload)) return {};
  if (!isOfArgoCd(workload)) return { 'meta.helm.sh/release-name': namespace };
  const group = API_VERSIONS[kind].split('/').slice(0, -1).join('/');
  return { 'argocd.argoproj.io/tracking-id': `${namespace}:${group}/${kind}:${namespace}/${name}` };
}

const toolOf = (workload: Workload) =>
  isOfCluster(workload)
    ? { manager: 'kubeadm', operation: 'Update' }
    : isOfArgoCd(workload)
      ? { manager: 'argocd-controller', operation: 'Apply' }
      : { manager: 'helm', operation: 'Update' };

/** Somebody who goes back to an older version is in a hurry, and applies the old manifest by hand. */
const isByHand = ({ rollouts }: ReplicaPlan, rollout: PlannedRollout): boolean =>
  rollouts.some(({ at, revision }) => at < rollout.at && revision.version === rollout.revision.version);

const toEntry =
  (apiVersion: string) =>
  (manager: string, operation: string, when: number, fieldsV1: object, more: object = {}) => ({
    ...{ manager, operation, apiVersion, time: stamp(when), fieldsType: 'FieldsV1', fieldsV1, ...more },
  });

/** Writers of a node while it is cordoned. */
export function cordonedBy(installed: number, cordoned: number): object[] {
  const entry = toEntry('v1');
  return [
    entry('kubelet', 'Update', installed, { 'f:metadata': { 'f:annotations': {}, 'f:labels': {} } }),
    entry('kubectl-drain', 'Update', cordoned, { 'f:spec': { 'f:unschedulable': {} } }),
    entry('kube-controller-manager', 'Update', cordoned, { 'f:spec': { 'f:taints': {} } }),
  ];
}

/** The tool owns what nobody else wrote since: a release writes the image and the label of the version. */
export function writersOf(plan: ReplicaPlan, at: number): object[] {
  const { workload, rollouts, scale } = plan;
  const done = rollouts.filter((rollout) => rollout.at <= at);
  const latest = done.at(-1)!;
  const byTool = done.findLast((rollout) => !isByHand(plan, rollout))!;
  const scaled = scale.findLast((one, index) => index > 0 && one.at <= at);
  const containers = (fields: object) => ({
    'f:template': {
      'f:spec': {
        'f:containers': { [`k:{"name":${JSON.stringify(workload.name)}}`]: { '.': {}, ...fields } },
      },
    },
  });
  const released = (fields: object) => ({
    'f:metadata': { 'f:labels': { 'f:app.kubernetes.io/version': {} } },
    'f:spec': containers({ 'f:image': {}, ...fields }),
  });
  const entry = toEntry(API_VERSIONS[workload.kind]);
  const { manager, operation } = toolOf(workload);
  const rest = { 'f:args': {}, 'f:env': {}, 'f:ports': {}, 'f:resources': {} };
  const own = {
    'f:metadata': { 'f:annotations': {}, ...(byTool === latest && { 'f:labels': {} }) },
    'f:spec': {
      ...(scaled || workload.autoscale || workload.kind === 'DaemonSet' ? {} : { 'f:replicas': {} }),
      ...{ 'f:selector': {}, 'f:strategy': {}, 'f:updateStrategy': {} },
      ...containers(byTool === latest ? { 'f:image': {}, ...rest } : rest),
    },
  };
  return [
    entry(manager, operation, byTool.at, own),
    ...(byTool === latest ? [] : [entry('kubectl-client-side-apply', 'Update', latest.at, released({}))]),
    ...(scaled
      ? [
          entry(
            workload.autoscale ? 'kube-controller-manager' : 'kubectl',
            'Update',
            scaled.at,
            { 'f:spec': { 'f:replicas': {} } },
            { subresource: 'scale' },
          ),
        ]
      : []),
    entry(
      'kube-controller-manager',
      'Update',
      Math.min(at, latest.at + DAY),
      {
        'f:metadata': { 'f:annotations': { 'f:deployment.kubernetes.io/revision': {} } },
        'f:status': { 'f:replicas': {} },
      },
      { subresource: 'status' },
    ),
  ];
}
