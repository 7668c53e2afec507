import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { collect } from '../src/collect/collect.ts';
import { openStore } from '../src/snapshots/open-store.ts';
import { collectFrom, collectionFolder, collectOptions, type TestSnapshot } from './collected.ts';
import { startControlPlane, type ControlPlane } from './control-plane.ts';
import { waitFor } from './fake-kubelet.ts';
import { startFaultProxy } from './fault-proxy.ts';
import { needs } from './needs.ts';
import { makeSecrets, showsSecret } from './secrets/make-secrets.ts';
import { createCustomKind, createNode, createPod, createWhenServed } from './populate.ts';

/** Each place has its own canary, so that a failure names the place. */
const canary = (place: string) => `CANARY${place}9x8`;
/** Text that shows a credential in a typical way of logs and messages. */
const texts: Record<string, (secret: string) => string> = {
  url: (secret) => `Failed to fetch https://bob:${secret}@registry.example/v2/`,
  emptyUser: (secret) => `redis://:${secret}@cache:6379/0 refused`,
  dsn: (secret) => `dial root:${secret}@tcp(db:3306)/shop`,
  query: (secret) => `GET /v1?user=1&token=${secret}&x=2 failed`,
  assignment: (secret) => `DB_PASSWORD=${secret} exited`,
  json: (secret) => `{"user":"bob","password":"${secret}"}`,
  yaml: (secret) => `password: ${secret}`,
  flag: (secret) => `cmd --password=${secret} --v=2`,
  bearer: (secret) => `Authorization: Bearer ${secret}`,
  header: (secret) => `curl -H 'X-Api-Key: ${secret}Aa1'`,
  basic: (secret) => `Authorization: Basic ${Buffer.from(`bob:${secret}`).toString('base64')}${secret}`,
  jwt: (secret) => `token eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiJ${secret}.${secret}`,
  pem: (secret) => `-----BEGIN RSA PRIVATE KEY-----\n${secret}\n-----END RSA PRIVATE KEY-----`,
  cutPem: (secret) => `-----BEGIN PRIVATE KEY-----\n${secret}`,
  aws: (secret) => `AWS_SECRET_ACCESS_KEY=${secret}`,
  azure: (secret) => `AccountName=x;AccountKey=${secret}==;EndpointSuffix=y`,
  github: (secret) => `remote ghp_${secret}abcdefghijklmnop`,
  slack: (secret) => `https://hooks.slack.com/services/T000/B000/${secret}`,
};

