/** What the API of a snapshot serves. Kinds that were not read are among it, so that it can say so. */
import type { Coverage, SnapshotMeta } from '../snapshots/schema.ts';
import type { KindSpec } from '../snapshots/kinds/kind.ts';
import { kindNames, kinds } from '../snapshots/kinds/kinds.ts';
import { isApiKind, type ApiKind } from './print/printers.ts';

export interface ServedResource {
  /** Empty for the core group. */
  group: string;
  version: string;
  /** Plural name in URLs. */
  name: string;
  kind: string;
  namespaced: boolean;
  short?: string | undefined;
  /** `kubectl get all` prints it. */
  inAll?: true;
  /** Under which kind the snapshot keeps its objects; absent if it keeps none. */
  kept?: ApiKind | 'TableRow';
  /** How it was read; absent for what Gazette does not read. */
  coverage?: Coverage;
}

/** Source: `Categories()` of the REST storages in kubernetes/pkg/registry. */
const IN_ALL: ReadonlySet<string> = new Set([
  ...['Pod', 'ReplicationController', 'Service', 'DaemonSet', 'Deployment', 'ReplicaSet', 'StatefulSet'],
  ...['HorizontalPodAutoscaler', 'Job', 'CronJob'],
]);

type Unread = readonly [
  groupVersion: string,
  name: string,
  kind: string,
  namespaced: boolean,
  short?: string,
];

/** Kinds of every cluster that Gazette never reads. To ask for them must not look as if there were none. */
const NEVER_READ: readonly Unread[] = [
  ['v1', 'configmaps', 'ConfigMap', true, 'cm'],
  ['v1', 'secrets', 'Secret', true],
  ['v1', 'serviceaccounts', 'ServiceAccount', true, 'sa'],
  ['v1', 'limitranges', 'LimitRange', true, 'limits'],
  ['v1', 'podtemplates', 'PodTemplate', true],
  ['apps/v1', 'controllerrevisions', 'ControllerRevision', true],
  ['networking.k8s.io/v1', 'networkpolicies', 'NetworkPolicy', true, 'netpol'],
  ['networking.k8s.io/v1', 'ingressclasses', 'IngressClass', false],
  ['rbac.authorization.k8s.io/v1', 'roles', 'Role', true],
  ['rbac.authorization.k8s.io/v1', 'rolebindings', 'RoleBinding', true],
  ['rbac.authorization.k8s.io/v1', 'clusterroles', 'ClusterRole', false],
  ['rbac.authorization.k8s.io/v1', 'clusterrolebindings', 'ClusterRoleBinding', false],
  ['scheduling.k8s.io/v1', 'priorityclasses', 'PriorityClass', false, 'pc'],
  ['storage.k8s.io/v1', 'csidrivers', 'CSIDriver', false],
  ['storage.k8s.io/v1', 'csinodes', 'CSINode', false],
  ['apiextensions.k8s.io/v1', 'customresourcedefinitions', 'CustomResourceDefinition', false, 'crd'],
];

/** Resources in the order of discovery. @param clusterScoped custom resources whose objects have no namespace */
export function listResources(
  { coverage }: SnapshotMeta,
  clusterScoped: ReadonlySet<string> = new Set(),
): ServedResource[] {
  const covered = new Map(coverage.map((entry) => [entry.kind, entry]));
  const own = kindNames.flatMap((kind): ServedResource[] => {
    const entry = covered.get(kind);
    if (!isApiKind(kind) || entry?.state === 'absent') return [];
    const { versions, resource, namespaced, short, optional }: KindSpec = kinds[kind];
    if (!entry && optional) return [];
    const common = { name: resource, kind, namespaced, short };
    const inAll = IN_ALL.has(kind) && { inAll: true as const };
    const place = splitVersion(entry?.apiVersion ?? versions[0] ?? '');
    return [{ ...place, ...common, ...inAll, kept: kind, ...(entry && { coverage: entry }) }];
  });
  const custom = coverage
    .filter(({ kind, state }) => kind.includes('.') && state !== 'absent')
    .map((entry): ServedResource => {
      const dot = entry.kind.indexOf('.');
      const [name, group] = [entry.kind.slice(0, dot), entry.kind.slice(dot + 1)];
      const { version } = splitVersion(entry.apiVersion ?? `${group}/v1`);
      const namespaced = !clusterScoped.has(entry.kind);
      return { group, version, name, kind: guessKind(name), namespaced, kept: 'TableRow', coverage: entry };
    });
  const never = NEVER_READ.map(([groupVersion, name, kind, namespaced, short]): ServedResource => ({
    ...splitVersion(groupVersion),
    ...{ name, kind, namespaced, short },
  }));
  return [...own, ...custom, ...never];
}

export const groupVersionOf = ({ group, version }: Pick<ServedResource, 'group' | 'version'>) =>
  group === '' ? version : `${group}/${version}`;

/** `apps/v1`, or `v1` of the core group. */
function splitVersion(apiVersion: string): { group: string; version: string } {
  const slash = apiVersion.indexOf('/');
  return { group: apiVersion.slice(0, Math.max(0, slash)), version: apiVersion.slice(slash + 1) };
}

/** A snapshot keeps the plural of a custom resource, and not how its kind is spelled. */
function guessKind(plural: string): string {
  const singular = plural.replace(/ies$/, 'y').replace(/(?<=ss|sh|ch|x)es$|(?<!s)s$/, '');
  return `${singular.charAt(0).toUpperCase()}${singular.slice(1)}`;
}
