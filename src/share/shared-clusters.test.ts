import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { ownedCluster, ownedSnapshot } from '../../test/owned-cluster.ts';
import { object, snapshotOf } from '../../test/snapshot-of.ts';
import { sharedClusters, toSnapshot } from '../../test/shared-clusters.ts';
import type { Snapshot } from '../snapshots/schema.ts';
import { parseMapping, renderMapping } from './mapping.ts';
import { PROFILE_NAMES, toProfile, type NamespaceChoice } from './profile.ts';
import { openRedactor, type RedactorOptions } from './redact.ts';

function redact(
  snapshot: Snapshot,
  { profile = 'internal', ...options }: RedactorOptions & { profile?: 'internal' | 'public' } = {},
) {
  const redactor = openRedactor(toProfile(profile), [snapshot], [], options);
  return { redacted: redactor.redactSnapshot(snapshot), ...redactor };
}

describe.each(Object.entries(sharedClusters))('a cluster in the wild: %s', (_, cluster) => {
  test.each(PROFILE_NAMES)('%s: nothing of its owner is left, and a vendor finds what runs', (profile) => {
    const { redacted, finish } = redact(toSnapshot(cluster), { profile });
    finish();
    const text = JSON.stringify(redacted);
    const hidden = [...cluster.hidden, ...(profile === 'public' ? cluster.hiddenInPublic : [])];
    expect(hidden.filter((name) => text.toLowerCase().includes(name.toLowerCase()))).toEqual([]);
    const kept = [...cluster.kept, ...(profile === 'internal' ? cluster.keptInMessages : [])];
    expect(kept.filter((name) => !text.includes(name))).toEqual([]);
  });
});

test('whatever a cluster is called: no name of it is left, and no field has to be dropped', () => {
  fc.assert(
    fc.property(fc.noShrink(fc.nat()), fc.constantFrom(...PROFILE_NAMES), (seed, profile) => {
      const cluster = ownedCluster(seed);
      const snapshot = ownedSnapshot(cluster);
      const hidden = [...cluster.hidden, ...(profile === 'public' ? cluster.hiddenInPublic : [])];
      const left = (one: Snapshot) => {
        const text = JSON.stringify(one).toLowerCase();
        return hidden.filter((name) => text.includes(name.toLowerCase()));
      };
      expect(left(snapshot)).toEqual(hidden);
      const { redacted, finish } = redact(snapshot, { profile });
      finish();
      expect(left(redacted)).toEqual([]);
    }),
    { numRuns: 100 },
  );
});

/** Redacts two messages of one cluster, which has a Service `db` in `shop`, and a Service `redis-7`. */
function inMessages(first: string, second: string): [string, string] {
  const snapshot = snapshotOf({
    Namespace: [object('Namespace', 'shop'), object('Namespace', 'dev')],
    Service: [object('Service', 'db'), object('Service', 'redis-7')],
    Event: [object('Event', 'a', { message: first }), object('Event', 'b', { message: second })],
  });
  const { redacted, finish } = redact(snapshot);
  finish();
  const [a, b] = redacted.objects.Event.map(({ message }) => message!);
  return [a!, b!];
}

