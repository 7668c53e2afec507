/**
 * A real API server on loopback, started like envtest: etcd and kube-apiserver from KUBEBUILDER_ASSETS, with RBAC.
 * Tests may add the controllers. There is no kubelet: tests write nodes and pod statuses through the API; see
 * `fake-kubelet.ts`.
 */
import { spawn, execFileSync, type ChildProcess } from 'node:child_process';
import fs from 'node:fs';
import https from 'node:https';
import net from 'node:net';
import os from 'node:os';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { assets } from './needs.ts';

export interface ControlPlane {
  /** Base URL of the API server. */
  readonly server: string;
  /** Minor version of Kubernetes. */
  readonly minor: number;
  /** The trusted certificate, as PEM. */
  readonly ca: string;
  /** Folder with its files; `stop` removes it. */
  readonly dir: string;
  /** Bearer token of a user; other users than admin have no rights until a test binds them. */
  token(user: string): string;
  /** Writes a kubeconfig for a user and returns its path; `server` names a proxy in between. */
  kubeconfig(
    user?: string,
    overrides?: { server?: string; namespace?: string; ca?: string; proxy?: string },
  ): string;
  /**
   * Sends JSON as admin and returns JSON. @throws on any failure, with the server's message.
   * @param type of the body; by default, that of a strategic merge patch for PATCH, else of JSON
   */
  api<Result = Record<string, unknown>>(
    method: string,
    path: string,
    body?: unknown,
    type?: string,
  ): Promise<Result>;
  stop(): Promise<void>;
}

export interface ControlPlaneOptions {
  /** Users besides admin, who is cluster-admin. */
  users?: readonly string[];
  /** Further binaries of KUBEBUILDER_ASSETS to start; they must exist. */
  with?: readonly ('kube-controller-manager' | 'kube-scheduler')[];
  /** Further flags of kube-apiserver. `{etcd2}` in a flag stands for a second etcd, which is started only then. */
  flags?: readonly string[];
  /** Further flags of kube-controller-manager. */
  controllerFlags?: readonly string[];
}

