/** The Gateways of a route: whether they accept the route, and what they give it. */
import type { ObjectOf } from '../../snapshots/kinds/kinds.ts';
import type { Snapshot } from '../../snapshots/schema.ts';
import {
  currentOf,
  findCondition,
  formatCondition,
  NOT_LOOKED_AT,
  type Current,
} from './gateway-conditions.ts';
import { addressesOf } from './gateways.ts';
import { formatObject, namespacedName } from '../object-ref.ts';
import type { Judged, RouteRow } from '../report.ts';
import type { Seen } from '../seen.ts';

type Route = ObjectOf<'HTTPRoute'> | ObjectOf<'GRPCRoute'>;
type Gateway = ObjectOf<'Gateway'>;
type ParentRef = NonNullable<NonNullable<Route['spec']>['parentRefs']>[number];

export interface Attachment extends Pick<RouteRow, 'via' | 'gateways' | 'tls' | 'addresses'> {
  judgements: Judged[];
}

/** Finds the parents of a route. */
export function indexParents({ objects }: Snapshot, seen: Seen): (route: Route) => Attachment {
  const gateways = new Map(objects.Gateway.map((gateway) => [namespacedName(gateway.metadata), gateway]));
  return (route) => {
    const parents = (route.spec?.parentRefs ?? []).map((ref) => {
      const parent = toParent(ref, route);
      const gateway = parent.kind === 'Gateway' ? gateways.get(parent.object) : undefined;
      const missing = parent.kind === 'Gateway' && !gateway && seen('Gateway', parent.namespace);
      const statuses = (route.status?.parents ?? [])
        .filter(({ parentRef = {} }) => toParent(parentRef, route).key === parent.key)
        .map(({ conditions }) => currentOf(conditions, route.metadata.generation));
      return { ...parent, ref, gateway, missing, statuses, refusal: findRefusal(parent, statuses, missing) };
    });
    const taking = parents.filter(({ refusal }) => !refusal);
    return {
      via: parents.map(({ label }) => label),
      gateways: parents.flatMap(({ kind, namespace, name, label }) =>
        kind === 'Gateway' ? [{ via: label, object: { kind, namespace, name } }] : [],
      ),
      tls: [...new Set(taking.flatMap(({ ref, gateway }) => (gateway ? tlsHosts(route, ref, gateway) : [])))],
      addresses: [...new Set(taking.flatMap(({ gateway }) => (gateway ? addressesOf(gateway) : [])))],
      judgements: [
        ...(parents.length === 0 ? [{ state: 'degraded' as const, why: 'attached to no Gateway' }] : []),
        // If another Gateway accepts the route, the route works there.
        ...parents.flatMap(({ refusal }): Judged[] =>
          refusal ? [taking.length > 0 ? { ...refusal, state: 'degraded' } : refusal] : [],
        ),
        ...parents.flatMap(({ label, statuses }) => judgeReferences(label, statuses)),
      ],
    };
  };
}

interface Parent {
  kind: string;
  namespace: string;
  name: string;
  /** `infra/edge` */
  object: string;
  /** `infra/edge`, `infra/edge:https`, `Service shop/web`. */
  label: string;
  /** Equal for equal references. */
  key: string;
}

const GROUP = 'gateway.networking.k8s.io';

/** Source: gateway-api/apis/v1/shared_types.go `ParentReference`, with the defaults of missing fields. */
function toParent(ref: ParentRef, { metadata }: Route): Parent {
  const { group = GROUP, kind = 'Gateway', namespace = metadata.namespace ?? '', name = '' } = ref;
  const { sectionName, port } = ref;
  const object = namespacedName({ namespace, name });
  const label = [kind === 'Gateway' ? object : formatObject({ kind, namespace, name }), sectionName, port]
    .filter((part) => part !== undefined)
    .join(':');
  return {
    kind: group === GROUP ? kind : `${kind}.${group}`,
    namespace,
    name,
    object,
    label,
    key: `${group} ${label}`,
  };
}

/** Why a parent does not accept the route; undefined when one of its controllers accepts it. */
function findRefusal({ label, object }: Parent, statuses: readonly Current[], missing: boolean) {
  if (missing) return { state: 'failing', why: `Gateway ${object} does not exist` } satisfies Judged;
  const verdicts = statuses.map(({ conditions }) => findCondition(conditions, 'Accepted'));
  if (verdicts.some((verdict) => verdict?.status === 'True')) return undefined;
  const refused = verdicts.find((verdict) => verdict?.status === 'False');
  // The older configuration still applies.
  if (!refused && statuses.some(({ stale }) => stale)) return undefined;
  if (refused)
    return { state: 'failing', why: formatCondition(`not accepted by ${label}`, refused) } satisfies Judged;
  return { state: 'unknown', why: `no controller of ${label} has reported` } satisfies Judged;
}

/** The Gateway answers requests for unresolved references with errors. Source: shared_types.go `RouteConditionType`. */
function judgeReferences(label: string, statuses: readonly Current[]): Judged[] {
  return statuses.flatMap(({ conditions, stale }): Judged[] => {
    if (stale) return [{ state: 'unknown', why: `${label}: ${NOT_LOOKED_AT}` }];
    const resolved = findCondition(conditions, 'ResolvedRefs');
    if (resolved?.status === 'False')
      return [{ state: 'failing', why: formatCondition(`${label} does not reach its backends`, resolved) }];
    const partly = findCondition(conditions, 'PartiallyInvalid');
    if (partly?.status === 'True')
      return [{ state: 'degraded', why: formatCondition(`${label} takes only some of its rules`, partly) }];
    return [];
  });
}

/** The hosts of a route whose TLS a Gateway terminates. */
function tlsHosts({ spec }: Route, { sectionName, port }: ParentRef, gateway: Gateway): string[] {
  const listeners = (gateway.spec?.listeners ?? []).filter(
    (listener) =>
      listener.protocol === 'HTTPS' &&
      listener.tls?.mode !== 'Passthrough' &&
      (sectionName === undefined || listener.name === sectionName) &&
      (port === undefined || listener.port === port),
  );
  return listeners.flatMap(({ hostname = '*' }) =>
    (spec?.hostnames ?? ['*']).flatMap((own) => intersectHosts(own, hostname) ?? []),
  );
}

/**
 * The narrower of two hosts, if they overlap. `*.bank.example` stands for every host below, at any depth, but not for
 * `bank.example`. Source: gateway-api/apis/v1/httproute_types.go `HTTPRouteSpec.Hostnames`.
 */
function intersectHosts(a: string, b: string): string | undefined {
  const covers = (wide: string, host: string) =>
    wide === '*' || wide === host || (wide.startsWith('*.') && host.endsWith(wide.slice(1)));
  return covers(b, a) ? a : covers(a, b) ? b : undefined;
}