describe('what is found in one place', () => {
  test.each([
    ['http://db.shop:8080', 'db.shop:5432 refused'],
    ['redis://redis-7:6379', 'redis-7 is down'],
    ['http://web-0.db.shop/', 'web-0.db.shop'],
    ['docker://sha256', 'docker-pullable://nginx and nginx'],
    ['see https://karpenter.sh/docs', 'karpenter.sh/nodepool'],
    ['xmlns="http://www.w3.org/2001/XMLSchema"', 'http://www.w3.org/2000/svg'],
  ])('is kept in all: %s', (first, second) => {
    expect(inMessages(first, second)).toEqual([first, second]);
    expect(inMessages(second, first)).toEqual([second, first]);
  });

  test.each([
    ['http://db9.shop:8080', 'db9.shop:5432 refused', 'db9'],
    ['http://bank.dev/', 'of bank.dev-1 and BANK.dev', 'bank'],
    ['valid for *.apps.ledger.zq.nl, not x', 'NO_PROXY=.ledger.zq.nl,localhost', 'ledger'],
    ['ldap://mainfrm3', 'host mainfrm3 of xmainfrm3 mainfrm3\\nmainfrm3', ' mainfrm3'],
    ['lookup ledger.zqnet on 10.0.0.10:53: no such host', 'ledger.zqnet gone', 'ledger'],
    ['to ledger.zqnet:5432', 'ledger.zqnet gone', 'ledger'],
    ['{"a":"http:\\/\\/ledger.zqnet\\/"}', 'http%3A%2F%2Fledger.zqnet%2F', 'ledger'],
    ['User "zq.jim" cannot list', 'by zq.jim', 'zq.jim'],
    ['User "oidc:zq.jim" cannot list', 'by zq.jim', 'zq.jim'],
    [String.raw`User "ZQCORP\\zqjim" cannot list`, String.raw`by zqjim of zqcorp\\zqjim`, 'zqjim'],
    [String.raw`{"m":"User \"zq.jim\" cannot list"}`, 'by zq.jim', 'zq.jim'],
    ['git@github.com:zq/loans.git', 'https://github.com/zq/loans and zq/loans', 'zq/loans'],
    ['on arn:aws:iam::210987654321:role/zq-app', 'zq-app of 210987654321', 'zq-app'],
    ['account 210987654321', 'for 210987654321', '210987654321'],
    ['/subscriptions/0f1e2d3c-4b5a-4678-9abc-000000000001/resourceGroups/zq', 'x', 'resourceGroups/zq'],
    ['instance i-0abc123def4567890', 'i-0abc123def4567890 gone', 'abc123def'],
    ['pull image "zqorg/app:1"', 'ghcr.io/zqorg/app:1', 'zqorg'],
    ['at 10.1.2.3', '1.10.1.2.3 and %3A10.1.2.3', '10.1.2.3'],
    ['at 10.1.2.3', '\u001b[31m10.1.2.3\u001b[0m', '10.1.2.3'],
  ])('is hidden in all: %s', (first, second, name) => {
    const [a, b] = inMessages(first, second);
    expect(`${a} | ${b}`.toLowerCase()).not.toContain(name);
    expect(inMessages(second, first).join(' | ').toLowerCase()).not.toContain(name);
  });

  test('a version of four numbers is no address, but in a cluster that has the address', () => {
    const image = { spec: { containers: [{ name: 'a', image: 'nginx:1.2.3.4' }] } };
    const pod = object('Pod', 'a', image);
    const version = snapshotOf({ Pod: [pod], Event: [object('Event', 'e', { message: 'runs 1.2.3.4' })] });
    expect(JSON.stringify(redact(version).redacted.objects)).toMatch(/nginx:1\.2\.3\.4.*runs 1\.2\.3\.4/);
    const both = snapshotOf({ Pod: [pod, object('Pod', 'b', { status: { podIP: '1.2.3.4' } })] });
    expect(JSON.stringify(redact(both).redacted.objects)).not.toContain('1.2.3.4');
  });
});

describe('free text is told by the mark of its field, not by its name', () => {
  test('a gRPC method and the word of a health field are texts, also if they look like words of the API', () => {
    const match = { method: { type: 'Exact', service: 'zq.Ledger', method: 'Vault' } };
    const snapshot = snapshotOf({
      Node: [object('Node', 'Vault')],
      GRPCRoute: [object('GRPCRoute', 'r', { spec: { rules: [{ matches: [match] }] } })],
      TableRow: [
        object('TableRow', 'x', { resource: 'a.longhorn.io', health: [{ field: 'phase', value: 'Vault' }] }),
      ],
    });
    const { GRPCRoute, TableRow } = redact(snapshot).redacted.objects;
    expect(GRPCRoute[0]?.spec?.rules?.[0]?.matches?.[0]?.method).toMatchObject({
      type: 'Exact',
      method: 'node-1',
    });
    expect(TableRow[0]?.health?.[0]?.value).toBe('node-1');
  });

  test('a word of the API stays, also if a node has its name', () => {
    const snapshot = snapshotOf({
      Node: [object('Node', 'Running')],
      Pod: [object('Pod', 'a', { status: { phase: 'Running' } })],
    });
    expect(redact(snapshot).redacted.objects.Pod[0]?.status?.phase).toBe('Running');
  });
});

