import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { anySnapshot } from '../../test/any-snapshot.ts';
import { object, runningPod, snapshotOf } from '../../test/snapshot-of.ts';
import { buildReport } from '../model/build/build-report.ts';
import type { Snapshot } from '../snapshots/schema.ts';
import { toProfile } from './profile.ts';
import { openRedactor } from './redact.ts';

const NODE = 'lxa150h.core.bank.example';
const snapshot = (message = '', more: Parameters<typeof snapshotOf>[0] = {}): Snapshot =>
  snapshotOf(
    {
      Namespace: [object('Namespace', 'payments'), object('Namespace', 'kube-system')],
      Node: [
        object('Node', NODE, {
          metadata: { labels: { 'kubernetes.io/hostname': NODE, 'bank.example/rack': 'r12' } },
          spec: { podCIDR: '10.129.16.0/20', providerID: 'aws:///eu-1/i-0abc' },
          status: {
            addresses: [
              { type: 'InternalIP', address: '10.10.1.15' },
              { type: 'InternalIP', address: 'fd00:10::1:5' },
              { type: 'Hostname', address: NODE },
            ],
            nodeInfo: { containerRuntimeVersion: 'containerd://2.1.4', kubeletVersion: 'v1.34.6' },
          },
        }),
      ],
      Lease: [object('Lease', NODE, { metadata: { namespace: 'kube-node-lease' } })],
      Pod: [
        runningPod(`kube-apiserver-${NODE}`, undefined, {
          metadata: { namespace: 'kube-system', labels: { app: 'apiserver', 'bank.example/rack': 'r12' } },
          spec: {
            nodeName: NODE,
            nodeSelector: { 'bank.example/rack': 'r12' },
            containers: [{ name: 'api', image: 'registry.bank.example:5000/team/kube-apiserver:v1.34.6' }],
          },
          status: { podIP: '10.10.1.15', hostIP: '10.10.1.15', message },
        }),
        runningPod('web-1', undefined, { metadata: { namespace: 'payments' }, spec: { nodeName: NODE } }),
      ],
      Ingress: [
        object('Ingress', 'portal', {
          metadata: { namespace: 'payments' },
          spec: { rules: [{ host: 'portal.bank.example' }], tls: [{ hosts: ['*.bank.example'] }] },
        }),
      ],
      Event: [
        object('Event', 'e', {
          metadata: { namespace: 'payments' },
          message,
          involvedObject: { kind: 'Node', name: NODE },
          source: { component: 'kubelet', host: 'lxa150h' },
        }),
      ],
      ...more,
    },
    { cluster: 'prod' },
  );

/** Redacts a message. */
function inMessage(message: string, profile = toProfile('internal')): string {
  const one = snapshot(message);
  return openRedactor(profile, [one]).redactSnapshot(one).objects.Event[0]!.message!;
}

