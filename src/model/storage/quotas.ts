/** ResourceQuotas: what is used, and what was refused. */
import type { Snapshot } from '../../snapshots/schema.ts';
import { namespacedName } from '../object-ref.ts';
import { parseQuantity } from '../quantity.ts';
import type { Judged, QuotaRow } from '../report.ts';
import { compareText } from '../state.ts';

/** The share of a limit from which a quota is nearly full. */
export const NEARLY_FULL = 0.9;

/** A row for each resource that a quota limits. */
export function buildQuotas({ objects }: Snapshot): QuotaRow[] {
  const refusalsOf = indexRefusals(objects);
  return objects.ResourceQuota.flatMap(({ metadata, spec, status }) => {
    const hard = new Map(Object.entries(status?.hard ?? spec?.hard ?? {}));
    const used = new Map(Object.entries(status?.used ?? {}));
    const refusals = refusalsOf(metadata.namespace, metadata.name);
    return [...hard]
      .sort(([a], [b]) => compareText(a, b))
      .map(([resource, limit]): QuotaRow => {
        const taken = used.get(resource);
        const share = shareOf(taken, limit);
        return {
          uid: metadata.uid,
          namespace: metadata.namespace ?? '',
          name: metadata.name,
          resource,
          used: taken ?? '',
          hard: limit,
          ...(share !== undefined && { share }),
          ...judgeQuota({ used: taken, hard: limit }, isRefused(refusals, resource, taken, limit)),
        };
      });
  });
}

/** A limit of zero has no share: it forbids, and is not "full". */
function shareOf(used: string | undefined, hard: string): number | undefined {
  const [part, whole] = [parseQuantity(used), parseQuantity(hard)];
  return part === undefined || whole === undefined || whole <= 0 ? undefined : part / whole;
}

/** A refusal by a quota: its name, and the request for each resource. */
const EXCEEDED = /exceeded quota: ([^,\s]+)(?:, requested: ((?:[^=,\s]+=[^,\s]+,?)+))?/g;

/**
 * Refusals of pods by quota, from conditions (ReplicaFailure) or events. Source:
 * k8s.io/apiserver/pkg/admission/plugin/resourcequota/controller.go `CheckRequest`.
 */
function indexRefusals({ Deployment, ReplicaSet, ReplicationController, Event }: Snapshot['objects']) {
  const asked = new Map<string, Map<string, string>[]>();
  const note = (namespace: string | undefined, message = '') => {
    for (const [, name = '', requested = ''] of message.matchAll(EXCEEDED)) {
      const key = namespacedName({ namespace, name });
      const pairs = requested.split(',').flatMap((pair) => {
        const [resource, amount] = pair.split('=');
        return resource && amount ? [[resource, amount] as const] : [];
      });
      asked.set(key, [...(asked.get(key) ?? []), new Map(pairs)]);
    }
  };
  for (const { metadata, status } of [...Deployment, ...ReplicaSet, ...ReplicationController]) {
    for (const { type, status: value, message } of status?.conditions ?? [])
      if (type === 'ReplicaFailure' && value === 'True') note(metadata.namespace, message);
  }
  for (const { involvedObject, reason, message } of Event)
    if (reason === 'FailedCreate') note(involvedObject?.namespace, message);
  return (namespace: string | undefined, name: string) =>
    asked.get(namespacedName({ namespace, name })) ?? [];
}

/** Whether the refused request would still be refused now. */
function isRefused(
  refusals: readonly ReadonlyMap<string, string>[],
  resource: string,
  used: string | undefined,
  hard: string,
): boolean {
  const left = (parseQuantity(hard) ?? Infinity) - (parseQuantity(used) ?? 0);
  return refusals.some((asked) => {
    const amount = parseQuantity(asked.get(resource));
    return asked.size === 0 ? left <= 0 : amount !== undefined && amount > left;
  });
}

/**
 * A full quota does its work, perhaps on purpose: it is shown, and is no trouble. If it refused something, it is
 * degraded, never failing.
 */
function judgeQuota({ used, hard }: { used: string | undefined; hard: string }, refused: boolean): Judged {
  if (used === undefined) return { state: 'unknown', why: 'its controller has not reported' };
  return refused
    ? { state: 'degraded', why: `${used} used of ${hard}, and more was refused` }
    : { state: 'healthy' };
}
