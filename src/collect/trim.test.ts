import { describe, expect, test } from 'vitest';
import { kinds, kindNames } from '../snapshots/kinds/kinds.ts';
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
    const annotations = { 'example.com/x': '1', 'kubernetes.io/config.mirror': 'm' };
    const kept = trim({ metadata: { uid: 'u', name: 'p', annotations } }, 'v1');
    expect(kept?.metadata.annotations).toEqual({ 'kubernetes.io/config.mirror': 'm' });
  });

  test('tells where credentials were taken out', () => {
    const found: [string, number][] = [];
    const event = { metadata: { uid: 'u', name: 'e' }, message: 'password=x token=y' };
    const kept = compileTrim('Event', (field, count) => found.push([field, count]))(event, 'v1');
    expect(kept?.message).toBe('password=[redacted] token=[redacted]');
    expect(found).toEqual([['Event.message', 2]]);
  });

  test('what an argument means depends on the command', () => {
    const args = ['-uroot', '-pS3cr3tDB'];
    const containers = [
      { name: 'a', command: ['mysqldump'], args },
      { name: 'b', command: ['app'], args },
    ];
    const found: [string, number][] = [];
    const kept = compileTrim('Deployment', (field, count) => found.push([field, count]))(
      pod({ spec: { template: { spec: { containers } } } }),
      'apps/v1',
    );
    expect(kept?.spec?.template?.spec?.containers?.map((container) => container.args)).toEqual([
      ['-uroot', '-p[redacted]'],
      args,
    ]);
    expect(found).toEqual([['Deployment.spec.template.spec.containers.args', 1]]);
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
  if (properties === undefined) return { 'kubernetes.io/config.mirror': 'text' };
  const entries = Object.entries(properties as object).map(([name, field]) => [name, sample(field)]);
  return { ...Object.fromEntries(entries), notInTheTable: 'x' };
}
