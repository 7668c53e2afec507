import fs from 'node:fs';
import http from 'node:http';
import type { AddressInfo } from 'node:net';
import os from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, onTestFinished, test } from 'vitest';
import { parseAllDocuments } from 'yaml';
import type { KindSpec } from '../src/snapshots/kinds/kind.ts';
import { kinds, kindNames, type ObjectOf } from '../src/snapshots/kinds/kinds.ts';
import { ProbesSchema } from '../src/probes/config.ts';
import { collect } from '../src/collect/collect.ts';
import { NothingCollectedError } from '../src/collect/errors.ts';
import { collectFrom, collectOptions, readFolder } from './collected.ts';
import { startControlPlane, type ControlPlane } from './control-plane.ts';
import { needs } from './needs.ts';
import { createApp, createNamespace, createPod } from './populate.ts';

interface Rule {
  apiGroups?: string[];
  resources?: string[];
  nonResourceURLs?: string[];
  verbs: string[];
}
interface Manifest {
  kind: string;
  metadata: { name: string; namespace?: string };
  rules?: Rule[];
  subjects?: unknown[];
}

const RBAC = '/apis/rbac.authorization.k8s.io/v1';
const file = path.resolve(import.meta.dirname, '../deploy/rbac.yaml');
const manifests = parseAllDocuments(fs.readFileSync(file, 'utf8')).map(
  (document) => document.toJS() as Manifest,
);

/** `group/resource` of what the rules allow to list. */
const listed = (rules: Rule[] = []) =>
  rules.flatMap(({ apiGroups = [], resources = [] }) =>
    apiGroups.flatMap((group) => resources.map((resource) => `${group}/${resource}`)),
  );

describe('deploy/rbac.yaml', () => {
  const wanted = (within: (spec: KindSpec) => boolean) =>
    kindNames
      .map((name): KindSpec => kinds[name])
      .filter(within)
      .flatMap(({ versions, resource }) =>
        versions.map((version) => `${version.includes('/') ? version.split('/')[0] : ''}/${resource}`),
      );

  test('the ClusterRole lists every kind that is read everywhere, and nothing else', () => {
    const role = manifests.find(({ kind }) => kind === 'ClusterRole');
    const own = new Set(listed(role?.rules));
    const table = new Set(wanted(({ namespaces }) => namespaces === undefined));
    // Two groups serve it: one rule covers both.
    expect([...own].sort()).toEqual([...table].sort());
  });

  test('kinds of some namespaces are listed by Roles in just those', () => {
    for (const spec of kindNames
      .map((name): KindSpec => kinds[name])
      .filter(({ namespaces }) => namespaces)) {
      const roles = manifests.filter(({ kind }) => kind === 'Role');
      expect(roles.map(({ metadata }) => metadata.namespace)).toEqual(spec.namespaces);
      for (const role of roles) {
        expect(new Set(listed(role.rules))).toEqual(new Set(wanted((other) => other === spec)));
      }
    }
  });

  test('the only verb is list; URLs that are no resources are got', () => {
    const rules = manifests.flatMap((manifest) => manifest.rules ?? []);
    expect(new Set(rules.filter(({ resources }) => resources).flatMap(({ verbs }) => verbs))).toEqual(
      new Set(['list']),
    );
    expect(rules.filter(({ nonResourceURLs }) => nonResourceURLs).flatMap(({ verbs }) => verbs)).toEqual([
      'get',
    ]);
  });
});