describe('a name', () => {
  test('has one pseudonym wherever it stands, also in longer names, and of the form that the field needs', () => {
    const one = snapshot(`node ${NODE} (lxa150h) is gone`);
    const { objects } = openRedactor(toProfile('internal'), [one]).redactSnapshot(one);
    const [node] = objects.Node;
    expect(node?.metadata.name).toBe('node-1');
    expect(node?.metadata.labels?.['kubernetes.io/hostname']).toBe('node-1');
    expect(node?.status?.addresses?.map(({ address }) => address)).toEqual([
      expect.stringMatching(/^192\.0\.2\.\d+$/),
      expect.stringMatching(/^2001:db8::\d+$/),
      'node-1',
    ]);
    expect(node?.spec?.podCIDR).toMatch(/^192\.0\.2\.\d+\/20$/);
    expect(objects.Lease[0]?.metadata.name).toBe('node-1');
    expect(objects.Pod[0]?.metadata.name).toBe('kube-apiserver-node-1');
    expect(objects.Pod[0]?.status?.hostIP).toBe(node?.status?.addresses?.[0]?.address);
    expect(objects.Event[0]).toMatchObject({
      involvedObject: { name: 'node-1' },
      source: { host: 'node-1' },
      message: 'node node-1 (node-1) is gone',
    });
    expect(objects.Ingress[0]?.spec?.rules?.[0]?.host).toMatch(/^host-\d\.example$/);
    expect(objects.Ingress[0]?.spec?.tls?.[0]?.hosts?.[0]).toMatch(/^\*\.host-\d\.example$/);
    expect(objects.Pod[0]?.spec?.containers?.[0]?.image).toMatch(
      /^registry-\d\.example\/kube-apiserver:v1\.34\.6$/,
    );
    expect(node?.status?.nodeInfo?.containerRuntimeVersion).toBe('containerd://2.1.4');
  });

  test('is numbered in an order that tells nothing of it', () => {
    const many = snapshot('', { Node: ['a1', 'b2', 'c3', 'd4'].map((name) => object('Node', name)) });
    const orders = [0, 1].map((chance) => {
      const redactor = openRedactor(toProfile('internal'), [many], [], {
        random: (below) => chance % below,
      });
      redactor.redactSnapshot(many);
      return redactor
        .pseudonyms()
        .filter((one) => one.class === 'node')
        .map((one) => one.pseudonym)
        .join();
    });
    expect(orders[0]).not.toBe(orders[1]);
  });

  test('gets no pseudonym that is the name of another', () => {
    const one = snapshot('', { Node: [object('Node', 'node-1'), object('Node', 'node-2')] });
    const redactor = openRedactor(toProfile('public'), [one]);
    const names = redactor.redactSnapshot(one).objects.Node.map(({ metadata }) => metadata.name);
    expect(names.filter((name) => ['node-1', 'node-2'].includes(name))).toEqual([]);
  });

  test.each([
    ['dial tcp 10.1.2.3:443: refused', /^dial tcp 192\.0\.2\.\d+:443: refused$/],
    ['dial tcp [fd00::12]:443', /^dial tcp \[2001:db8::\d+\]:443$/],
    [
      'Get "https://user@api.other.corp:6443/x?y=1"',
      /^Get "https:\/\/(?:user@host|person)-\d(?:\.example|@example\.com):6443\/x\?y=1"$/,
    ],
    ['lookup db.other.corp on 10.0.0.10:53', /^lookup host-\d\.example on 192\.0\.2\.\d+:53$/],
    ['mail ops@bank.example', /^mail person-1@example\.com$/],
    ['pulling registry.bank.example:5000/team/app:1', /^pulling registry-\d\.example\/app:1$/],
    ['deep.portal.bank.example', /^host-\d\.example$/],
    ['ip-10-10-1-15 and 10-10-1-15.payments.pod', /^ip-192-0-2-\d+ and 192-0-2-\d+\.payments\.pod$/],
  ])('is found where no object gave it away: %s', (message, expected) => {
    expect(inMessage(message)).toMatch(expected);
  });

  test.each([
    'v1.34.6 of main.go, apps/v1, 5.10.0-18-amd64, 1.2.3',
    'node.kubernetes.io/unreachable, std::vector, 12:30:00',
    'http://localhost:8080/health on 127.0.0.1',
    'kube-dns.kube-system.svc.cluster.local',
  ])('is not seen in what is none: %s', (message) => {
    expect(inMessage(message)).toBe(message);
  });
});

