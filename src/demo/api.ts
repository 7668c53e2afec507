/**
 * The simulated clusters as an HTTP server with the Kubernetes API, for the real collector. Each cluster has its name
 * in the path: `http://127.0.0.1:PORT/production/api/v1/pods`. What runs beside it is below
 * `http://127.0.0.1:PORT/beside/production`, for the real probes. The server's clock is set, never read.
 */
import http from 'node:http';
import type { AddressInfo } from 'node:net';
import { discoveryDocument } from './api-discovery.ts';
import { ApiFailure } from './api-status.ts';
import { listDocument } from './api-list.ts';
import { answerBeside } from './beside/beside.ts';
import { BesideRefusal } from './beside/request.ts';
import { CLUSTER_NAMES, type ClusterName } from './plan/estate.ts';
import { estates } from './plan/estates.ts';
import type { Resource } from './objects/resource.ts';
import { resourcesOf } from './resources.ts';
import { openSimulation, type Simulation } from './simulation.ts';

export interface DemoServerOptions {
  /** The end of the demo's first day, which fixes the timeline. */
  anchor: Date;
  /** Absent: any free port. */
  port?: number;
}

export interface DemoServer {
  url: string;
  /** Sets the clock of one cluster, or of all, to the second. */
  setTime: (instant: Date, cluster?: ClusterName) => void;
  /** YAML with a context for each cluster; both have the same name. */
  kubeconfig: string;
  close: () => Promise<void>;
}

const TOKEN = 'demo-viewer';
const CHECKS = ['ping', 'log', 'etcd', 'informer-sync', 'poststarthook/start-apiextensions-controllers'];
const isCluster = (name: string): name is ClusterName => (CLUSTER_NAMES as readonly string[]).includes(name);

/** Starts the server on the loopback interface. Until {@link DemoServer.setTime} is called, clocks show the anchor. */
export async function serveDemo({ anchor, port = 0 }: DemoServerOptions): Promise<DemoServer> {
  const simulation = openSimulation(anchor);
  const server = http.createServer((request, response) => respond(simulation, anchor, request, response));
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, '127.0.0.1', resolve);
  });
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  return {
    url,
    setTime: simulation.setTime,
    kubeconfig: kubeconfigFor(url),
    close() {
      server.closeAllConnections();
      return new Promise((resolve) => server.close(() => resolve()));
    },
  };
}

const NOT_FOUND = 'the server could not find the requested resource';

/** The health endpoint of a Service, through the API server's proxy. */
const PROXIED = /^api\/v1\/namespaces\/[^/]+\/services\/([^/:]+):8080\/proxy\/health$/;

/** The status code and the body of an answer; JSON unless it is a text. */
interface Answer {
  code: number;
  body: string | object;
}

function respond(
  simulation: Simulation,
  anchor: Date,
  request: http.IncomingMessage,
  response: http.ServerResponse,
): void {
  const url = new URL(request.url ?? '/', 'http://demo');
  const words = url.pathname.split('/').filter(Boolean).map(decodeURIComponent);
  const isBeside = words[0] === 'beside';
  const [cluster = '', ...path] = isBeside ? words.slice(1) : words;
  response.sendDate = false;
  const now = isCluster(cluster) ? simulation.nowOf(cluster) : anchor.getTime();
  response.setHeader('Date', new Date(now).toUTCString());
  const { code, body } = orFailure(() => {
    const { method = 'GET' } = request;
    const askBeside = (below: readonly string[]): Answer => {
      if (!isCluster(cluster)) throw new ApiFailure(404, NOT_FOUND);
      const beside = { cluster, method, path: below, query: url.searchParams, anchor: anchor.getTime(), now };
      const body = answerBeside(beside);
      if (!body) throw new ApiFailure(404, NOT_FOUND);
      return { code: 200, body };
    };
    if (isBeside) return askBeside(path);
    if (method !== 'GET') throw new ApiFailure(405, 'the demo is read-only');
    if (request.headers.authorization !== `Bearer ${TOKEN}`) throw new ApiFailure(401, 'Unauthorized');
    if (!isCluster(cluster)) throw new ApiFailure(404, NOT_FOUND);
    if (path[0] === 'readyz') return readyz(simulation, cluster);
    if (path[0] === 'version') return { code: 200, body: versionOf(cluster) };
    if (path[0] !== 'api' && path[0] !== 'apis') throw new ApiFailure(404, NOT_FOUND);
    const proxied = PROXIED.exec(path.join('/'))?.[1];
    if (proxied !== undefined) return askBeside(['health', proxied]);
    const asTable = request.headers.accept?.includes('as=Table') === true;
    return { code: 200, body: answer(simulation, cluster, path, { query: url.searchParams, asTable }) };
  });
  const bytes = Buffer.from(typeof body === 'string' ? body : JSON.stringify(body));
  response.writeHead(code, {
    'Content-Type': typeof body === 'string' ? 'text/plain; charset=utf-8' : 'application/json',
    'Content-Length': bytes.length,
  });
  response.end(bytes);
}

