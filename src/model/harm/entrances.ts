/** The entrances from outside, and how much of each answers. */
import { formatObject, namespacedName, toObjectRef } from '../object-ref.ts';
import { join } from '../english.ts';
import type { Backend, Entrance, GatewayRow, Judged, RouteRow, ServiceRow } from '../report.ts';
import { compareStates, compareText } from '../state.ts';
import type { Answers, BehindService } from './serves.ts';

type BackendPart = Entrance['backends'][number];

interface Draft {
  name: string;
  by: Map<string, Entrance['by'][number]>;
  parts: Map<string, BackendPart>;
  refused?: string;
}

interface Ways {
  services: readonly ServiceRow[];
  routes: readonly RouteRow[];
  gateways: readonly GatewayRow[];
}

/**
 * One entrance for each host of Ingresses and routes, and for each Service with its own address or port outside. Such a
 * Service is a LoadBalancer, a NodePort, or has external addresses. Not counted: what somebody scaled to zero, and what
 * leads out of the cluster. The worst first.
 */
export function buildEntrances(
  { services, routes, gateways }: Ways,
  answersOf: ReadonlyMap<string, Answers>,
  behind: BehindService,
): Entrance[] {
  const rows = new Map(services.map((row) => [namespacedName(row), row]));
  const dead = new Set(gateways.filter(({ state }) => state === 'failing').map(namespacedName));
  const drafts = new Map<string, Draft>();
  const draftOf = (name: string, by: Entrance['by'][number]) => {
    const draft: Draft = drafts.get(name) ?? { name, by: new Map(), parts: new Map() };
    drafts.set(name, draft);
    draft.by.set(formatObject(by), by);
    return draft;
  };
  const add = (draft: Draft, row: ServiceRow | undefined, part: Omit<BackendPart, 'workloads'>) => {
    const known = draft.parts.get(namespacedName(part));
    if (!known) {
      draft.parts.set(namespacedName(part), { ...part, workloads: row ? behind(row) : [] });
      return;
    }
    known.paths = [...new Set([...known.paths, ...part.paths])];
    // Of two ports of a Service, the one that answers less.
    if ((part.ready ?? Infinity) < (known.ready ?? Infinity)) known.ready = part.ready;
  };
  for (const route of routes) {
    const refused = refusalOf(route, dead);
    for (const { host, path, backend } of route.paths) {
      if (backend?.kind !== 'Service' || backend.share === 0) continue;
      const row = rows.get(namespacedName(backend));
      if (row?.scaledToZero || row?.type === 'ExternalName') continue;
      for (const name of host.split(', ')) {
        const draft = draftOf(nameHost(name, route), toObjectRef(route));
        for (const { object } of route.gateways) draft.by.set(formatObject(object), object);
        if (refused !== undefined) draft.refused = refused;
        const answers = refused === undefined ? answer(backend, row, answersOf) : none(backend, answersOf);
        add(draft, row, { ...pick(backend), paths: [path], ...answers });
      }
    }
  }
  for (const row of services) {
    const name = row.scaledToZero ? undefined : nameOutside(row);
    if (name === undefined) continue;
    const answers = answersOf.get(namespacedName(row));
    add(draftOf(name, { kind: 'Service', ...pick(row) }), row, { ...pick(row), paths: [], ...answers });
  }
  return [...drafts.values()].map(finishEntrance).sort(compareEntrances);
}

const pick = ({ namespace, name }: { namespace: string; name: string }) => ({ namespace, name });

/** The name of a wildcard host: its address, or else the object that makes it. */
const nameHost = (host: string, { kind, namespace, name, addresses }: RouteRow): string =>
  host === '*' ? (addresses[0] ?? `any host of ${formatObject({ kind, namespace, name })}`) : host;

