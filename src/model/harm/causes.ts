/** Finds the object that a message names as the cause of trouble. */
import { namespacedName } from '../object-ref.ts';
import type { ObjectRef, ServiceRow } from '../report.ts';

const NAME = '([a-z0-9](?:[-a-z0-9.]*[a-z0-9])?)';

/**
 * What components say about a missing or refusing object. Sources: pkg/kubelet/kubelet_pods.go
 * `makeEnvironmentVariables` ("couldn't find key %v in Secret %v/%v"); apimachinery `NewNotFound` (`secret "x" not
 * found`); pkg/kubelet/kubelet_pods.go `getPullSecretsForPod`; plugin/pkg/admission/resourcequota `exceeded quota`;
 * plugin/pkg/admission/serviceaccount `error looking up service account`;
 * pkg/scheduler/framework/plugins/volumebinding/volume_binding.go `podHasPVCs` (`bound to non-existent`).
 */
const NAMED: readonly [kind: string, pattern: RegExp][] = [
  ['Secret', new RegExp(`\\bsecrets? "?${NAME}"? (?:not found|is forbidden)`, 'i')],
  ['Secret', new RegExp(`couldn't find key \\S+ in Secret (?:[-a-z0-9]+/)?${NAME}`)],
  ['Secret', new RegExp(`[Uu]nable to retrieve some image pull secrets \\(${NAME}`)],
  ['ConfigMap', new RegExp(`\\bconfigmaps? "?${NAME}"? (?:not found|is forbidden)`, 'i')],
  ['ConfigMap', new RegExp(`couldn't find key \\S+ in ConfigMap (?:[-a-z0-9]+/)?${NAME}`)],
  [
    'PersistentVolumeClaim',
    new RegExp(`\\bpersistentvolumeclaims? "${NAME}" (?:not found|bound to non-existent)`, 'i'),
  ],
  ['ServiceAccount', new RegExp(`\\bserviceaccounts? "${NAME}" not found`, 'i')],
  ['ResourceQuota', new RegExp(`exceeded quota: ${NAME}`)],
];

/** What would help, by the kind of the cause. */
const HELP: Readonly<Record<string, string>> = {
  Secret: 'to create it, or to correct what names it, would help',
  ConfigMap: 'to create it, or to correct what names it, would help',
  PersistentVolumeClaim: 'to create it, or to correct what names it, would help',
  ServiceAccount: 'to create it, or to correct what names it, would help',
  Image: 'to see that its registry has it and lets them in would help',
  ResourceQuota: 'a higher quota, or less that uses it, would help',
};

/** @param namespace the namespace of the message's object */
export function findNamedCause(
  message: string | undefined,
  namespace: string | undefined,
): ObjectRef | undefined {
  if (message === undefined) return undefined;
  for (const [kind, pattern] of NAMED) {
    const name = pattern.exec(message)?.[1];
    if (name !== undefined) return { kind, ...(namespace !== undefined && { namespace }), name };
  }
  return undefined;
}

export const helpFor = ({ kind }: ObjectRef): string | undefined => HELP[kind];

/**
 * Finds the Service without a ready endpoint that a message names. As a host, this is `lookup db`, `db:5432` or
 * `http://db.bank.svc/`. By its address, `on 10.96.0.10:53` is the cluster's DNS. A bare name is in the message's own
 * namespace, as in DNS. Source: Kubernetes DNS-Based Service Discovery (kubernetes/dns docs/specification.md).
 */
export function indexDeadHosts(
  services: readonly ServiceRow[],
): (message: string, namespace: string | undefined) => ServiceRow | undefined {
  const dead = services.filter(
    ({ state, ready, ports }) => state === 'failing' && ready === 0 && ports.length > 0,
  );
  const byName = new Map(dead.map((row) => [namespacedName(row), row]));
  const byAddress = new Map(dead.flatMap((row) => (row.clusterIP ? [[row.clusterIP, row] as const] : [])));
  return (message, namespace = '') => {
    if (byName.size === 0) return undefined;
    for (const host of hostsIn(message)) {
      const [name = '', space = namespace] = host.split('.');
      const found = byName.get(namespacedName({ namespace: space, name })) ?? byAddress.get(host);
      if (found) return found;
    }
    return undefined;
  };
}

/** The hosts in a message: after `//`, `@`, `lookup`, `host` or `to`, or before a port number. */
function* hostsIn(message: string): Generator<string> {
  const label = '[a-z0-9](?:[-a-z0-9]*[a-z0-9])?';
  const host = `(${label}(?:\\.${label})*)`;
  const pattern = new RegExp(
    `(?:(?:\\/\\/|@|\\blookup |\\bhost(?:name)?[ =:]+|\\bservice |\\bto )["'\`]?${host}(?![-a-z0-9])|(?<![-a-z0-9./@])${host}:\\d{2,5}\\b)`,
    'gi',
  );
  for (const [, named, withPort] of message.matchAll(pattern)) yield (named ?? withPort ?? '').toLowerCase();
}
