import { execFile, spawn, spawnSync } from 'node:child_process';
import fs from 'node:fs/promises';
import http from 'node:http';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, onTestFinished, test } from 'vitest';
import { parse, parseAllDocuments, stringify } from 'yaml';
import { ConfigSchema } from '../src/config.ts';
import { startControlPlane, type ControlPlane } from './control-plane.ts';
import { collectFrom } from './collected.ts';
import { needs } from './needs.ts';
import { createNamespace } from './populate.ts';
import { publishTo, sharedScratch, take } from './site-fixtures.ts';

const run = promisify(execFile);
const scratch = await sharedScratch();
const root = path.resolve(import.meta.dirname, '..');
const deploy = path.join(root, 'deploy');
const renderer = path.join(scratch, 'render');

/** Of any shape. */
type Json = ReturnType<typeof JSON.parse>;

interface Rendered {
  apiVersion: string;
  kind: string;
  metadata: { name: string; namespace?: string };
  [key: string]: Json;
}

/** As `helm template` prints it. @throws With the message of a template that refuses the values. */
function render(values: object, ...more: string[]): string {
  const ended = spawnSync(renderer, [path.join(deploy, 'chart'), 'gazette', 'gazette', ...more], {
    encoding: 'utf8',
    input: JSON.stringify(values),
  });
  if (ended.status !== 0) throw new Error(ended.stderr);
  return ended.stdout;
}

const toObjects = (text: string) =>
  parseAllDocuments(text)
    .map((document) => {
      expect(document.errors).toEqual([]);
      return document.toJS() as Rendered | null;
    })
    .filter((object) => object !== null);
const objectsOf = (values: object) => toObjects(render(values));
const find = (objects: Rendered[], kind: string, name = /./) =>
  objects.filter((object) => object.kind === kind && name.test(object.metadata.name));

/** Every option is in one of them. */
const VALUES: Record<string, object> = {
  'its defaults': {},
  'all that can be added': {
    imagePullSecrets: [{ name: 'registry' }],
    config: {
      timeZone: 'Europe/Amsterdam',
      customResources: ['rollouts.argoproj.io'],
      retention: { all: '14d', daily: '2y' },
      chat: [{ name: 'on-call', kind: 'slack', url: { env: 'GAZETTE_CHAT_URL' } }],
      clusters: [
        { name: 'acceptance', kubeconfig: '/kubeconfig/config', context: 'acceptance' },
        { name: 'production', inCluster: true, customResources: ['certificates.cert-manager.io'] },
      ],
    },
    kubeconfigSecret: 'gazette-kubeconfig',
    envFromSecrets: ['probes'],
    rbac: { probes: [{ namespace: 'billing', services: ['billing-api:8080'] }] },
    serviceAccount: { name: 'reader', annotations: { note: 'x' } },
    collect: {
      nodeSelector: { 'kubernetes.io/os': 'linux' },
      tolerations: [{ key: 'infra', operator: 'Exists' }],
    },
    digest: { enabled: true },
    persistence: { storageClass: 'fast' },
    web: {
      ingress: {
        enabled: true,
        className: 'nginx',
        host: 'status.example.com',
        tlsSecret: 'tls',
        annotations: { a: 'b' },
      },
      httpRoute: { enabled: true, parentRefs: [{ name: 'public' }], hostnames: ['status.example.com'] },
    },
    networkPolicy: { from: [{ namespaceSelector: { matchLabels: { team: 'edge' } } }] },
  },
  'sign-in at an identity provider': {
    web: {
      access: {
        mode: 'oauth2-proxy',
        oauth2Proxy: { args: ['--provider=oidc', '--email-domain=example.com'] },
      },
    },
  },
  'some namespaces only, for everybody': {
    rbac: { namespaces: ['team-a', 'team-b'], leases: false },
    persistence: { accessMode: 'ReadWriteMany' },
    web: { replicas: 2, access: { mode: 'open' } },
    networkPolicy: { enabled: false },
  },
  'neither web server nor permissions': {
    rbac: { create: false },
    persistence: { existingClaim: 'mine' },
    web: { enabled: false },
  },
};

/** Helm does not manage it then. */
const ofKustomize = (object: Rendered): Rendered =>
  JSON.parse(
    JSON.stringify(object, (key, value: unknown) =>
      key === 'app.kubernetes.io/managed-by' ||
      (object.kind === 'PersistentVolumeClaim' && key === 'annotations')
        ? undefined
        : value,
    ),
  );