describe.runIf(needs.controlPlane)('least privilege', () => {
  let cluster: ControlPlane;
  const users = ['gazette', 'no-jobs', 'two-namespaces', 'nobody', 'one-namespace', 'probing'];

  beforeAll(async () => {
    cluster = await startControlPlane({ users });
    for (const name of ['gazette', 'team-a', 'team-b', 'team-c', 'team-a-b'])
      await createNamespace(cluster, name);
    await createApp(cluster, 'app', 2);
    for (const namespace of ['team-a', 'team-b', 'team-c', 'team-a-b']) {
      await createPod(cluster, namespace, {
        metadata: { name: `pod-of-${namespace}` },
        spec: { nodeName: 'app' },
      });
    }
    await cluster.api('POST', '/apis/coordination.k8s.io/v1/namespaces/kube-node-lease/leases', {
      metadata: { name: 'app' },
      spec: { holderIdentity: 'app', leaseDurationSeconds: 40, renewTime: '2026-11-22T07:00:00.000000Z' },
    });
    // A Lease of an application: it concerns nobody, and the Roles do not allow it.
    await cluster.api('POST', '/apis/coordination.k8s.io/v1/namespaces/team-a/leases', {
      metadata: { name: 'private' },
    });
    for (const manifest of manifests) {
      const { kind, metadata } = manifest;
      if (kind === 'ServiceAccount') continue;
      const within = metadata.namespace ? `/namespaces/${metadata.namespace}` : '';
      const subjects = [{ apiGroup: 'rbac.authorization.k8s.io', kind: 'User', name: 'gazette' }];
      await cluster.api('POST', `${RBAC}${within}/${kind.toLowerCase()}s`, {
        ...manifest,
        ...(manifest.subjects && { subjects }),
      });
    }
  });
  afterAll(() => cluster?.stop());

  async function bind(user: string, rules: Rule[], namespace?: string) {
    const within = namespace ? `/namespaces/${namespace}` : '';
    const prefix = namespace ? '' : 'cluster';
    const kind = namespace ? 'Role' : 'ClusterRole';
    await cluster.api('POST', `${RBAC}${within}/${prefix}roles`, { metadata: { name: user }, rules });
    await cluster.api('POST', `${RBAC}${within}/${prefix}rolebindings`, {
      metadata: { name: user },
      roleRef: { apiGroup: 'rbac.authorization.k8s.io', kind, name: user },
      subjects: [{ apiGroup: 'rbac.authorization.k8s.io', kind: 'User', name: user }],
    });
  }

  test('with the ClusterRole of deploy/ everything is read', async () => {
    const { observation, objects } = await collectFrom(cluster.kubeconfig('gazette'));
    const incomplete = observation.coverage.filter(({ state }) => state !== 'complete' && state !== 'absent');
    expect(incomplete).toEqual([]);
    expect(observation.coverage.filter(({ state }) => state === 'absent').map(({ kind }) => kind)).toEqual([
      'Gateway',
      'HTTPRoute',
      'GRPCRoute',
      'NodeMetrics',
    ]);
    expect(objects('Pod')).toHaveLength(6);
    expect(objects('Lease').map(({ metadata }) => metadata.name)).toEqual(['app']);
    expect(observation.server).toMatchObject({ version: expect.stringMatching(/^v1\./), ready: true });
  });

  test('the ClusterRole of deploy/ gives no Secrets, ConfigMaps or other writes', async () => {
    const review = async (attributes: Record<string, string>) => {
      const { status } = await cluster.api<{ status: { allowed: boolean } }>(
        'POST',
        '/apis/authorization.k8s.io/v1/subjectaccessreviews',
        { spec: { user: 'gazette', resourceAttributes: attributes } },
      );
      return status.allowed;
    };
    expect(await review({ verb: 'list', resource: 'pods' })).toBe(true);
    for (const resource of ['secrets', 'configmaps']) {
      for (const verb of ['get', 'list', 'watch']) expect(await review({ verb, resource })).toBe(false);
    }
    for (const verb of ['create', 'delete', 'patch', 'watch'])
      expect(await review({ verb, resource: 'pods' })).toBe(false);
  });

  test('a role that forbids one kind costs that kind only', async () => {
    const role = manifests.find(({ kind }) => kind === 'ClusterRole');
    const rules = (role?.rules ?? []).map((rule) => ({
      ...rule,
      ...(rule.resources && { resources: rule.resources.filter((resource) => resource !== 'jobs') }),
    }));
    await bind('no-jobs', rules);
    const snapshot = await collectFrom(cluster.kubeconfig('no-jobs'));
    expect(snapshot.coverage('Job')).toMatchObject({ state: 'forbidden', objects: 0 });
    expect(snapshot.coverage('Job').error).toMatch(
      /403 Forbidden: jobs.batch is forbidden: User "no-jobs" cannot list/,
    );
    expect(snapshot.coverage('CronJob')).toMatchObject({ state: 'complete' });
    expect(snapshot.coverage('Lease')).toMatchObject({ state: 'forbidden' });
    const others = snapshot.observation.coverage.filter(
      ({ state }) => state !== 'complete' && state !== 'absent',
    );
    expect(others.map(({ kind }) => kind)).toEqual(['Lease', 'Job']);
    expect(snapshot.objects('Pod')).toHaveLength(6);
  });

  test('with Roles in two namespaces just those are read, and named', async () => {
    const rules = [{ apiGroups: [''], resources: ['pods', 'services'], verbs: ['list'] }];
    await bind('two-namespaces', rules, 'team-a');
    await bind('two-namespaces', rules, 'team-b');
    const snapshot = await collectFrom(cluster.kubeconfig('two-namespaces'), {
      namespaces: ['team-c', 'team-b', 'team-a'],
    });
    expect(snapshot.coverage('Pod')).toMatchObject({
      state: 'partial',
      method: 'exact',
      objects: 2,
      namespaces: ['team-a', 'team-b'],
      error: expect.stringContaining('pods is forbidden'),
    });
    expect(snapshot.objects('Pod').map(({ metadata }) => metadata.name)).toEqual([
      'pod-of-team-a',
      'pod-of-team-b',
    ]);
    // None exists, and that was seen.
    expect(snapshot.coverage('Service')).toMatchObject({
      state: 'partial',
      objects: 0,
      namespaces: ['team-a', 'team-b'],
    });
    for (const kind of ['Node', 'Namespace', 'Deployment', 'Lease']) {
      expect(snapshot.coverage(kind)).toMatchObject({ state: 'forbidden' });
      expect(snapshot.coverage(kind)).not.toHaveProperty('namespaces');
    }
    expect(snapshot.coverage('NodeMetrics')).toMatchObject({ state: 'absent' });
  });

  test('where namespaces may be listed, they need not be named', async () => {
    await bind('one-namespace', [{ apiGroups: [''], resources: ['namespaces'], verbs: ['list'] }]);
    await bind('one-namespace', [{ apiGroups: [''], resources: ['pods'], verbs: ['list'] }], 'team-c');
    const snapshot = await collectFrom(cluster.kubeconfig('one-namespace'));
    expect(snapshot.coverage('Namespace')).toMatchObject({ state: 'complete' });
    expect(snapshot.coverage('Pod')).toMatchObject({ state: 'partial', namespaces: ['team-c'], objects: 1 });
  });

  test("otherwise the namespace of the kubeconfig's context is tried", async () => {
    const kubeconfig = cluster.kubeconfig('two-namespaces', { namespace: 'team-b' });
    const snapshot = await collectFrom(kubeconfig);
    expect(snapshot.coverage('Pod')).toMatchObject({ state: 'partial', namespaces: ['team-b'], objects: 1 });
  });

  test('who may list nothing gets nothing, and nothing is stored', async () => {
    const options = collectOptions(cluster.kubeconfig('nobody'));
    const error: unknown = await collect(options).catch((caught: unknown) => caught);
    expect(error).toBeInstanceOf(NothingCollectedError);
    expect((error as Error).message).toMatch(/do not allow any list: 403 Forbidden/);
    expect(await readFolder(options.store.name)).toEqual([]);
  });

  test('the Role of deploy/rbac-probes.yaml lets the named Service be asked, and no other', async () => {
    const server = http.createServer((request, response) => {
      const isWell = request.url === '/healthz';
      response.writeHead(isWell ? 200 : 503).end('{"status":"UP"}');
    });
    // The API server proxies to no loopback address. Source: kubernetes, pkg/proxy/util `IsProxyableIP`.
    await new Promise<void>((resolve) => server.listen(0, '0.0.0.0', resolve));
    onTestFinished(() => void server.close());
    const { port } = server.address() as AddressInfo;
    await createNamespace(cluster, 'billing');
    // An address counts only if a pod has it. Source: kubernetes, pkg/registry/core/service `isValidAddress`.
    const ip = ownAddress();
    await createPod(cluster, 'billing', { metadata: { name: 'api' }, spec: { nodeName: 'app' } });
    await cluster.api('PATCH', '/api/v1/namespaces/billing/pods/api/status', {
      status: { phase: 'Running', podIP: ip, podIPs: [{ ip }] },
    });
    const targetRef = { kind: 'Pod', namespace: 'billing', name: 'api' };
    for (const name of ['billing-api', 'other-api']) {
      await cluster.api('POST', '/api/v1/namespaces/billing/services', {
        metadata: { name },
        spec: { ports: [{ port: 8080, targetPort: port }] },
      });
      await cluster.api('POST', '/api/v1/namespaces/billing/endpoints', {
        metadata: { name },
        subsets: [{ addresses: [{ ip, targetRef }], ports: [{ port }] }],
      });
    }
    const probes = parseAllDocuments(
      fs.readFileSync(path.resolve(import.meta.dirname, '../deploy/rbac-probes.yaml'), 'utf8'),
    ).map((document) => document.toJS() as Manifest);
    const [role] = probes;
    await bind('probing', [...(role?.rules ?? [])], 'billing');
    await bind('probing', [{ apiGroups: [''], resources: ['pods'], verbs: ['list'] }]);
    const ask = (service: string, below: string) => ({
      name: `${service}${below.replace('/', '-')}`,
      service: { namespace: 'billing', name: service, port: 8080 },
      path: below,
    });
    const options = collectOptions(cluster.kubeconfig('probing'));
    const probed = [
      ask('billing-api', '/healthz'),
      ask('billing-api', '/down'),
      ask('other-api', '/healthz'),
    ];
    const asked = { ...options.cluster, probes: ProbesSchema.parse({ http: probed }) };
    await collect({ ...options, cluster: asked });
    const checks = (await readFolder(options.store.name))
      .filter((line) => line.startsWith('{"kind":"HealthCheck"'))
      .map((line) => JSON.parse(line) as ObjectOf<'HealthCheck'>);
    const byName = Object.fromEntries(checks.map(({ metadata, status }) => [metadata.name, status]));
    expect(byName['billing-api-healthz']).toMatchObject({ result: 'OK', code: 200 });
    expect(byName['billing-api-down']).toMatchObject({ result: 'failing', code: 503 });
    expect(byName['other-api-healthz']).toMatchObject({ result: 'not seen', code: 403 });
    expect(byName['other-api-healthz']?.message).toMatch(/cannot get resource "services\/proxy"/);
  });
});

/** An address of this machine at which the API server may reach it. */
function ownAddress(): string {
  const all = Object.values(os.networkInterfaces()).flatMap((addresses) => addresses ?? []);
  const own = all.find(
    ({ family, internal, address }) => family === 'IPv4' && !internal && !address.startsWith('169.254.'),
  );
  if (!own) throw new Error('this test needs a network interface beside loopback');
  return own.address;
}
