/**
 * Clusters that name their owner at random places. Each name stands once where Gazette can tell what it is, and often
 * where it cannot.
 */
import type { KeptObject, KindName } from '../src/snapshots/kinds/kinds.ts';
import type { Snapshot } from '../src/snapshots/schema.ts';
import { before, object, runningPod, snapshotOf } from './snapshot-of.ts';

export interface OwnedCluster {
  objects: KeptObject[];
  /** Of a custom resource that the collector read. */
  resource: string;
  cluster: string;
  /** Hidden by every profile. */
  hidden: string[];
  /** Hidden for the public, too. */
  hiddenInPublic: string[];
}

const TLDS = ['com', 'net', 'nl', 'io', 'corp', 'internal', 'zqnet', 'bank', 'co.uk'];

/** Numbers that look random, the same for each seed (mulberry32). */
function openChance(seed: number): (below: number) => number {
  let state = seed;
  return (below) => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) % below;
  };
}
type Random = ReturnType<typeof openChance>;

const pick = <Item>(random: Random, items: readonly Item[]): Item => items[random(items.length)]!;

function makeNames(random: Random) {
  const letter = () => pick(random, [...'abcdefghkmnprstuwxyz23456789']);
  /** A word that stands in nothing else. */
  const word = () => `zq${Array.from({ length: 6 + random(3) }, letter).join('')}${random(10)}q`;
  const host = () => `${word()}.${word()}.${pick(random, TLDS)}`;
  const ip4 = () => ['10', ...[0, 0, 0].map(() => 11 + random(240))].join('.');
  const ip6 = () => `fd${(16 + random(200)).toString(16)}:${(0x1000 + random(0xe000)).toString(16)}::7a`;
  return {
    node: pick(random, [word, host, () => `ip-${ip4().replaceAll('.', '-')}.eu-west-1.compute.internal`])(),
    ip4: ip4(),
    ip6: ip6(),
    ingress: host(),
    /** Found in messages only. */
    hosts: [host(), host(), host(), host()],
    machine: `${word()}7`,
    registry: `${host()}/${word()}`,
    hub: word(),
    repository: `${word()}/${word()}`,
    person: `${word()}@${host()}`,
    user: `${word()}.${word()}`,
    account: String(210_000_000_000 + random(700_000_000)),
    role: `${word()}-${word()}`,
    domain: `${word()}.${word()}.nl`,
    infrastructure: `${word()}-x7k2p`,
    namespace: word(),
    labelKey: word(),
    labelValue: word(),
    secret: word(),
    cluster: word(),
  };
}
type OwnNames = ReturnType<typeof makeNames>;

/** What gives names away in a text. */
const tell = (own: OwnNames): string[] => {
  const [url = '', port = '', escaped = '', looked = ''] = own.hosts;
  return [
    `Get "https://${url}:8443/x": EOF`,
    `dial ${port}:5432 failed`,
    String.raw`{"to":"http:\/\/${escaped}\/x"}`,
    `lookup ${looked} on 10.0.0.10:53: no such host`,
    `ldap://${own.machine}/dc`,
    `Failed to pull image "${own.hub}/app:1"`,
    `git@github.com:${own.repository}.git`,
    `mail ${own.person}`,
    `User "${own.user}" cannot list`,
    `arn:aws:iam::${own.account}:role/${own.role}`,
  ];
};

const SIGNS: readonly ((name: string) => string)[] = [
  (name) => name,
  (name) => `(${name})`,
  (name) => `"${name}",`,
  (name) => `x=${name};y`,
  (name) => `${name}.`,
  (name) => `/${name}/`,
  (name) => `<${name}>`,
  (name) => `_${name}_`,
  (name) => `${name}:9000`,
  (name) => `a-${name}-b`,
  (name) => String.raw`"log":"a\n${name}\tb"`,
  (name) => String.raw`\u003c${name}\u003e`,
  (name) => `?u=%2F${name}%20`,
  (name) => `\u001b[31m${name}\u001b[0m`,
  (name) => name.toUpperCase(),
];