/** The template of a pod, wherever an object has it. */
const podOf = ({ spec }: Rendered) => (spec?.jobTemplate?.spec ?? spec)?.template?.spec;

beforeAll(async () => {
  if (!needs.helm) return;
  const env = { ...process.env, GO111MODULE: 'off', GOFLAGS: '', GOPATH: '/usr/share/gocode' };
  await run('go', ['build', '-o', renderer, path.join(root, 'test/helm/render.go')], { env });
});

describe.runIf(needs.helm)('the chart', () => {
  test('has the version of Gazette', async () => {
    const { version } = JSON.parse(await fs.readFile(path.join(root, 'package.json'), 'utf8'));
    expect(parse(await fs.readFile(path.join(deploy, 'chart/Chart.yaml'), 'utf8'))).toMatchObject({
      version,
      appVersion: version,
    });
  });

  test.each(Object.entries(VALUES))('with %s, has a config that Gazette takes', (_, values) => {
    const [own] = find(objectsOf(values), 'ConfigMap', /^gazette$/);
    const config = ConfigSchema.parse(parse(own!.data['gazette.config.yaml']));
    expect(config).toMatchObject({ data: '/data/snapshots', site: { out: '/data/site', title: 'Gazette' } });
  });

  test.each(Object.entries(VALUES))('with %s, keeps to the restricted Pod Security Standard', (_, values) => {
    const pods = objectsOf(values).map(podOf).filter(Boolean);
    expect(pods.length).toBeGreaterThan(0);
    for (const { securityContext, containers, hostNetwork, volumes } of pods) {
      expect(securityContext).toMatchObject({
        runAsNonRoot: true,
        seccompProfile: { type: 'RuntimeDefault' },
      });
      expect(hostNetwork).toBeUndefined();
      expect(volumes.filter(({ hostPath }: { hostPath?: string }) => hostPath)).toEqual([]);
      for (const container of containers) {
        expect(container.securityContext).toEqual({
          allowPrivilegeEscalation: false,
          readOnlyRootFilesystem: true,
          capabilities: { drop: ['ALL'] },
        });
        expect(container.resources).toMatchObject({ requests: {}, limits: {} });
      }
    }
  });

  test('asks for a password unless it is told that everybody may read', () => {
    const nginxOf = (values: object) => find(objectsOf(values), 'ConfigMap', /-web$/)[0]!.data['nginx.conf'];
    expect(nginxOf({})).toContain('auth_basic_user_file /users/htpasswd;');
    expect(nginxOf({ web: { access: { mode: 'open' } } })).not.toContain('auth_basic');
    // Only the proxy of the same pod reaches the pages then.
    expect(nginxOf(VALUES['sign-in at an identity provider']!)).toContain('listen 127.0.0.1:8080;');
    expect(() => render({ web: { access: { mode: 'none' } } })).toThrow(
      /basic, oauth2-proxy or open, not "none"/,
    );
    expect(() => render({ web: { access: { mode: 'oauth2-proxy' } } })).toThrow(/must say who may enter/);
    expect(() => render({ web: { httpRoute: { enabled: true } } })).toThrow(/must name a Gateway/);
    expect(() => render({ web: { ingress: { enabled: true } } })).toThrow(/is the name of the site/);
  });

  test('gives the ServiceAccount what deploy/rbac.yaml gives, and with options only what they need', async () => {
    const rules = (objects: Rendered[]) =>
      objects
        .filter(({ kind }) => /Role$/.test(kind))
        .map(({ kind, metadata, rules: own }) => ({ kind, namespace: metadata.namespace, rules: own }));
    const file = toObjects(await fs.readFile(path.join(deploy, 'rbac.yaml'), 'utf8'));
    expect(rules(objectsOf({}))).toEqual(rules(file));
    const more = find(objectsOf(VALUES['all that can be added']!), 'ClusterRole')[0]!.rules;
    for (const [apiGroups, resources] of [
      [['argoproj.io'], ['rollouts']],
      [['cert-manager.io'], ['certificates']],
    ])
      expect(more).toContainEqual({ apiGroups, resources, verbs: ['list'] });
    const some = objectsOf(VALUES['some namespaces only, for everybody']!);
    expect(find(some, 'ClusterRole')).toEqual([]);
    expect(find(some, 'Role').map(({ metadata }) => metadata.namespace)).toEqual(['team-a', 'team-b']);
    const resources = find(some, 'Role').flatMap((role) =>
      role.rules.flatMap((rule: Json) => rule.resources),
    );
    expect(resources).not.toContain('nodes');
    expect(find(objectsOf(VALUES['neither web server nor permissions']!), 'ClusterRole')).toEqual([]);
  });

  test('a Job fails if a cluster was not collected, says what was killed, and prints the pages all the same', async () => {
    const [own] = find(objectsOf(VALUES['all that can be added']!), 'CronJob', /^gazette$/);
    const [script] = podOf(own!).containers[0].args;
    const bin = path.join(scratch, 'bin');
    await fs.mkdir(bin, { recursive: true });
    const asked = path.join(scratch, 'asked');
    const end = async (statuses: Record<string, number>) => {
      const cases = Object.entries(statuses).map(([name, status]) => `${name}) exit ${status} ;;`);
      const text = `#!/bin/sh\necho $1 >> ${asked}\ncase $1 in ${cases.join(' ')} esac\n`;
      await fs.writeFile(path.join(bin, 'gazette'), text, { mode: 0o755 });
      await fs.rm(asked, { force: true });
      const { status, stderr } = spawnSync('sh', ['-c', script], {
        encoding: 'utf8',
        env: { PATH: `${bin}:/usr/bin:/bin` },
      });
      return { status, stderr, asked: (await fs.readFile(asked, 'utf8')).trim().split('\n') };
    };
    const all = ['collect', 'prune', 'publish', 'notify'];
    expect(await end({})).toEqual({ status: 0, stderr: '', asked: all });
    expect(await end({ collect: 3 })).toEqual({ status: 0, stderr: '', asked: all });
    expect(await end({ collect: 5 })).toEqual({ status: 5, stderr: '', asked: all });
    expect(await end({ notify: 1 })).toEqual({ status: 1, stderr: '', asked: all });
    expect(await end({ prune: 1 })).toEqual({ status: 1, stderr: '', asked: all });
    expect(await end({ collect: 5, publish: 1 })).toMatchObject({ status: 1 });
    expect(await end({ collect: 137 })).toEqual({
      ...{ status: 137, asked: all },
      stderr: 'gazette collect was killed: it may need more memory (resources.limits.memory)\n',
    });
  });

  test('its notes say how to let readers in', () => {
    expect(render({}, 'notes')).toContain('create secret generic gazette-users --from-file=htpasswd');
    expect(render({ web: { access: { mode: 'open' } } }, 'notes')).toContain('web.access.mode is open');
    expect(render({ web: { enabled: false } }, 'notes')).not.toContain('port-forward');
  });

  test('deploy/gazette.yaml and deploy/digest.yaml are made from it', async () => {
    const head = '# Made from deploy/chart by `npx vitest run --project system test/chart.test.ts -u`.\n';
    const write = (name: string, objects: Rendered[]) =>
      expect(
        head + objects.map((object) => stringify(ofKustomize(object), { lineWidth: 0 })).join('---\n'),
      ).toMatchFileSnapshot(path.join(deploy, name));
    await write('gazette.yaml', objectsOf({}));
    await write('digest.yaml', find(objectsOf({ digest: { enabled: true } }), 'CronJob', /-digest$/));
  });
});

