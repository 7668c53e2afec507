/**
 * Rules about Services, Ingresses and the Gateway API. A target that does not exist is degraded: usually it is a
 * leftover.
 */
import { isTrouble } from '../state.ts';
import { describeCommand, formatKubectl } from '../commands.ts';
import { clip, join } from '../english.ts';
import { formatObject } from '../object-ref.ts';
import type { Backend, RouteRow, ServiceRow } from '../report.ts';
import { BEHIND_SERVICE, listSuspects } from './behind-service.ts';
import type { Facts } from './facts.ts';
import { LONGEST_CLAUSE, type Found, type Rule } from './rule.ts';
import { explain } from './symptom.ts';

export const networkRules: Rule[] = [
  {
    id: 'service-no-endpoints',
    severity: 'degraded',
    title: 'Service without ready endpoints',
    milder: 'advice where it has no selector, or is for a control plane that runs elsewhere',
    judges: 'A Service has nothing behind it that is ready and serves its ports.',
    why: 'Whoever calls it gets no answer.',
    advice:
      'Compare its selector with the labels of the pods, and its target ports with the ports of their containers. Delete it if it is a leftover.',
    limits: [
      'Not if everything that it selects is scaled to zero or has done its work. Not for a Service without ports: nobody can call that.',
    ],
    headline: ['a Service has no ready endpoints', 'Services have no ready endpoints'],
    needs: ['Service', 'EndpointSlice'],
    isBlind: endpointsUnseen,
    foldsInto: BEHIND_SERVICE,
    *find(facts) {
      for (const row of facts.tables.services) {
        if (isUnwritten(row)) {
          const what = 'no endpoints, and no selector that would find any';
          yield { ...serviceFound(row, facts), what, severity: 'advice', rows: [] };
          continue;
        }
        if (row.ofControlPlane) {
          const what = 'no pod has the labels that it selects: the control plane runs elsewhere';
          yield { ...serviceFound(row, facts), what, severity: 'advice', rows: [] };
          continue;
        }
        // Without visible endpoints, its pods tell.
        const hasNone = row.ready === 0 || (row.ready === undefined && row.state === 'failing');
        if (!hasNone || row.scaledToZero || !isTrouble(row.state) || isOfBalancer(row)) continue;
        yield { ...serviceFound(row, facts), because: listSuspects(facts, row) };
      }
    },
  },
  {
    id: 'endpoints-not-ready',
    severity: 'degraded',
    title: 'Endpoints are not ready',
    judges:
      'A Service has endpoints that are ready and others that are not, or a port that none of them serves.',
    why: 'The ready ones carry the load of all; a port that none serves refuses connections.',
    advice: 'See why the pods behind the others are not ready.',
    headline: ['a Service works only in part', 'Services work only in part'],
    needs: ['Service', 'EndpointSlice'],
    isBlind: endpointsUnseen,
    foldsInto: BEHIND_SERVICE,
    *find(facts) {
      for (const row of facts.tables.services) {
        if (!isPartly(row) || !isTrouble(row.state)) continue;
        yield { ...serviceFound(row, facts), because: listSuspects(facts, row) };
      }
    },
  },
  {
    id: 'load-balancer-pending',
    severity: 'degraded',
    title: 'Load balancer has no address',
    judges: 'A Service of type LoadBalancer has not been given an address.',
    why: 'It cannot be reached from outside.',
    advice: "Read its events: the cloud's controller is missing, or refuses.",
    limits: ['5 minutes: a cloud takes a while. At once, if its event SyncLoadBalancerFailed says so.'],
    headline: ['a load balancer has no address', 'load balancers have no address'],
    needs: ['Service'],
    *find(facts) {
      for (const row of facts.tables.services) {
        if (!row.lacksAddress) continue;
        const object = serviceRef(row);
        const command = describeCommand(object, facts.context);
        const why = 'its load balancer has no address';
        const what = `${why}${explain(facts.warningAbout(object)?.message)}`;
        yield { object, what, command, since: undefined, rows: row.why === why ? [row] : [] };
      }
    },
  },
  {
    id: 'ingress-to-nothing',
    severity: 'degraded',
    title: 'Ingress leads to nothing',
    judges: 'An Ingress or a route names a Service, or a port of one, that does not exist.',
    why: 'Requests to that host and path get an error from the ingress controller.',
    advice: 'Correct the name of the Service or of the port, or delete what is left over.',
    headline: ['a route leads to nothing', 'routes lead to nothing'],
    needs: ['Ingress', 'HTTPRoute', 'GRPCRoute', 'Service'],
    find: findToNothing,
  },
  {
    id: 'route-degraded',
    severity: 'degraded',
    title: 'Route does not work',
    judges:
      'An Ingress or a route leads to a Service that does not answer, or its controller has not accepted it.',
    why: 'Requests to it get an error.',
    advice: 'Mend the Service, or read what the controller says in the conditions of the route.',
    headline: ['a route does not work', 'routes do not work'],
    needs: ['Ingress', 'HTTPRoute', 'GRPCRoute', 'Service'],
    foldsInto: ['service-no-endpoints', 'ingress-to-nothing'],
    *find({ tables, context }) {
      for (const row of tables.routes) {
        if (!isTrouble(row.state)) continue;
        const object = routeRef(row);
        const behind = row.paths.flatMap(({ backend }) => (backend ? [backend] : []));
        yield {
          object,
          what: clip(row.why ?? row.state, LONGEST_CLAUSE),
          command: describeCommand(object, context),
          because: [object, ...behind],
          rows: [row],
        };
      }
    },
  },
  {
    id: 'gateway-degraded',
    severity: 'degraded',
    title: 'Gateway does not work',
    judges: 'A Gateway, or one of its listeners, is not accepted or not programmed by its controller.',
    why: 'The routes that are attached to it get no traffic.',
    advice:
      'Read the conditions of the Gateway and of its listeners: mostly a certificate or a class is missing.',
    headline: ['a Gateway does not work', 'Gateways do not work'],
    needs: ['Gateway'],
    *find({ tables, context }) {
      for (const row of tables.gateways) {
        if (!isTrouble(row.state)) continue;
        const object = { kind: 'Gateway', namespace: row.namespace, name: row.name, uid: row.uid };
        yield {
          object,
          what: clip(row.why ?? row.state, LONGEST_CLAUSE),
          command: describeCommand(object, context),
          rows: [row],
        };
      }
    },
  },
];

