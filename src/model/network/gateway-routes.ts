/** HTTPRoutes and GRPCRoutes: which requests they accept, and where they send them. */
import type { ObjectOf } from '../../snapshots/kinds/kinds.ts';
import type { Backends } from './backends.ts';
import type { Attachment } from './route-parents.ts';
import type { Backend, Judged, RouteRow } from '../report.ts';
import { worst } from '../state.ts';

type HttpRoute = ObjectOf<'HTTPRoute'>;
type GrpcRoute = ObjectOf<'GRPCRoute'>;
type HttpMatch = NonNullable<NonNullable<NonNullable<HttpRoute['spec']>['rules']>[number]['matches']>[number];
type GrpcMatch = NonNullable<NonNullable<NonNullable<GrpcRoute['spec']>['rules']>[number]['matches']>[number];

/** A rule of either kind, with its matches already read. */
interface Rule extends Pick<
  NonNullable<NonNullable<HttpRoute['spec']>['rules']>[number],
  'filters' | 'backendRefs'
> {
  paths: string[];
}

/** A rule without matches accepts everything. Source: gateway-api/apis/v1/httproute_types.go `HTTPRouteRule`. */
export function buildHttpRoute(route: HttpRoute, attachment: Attachment, backends: Backends): RouteRow {
  const rules = route.spec?.rules?.map((rule) => ({
    ...rule,
    paths: (rule.matches ?? [{}]).map(formatHttpMatch),
  }));
  return buildRow(route, rules, attachment, backends);
}

/** Source: gateway-api/apis/v1/grpcroute_types.go `GRPCRouteRule`. */
export function buildGrpcRoute(route: GrpcRoute, attachment: Attachment, backends: Backends): RouteRow {
  const rules = route.spec?.rules?.map((rule) => ({
    ...rule,
    paths: (rule.matches ?? [{}]).map(formatGrpcMatch),
  }));
  return buildRow(route, rules, attachment, backends);
}

function buildRow(
  { kind, metadata, spec }: HttpRoute | GrpcRoute,
  rules: readonly Rule[] = [],
  { via, gateways, tls, addresses, judgements }: Attachment,
  backends: Backends,
): RouteRow {
  const { uid, namespace = '', name } = metadata;
  const host = spec?.hostnames?.join(', ') ?? '*';
  const found = rules.map((rule) => ({ rule, backends: findBackends(rule, namespace, backends) }));
  return {
    uid,
    kind,
    namespace,
    name,
    via,
    gateways,
    paths: found.flatMap(({ rule, backends: own }) => toPaths(host, rule, own)),
    tls,
    addresses,
    ...worst([...found.flatMap(({ rule, backends: own }) => judgeRule(rule, own, backends)), ...judgements]),
  };
}

/** Weights are shares of their sum; a missing weight is 1. Source: shared_types.go `BackendRef`. */
function findBackends({ backendRefs = [] }: Rule, own: string, backends: Backends): Backend[] {
  const total = backendRefs.reduce((sum, { weight = 1 }) => sum + weight, 0);
  return backendRefs.map(({ group, kind = 'Service', namespace = own, name = '', port, weight = 1 }) =>
    backends.find({
      ...{ group, kind, namespace, name, port },
      ...(backendRefs.length > 1 && { share: total > 0 ? weight / total : 0 }),
    }),
  );
}

function toPaths(host: string, { paths, filters = [] }: Rule, own: readonly Backend[]): RouteRow['paths'] {
  const filter = filters.flatMap(({ type }) => (type === undefined ? [] : [type])).join(', ');
  return paths.flatMap((path): RouteRow['paths'] =>
    own.length > 0
      ? own.map((backend) => ({ host, path, backend }))
      : [{ host, path, ...(filter !== '' && { filter }) }],
  );
}

/** A backend without traffic cannot fail a rule. A rule without backends is right only if a filter answers. */
function judgeRule({ filters = [] }: Rule, own: readonly Backend[], backends: Backends): Judged[] {
  if (own.length === 0 && filters.length === 0)
    return [{ state: 'degraded', why: 'a rule of it leads nowhere' }];
  return own.filter(({ share }) => share !== 0).map((backend) => backends.judge(backend));
}

const HOW = new Map([
  ['Exact', ' (exact)'],
  ['RegularExpression', ' (regular expression)'],
]);

function formatHttpMatch({ path, method, headers = [], queryParams = [] }: HttpMatch): string {
  const { type = '', value = '/' } = path ?? {};
  return [
    `${method === undefined ? '' : `${method} `}${value}${HOW.get(type) ?? ''}`,
    ...headers.map(({ name = '' }) => `header ${name}`),
    ...queryParams.map(({ name = '' }) => `parameter ${name}`),
  ].join(', ');
}

/** Exact is the default match, and is not printed. */
function formatGrpcMatch({ method, headers = [] }: GrpcMatch): string {
  const { type, service = '*', method: name = '*' } = method ?? {};
  return [
    `${service}/${name}${type === 'RegularExpression' ? HOW.get(type) : ''}`,
    ...headers.map(({ name: header = '' }) => `header ${header}`),
  ].join(', ');
}