describe('profiles', () => {
  test('hides a namespace that is gone, and that only a volume names', () => {
    const volume = object('PersistentVolume', 'pvc-1', {
      metadata: { namespace: undefined },
      spec: { claimRef: { namespace: 'mergers', name: 'data' } },
      status: { phase: 'Released', message: 'claim mergers/data is gone' },
    });
    const shared = snapshot('', { PersistentVolume: [volume] });
    const redactor = openRedactor(toProfile('public'), [shared]);
    expect(JSON.stringify(redactor.redactSnapshot(shared))).not.toContain('mergers');
  });

  test('internal keeps namespaces, labels and the cluster; they are hidden where asked', () => {
    const one = snapshot('in payments of prod');
    const kept = openRedactor(toProfile('internal'), [one]).redactSnapshot(one);
    expect(kept.meta.cluster).toBe('prod');
    expect(kept.objects.Event[0]?.message).toBe('in payments of prod');
    expect(kept.objects.Pod[0]?.metadata.labels).toMatchObject({ app: 'apiserver' });
    const hidden = openRedactor(toProfile('internal', 'hide'), [one]).redactSnapshot(one);
    expect(hidden.objects.Event[0]?.message).toBe('in ns-1 of prod');
    expect(hidden.objects.Namespace.map(({ metadata }) => metadata.name)).toEqual(['ns-1', 'kube-system']);
  });

  test('public takes messages, arguments and what is your own of labels, so that selectors still select', () => {
    const one = snapshot('a secret plan');
    const redactor = openRedactor(toProfile('public'), [one]);
    const { meta, objects } = redactor.redactSnapshot(one);
    expect(meta.cluster).toBe('cluster-1');
    expect(objects.Event[0]?.message).toBe('[message removed]');
    expect(objects.Node[0]?.spec?.providerID).toBe('[removed]');
    const [pod] = objects.Pod;
    const own = pod?.spec?.nodeSelector ?? {};
    expect(Object.entries(own).join()).toMatch(/^label-\d,value-1$/);
    expect(pod?.metadata.labels).toEqual({ app: 'apiserver', ...own });
    expect(objects.Node[0]?.metadata.labels).toMatchObject(own);
    expect(redactor.removed()).toEqual({ message: 2, word: 1, dropped: 0 });
  });

  test('the report of redacted data says the same', () => {
    const one = snapshot('out of memory');
    const before = buildReport(one);
    const after = buildReport(openRedactor(toProfile('public'), [one]).redactSnapshot(one));
    expect(after.state).toBe(before.state);
    expect(after.findings.map(({ rule }) => rule)).toEqual(before.findings.map(({ rule }) => rule));
    expect(after.counts).toEqual(before.counts);
  });
});

test('any JSON can be redacted, its keys, too', () => {
  const one = snapshot();
  const redactor = openRedactor(toProfile('internal'), [one], [{ text: `see ${NODE} at 10.10.1.15` }]);
  expect(redactor.redact({ [NODE]: [{ 'Node//lxa150h': 1 }], name: NODE })).toEqual({
    'node-1': [{ 'Node//node-1': 1 }],
    name: 'node-1',
  });
});

test('whatever a snapshot holds: no name of it is left, and its shape is what it was', () => {
  const SECRETS = [
    'n0de-x1.corp-q.example',
    '10.77.66.55',
    'fd77:1::9',
    'h0st-z.corp-q.example',
    'ns-secret7',
  ];
  const place = (value: unknown, depth: number): unknown => {
    if (typeof value === 'string')
      return depth % 3 === 0 ? `${value} ${SECRETS[depth % SECRETS.length]}` : value;
    if (Array.isArray(value)) return value.map((one, index) => place(one, depth + index + 1));
    if (typeof value !== 'object' || value === null) return value;
    return Object.fromEntries(
      Object.entries(value).map(([key, one], index) => [key, place(one, depth + index)]),
    );
  };
  const shapeOf = (value: unknown): unknown =>
    Array.isArray(value)
      ? value.map(shapeOf)
      : typeof value === 'object' && value !== null
        ? Object.values(value).map(shapeOf)
        : typeof value;
  fc.assert(
    fc.property(anySnapshot, fc.integer({ min: 0, max: 9 }), (any, depth) => {
      const objects = Object.fromEntries(
        Object.entries(any.objects).map(([kind, list]) => [
          kind,
          list.map((one) => ({ ...(place(one, depth) as object), kind, metadata: one.metadata })),
        ]),
      );
      const one = {
        meta: any.meta,
        objects: {
          ...objects,
          Namespace: [object('Namespace', SECRETS[4]!)],
          Node: [object('Node', SECRETS[0]!)],
          Ingress: [object('Ingress', 'i', { spec: { rules: [{ host: SECRETS[3] }] } })],
        },
      } as unknown as Snapshot;
      const redacted = openRedactor(toProfile('public'), [one]).redactSnapshot(one);
      const text = JSON.stringify(redacted);
      // Times stay, so a secret must not look like a time.
      for (const secret of SECRETS) expect(text).not.toContain(secret);
      expect(shapeOf(redacted.objects.Pod)).toEqual(shapeOf(one.objects.Pod));
    }),
    { numRuns: 60 },
  );
});