/** A part works; without visible endpoints, a part of its pods is ready. */
const isPartly = ({ ready, notReady = 0, unservedPorts, state, why }: ServiceRow) =>
  ready === undefined
    ? state === 'degraded' && why?.includes('selected pods are ready') === true
    : ready > 0 && (notReady > 0 || unservedPorts !== undefined);

/** Somebody should write its endpoints by hand, and has not. */
const isUnwritten = ({ ready, notReady, ports, selector, state }: ServiceRow) =>
  state === 'healthy' &&
  ready === 0 &&
  notReady === 0 &&
  ports.length > 0 &&
  Object.keys(selector).length === 0;

/** Its trouble is its load balancer, whatever endpoints it has. */
const isOfBalancer = ({ why }: ServiceRow) => why?.startsWith('its load balancer ') === true;

/** If EndpointSlices are not served, Endpoints replace them. */
function endpointsUnseen({ tables, seen }: Facts): boolean {
  const slices = tables.meta.coverage.find(({ kind }) => kind === 'EndpointSlice');
  return slices?.state === 'absent' && !seen('Endpoints');
}

const serviceRef = ({ namespace, name, uid }: ServiceRow) => ({ kind: 'Service', namespace, name, uid });
const routeRef = ({ kind, namespace, name, uid }: RouteRow) => ({ kind, namespace, name, uid });

function serviceFound(row: ServiceRow, { context }: Facts): Found {
  const { namespace, name, endpoints } = row;
  const words = ['get', 'endpointslices', '-l', `kubernetes.io/service-name=${name}`];
  return {
    object: serviceRef(row),
    what: clip(row.why ?? row.state, LONGEST_CLAUSE),
    command: formatKubectl(words, { context, namespace }),
    evidence: endpoints
      .filter(({ ready }) => !ready)
      .map(({ address, pod, node }) => ({
        object: pod ? { kind: 'Pod', namespace, name: pod } : serviceRef(row),
        text: `${address} is not ready${node ? `, on ${node}` : ''}`,
      })),
    rows: [row],
  };
}

function* findToNothing({ tables, context }: Facts): Generator<Found> {
  for (const row of tables.routes) {
    const broken = row.paths.flatMap(({ host, path, backend }) =>
      backend && (backend.exists === false || backend.portExists === false)
        ? [{ text: missing(backend), path: `${host}${path.startsWith('/') ? path : ` ${path}`}` }]
        : [],
    );
    if (broken.length === 0) continue;
    const object = routeRef(row);
    yield {
      object,
      what: clip(join([...new Set(broken.map(({ text }) => text))]), LONGEST_CLAUSE),
      command: describeCommand(object, context),
      evidence: broken.map(({ text, path }) => ({ object, text: `${path}: ${text}` })),
      rows: [row],
    };
  }
}

const missing = ({ port, exists, ...backend }: Backend) =>
  `${formatObject(backend)} ${exists === false ? 'does not exist' : `has no port ${port}`}`;