describe('namespaces', () => {
  const names = ['default', 'openshift-etcd', 'cert-manager', 'payments'];
  const snapshot = snapshotOf({ Namespace: names.map((name) => object('Namespace', name)) });
  const under = (choice: NamespaceChoice) =>
    openRedactor(toProfile('public', choice), [snapshot])
      .redactSnapshot(snapshot)
      .objects.Namespace.map(({ metadata }) => metadata.name.replace(/\d/, 'N'));
  test('of products keep their names, unless all are to be hidden', () => {
    expect(under('own')).toEqual(['default', 'openshift-etcd', 'cert-manager', 'ns-N']);
    expect(under('hide')).toEqual(['default', 'ns-N', 'ns-N', 'ns-N']);
    expect(under('keep')).toEqual(names);
  });
});

describe('two copies of one cluster', () => {
  const snapshot = toSnapshot(sharedClusters.eks);
  const identities = (one: Snapshot) =>
    new Set(JSON.stringify(one).match(/[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}|sha256:[0-9a-f]{64}/g));

  test('have no UID, no digest and no resourceVersion in common', () => {
    const versioned = { ...snapshot, meta: { ...snapshot.meta, resourceVersion: '4711008471' } };
    const [a, b] = [redact(versioned).redacted, redact(versioned).redacted];
    expect(identities(a).size).toBe(identities(snapshot).size);
    expect([...identities(a)].filter((id) => identities(b).has(id))).toEqual([]);
    expect([...identities(a)].filter((id) => identities(snapshot).has(id))).toEqual([]);
    expect(JSON.stringify(a)).not.toContain('4711008471');
  });

  test('have no random ending of a name in common, and names keep their form', () => {
    const hash = '6d4b75cb6d';
    const owner = (kind: string, name: string) => [{ kind, name, uid: name, controller: true }];
    const message = `Created pod: web-${hash}-x7k2p, deleted pod: web-7f9c4d5b8c-zz4tq, agent-hk5wq and web-https are up`;
    const cluster = snapshotOf({
      Deployment: [object('Deployment', 'web')],
      DaemonSet: [object('DaemonSet', 'agent')],
      Service: [object('Service', 'web-https')],
      CronJob: [object('CronJob', 'backup')],
      Job: [object('Job', 'backup-29384050', { metadata: { ownerReferences: owner('CronJob', 'backup') } })],
      ReplicaSet: [
        object('ReplicaSet', `web-${hash}`, {
          metadata: { labels: { 'pod-template-hash': hash }, ownerReferences: owner('Deployment', 'web') },
        }),
      ],
      Pod: [
        object('Pod', `web-${hash}-x7k2p`, {
          metadata: {
            labels: { 'pod-template-hash': hash },
            ownerReferences: owner('ReplicaSet', `web-${hash}`),
          },
        }),
        object('Pod', 'agent-hk5wq', { metadata: { ownerReferences: owner('DaemonSet', 'agent') } }),
        object('Pod', 'backup-29384050-vb8nc'),
      ],
      Event: [object('Event', 'e', { message })],
    });
    const endings = [hash, 'x7k2p', '7f9c4d5b8c', 'zz4tq', 'hk5wq', 'vb8nc'];
    const [a, b] = [redact(cluster), redact(cluster)].map((copy) => {
      copy.finish();
      return copy.redacted;
    });
    const text = JSON.stringify(a);
    expect(endings.filter((ending) => text.includes(ending))).toEqual([]);
    const [pod, agent, run] = a!.objects.Pod.map(({ metadata }) => metadata);
    const [set] = a!.objects.ReplicaSet.map(({ metadata }) => metadata);
    expect(pod!.name).toMatch(/^web-[bcdfghjklmnpqrstvwxz2456789]{10}-[bcdfghjklmnpqrstvwxz2456789]{5}$/);
    expect([set!.name, agent!.name, run!.name]).toEqual([
      pod!.name.slice(0, -6),
      expect.stringMatching(/^agent-[a-z0-9]{5}$/),
      expect.stringMatching(/^backup-29384050-[a-z0-9]{5}$/),
    ]);
    expect(pod!.labels).toEqual({ 'pod-template-hash': set!.name.slice(4) });
    expect(pod!.ownerReferences![0]!.name).toBe(set!.name);
    expect(a!.objects.Event[0]!.message).toContain(`Created pod: ${pod!.name}, deleted pod: web-`);
    expect(a!.objects.Event[0]!.message).toContain(`${agent!.name} and web-https are up`);
    const names = (one: Snapshot) =>
      new Set(JSON.stringify(one).match(/-[bcdfghjklmnpqrstvwxz2456789]{5,10}\b/g));
    expect([...names(a!)].filter((name) => names(b!).has(name))).toEqual(['-https']);
  });

  test('are equal with the mapping of the first, and what is new gets new pseudonyms', () => {
    const first = redact(snapshot);
    const mapping = parseMapping(renderMapping(first.mapping()))!;
    expect(redact(snapshot, { mapping }).redacted).toEqual(first.redacted);
    const more = {
      ...snapshot,
      objects: { ...snapshot.objects, Node: [...snapshot.objects.Node, object('Node', 'zq-new-7')] },
    };
    const second = redact(more, { mapping });
    expect(second.redacted.objects.Node.map(({ metadata }) => metadata.name)).toEqual(['node-1', 'node-2']);
    expect(second.mapping().pseudonyms).toEqual(expect.arrayContaining([...mapping.pseudonyms]));
  });
});