function orFailure(work: () => Answer): Answer {
  try {
    return work();
  } catch (error) {
    if (error instanceof BesideRefusal) return error;
    if (!(error instanceof ApiFailure)) throw error;
    return { code: error.code, body: error.status };
  }
}

/** @param path below the cluster, split at its slashes: `['api', 'v1', 'namespaces', 'ledger', 'pods']` */
function answer(
  simulation: Simulation,
  cluster: ClusterName,
  path: string[],
  { query, asTable }: { query: URLSearchParams; asTable: boolean },
): object {
  const served = resourcesOf(cluster);
  const depth = path[0] === 'api' ? 2 : 3;
  if (path.length <= depth) return discoveryDocument(served, path);
  const groupVersion = path.slice(1, depth).join('/');
  const rest = path.slice(depth);
  const isNamespaced = rest[0] === 'namespaces' && rest.length > 2;
  const namespace = isNamespaced ? rest[1] : undefined;
  const [plural, name] = isNamespaced ? rest.slice(2) : rest;
  const resource = served.find((one) => one.groupVersion === groupVersion && one.name === plural);
  if (!resource) throw new ApiFailure(404, NOT_FOUND);
  refuse(simulation.forbiddenIn(cluster), resource, namespace);
  const list = (at: number) =>
    simulation
      .listObjects(cluster, resource, at)
      .filter(({ metadata }) => namespace === undefined || metadata.namespace === namespace);
  const now = simulation.nowOf(cluster);
  if (name === undefined) return listDocument({ resource, list, query, now, asTable });
  const object = list(now).find(({ metadata }) => metadata.name === name);
  if (!object) throw new ApiFailure(404, `${plural} "${name}" not found`);
  return { kind: resource.kind, apiVersion: groupVersion, ...object };
}

function refuse(
  forbidden: readonly string[],
  { name, groupVersion }: Resource,
  namespace: string | undefined,
): void {
  if (!forbidden.includes(name) && name !== 'secrets' && name !== 'configmaps') return;
  const group = groupVersion.includes('/') ? groupVersion.split('/')[0] : '';
  const scope = namespace === undefined ? 'at the cluster scope' : `in the namespace "${namespace}"`;
  const message = `${name} is forbidden: User "gazette" cannot list resource "${name}" in API group "${group}" ${scope}`;
  throw new ApiFailure(403, message, { details: { group, kind: name } });
}

function readyz(simulation: Simulation, cluster: ClusterName): Answer {
  const failing = simulation.failingChecksOf(cluster);
  const lines = CHECKS.map((check) =>
    failing.includes(check) ? `[-]${check} failed: reason withheld` : `[+]${check} ok`,
  );
  const verdict = failing.length > 0 ? 'readyz check failed' : 'readyz check passed';
  return { code: failing.length > 0 ? 500 : 200, body: `${[...lines, verdict].join('\n')}\n` };
}

function versionOf(cluster: ClusterName): object {
  const gitVersion = estates[cluster].version;
  const [major, minor] = gitVersion.slice(1).split('.');
  return { major, minor, gitVersion, platform: 'linux/amd64' };
}

function kubeconfigFor(url: string): string {
  const each = (lines: (name: string) => string[]) => CLUSTER_NAMES.flatMap(lines);
  return [
    ...['apiVersion: v1', 'kind: Config', 'current-context: production', 'clusters:'],
    ...each((name) => [`  - name: ${name}`, `    cluster: { server: '${url}/${name}' }`]),
    ...['users:', '  - name: viewer', `    user: { token: ${TOKEN} }`, 'contexts:'],
    ...each((name) => [`  - name: ${name}`, `    context: { cluster: ${name}, user: viewer }`]),
    '',
  ].join('\n');
}