describe.runIf(needs.controlPlane)('credentials', () => {
  let cluster: ControlPlane;
  beforeAll(async () => {
    cluster = await startControlPlane();
    await createNode(cluster, 'node-1');
    const everywhere = {
      annotations: {
        'kubectl.kubernetes.io/last-applied-configuration': `{"env":[{"value":"${canary('LastApplied')}"}]}`,
        'example.com/token': canary('Annotation'),
        'vault.hashicorp.com/config': canary('Vault'),
      },
    };
    const container = {
      name: 'app',
      image: 'registry.example/app:1',
      command: ['sh', '-c', `exec app --db-password ${canary('ShellFlag')}`],
      args: [
        `--password=${canary('Flag')}`,
        '--token',
        canary('NextWord'),
        '-u',
        `bob:${canary('UserFlag')}`,
        `https://bob:${canary('ArgsUrl')}@host/`,
      ],
      env: [
        { name: 'PLAIN', value: canary('Env') },
        {
          name: 'FROM',
          valueFrom: { secretKeyRef: { name: canary('Ref').toLowerCase(), key: canary('Key') } },
        },
      ],
      envFrom: [{ secretRef: { name: canary('EnvFrom').toLowerCase() } }],
      readinessProbe: {
        httpGet: {
          path: `/ready?token=${canary('Probe')}`,
          port: 80,
          httpHeaders: [{ name: 'A', value: canary('Header') }],
        },
      },
      livenessProbe: { exec: { command: ['check', canary('ProbeCommand')] } },
      lifecycle: { preStop: { exec: { command: ['sh', '-c', canary('Lifecycle')] } } },
    };
    const template = { metadata: { ...everywhere, labels: { app: 'a' } }, spec: { containers: [container] } };
    await cluster.api('POST', '/apis/apps/v1/namespaces/default/deployments', {
      metadata: { name: 'a', ...everywhere },
      spec: { replicas: 1, selector: { matchLabels: { app: 'a' } }, template },
    });
    await cluster.api('POST', '/apis/batch/v1/namespaces/default/jobs', {
      metadata: { name: 'a', ...everywhere },
      spec: { template: { ...template, spec: { ...template.spec, restartPolicy: 'Never' } } },
    });
    await createPod(cluster, 'default', {
      metadata: { name: 'pod', ...everywhere },
      spec: { nodeName: 'node-1', containers: [container] },
    });
    const messages = Object.entries(texts).map(([name, text]) => text(canary(`State${name}`)));
    await cluster.api('PATCH', '/api/v1/namespaces/default/pods/pod/status', {
      status: {
        message: messages.join('\n'),
        conditions: [{ type: 'Ready', status: 'False', message: messages.join(' ') }],
        containerStatuses: [
          {
            name: 'app',
            image: `bob:${canary('Image')}@registry.example/app:1`,
            imageID: '',
            ready: false,
            restartCount: 1,
            state: { waiting: { reason: 'CrashLoopBackOff', message: messages[0] } },
            lastState: { terminated: { exitCode: 1, message: messages.toReversed().join('\n') } },
          },
        ],
      },
    });
    for (const [name, text] of Object.entries(texts)) {
      await cluster.api('POST', '/api/v1/namespaces/default/events', {
        metadata: { name: `event-${name.toLowerCase()}`, ...everywhere },
        involvedObject: { kind: 'Pod', namespace: 'default', name: 'pod' },
        reason: 'Failed',
        message: text(canary(`Event${name}`)),
      });
    }
    const group = 'gateway.networking.k8s.io';
    await createCustomKind(cluster, {
      group,
      kind: 'HTTPRoute',
      plural: 'httproutes',
      versions: ['v1beta1', 'v1'],
    });
    await createCustomKind(cluster, {
      group,
      kind: 'GRPCRoute',
      plural: 'grpcroutes',
      versions: ['v1alpha2'],
    });
    await createCustomKind(cluster, { group, kind: 'Gateway', plural: 'gateways', versions: ['v1beta1'] });
    const conditions = [{ type: 'Accepted', status: 'False', message: messages.join(' ') }];
    const route = (match: object) => ({
      metadata: { name: 'a', ...everywhere },
      spec: {
        parentRefs: [{ name: 'a' }],
        rules: [
          {
            matches: [{ ...match, headers: [{ name: 'X-Api-Key', value: canary('RouteHeader') }] }],
            filters: [
              {
                type: 'RequestHeaderModifier',
                requestHeaderModifier: { set: [{ name: 'Authorization', value: canary('RouteFilter') }] },
              },
            ],
            backendRefs: [{ name: 'a', port: 80 }],
          },
        ],
      },
      status: { parents: [{ parentRef: { name: 'a' }, conditions }] },
    });
    const path = {
      path: { type: 'PathPrefix', value: `/hook?token=${canary('RoutePath')}` },
      queryParams: [{ name: 'token', value: canary('RouteQuery') }],
    };
    const method = {
      method: { service: `token=${canary('RouteService')}`, method: `token=${canary('RouteMethod')}` },
    };
    const listeners = [
      { name: 'https', protocol: 'HTTPS', port: 443, tls: { options: { key: canary('TlsOption') } } },
    ];
    for (const [version, kind, plural, body] of [
      ['v1', 'HTTPRoute', 'httproutes', route(path)],
      ['v1alpha2', 'GRPCRoute', 'grpcroutes', route(method)],
      [
        'v1beta1',
        'Gateway',
        'gateways',
        {
          metadata: { name: 'a', ...everywhere },
          spec: { gatewayClassName: 'a', listeners },
          status: { conditions, listeners: [{ name: 'https', attachedRoutes: 1, conditions }] },
        },
      ],
    ] as const) {
      const apiVersion = `${group}/${version}`;
      const url = `/apis/${apiVersion}/namespaces/default/${plural}`;
      await createWhenServed(cluster, url, { apiVersion, kind, ...body });
    }
    for (const [kind, field] of [
      ['secrets', 'stringData'],
      ['configmaps', 'data'],
    ]) {
      await cluster.api('POST', `/api/v1/namespaces/default/${kind}`, {
        metadata: { name: 'a' },
        [field ?? '']: { key: canary(field ?? '') },
      });
    }
  });
  afterAll(() => cluster?.stop());

  test('are in no file of the store, wherever the cluster shows them', async () => {
    const { text, observation, objects } = await collectFrom(cluster.kubeconfig());
    expect(objects('Event')).toHaveLength(Object.keys(texts).length);
    expect(objects('Deployment')[0]?.spec?.template?.spec?.containers?.[0]?.env).toEqual([
      { name: 'PLAIN' },
      { name: 'FROM' },
    ]);
    expect(objects('HTTPRoute')).toMatchObject([
      {
        apiVersion: 'gateway.networking.k8s.io/v1',
        spec: {
          rules: [
            {
              matches: [
                {
                  path: { value: '/hook' },
                  headers: [{ name: 'X-Api-Key' }],
                  queryParams: [{ name: 'token' }],
                },
              ],
              filters: [{ type: 'RequestHeaderModifier' }],
              backendRefs: [{ name: 'a', port: 80 }],
            },
          ],
        },
        status: { parents: [{ conditions: [{ type: 'Accepted', status: 'False' }] }] },
      },
    ]);
    expect(objects('GRPCRoute')).toMatchObject([{ apiVersion: 'gateway.networking.k8s.io/v1alpha2' }]);
    expect(objects('Gateway')).toMatchObject([
      {
        apiVersion: 'gateway.networking.k8s.io/v1beta1',
        spec: { gatewayClassName: 'a', listeners: [{ name: 'https', port: 443 }] },
        status: { listeners: [{ attachedRoutes: 1 }] },
      },
    ]);
    expect(text.match(/CANARY\w*?9x8/gi) ?? []).toEqual([]);
    expect(text).not.toContain('canary-token');
    expect(observation.redactions).toMatchObject({
      'Event.message': expect.any(Number),
      'Pod.status.message': expect.any(Number),
      'Pod.status.conditions.message': expect.any(Number),
      'Pod.status.containerStatuses.state.waiting.message': 1,
      'Deployment.spec.template.spec.containers.args': 4,
      'Job.spec.template.spec.containers.args': 4,
      'HTTPRoute.status.parents.conditions.message': expect.any(Number),
      'GRPCRoute.spec.rules.matches.method.service': 1,
      'Gateway.status.listeners.conditions.message': expect.any(Number),
    });
    expect(observation.redactions['Event.message']).toBeGreaterThanOrEqual(objects('Event').length);
    // Redaction leaves the surrounding text readable.
    const messages = objects('Event').map(({ message }) => message);
    expect(messages).toContain('Failed to fetch https://bob:[redacted]@registry.example/v2/');
    expect(messages).toContain('GET /v1?user=1&token=[redacted]&x=2 failed');
  });

  test('of the corpus are in no file, wherever they stand; equal arguments stay equal', async () => {
    const secrets = makeSecrets(11);
    const all = secrets.map(({ text }) => text);
    const container = {
      name: 'app',
      image: 'registry.example/app:1',
      args: [...all, '--owner=swordfish', '--port=80'],
    };
    const template = { metadata: { labels: { app: 'corpus' } }, spec: { containers: [container] } };
    await cluster.api('POST', '/apis/apps/v1/namespaces/default/deployments', {
      metadata: { name: 'corpus' },
      spec: { replicas: 0, selector: { matchLabels: { app: 'corpus' } }, template },
    });
    await createPod(cluster, 'default', {
      metadata: { name: 'corpus' },
      spec: { nodeName: 'node-1', containers: [{ name: 'app', image: 'registry.example/app:1' }] },
    });
    const state = (message: string) => ({ exitCode: 1, reason: 'Error', message });
    await cluster.api('PATCH', '/api/v1/namespaces/default/pods/corpus/status', {
      status: {
        message: all.join('\n---\n'),
        conditions: all.map((message, index) => ({
          type: `example.com/c${index}`,
          status: 'False',
          message,
        })),
        containerStatuses: [
          {
            ...{ name: 'app', image: 'registry.example/app:1', imageID: '', ready: false, restartCount: 1 },
            state: { terminated: state(all.toReversed().join('\n---\n')) },
          },
        ],
      },
    });
    for (const [index, message] of all.entries()) {
      if (index % 5 === 0)
        await cluster.api('POST', '/api/v1/namespaces/default/events', {
          metadata: { name: `corpus-${index}` },
          involvedObject: { kind: 'Pod', namespace: 'default', name: 'corpus' },
          ...{ reason: 'Corpus', message },
        });
    }
    const store = openStore(collectionFolder());
    const first = await collectFrom(cluster.kubeconfig(), { store });
    const argsOf = ({ objects }: TestSnapshot) =>
      objects('Deployment').find(({ metadata }) => metadata.name === 'corpus')?.spec?.template?.spec
        ?.containers?.[0]?.args;
    const shown = [
      argsOf(first),
      first.objects('Pod').find(({ metadata }) => metadata.name === 'corpus')?.status,
      first
        .objects('Event')
        .filter(({ reason }) => reason === 'Corpus')
        .map(({ message }) => message),
    ];
    expect(shown[1]).toHaveProperty('conditions');
    expect(shown[2]).toHaveLength(Math.ceil(all.length / 5));
    // A keyed digest is random: four digits of a PIN may stand in it by chance.
    const text = JSON.stringify(shown).replaceAll(/\[digest:[0-9a-f]{10}\]/g, '[digest]');
    expect(secrets.filter((secret) => showsSecret(text, secret)).map(({ format }) => format)).toEqual([]);
    expect(argsOf(first)?.at(-1)).toBe('--port=80');
    expect(argsOf(first)?.at(-2)).toMatch(/^--owner=\[digest:/);
    // The key lies in the store: a second snapshot has the same digests. A second holds one snapshot.
    await waitFor('the next second', async () => Date.now() > Date.parse(first.observation.time) + 1000);
    const again = await collectFrom(cluster.kubeconfig(), { store });
    expect(again.observation.resourceVersion).toBeDefined();
    expect(again.text.match(/--owner=\[digest:\w+/g)?.[0]).toBe(
      first.text.match(/--owner=\[digest:\w+/g)?.[0],
    );
  });

  test('are in no error, also when a server repeats them', async () => {
    const proxy = await startFaultProxy(cluster, ({ headers, resource }) => {
      const message = `refused ${headers.authorization}, password=${canary('Status')}`;
      return resource === 'services'
        ? { status: 403, body: JSON.stringify({ kind: 'Status', message }) }
        : undefined;
    });
    const { coverage, text } = await collectFrom(cluster.kubeconfig('admin', { server: proxy.server }));
    expect(coverage('Service').error).toBe('403 Forbidden: refused Bearer [redacted], password=[redacted]');
    expect(text).not.toMatch(/CANARY|canary/);
    await proxy.die();
    const options = collectOptions(
      cluster.kubeconfig('admin', { server: 'https://bob:hunter2@127.0.0.1:1' }),
    );
    const error = await collect(options).catch((caught: Error) => caught);
    expect(JSON.stringify([(error as Error).message, (error as Error).stack])).not.toContain('hunter2');
  });
});