test.each(PROFILE_NAMES)('%s: nodes may be called as pseudonyms are', (profile) => {
  const nodes = [1, 2, 3].flatMap((number) =>
    ['host', 'registry', 'person', 'cloud', 'node'].map((word) => `${word}-${number}`),
  );
  const image = { spec: { containers: [{ name: 'a', image: 'reg.zq.nl/app:1' }] } };
  const snapshot = snapshotOf({
    Node: [...nodes, '4.example'].map((name) => object('Node', name)),
    Pod: [object('Pod', 'a', image)],
    Event: [object('Event', 'e', { message: 'a@zq.nl, b@zq.nl, https://x.zq.nl/ https://y.zq.nl/' })],
  });
  const { redacted, finish } = redact(snapshot, { profile });
  finish();
  const text = JSON.stringify([redacted.objects.Event, redacted.objects.Pod]);
  expect(nodes.filter((name) => new RegExp(`\\b${name}\\b`).test(text))).toEqual([]);
});

describe('a name that nothing hides', () => {
  // The name stands in all pseudonyms of hosts, `host-1.example`: no text with such a pseudonym is without it.
  const snapshot = snapshotOf({
    Node: [object('Node', '.example')],
    Event: [object('Event', 'e', { message: 'see https://zq.bank.io/' })],
  });

  test('is refused with the name of its field', () => {
    const { finish } = redact(snapshot, { random: () => 0 });
    expect(finish).toThrow(
      'a name that was to be hidden stands in Event.message (a node); nothing was written',
    );
  });

  test('costs its field where fields may be dropped', () => {
    const { redacted, finish, removed } = redact(snapshot, { random: () => 0, forceDrop: true });
    finish();
    expect(redacted.objects.Event[0]?.message).toBe('[dropped]');
    expect(removed().dropped).toBe(1);
  });
});

test.each(['', 'null', '[]', '{}', '{"key":""}', '{"key":"a","node":{"x":1}}', '{"key":"a","other":{}}'])(
  'no mapping: %s',
  (text) => {
    expect(parseMapping(text)).toBeUndefined();
  },
);
