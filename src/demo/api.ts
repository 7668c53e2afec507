/**
 * The simulated clusters as an HTTP server with the Kubernetes API, for the real collector. Each cluster has its name
 * in the path: `http://127.0.0.1:PORT/production/api/v1/pods`. The server's clock is set, never read.
 */
import http from 'node:http';
import type { AddressInfo } from 'node:net';
import { discoveryDocument } from './api-discovery.ts';
import { ApiFailure } from './api-status.ts';
import { listDocument } from './api-list.ts';
import { CLUSTER_NAMES, type ClusterName } from './plan/estate.ts';
import { estates } from './plan/estates.ts';
import type { ApiObject } from './objects/object.ts';
import { planFor } from './plan/plan.ts';
import type { Resource } from './objects/resource.ts';
import { listAt, resourcesOf } from './resources.ts';

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
  const pinned = anchor.getTime();
  const clocks = new Map<ClusterName, number>();
  const nowOf = (cluster: ClusterName) => clocks.get(cluster) ?? pinned;
  /** Each list as of its last request, so that a probe and its list, or two pages, match. */
  const lists = new Map<string, { at: number; objects: ApiObject[] }>();

  function objectsOf(cluster: ClusterName, resource: Resource, at: number): ApiObject[] {
    const key = `${cluster}/${resource.groupVersion}/${resource.name}`;
    let known = lists.get(key);
    if (known?.at !== at) {
      known = { at, objects: listAt(resource, { plan: planFor(cluster, pinned, at), at }) };
      lists.set(key, known);
    }
    return known.objects;
  }

  const activeAt = (cluster: ClusterName, type: 'forbidden' | 'not-ready') =>
    planFor(cluster, pinned, nowOf(cluster)).incidents.filter(
      ({ from, to, effect }) => effect.type === type && from <= nowOf(cluster) && nowOf(cluster) < to,
    );

  function refuse(
    cluster: ClusterName,
    { name, groupVersion }: Resource,
    namespace: string | undefined,
  ): void {
    const lost = activeAt(cluster, 'forbidden').some(
      ({ effect }) => effect.type === 'forbidden' && effect.resource === name,
    );
    if (!lost && name !== 'secrets' && name !== 'configmaps') return;
    const group = groupVersion.includes('/') ? groupVersion.split('/')[0] : '';
    const scope = namespace === undefined ? 'at the cluster scope' : `in the namespace "${namespace}"`;
    const message = `${name} is forbidden: User "gazette" cannot list resource "${name}" in API group "${group}" ${scope}`;
    throw new ApiFailure(403, message, { details: { group, kind: name } });
  }

  /** @param path below the cluster, split at its slashes: `['api', 'v1', 'namespaces', 'ledger', 'pods']` */
  function answer(cluster: ClusterName, path: string[], query: URLSearchParams, accept: string): object {
    const served = resourcesOf(cluster);
    const depth = path[0] === 'api' ? 2 : 3;
    if (path.length <= depth) return discoveryDocument(served, path);
    const groupVersion = path.slice(1, depth).join('/');
    const rest = path.slice(depth);
    const isNamespaced = rest[0] === 'namespaces' && rest.length > 2;
    const namespace = isNamespaced ? rest[1] : undefined;
    const [plural, name] = isNamespaced ? rest.slice(2) : rest;
    const resource = served.find((one) => one.groupVersion === groupVersion && one.name === plural);
    if (!resource) throw new ApiFailure(404, 'the server could not find the requested resource');
    refuse(cluster, resource, namespace);
    const list = (at: number) =>
      objectsOf(cluster, resource, at).filter(
        ({ metadata }) => namespace === undefined || metadata.namespace === namespace,
      );
    const now = nowOf(cluster);
    if (name === undefined)
      return listDocument({ resource, list, query, now, asTable: accept.includes('as=Table') });
    const object = list(now).find(({ metadata }) => metadata.name === name);
    if (!object) throw new ApiFailure(404, `${plural} "${name}" not found`);
    return { kind: resource.kind, apiVersion: groupVersion, ...object };
  }

  function readyz(cluster: ClusterName): { code: number; text: string } {
    const failing = activeAt(cluster, 'not-ready').map(
      ({ effect }) => effect.type === 'not-ready' && effect.check,
    );
    const lines = CHECKS.map((check) =>
      failing.includes(check) ? `[-]${check} failed: reason withheld` : `[+]${check} ok`,
    );
    const verdict = failing.length > 0 ? 'readyz check failed' : 'readyz check passed';
    return { code: failing.length > 0 ? 500 : 200, text: `${[...lines, verdict].join('\n')}\n` };
  }

  function respond(request: http.IncomingMessage, response: http.ServerResponse): void {
    const url = new URL(request.url ?? '/', 'http://demo');
    const [cluster = '', ...path] = url.pathname.split('/').filter(Boolean).map(decodeURIComponent);
    const send = (code: number, body: string, type = 'application/json') => {
      response.writeHead(code, { 'Content-Type': type, 'Content-Length': Buffer.byteLength(body) });
      response.end(body);
    };
    response.sendDate = false;
    response.setHeader('Date', new Date(isCluster(cluster) ? nowOf(cluster) : pinned).toUTCString());
    try {
      if (request.method !== 'GET') throw new ApiFailure(405, 'the demo is read-only');
      if (request.headers.authorization !== `Bearer ${TOKEN}`) throw new ApiFailure(401, 'Unauthorized');
      if (!isCluster(cluster)) throw new ApiFailure(404, 'the server could not find the requested resource');
      if (path[0] === 'readyz') {
        const { code, text } = readyz(cluster);
        return send(code, text, 'text/plain; charset=utf-8');
      }
      if (path[0] === 'version') {
        const [major, minor] = estates[cluster].version.slice(1).split('.');
        const version = { major, minor, gitVersion: estates[cluster].version, platform: 'linux/amd64' };
        return send(200, JSON.stringify(version));
      }
      if (path[0] !== 'api' && path[0] !== 'apis')
        throw new ApiFailure(404, 'the server could not find the requested resource');
      send(200, JSON.stringify(answer(cluster, path, url.searchParams, request.headers.accept ?? '')));
    } catch (error) {
      if (!(error instanceof ApiFailure)) throw error;
      send(error.code, JSON.stringify(error.status));
    }
  }

  const server = http.createServer(respond);
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, '127.0.0.1', resolve);
  });
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  return {
    url,
    setTime(instant, cluster) {
      const second = Math.floor(instant.getTime() / 1000) * 1000;
      for (const name of cluster ? [cluster] : CLUSTER_NAMES) clocks.set(name, second);
    },
    kubeconfig: kubeconfigFor(url),
    close() {
      server.closeAllConnections();
      return new Promise((resolve) => server.close(() => resolve()));
    },
  };
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
