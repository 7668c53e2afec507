/** Which field identifies the items of a list, so that their order is no change. */
import type { KeptObject } from '../../snapshots/kinds/kinds.ts';
import type { ListItem, Json, JsonObject } from './change.ts';

/** Names of the lists in a kept object: each needs an entry that says what identifies its items. */
type ListName<Value> = Value extends readonly (infer ListItem)[]
  ? ListName<ListItem>
  : Value extends object
    ? {
        [Name in keyof Value & string]-?: string extends Name
          ? never
          : | ListName<NonNullable<Value[Name]>>
            | (NonNullable<Value[Name]> extends readonly unknown[] ? Name : never);
      }[keyof Value & string]
    : never;

/**
 * Keys of lists by the name of the list. Of several keys, the first that all items have and no two items share. A list
 * without a key is compared by index. `[[]]` is a list of plain values without order.
 *
 * Source: `patchMergeKey` and `listMapKey` in k8s.io/api core/v1, apps/v1, autoscaling/v2 and meta/v1 types.go; `(set)`
 * marks API lists whose order means nothing.
 */
const KEYS: Record<ListName<KeptObject>, readonly (readonly string[])[]> = {
  // core/v1 PodSpec, Container, PodStatus.
  containers: [['name']],
  initContainers: [['name']],
  env: [['name']],
  ports: [['containerPort', 'protocol'], ['port', 'protocol'], ['name']],
  topologySpreadConstraints: [['topologyKey', 'whenUnsatisfiable']],
  readinessGates: [['conditionType']],
  schedulingGates: [['name']],
  volumes: [['persistentVolumeClaim.claimName']],
  containerStatuses: [['name']],
  initContainerStatuses: [['name']],
  podIPs: [['ip']],
  // Every kind.
  conditions: [['type']],
  ownerReferences: [['uid']],
  finalizers: [[]],
  managedFields: [['manager', 'operation', 'subresource']],
  parts: [[]],
  // core/v1 NodeStatus; pkg/util/taints `MatchTaint`.
  addresses: [['ip'], ['type'], ['type', 'address'], ['type', 'value'], []],
  notReadyAddresses: [['ip']],
  taints: [['key', 'effect']],
  // core/v1 PersistentVolumeClaim, ResourceQuota (set).
  accessModes: [[]],
  scopes: [[]],
  // core/v1 Service; discovery/v1 EndpointSlice (set).
  ingress: [['ip'], ['hostname']],
  externalIPs: [[]],
  endpoints: [['targetRef.uid'], ['addresses.0']],
  // networking/v1 Ingress (set); several rules may have the same host.
  rules: [['host']],
  tls: [['secretName']],
  hosts: [[]],
  // gateway-api v1.
  listeners: [['name']],
  parentRefs: [['name', 'namespace', 'group', 'kind', 'sectionName', 'port']],
  parents: [['controllerName', 'parentRef.namespace', 'parentRef.name', 'parentRef.sectionName']],
  hostnames: [[]],
  // apps/v1 StatefulSet, batch/v1 CronJob (set).
  volumeClaimTemplates: [['metadata.name']],
  active: [['uid']],
  // autoscaling/v2 (set).
  metrics: [
    [
      'type',
      'resource.name',
      'containerResource.name',
      'containerResource.container',
      'pods.metric.name',
      'object.metric.name',
      'external.metric.name',
    ],
  ],
  currentMetrics: [
    [
      'type',
      'resource.name',
      'containerResource.name',
      'containerResource.container',
      'pods.metric.name',
      'object.metric.name',
      'external.metric.name',
    ],
  ],
  // Their order matters, or nothing identifies their items.
  command: [],
  args: [],
  namespaces: [],
  matchLabelKeys: [],
  matchExpressions: [],
  values: [],
  nodeSelectorTerms: [],
  requiredDuringSchedulingIgnoredDuringExecution: [],
  preferredDuringSchedulingIgnoredDuringExecution: [],
  subsets: [],
  paths: [],
  matches: [],
  headers: [],
  queryParams: [],
  filters: [],
  backendRefs: [],
  cells: [],
  health: [['field']],
  // Probes.
  nodes: [['name']],
  partitions: [[]],
  deadLettersOf: [[]],
  deaths: [['queue', 'reason']],
  repositories: [['name']],
  missing: [['part']],
};

/** A port without a protocol is a TCP port. Source: k8s.io/api/core/v1 `ContainerPort`, `ServicePort`. */
const DEFAULTS = new Map([['protocol', 'TCP']]);

const isList = (name: string): name is keyof typeof KEYS => Object.hasOwn(KEYS, name);

export type Keyed = [key: string, item: ListItem, value: Json];

/** The items of both lists by their keys; undefined if no key identifies them. */
export function keyLists(
  name: string,
  before: readonly Json[],
  after: readonly Json[],
): { before: Map<string, Keyed>; after: Map<string, Keyed> } | undefined {
  for (const by of isList(name) ? KEYS[name] : []) {
    const keyed = { before: keyList(before, by), after: keyList(after, by) };
    if (keyed.before && keyed.after) return { before: keyed.before, after: keyed.after };
  }
  return undefined;
}

function keyList(list: readonly Json[], by: readonly string[]): Map<string, Keyed> | undefined {
  const found = new Map<string, Keyed>();
  for (const value of list) {
    const is = toKey(value, by);
    const key = is?.length === 1 ? is[0]! : JSON.stringify(is);
    if (!is || found.has(key)) return undefined;
    found.set(key, [key, { by, is }, value]);
  }
  return found;
}

/** The key of an item; undefined if it has none. The first field of the key must exist. */
export function toKey(value: Json, by: readonly string[]): string[] | undefined {
  if (by.length === 0) return isPlain(value) ? [String(value)] : undefined;
  if (isPlain(value) || Array.isArray(value)) return undefined;
  const texts: string[] = [];
  for (const field of by) {
    const part = lookUp(value, field.split('.')) ?? DEFAULTS.get(field) ?? '';
    if (!isPlain(part)) return undefined;
    texts.push(String(part));
  }
  return texts[0] === '' ? undefined : texts;
}

const isPlain = (value: Json): value is string | number | boolean | null =>
  typeof value !== 'object' || value === null;

function lookUp(value: Json | undefined, [name, ...rest]: readonly string[]): Json | undefined {
  if (name === undefined) return value;
  if (value === undefined || value === null || typeof value !== 'object') return undefined;
  return Object.hasOwn(value, name) ? lookUp((value as JsonObject)[name], rest) : undefined;
}