describe.runIf(needs.helm && needs.controlPlane && needs.kubectl)('on a real API server', () => {
  let cluster: ControlPlane;
  let kubeconfig: string;
  const kubectl = async (args: string[], input = '') => {
    const child = run('kubectl', ['--kubeconfig', kubeconfig, ...args], { maxBuffer: 1e7 });
    child.child.stdin!.end(input);
    return (await child).stdout;
  };
  /** Before 1.21, CronJobs have the same fields as v1beta1; before 1.25, they have no time zone. */
  const forServer = (object: Rendered): Rendered => {
    if (object.kind !== 'CronJob') return object;
    const spec = { ...object.spec };
    if (cluster.minor < 25) delete spec.timeZone;
    return { ...object, spec, apiVersion: cluster.minor < 21 ? 'batch/v1beta1' : object.apiVersion };
  };
  const toInput = (objects: Rendered[]) =>
    JSON.stringify({ apiVersion: 'v1', kind: 'List', items: objects.map(forServer) });

  beforeAll(async () => {
    cluster = await startControlPlane();
    kubeconfig = cluster.kubeconfig();
    for (const name of ['gazette', 'billing', 'team-a', 'team-b']) await createNamespace(cluster, name);
    const schema = { type: 'object', 'x-kubernetes-preserve-unknown-fields': true };
    await cluster.api('POST', '/apis/apiextensions.k8s.io/v1/customresourcedefinitions', {
      metadata: {
        name: 'httproutes.gateway.networking.k8s.io',
        annotations: { 'api-approved.kubernetes.io': 'https://github.com/kubernetes-sigs/gateway-api' },
      },
      spec: {
        ...{ group: 'gateway.networking.k8s.io', scope: 'Namespaced' },
        names: { kind: 'HTTPRoute', plural: 'httproutes' },
        versions: [{ name: 'v1', served: true, storage: true, schema: { openAPIV3Schema: schema } }],
      },
    });
  });
  afterAll(() => cluster?.stop());

  test.each(Object.entries(VALUES))(
    'everything with %s is accepted, without unknown fields',
    async (_, values) => {
      const objects = objectsOf(values);
      const taken = await kubectl(
        ['apply', '--dry-run=server', '--validate=true', '-o', 'name', '-f', '-'],
        toInput(objects),
      );
      expect(taken.trim().split('\n')).toHaveLength(objects.length);
    },
  );

  test('kubectl apply -k deploy/ gives the same, in a namespace that enforces the restricted standard', async () => {
    const built = toObjects((await run('kubectl', ['kustomize', deploy])).stdout);
    const [namespace] = find(built, 'Namespace');
    expect(namespace!.metadata).toMatchObject({
      name: 'gazette',
      labels: { 'pod-security.kubernetes.io/enforce': 'restricted' },
    });
    const byName = (objects: Rendered[]) => objects.map((object) => JSON.stringify(object)).sort();
    const rest = built.filter(({ kind }) => kind !== 'Namespace');
    expect(byName(rest.map(sortKeys))).toEqual(byName(objectsOf({}).map(ofKustomize).map(sortKeys)));
    await kubectl(['apply', '--dry-run=server', '--validate=true', '-f', '-'], toInput(built));
  });

  test('its ServiceAccount reads everything that is served', async () => {
    await kubectl(['apply', '-f', '-'], toInput(objectsOf({})));
    const { status } = await cluster.api<{ status: { token: string } }>(
      'POST',
      '/api/v1/namespaces/gazette/serviceaccounts/gazette/token',
      { spec: { expirationSeconds: 3600 } },
    );
    const own = JSON.parse(await fs.readFile(cluster.kubeconfig(), 'utf8'));
    own.users = [{ name: 'admin', user: { token: status.token } }];
    const file = path.join(scratch, 'service-account');
    await fs.writeFile(file, JSON.stringify(own));
    const { observation, objects } = await collectFrom(file);
    expect(observation.coverage.filter(({ state }) => state !== 'complete' && state !== 'absent')).toEqual(
      [],
    );
    expect(objects('CronJob').map(({ metadata }) => metadata.name)).toEqual(['gazette']);
    expect(objects('Deployment').map(({ metadata }) => metadata.name)).toEqual(['gazette-web']);
  });
});