/** A cluster, the same for each seed. */
export function ownedCluster(seed: number): OwnedCluster {
  const random = openChance(seed);
  const own = makeNames(random);
  const hidden = [
    ...[own.node, own.ip4, own.ip6, own.ingress, ...own.hosts, own.machine, own.registry, own.hub],
    ...[own.repository, own.person, own.user, own.account, own.role, own.domain, own.infrastructure],
  ];
  const hiddenInPublic = [own.namespace, own.labelKey, own.labelValue, own.secret, own.cluster];
  // An address of IPv6 may have any form, and be next to no colon.
  const known = hidden.filter((name) => name !== own.ip6);
  const bare = () => pick(random, SIGNS)(pick(random, known));
  const tells = tell(own);
  const message = (index: number) =>
    `${own.secret} ${bare()} ${tells[index % tells.length]!} ${bare()} ${own.namespace}`;
  const objects = makeObjects(own, message, bare);
  const { cluster, domain } = own;
  return { cluster, objects, hidden, hiddenInPublic, resource: `things.${domain}` };
}

function makeObjects(own: OwnNames, message: (index: number) => string, bare: () => string): KeptObject[] {
  const { namespace, labelKey, labelValue, node, domain } = own;
  const labels = { app: 'web', [labelKey]: labelValue, [`${domain}/team`]: labelValue };
  const metadata = { namespace, labels };
  const spec = {
    nodeName: node,
    nodeSelector: { [labelKey]: labelValue },
    containers: [{ name: 'web', image: `${own.registry}/web:1.2` }],
  };
  const deployment = object('Deployment', 'web', {
    metadata: { ...metadata, finalizers: [`${domain}/clean`] },
    spec: {
      replicas: 1,
      selector: { matchLabels: labels },
      template: { metadata: { labels }, spec: { containers: [{ ...spec.containers[0]!, args: [bare()] }] } },
    },
    status: { conditions: [{ type: 'Available', status: 'False', reason: 'X', message: message(0) }] },
  });
  const owner = object('TableRow', 'thing', {
    apiVersion: `${domain}/v1`,
    metadata,
    resource: `things.${domain}`,
    cells: ['thing', bare(), message(1)],
    health: [{ field: 'health', value: 'Degraded', message: message(2) }],
  });
  const set = object('ReplicaSet', 'web-1', { metadata }, deployment);
  const ended = { exitCode: 1, reason: 'Error', message: message(3), finishedAt: before(60) };
  return [
    object('Namespace', namespace),
    object('Node', node, {
      metadata: {
        labels: {
          'kubernetes.io/hostname': node,
          'machine.openshift.io/cluster-api-cluster': own.infrastructure,
        },
      },
      spec: { taints: [{ key: `${domain}/only`, value: labelValue, effect: 'NoSchedule' }] },
      status: {
        addresses: [
          { type: 'InternalIP', address: own.ip4 },
          { type: 'InternalIP', address: own.ip6 },
        ],
        conditions: [{ type: 'Ready', status: 'False', reason: 'X', message: message(4) }],
      },
    }),
    deployment,
    set,
    owner,
    object('StatefulSet', 'owned', { metadata, spec: { replicas: 1 } }, owner),
    runningPod('web-1-a', set, {
      metadata,
      spec,
      status: {
        message: message(5),
        podIP: own.ip4,
        containerStatuses: [
          {
            ...{ name: 'web', ready: false, restartCount: 3, image: `${own.registry}/web:1.2` },
            state: { waiting: { reason: 'CrashLoopBackOff', message: message(6) } },
            lastState: { terminated: ended },
          },
        ],
      },
    }),
    runningPod(`kube-proxy-${node}`, undefined, { metadata: { namespace: 'kube-system' }, spec }),
    object('Ingress', 'web', {
      metadata,
      spec: {
        rules: [
          {
            host: own.ingress,
            http: { paths: [{ path: `/${own.role}`, backend: { service: { name: 'web' } } }] },
          },
        ],
      },
    }),
    ...Array.from({ length: 10 }, (_, index) =>
      object('Event', `e${index}`, {
        metadata: { namespace },
        ...{ type: 'Warning', reason: 'BackOff', message: message(index), count: 2 },
        ...{ lastTimestamp: before(60), source: { component: 'kubelet', host: node } },
        involvedObject: { kind: 'Pod', namespace, name: 'web-1-a' },
        reportingInstance: bare(),
      }),
    ),
  ];
}

export function ownedSnapshot({ objects, resource, cluster }: OwnedCluster): Snapshot {
  const byKind = Object.fromEntries(Map.groupBy(objects, ({ kind }) => kind as KindName));
  const snapshot = snapshotOf(byKind, { cluster });
  snapshot.meta.coverage.push({
    ...{ kind: resource, state: 'complete', durationMs: 1, objects: 1, requests: 1, bytes: 9 },
    columns: ['Name', 'State', 'Text'].map((name) => ({ name, type: 'string', priority: 0 })),
  });
  return snapshot;
}