export async function startControlPlane(options: ControlPlaneOptions = {}): Promise<ControlPlane> {
  const dir = fs.mkdtempSync(path.join(os.tmpdir(), 'gazette-control-plane-'));
  const file = (name: string) => path.join(dir, name);
  const children: ChildProcess[] = [];
  const start = (name: string, binary: string, args: string[]) => {
    const log = fs.openSync(file(`${name}.log`), 'w');
    children.push(spawn(path.join(assets, binary), args, { stdio: ['ignore', log, log] }));
    fs.closeSync(log);
  };
  const stop = async () => {
    const running = children.filter((child) => child.exitCode === null && child.signalCode === null);
    const gone = running.map((child) => new Promise((resolve) => child.once('exit', resolve)));
    for (const child of running.toReversed()) child.kill('SIGKILL');
    await Promise.all(gone);
    fs.rmSync(dir, { recursive: true, force: true });
  };
  process.once('exit', () => children.forEach((child) => child.kill('SIGKILL')));

  const startEtcd = async (name: string) => {
    const [client, peer] = [await freePort(), await freePort()];
    start(name, 'etcd', [
      ...['--data-dir', file(name), '--unsafe-no-fsync', '--quota-backend-bytes', '4294967296'],
      ...[
        '--listen-client-urls',
        `http://127.0.0.1:${client}`,
        '--advertise-client-urls',
        `http://127.0.0.1:${client}`,
      ],
      ...[
        '--listen-peer-urls',
        `http://127.0.0.1:${peer}`,
        '--initial-advertise-peer-urls',
        `http://127.0.0.1:${peer}`,
      ],
      ...['--initial-cluster', `default=http://127.0.0.1:${peer}`],
    ]);
    return `http://127.0.0.1:${client}`;
  };

  try {
    const tokens = new Map(
      ['admin', ...(options.users ?? [])].map((user) => [user, `canary-token-of-${user}`]),
    );
    const rows = [...tokens].map(
      ([user, token]) => `${token},${user},${user}${user === 'admin' ? ',system:masters' : ''}`,
    );
    fs.writeFileSync(file('tokens.csv'), rows.join('\n') + '\n');
    const openssl = (...args: string[]) => execFileSync('openssl', args, { stdio: 'ignore' });
    openssl('genrsa', '-out', file('sa.key'), '2048');
    openssl('rsa', '-in', file('sa.key'), '-pubout', '-out', file('sa.pub'));
    const etcd = await startEtcd('etcd');
    let flags = options.flags ?? [];
    if (flags.some((flag) => flag.includes('{etcd2}'))) {
      const second = await startEtcd('etcd2');
      flags = flags.map((flag) => flag.replace('{etcd2}', second));
    }
    const port = await freePort();
    const server = `https://127.0.0.1:${port}`;
    start('kube-apiserver', 'kube-apiserver', [
      ...['--etcd-servers', etcd, '--secure-port', String(port), '--bind-address', '127.0.0.1'],
      ...[
        '--advertise-address',
        '127.0.0.1',
        '--cert-dir',
        file('pki'),
        '--token-auth-file',
        file('tokens.csv'),
      ],
      ...['--authorization-mode', 'RBAC', '--service-cluster-ip-range', '10.96.0.0/16'],
      ...['--service-account-key-file', file('sa.pub'), '--service-account-signing-key-file', file('sa.key')],
      ...['--service-account-issuer', 'https://kubernetes.default.svc', '--endpoint-reconciler-type', 'none'],
      ...['--disable-admission-plugins', 'ServiceAccount', ...flags],
    ]);
    let ca = '';
    const send = (method: string, url: string, body?: unknown, type?: string) =>
      exchange(`${server}${url}`, method, { ca, token: tokens.get('admin') ?? '', body, type });
    for (let tries = 0; ; tries += 1) {
      const dead = children.some((child) => child.exitCode !== null);
      if (dead || tries > 240) {
        const log = fs.readFileSync(file('kube-apiserver.log'), 'utf8');
        throw new Error(`the API server did not start:\n${log.slice(-2000)}`);
      }
      try {
        // The serving certificate is self-signed: trusting only this certificate verifies TLS as in production.
        ca = fs.readFileSync(file('pki/apiserver.crt'), 'utf8');
        // The server is ready before the namespace exists that most tests use.
        const [ready, usable] = [
          await send('GET', '/readyz'),
          await send('GET', '/api/v1/namespaces/default'),
        ];
        if (ready.status === 200 && usable.status === 200) break;
      } catch {
        // not yet
      }
      await sleep(250);
    }
    const { minor } = JSON.parse((await send('GET', '/version')).body) as { minor: string };
    const controlPlane: ControlPlane = {
      server,
      minor: Number.parseInt(minor),
      ca,
      dir,
      token: (user) => tokens.get(user) ?? '',
      kubeconfig(user = 'admin', overrides = {}) {
        const target = file(`${user}-${Math.random().toString(36).slice(2)}.kubeconfig`);
        const context = { cluster: 'test', user, namespace: overrides.namespace };
        const config = {
          apiVersion: 'v1',
          kind: 'Config',
          'current-context': 'test',
          clusters: [
            {
              name: 'test',
              cluster: {
                server: overrides.server ?? server,
                'proxy-url': overrides.proxy,
                'certificate-authority-data': Buffer.from(overrides.ca ?? ca).toString('base64'),
              },
            },
          ],
          users: [{ name: user, user: { token: tokens.get(user) ?? '' } }],
          contexts: [{ name: 'test', context }],
        };
        fs.writeFileSync(target, JSON.stringify(config));
        return target;
      },
      async api<Result>(method: string, url: string, body?: unknown, type?: string) {
        const answer = await send(method, url, body, type);
        if (answer.status >= 300)
          throw new Error(`${method} ${url}: ${answer.status} ${answer.body.slice(0, 500)}`);
        return JSON.parse(answer.body) as Result;
      },
      stop,
    };
    for (const binary of options.with ?? []) {
      const kubeconfig = controlPlane.kubeconfig();
      start(binary, binary, [
        ...['--kubeconfig', kubeconfig, '--leader-elect=true', '--port', '0', '--secure-port', '0'],
        ...['--kube-api-qps', '500', '--kube-api-burst', '1000', '--cert-dir', file('pki')],
        ...(binary === 'kube-controller-manager'
          ? ['--service-account-private-key-file', file('sa.key'), ...(options.controllerFlags ?? [])]
          : []),
      ]);
    }
    return controlPlane;
  } catch (error) {
    await stop();
    throw error;
  }
}

const agent = new https.Agent({ keepAlive: true });

async function exchange(
  url: string,
  method: string,
  options: { ca: string; token: string; body?: unknown; type?: string | undefined },
) {
  const { promise, resolve, reject } = Promise.withResolvers<{ status: number; body: string }>();
  const usual = method === 'PATCH' ? 'application/strategic-merge-patch+json' : 'application/json';
  const type = options.type ?? usual;
  const payload = options.body === undefined ? '' : JSON.stringify(options.body);
  const headers = {
    Authorization: `Bearer ${options.token}`,
    'Content-Type': type,
    'Content-Length': Buffer.byteLength(payload),
  };
  const request = https.request(url, { method, headers, ca: options.ca, agent }, (response) => {
    let body = '';
    response.setEncoding('utf8');
    response.on('data', (chunk: string) => (body += chunk));
    response.on('end', () => resolve({ status: response.statusCode ?? 0, body }));
    response.on('error', reject);
  });
  request.on('error', reject);
  request.end(payload);
  return await promise;
}

async function freePort(): Promise<number> {
  const server = net.createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as net.AddressInfo;
  await new Promise((resolve) => server.close(resolve));
  return port;
}