/** The same object, whatever the order of its keys. */
function sortKeys<Value>(value: Value): Value {
  if (Array.isArray(value)) return value.map(sortKeys) as Value;
  if (typeof value !== 'object' || value === null) return value;
  const entries = Object.entries(value).sort(([a], [b]) => a.localeCompare(b));
  return Object.fromEntries(entries.map(([key, below]) => [key, sortKeys(below)])) as Value;
}

describe.runIf(needs.helm && needs.nginx)('the web server of the chart, as a real nginx', () => {
  const site = path.join(scratch, 'volume/site');
  let port = 8180;

  /** Starts nginx with the chart's own configuration; folders and ports are those of this test. */
  async function startNginx(values: object): Promise<{ pages: number; health: number }> {
    const folder = path.join(scratch, `nginx-${(port += 2)}`);
    await fs.mkdir(folder, { recursive: true });
    const [pages, health] = [port, port + 1];
    const [map] = find(objectsOf(values), 'ConfigMap', /-web$/);
    const config = map!.data['nginx.conf']
      .replaceAll('/data/', `${scratch}/volume/`)
      .replaceAll('/users/', `${scratch}/`)
      .replaceAll('/tmp/', `${folder}/`)
      .replaceAll(/listen (?:127\.0\.0\.1:)?8080;/g, `listen 127.0.0.1:${pages};`)
      .replaceAll('listen 8081;', `listen 127.0.0.1:${health};`)
      // Root's nginx would serve as a user who may not look into this folder.
      .replace(/^/, needs.root ? 'user root;\n' : '');
    await fs.writeFile(path.join(folder, 'nginx.conf'), config);
    const child = spawn(
      'nginx',
      ['-e', 'stderr', '-c', path.join(folder, 'nginx.conf'), '-p', folder, '-g', 'daemon off;'],
      { stdio: ['ignore', 'ignore', 'pipe'] },
    );
    let stderr = '';
    child.stderr.on('data', (chunk: Buffer) => (stderr += chunk.toString()));
    onTestFinished(() => void child.kill('SIGTERM'));
    for (let tries = 0; tries < 100; tries += 1) {
      if (child.exitCode !== null) throw new Error(stderr);
      if ((await ask(health, '/live').catch(() => undefined))?.statusCode === 200) break;
      await sleep(50);
    }
    return { pages, health };
  }

  async function ask(at: number, target: string, headers: Record<string, string> = {}) {
    const { promise, resolve, reject } = Promise.withResolvers<http.IncomingMessage & { body: string }>();
    http
      .get({ host: '127.0.0.1', port: at, path: target, headers }, (response) => {
        let body = '';
        response.on('data', (chunk: Buffer) => (body += chunk.toString()));
        response.on('end', () => resolve(Object.assign(response, { body })));
      })
      .on('error', reject);
    return await promise;
  }

  const login = { authorization: `Basic ${Buffer.from('jane:sesame').toString('base64')}` };

  test('is alive before there are pages, and ready once there are', async () => {
    await fs.writeFile(path.join(scratch, 'htpasswd'), `jane:${await hashOf('sesame')}\n`);
    const { health } = await startNginx({});
    expect((await ask(health, '/live')).statusCode).toBe(200);
    expect((await ask(health, '/ready')).statusCode).toBe(503);
    const data = path.join(scratch, 'volume/snapshots');
    await take(data, 'prod', '2026-11-22T07:15:00Z');
    await publishTo(data, site);
    expect((await ask(health, '/ready')).statusCode).toBe(200);
    // Health tells nothing of the site.
    expect((await ask(health, '/index.html')).statusCode).toBe(404);
  });

  test('gives no page without the password, not even the page for missing addresses', async () => {
    const { pages } = await startNginx({});
    for (const target of ['/', '/index.html', '/nowhere', '/robots.txt']) {
      const refused = await ask(pages, target);
      expect(refused.statusCode).toBe(401);
      expect(refused.body).not.toContain('prod');
    }
    const wrong = { authorization: `Basic ${Buffer.from('jane:wrong').toString('base64')}` };
    expect((await ask(pages, '/', wrong)).statusCode).toBe(401);
    expect((await ask(pages, '/', login)).body).toBe(
      await fs.readFile(path.join(site, 'index.html'), 'utf8'),
    );
  });

  test('leads to the slash, answers ranges, shows the page for missing addresses, and hides what is being written', async () => {
    const { pages } = await startNginx({ web: { access: { mode: 'open' } } });
    expect(await ask(pages, '/prod/2026-11-22')).toMatchObject({
      statusCode: 301,
      headers: { location: '/prod/2026-11-22/' },
    });
    expect(await ask(pages, '/index.html', { range: 'bytes=0-0' })).toMatchObject({
      statusCode: 206,
      body: '<',
    });
    const missing = await ask(pages, '/nowhere.html');
    expect(missing.statusCode).toBe(404);
    expect(missing.body).toBe(await fs.readFile(path.join(site, '404.html'), 'utf8'));
    const front = await ask(pages, '/');
    expect(front.headers).toMatchObject({
      'cache-control': 'no-cache',
      'x-content-type-options': 'nosniff',
      'content-type': 'text/html; charset=utf-8',
    });
    expect((await ask(pages, '/', { 'if-none-match': front.headers.etag! })).statusCode).toBe(304);
    const [asset] = await fs.readdir(path.join(site, '_astro'));
    expect((await ask(pages, `/_astro/${asset}`)).headers['cache-control']).toContain('immutable');
    for (const target of ['/-/state.json', '/-/.lock', '/.nojekyll'])
      expect([target, (await ask(pages, target)).statusCode]).toEqual([target, 404]);
  });

  /** As `openssl passwd` and htpasswd make it. */
  const hashOf = async (password: string) => (await run('openssl', ['passwd', '-6', password])).stdout.trim();
});
