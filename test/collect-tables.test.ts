import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { collectFrom } from './collected.ts';
import { startControlPlane, type ControlPlane } from './control-plane.ts';
import { startFaultProxy } from './fault-proxy.ts';
import { needs } from './needs.ts';
import { createCustomKind, createNamespace, createWhenServed } from './populate.ts';

const RESOURCE = 'backups.example.com';
const PATH = '/apis/example.com/v1/namespaces';

describe.runIf(needs.controlPlane)('custom resources', () => {
  let cluster: ControlPlane;
  beforeAll(async () => {
    cluster = await startControlPlane({ users: ['stranger'] });
    const columns = [
      { name: 'Target', type: 'string', jsonPath: '.spec.target' },
      { name: 'Copies', type: 'integer', jsonPath: '.spec.copies' },
      { name: 'Verified', type: 'boolean', jsonPath: '.spec.verified', priority: 1 },
      { name: 'Age', type: 'date', jsonPath: '.metadata.creationTimestamp' },
    ];
    await createCustomKind(cluster, {
      ...{ group: 'example.com', kind: 'Backup', plural: 'backups', columns },
      versions: ['v1alpha1', 'v1'],
    });
    await createNamespace(cluster, 'shop');
    const refused = {
      type: 'Ready',
      status: 'False',
      message: 's3://bob:CANARY@host/db refused',
      secret: 'CANARY',
    };
    const health = { status: 'Degraded', message: 's3://bob:CANARY@host/db is gone', token: 'CANARY' };
    for (const [namespace, name, spec, status] of [
      ['default', 'nightly', { target: 's3://bob:CANARY@host/db', copies: 3, verified: true }, undefined],
      [
        'shop',
        'weekly',
        { copies: 0, password: 'CANARY' },
        { conditions: [refused], observedGeneration: 3, health, token: 'CANARY' },
      ],
    ] as const) {
      const body = { apiVersion: 'example.com/v1', kind: 'Backup', metadata: { name }, spec, status };
      await createWhenServed(cluster, `${PATH}/${namespace}/backups`, body);
    }
  });
  afterAll(() => cluster?.stop());

  const customResources = [RESOURCE, 'rollouts.argoproj.io'];

  test('come with the columns that the server prints, as of the moment of the snapshot', async () => {
    const { coverage, objects, observation, text } = await collectFrom(cluster.kubeconfig(), {
      customResources,
    });
    expect(coverage(RESOURCE)).toMatchObject({
      apiVersion: 'example.com/v1',
      state: 'complete',
      method: 'exact',
      resourceVersion: observation.resourceVersion,
      objects: 2,
    });
    expect(coverage(RESOURCE).columns).toEqual([
      { name: 'Name', type: 'string', priority: 0 },
      { name: 'Target', type: 'string', priority: 0 },
      { name: 'Copies', type: 'integer', priority: 0 },
      { name: 'Verified', type: 'boolean', priority: 1 },
      { name: 'Age', type: 'date', priority: 0 },
    ]);
    const [nightly, weekly] = objects('TableRow');
    expect(nightly).toEqual({
      kind: 'TableRow',
      apiVersion: 'example.com/v1',
      metadata: expect.objectContaining({
        uid: expect.stringMatching(/^[0-9a-f-]{36}$/),
        namespace: 'default',
        name: 'nightly',
      }),
      resource: RESOURCE,
      cells: ['nightly', 's3://bob:[redacted]@host/db', 3, 'true', nightly?.metadata.creationTimestamp],
    });
    expect(weekly?.cells?.slice(0, 4)).toEqual(['weekly', '', 0, '']);
    // The generation of the whole status is that of its conditions.
    // Of the object itself, only its conditions and its words on its health are kept.
    expect(weekly?.health).toEqual([
      { field: 'health.status', value: 'Degraded', message: 's3://bob:[redacted]@host/db is gone' },
    ]);
    expect(weekly?.conditions).toEqual([
      {
        ...{ observedGeneration: 3, type: 'Ready', status: 'False' },
        message: 's3://bob:[redacted]@host/db refused',
      },
    ]);
    expect(observation.redactions).toEqual({
      ...{ 'TableRow.cells': 1, 'TableRow.conditions.message': 1, 'TableRow.health.message': 1 },
    });
    expect(text).not.toContain('CANARY');
  });

  test('that the cluster does not serve are absent, not failed', async () => {
    const { coverage } = await collectFrom(cluster.kubeconfig(), { customResources });
    expect(coverage('rollouts.argoproj.io')).toMatchObject({ state: 'absent', objects: 0 });
  });

  test('that expire half-way are read once more, and not twice', async () => {
    let expired = false;
    const proxy = await startFaultProxy(cluster, ({ resource, query }) => {
      if (resource !== 'backups' || query.get('limit') !== '500' || expired) return undefined;
      expired = true;
      return { status: 410, body: '{"message":"too old"}' };
    });
    const kubeconfig = cluster.kubeconfig('admin', { server: proxy.server });
    const { coverage, objects } = await collectFrom(kubeconfig, { customResources });
    await proxy.die();
    expect(coverage(RESOURCE)).toMatchObject({ state: 'complete', method: 'list', objects: 2 });
    expect(objects('TableRow')).toHaveLength(2);
  });

  const row = (name: string, uid: string) => ({ cells: [name], object: { metadata: { name, uid } } });
  const table = (...rows: unknown[]) =>
    JSON.stringify({ kind: 'Table', metadata: {}, columnDefinitions: [], rows });

  test.each([
    [
      'rows without a name',
      table(row('a', '1'), { cells: [''] }, {}),
      'partial',
      /left out: 2 without a name/,
    ],
    ['two rows with one UID', table(row('a', '1'), row('b', '1')), 'partial', /1 with the UID of another/],
    [
      'rows of another kind',
      table({ cells: ['a'], object: { kind: 'Pod', metadata: { name: 'a', uid: '1' } } }),
      'failed',
      /a Pod among its Backups/,
    ],
    ['the list of another kind', '{"kind":"PodList","metadata":{},"items":[]}', 'failed', /is a PodList/],
  ])('with %s are not complete', async (_, body, state, error) => {
    const proxy = await startFaultProxy(cluster, ({ resource }) =>
      resource === 'backups' ? { status: 200, body } : undefined,
    );
    const kubeconfig = cluster.kubeconfig('admin', { server: proxy.server });
    const { coverage, objects } = await collectFrom(kubeconfig, { customResources });
    await proxy.die();
    expect(coverage(RESOURCE)).toMatchObject({ state, error: expect.stringMatching(error) });
    expect(objects('TableRow').map(({ metadata }) => metadata.name)).toEqual(
      state === 'partial' ? ['a'] : [],
    );
  });

  test('are read in the namespaces where they may be', async () => {
    const rbac = '/apis/rbac.authorization.k8s.io/v1/namespaces/shop';
    await cluster.api('POST', `${rbac}/roles`, {
      metadata: { name: 'stranger' },
      rules: [{ apiGroups: ['example.com', ''], resources: ['backups', 'pods'], verbs: ['list'] }],
    });
    await cluster.api('POST', `${rbac}/rolebindings`, {
      metadata: { name: 'stranger' },
      roleRef: { apiGroup: 'rbac.authorization.k8s.io', kind: 'Role', name: 'stranger' },
      subjects: [{ apiGroup: 'rbac.authorization.k8s.io', kind: 'User', name: 'stranger' }],
    });
    const snapshot = await collectFrom(cluster.kubeconfig('stranger', { namespace: 'shop' }), {
      customResources,
    });
    expect(snapshot.coverage(RESOURCE)).toMatchObject({ state: 'partial', namespaces: ['shop'], objects: 1 });
    expect(snapshot.objects('TableRow').map(({ metadata }) => metadata.name)).toEqual(['weekly']);
  });
});