/** `203.0.113.7:443`, `node port 30080`; undefined for a Service that is only reachable in the cluster. */
function nameOutside({ type, external, ports }: ServiceRow): string | undefined {
  if (type === 'ExternalName' || ports.length === 0) return undefined;
  const [address] = external;
  const numbers = ports.map((port) => /^\d+/.exec(port)?.[0] ?? '');
  if (address !== undefined) return `${address}:${numbers.join(',')}`;
  if (type !== 'NodePort') return undefined;
  const open = ports.flatMap((port) => /node port (\d+)/.exec(port)?.[1] ?? []);
  return open.length > 0 ? `node port ${join(open)}` : undefined;
}

/** Why a route accepts no requests, whatever its backends. */
function refusalOf({ state, why, gateways, paths }: RouteRow, dead: ReadonlySet<string>): string | undefined {
  if (gateways.length > 0 && gateways.every(({ object }) => dead.has(namespacedName(object))))
    return `${formatObject(gateways[0]!.object)} does not work`;
  const isMissing = ({ backend }: RouteRow['paths'][number]) =>
    backend?.exists === false || backend?.portExists === false;
  return state === 'failing' && !paths.some(isMissing) ? (why ?? 'it does not work') : undefined;
}

function answer(
  { exists, portExists, port, ...backend }: Backend,
  row: ServiceRow | undefined,
  answersOf: ReadonlyMap<string, Answers>,
): Partial<Answers> {
  if (exists === false) return { ready: 0, wanted: 0 };
  const isUnserved = row?.unservedPorts?.some((own) => String(own.port) === port || own.name === port);
  if (portExists === false || isUnserved) return none(backend, answersOf);
  return answersOf.get(namespacedName(backend)) ?? {};
}

const none = (backend: Pick<Backend, 'namespace' | 'name'>, answersOf: ReadonlyMap<string, Answers>) => ({
  ready: 0,
  wanted: answersOf.get(namespacedName(backend))?.wanted ?? 0,
});

const shareOf = ({ ready, wanted }: Partial<Answers>) =>
  ready === undefined ? 1 : wanted === undefined || wanted === 0 ? Number(ready > 0) : ready / wanted;

function finishEntrance({ name, by, parts, refused }: Draft): Entrance {
  const backends = [...parts.values()].sort(
    (a, b) => shareOf(a) - shareOf(b) || compareText(namespacedName(a), namespacedName(b)),
  );
  const seen = backends.every(({ ready }) => ready !== undefined);
  const total = (key: 'ready' | 'wanted') => backends.reduce((sum, part) => sum + (part[key] ?? 0), 0);
  return {
    name,
    by: [...by.values()],
    ...(seen && { ready: total('ready'), wanted: total('wanted') }),
    backends,
    ...judgeBackends(backends, refused),
  };
}

function judgeBackends(backends: readonly BackendPart[], refused: string | undefined): Judged {
  if (refused !== undefined) return { state: 'failing', why: refused };
  const isDead = ({ ready }: BackendPart) => ready === 0;
  const isShort = ({ ready, wanted = 0 }: BackendPart) => ready !== undefined && ready < wanted;
  const short = backends.filter((part) => isDead(part) || isShort(part));
  const [first] = short;
  if (first) {
    const where = backends.length > 1 && first.paths.length > 0 ? `${first.paths[0]}: ` : '';
    const why = `${where}${formatAnswers(first)}`;
    return { state: backends.every(isDead) ? 'failing' : 'degraded', why };
  }
  return backends.some(({ ready }) => ready === undefined)
    ? { state: 'unknown', why: 'how much of it answers was not seen' }
    : { state: 'healthy' };
}

/** `7 of 14 replicas answer`; without any replica, `nothing answers`. */
const formatAnswers = ({ ready = 0, wanted = 0 }: Partial<Answers>): string =>
  ready === 0 ? 'nothing answers' : `${ready} of ${wanted} replicas answer`;

const compareEntrances = (a: Entrance, b: Entrance) =>
  compareStates(a.state, b.state) || shareOf(a) - shareOf(b) || compareText(a.name, b.name);
