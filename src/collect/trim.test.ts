import { describe, expect, test } from 'vitest';
import { kinds, kindNames } from '../snapshots/kinds/kinds.ts';
import { openDigest } from './keep-words.ts';
import { compileTrim } from './trim.ts';

const ignore = () => {};
const pod = (more: object) => ({ metadata: { uid: 'u', namespace: 'a', name: 'p' }, ...more });

describe('trimming', () => {
  const trim = compileTrim('Pod', ignore);

  test('keeps the fields of the table, in its order', () => {
    const kept = trim(
      {
        status: { phase: 'Running', unknown: 1 },
        spec: { nodeName: 'n', volumes: [] },
        ...pod({}),
        extra: true,
      },
      'v1',
    );
    expect(JSON.stringify(kept)).toBe(
      '{"kind":"Pod","apiVersion":"v1","metadata":{"uid":"u","namespace":"a","name":"p"},"spec":{"nodeName":"n"},"status":{"phase":"Running"}}',
    );
  });

  test('drops what is null, empty or of the wrong type', () => {
    const kept = trim(
      pod({
        spec: { nodeName: 5, hostNetwork: 'yes', containers: [] },
        status: { phase: null, conditions: 'none' },
      }),
      'v1',
    );
    expect(kept).not.toHaveProperty('spec');
    expect(kept).not.toHaveProperty('status');
  });

  test('keeps what means something by being there', () => {
    const kept = trim(
      pod({
        status: {
          containerStatuses: [{ name: 'c', state: { running: { startedAt: null } }, lastState: {} }],
        },
      }),
      'v1',
    );
    expect(kept?.status?.containerStatuses).toEqual([{ name: 'c', state: { running: {} } }]);
    const probes = trim(
      pod({ spec: { containers: [{ name: 'c', livenessProbe: { exec: { command: ['x'] } } }] } }),
      'v1',
    );
    expect(probes?.spec?.containers?.[0]?.livenessProbe).toEqual({ exec: {} });
  });

  test('keeps numbers and texts where either may stand', () => {
    const ports = [{ targetPort: 80 }, { targetPort: 'http' }, { targetPort: true }];
    const kept = compileTrim('Service', ignore)(pod({ spec: { ports } }), 'v1');
    expect(kept?.spec?.ports).toEqual([{ targetPort: 80 }, { targetPort: 'http' }]);
  });

  test('keeps of the annotations only those that the table names', () => {
    const annotations = { 'example.com/x': '1', 'kubernetes.io/ingress.class': 'm' };
    const kept = trim({ metadata: { uid: 'u', name: 'p', annotations } }, 'v1');
    expect(kept?.metadata.annotations).toEqual({ 'kubernetes.io/ingress.class': 'm' });
  });

  test('keeps who wrote an object, and which parts, but no value and no writer of its status', () => {
    const template = {
      'f:metadata': { 'f:annotations': { 'f:kubectl.kubernetes.io/restartedAt': {} } },
      'f:spec': {
        'f:containers': {
          'k:{"name":"web"}': {
            '.': {},
            'f:name': {},
            'f:image': {},
            'f:env': { 'k:{"name":"canary"}': {} },
          },
        },
      },
    };
    const entry = (manager: string, fieldsV1: object, more: object = {}) => ({
      ...{ manager, operation: 'Update', apiVersion: 'apps/v1', time: '2026-11-22T07:14:31Z' },
      ...{ fieldsType: 'FieldsV1', fieldsV1, ...more },
    });
    const managedFields = [
      entry('helm', {
        'f:metadata': { 'f:labels': { 'f:app': {} } },
        'f:spec': { 'f:template': template, 'f:strategy': {}, 'f:canary': {} },
      }),
      entry('kubectl', { 'f:spec': { 'f:replicas': {} } }, { subresource: 'scale' }),
      entry('kube-controller-manager', { 'f:metadata': { 'f:annotations': {} } }, { subresource: 'status' }),
      entry('nobody', { 'f:spec': { 'f:canary': {} } }),
    ];
    const metadata = { uid: 'u', name: 'web', managedFields };
    const kept = compileTrim('Deployment', ignore)({ metadata }, 'apps/v1');
    const [operation, time] = ['Update', '2026-11-22T07:14:31Z'];
    expect(kept?.metadata.managedFields).toEqual([
      { manager: 'helm', operation, time, parts: ['env', 'image', 'labels', 'strategy', 'template'] },
      { manager: 'kubectl', operation, subresource: 'scale', time, parts: ['replicas'] },
    ]);
    const owned = { ...metadata, ownerReferences: [{ kind: 'Rollout', uid: 'r', controller: true }] };
    expect(compileTrim('Deployment', ignore)({ metadata: owned }, 'apps/v1')?.metadata).not.toHaveProperty(
      'managedFields',
    );
    expect(trim({ metadata }, 'v1')?.metadata).not.toHaveProperty('managedFields');
  });

  test.each([5, [null, 5, {}], [{ manager: 5, fieldsV1: 5 }], [{ fieldsV1: { 'f:spec': [] } }]])(
    'managed fields %j name no writer',
    (managedFields) => {
      const metadata = { uid: 'u', name: 'web', managedFields };
      expect(compileTrim('Deployment', ignore)({ metadata }, 'apps/v1')?.metadata).toEqual({
        uid: 'u',
        name: 'web',
      });
    },
  );

  test('tells where credentials were taken out', () => {
    const found: [string, number][] = [];
    const event = { metadata: { uid: 'u', name: 'e' }, message: 'password=x token=y' };
    const kept = compileTrim('Event', (field, count) => found.push([field, count]))(event, 'v1');
    expect(kept?.message).toBe('password=[redacted] token=[redacted]');
    expect(found).toEqual([['Event.message', 2]]);
  });

  test('of arguments only what is plainly no secret is text', () => {
    const args = [
      '-uroot',
      '-pS3cr3tDB',
      '--port=8080',
      '--log-level',
      'debug',
      '--owner=swordfish',
      '--dir',
      '/etc/x',
    ];
    const containers = [
      { name: 'a', command: ['/usr/bin/mysqldump'], args },
      { name: 'b', command: ['app'], args: ['--owner=swordfish', 'p', '--password=8080'] },
    ];
    const found: [string, number][] = [];
    const kept = compileTrim('Deployment', (field, count) => found.push([field, count]), {
      digestOf: openDigest(Buffer.from('key')),
    })(pod({ spec: { template: { spec: { containers } } } }), 'apps/v1');
    const [first, second] = kept!.spec!.template!.spec!.containers!;
    expect(JSON.stringify(kept)).not.toMatch(/swordfish|S3cr3t/);
    expect(first?.command).toEqual(['/usr/bin/mysqldump']);
    expect(first?.args?.slice(2, 5)).toEqual(['--port=8080', '--log-level', 'debug']);
    expect(first?.args?.slice(6)).toEqual(['--dir', '/etc/x']);
    expect(first?.args?.[5]).toMatch(/^--owner=\[digest:[0-9a-f]{10}\]$/);
    // The same value has the same digest. `p` is the object's own name.
    expect(second?.args).toEqual([first?.args?.[5], 'p', '--password=[redacted]']);
    expect(found.map(([field]) => field)).toEqual([
      'Deployment.spec.template.spec.containers.args',
      'Deployment.spec.template.spec.containers.args',
    ]);
  });

  test('of a long script, a change behind the cut is seen', () => {
    const argsOf = (script: string) =>
      compileTrim('Deployment', () => undefined, { digestOf: openDigest(Buffer.from('key')) })(
        pod({ spec: { template: { spec: { containers: [{ name: 'a', args: ['-c', script] }] } } } }),
        'apps/v1',
      )?.spec?.template?.spec?.containers?.[0]?.args;
    const script = 'echo x\n'.repeat(10_000);
    expect(argsOf(script)).toEqual(['-c', expect.stringMatching(/^\[digest:\w{10}\]$/)]);
    expect(argsOf(`${script}y`)).not.toEqual(argsOf(script));
  });

  test('a path loses its query, but a pattern stays', () => {
    const at = (path: string) =>
      trim(pod({ spec: { containers: [{ name: 'c', livenessProbe: { httpGet: { path } } }] } }), 'v1')?.spec
        ?.containers?.[0]?.livenessProbe?.httpGet?.path;
    expect(at('/ready?swordfish')).toBe('/ready');
    expect(at('/ready?x=swordfish#a')).toBe('/ready');
    expect(at('/api(/|$)(.*)')).toBe('/api(/|$)(.*)');
    expect(at('/(?!admin)x?a=swordfish')).toBe('/(?!admin)x');
  });

  test.each([null, 5, 'text', [], {}, { metadata: null }, { metadata: {} }, { metadata: { name: 5 } }])(
    '%j is no object of Kubernetes',
    (item) => expect(trim(item, 'v1')).toBeUndefined(),
  );

  test('metrics, which have no uid, are kept', () => {
    const kept = compileTrim('NodeMetrics', ignore)(
      { metadata: { name: 'n' }, usage: { cpu: '1' } },
      'metrics.k8s.io/v1beta1',
    );
    expect(kept).toMatchObject({
      kind: 'NodeMetrics',
      metadata: { uid: '', name: 'n' },
      usage: { cpu: '1' },
    });
  });

  test('what it keeps is what the tables describe', () => {
    for (const name of kindNames) {
      const item = sample(kinds[name].fields.toJSONSchema());
      const kept = compileTrim(name, ignore)(item, 'v1');
      expect(kinds[name].fields.strict().safeParse(kept).error).toBeUndefined();
      expect(kept?.metadata.name).toBe('text');
    }
  });
});

interface JsonSchema {
  type?: unknown;
  properties?: unknown;
  items?: unknown;
  anyOf?: unknown;
}

/** Makes a value of this shape with every field filled, and one additional field in each object. */
function sample(schema: unknown): unknown {
  const { type, properties, items, anyOf } = schema as JsonSchema;
  if (Array.isArray(anyOf)) return sample(anyOf[0]);
  if (type === 'array') return [sample(items)];
  if (type === 'number') return 1;
  if (type === 'boolean') return true;
  if (type === 'string') return 'text';
  if (properties === undefined) return { 'kubernetes.io/ingress.class': 'text' };
  const entries = Object.entries(properties as object).map(([name, field]) => [name, sample(field)]);
  return { ...Object.fromEntries(entries), notInTheTable: 'x' };
}
