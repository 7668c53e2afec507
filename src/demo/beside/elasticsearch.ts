/**
 * Elasticsearch beside each cluster, with the API that the probe asks: OpenSearch in development. It runs on three of
 * the cluster's machines, but not in pods. It is yellow while one of these machines is lost.
 */
import { DAY, HOUR, MINUTE, SECOND } from '../plan/clock.ts';
import type { ClusterName } from '../plan/estate.ts';
import { estates } from '../plan/estates.ts';
import { between } from '../plan/hash.ts';
import { silencesOf } from '../plan/nodes-plan.ts';
import { planFor } from '../plan/plan.ts';
import { BesideRefusal, type BesideRequest, type BesideServer } from './request.ts';

const GB = 2 ** 30;
const DISK = 400 * GB;
/** What the operating system needs. */
const OTHER_FILES = 12 * GB;
const DAYS_OF_LOGS = 7;
const DAYS_OF_SNAPSHOTS = 14;
/** Each index has one primary, and a replica on each of the other nodes. */
const COPIES = 3;
/** Source: Elasticsearch, `index.unassigned.node_left.delayed_timeout`. */
const DELAY = MINUTE;
/** How long the replicas need once the machine is back. */
const CATCHING_UP = 6 * MINUTE;

interface Index {
  name: string;
  bytes: number;
  documents: number;
}

interface Member {
  name: string;
  /** Since when its machine has been lost. */
  lost?: number;
  /** It is back, and its shards start. */
  starting: boolean;
}

function membersOf({ cluster, anchor, now }: BesideRequest): Member[] {
  const { incidents } = planFor(cluster, anchor, now);
  const workers = estates[cluster].nodes.filter(({ controlPlane }) => !controlPlane);
  const chosen = [
    ...workers.filter(({ zone }) => zone === 'dc1').slice(0, COPIES - 1),
    ...workers.filter(({ zone }) => zone === 'dc2').slice(0, 1),
  ];
  return chosen.map(({ name }) => {
    const silences = silencesOf(incidents, name);
    const silence = silences.find(({ from, to }) => from <= now && now < to);
    return {
      name,
      ...(silence && { lost: silence.from }),
      starting: silences.some(({ to }) => to <= now && now < to + CATCHING_UP),
    };
  });
}

/** Logs of each day, of which today's grow, and what the bank searches, which grows slowly. */
function indicesOf({ cluster, now }: BesideRequest): Index[] {
  const size = cluster === 'production' ? 1 : 0.1;
  const index = (name: string, megabytes: number, bytesOfDocument: number): Index => {
    const bytes = Math.round(megabytes * size * 2 ** 20);
    return { name, bytes: bytes * COPIES, documents: Math.floor(bytes / bytesOfDocument) };
  };
  const today = Math.floor(now / DAY);
  const logs = Array.from({ length: DAYS_OF_LOGS }, (_, ago) => {
    const day = today - DAYS_OF_LOGS + 1 + ago;
    const date = new Date(day * DAY).toISOString().slice(0, 10).replaceAll('-', '.');
    const whole = between(`${cluster}/logs/${day}`, 14_000, 18_000);
    return index(`logs-${date}`, whole * Math.min(1, (now - day * DAY) / DAY), 420);
  });
  const days = now / DAY - 20_000;
  return [
    index('customers', 2_100 + days * 0.8, 900),
    ...logs,
    index('transactions', 24_000 + days * 35, 350),
  ];
}

export const answerElasticsearch: BesideServer = (request) => {
  const [first = '', second = '', third = ''] = request.path;
  if (first === '') return greet(request);
  if (first === '_cat') return answerCat(request, second, third);
  const path = `${first}/${second}`;
  if (path === '_cluster/health') return healthOf(request);
  if (path === '_cluster/settings')
    return { persistent: {}, transient: {}, defaults: settingsOf(request.cluster) };
  if (path === '_cluster/allocation') return explain(request);
  // No index is read-only.
  return second === '_settings' ? {} : undefined;
};

function greet({ cluster }: BesideRequest): object {
  const isOpen = isOpenSearch(cluster);
  return {
    name: estates[cluster].nodes.find(({ controlPlane }) => !controlPlane)?.name,
    cluster_name: `search-${cluster}`,
    version: isOpen
      ? { distribution: 'opensearch', number: '2.19.1' }
      : { number: '8.15.3', build_flavor: 'default' },
    tagline: isOpen ? 'The OpenSearch Project: https://opensearch.org/' : 'You Know, for Search',
  };
}

const isOpenSearch = (cluster: ClusterName) => cluster === 'development';

function answerCat(request: BesideRequest, table: string, name: string): object | undefined {
  const { cluster, now } = request;
  switch (table) {
    case 'nodes':
      return listNodes(request);
    case 'allocation':
      return membersOf(request)
        .filter(({ lost }) => lost === undefined)
        .map((node) => ({ node: node.name, shards: String(indicesOf(request).length) }));
    case 'indices':
      return indicesOf(request).map(({ name: index, bytes, documents }) => ({
        index,
        health: statusOf(request).status,
        status: 'open',
        pri: '1',
        rep: String(COPIES - 1),
        'docs.count': String(documents),
        'store.size': String(bytes),
      }));
    case 'repositories':
      return [{ id: 'nightly', type: 's3' }];
    case 'snapshots':
      return name === 'nightly' ? listSnapshots(cluster, now) : undefined;
    default:
      return undefined;
  }
}

function listNodes(request: BesideRequest): object[] {
  const { cluster, now } = request;
  const bytes = indicesOf(request).reduce((sum, index) => sum + index.bytes, 0) / COPIES;
  const running = membersOf(request).filter(({ lost }) => lost === undefined);
  return running.map(({ name }, position) => ({
    id: name.slice(-4),
    name,
    'node.role': isOpenSearch(cluster) ? 'dimr' : 'cdfhilmrstw',
    master: position === 0 ? '*' : '-',
    'heap.percent': String(between(`${cluster}/${name}/${Math.floor(now / MINUTE)}/heap`, 38, 62)),
    'disk.total': String(DISK),
    'disk.avail': String(Math.round(DISK - OTHER_FILES - bytes)),
  }));
}

function listSnapshots(cluster: ClusterName, now: number): object[] {
  const at = (day: number) => day * DAY + HOUR;
  const last = Math.floor((now - HOUR) / DAY);
  return Array.from({ length: DAYS_OF_SNAPSHOTS }, (_, ago) => {
    const day = last - ago;
    const end = at(day) + between(`${cluster}/snapshot/${day}`, 240, 540) * SECOND;
    return {
      id: `nightly-${new Date(day * DAY).toISOString().slice(0, 10)}`,
      status: end > now ? 'IN_PROGRESS' : 'SUCCESS',
      start_epoch: String(at(day) / SECOND),
      end_epoch: end > now ? '0' : String(end / SECOND),
      reason: null,
    };
  });
}

function statusOf(request: BesideRequest) {
  const { now } = request;
  const members = membersOf(request);
  const lost = members.filter((member) => member.lost !== undefined);
  const shards = indicesOf(request).length;
  const delayed = lost.some(({ lost: since }) => since !== undefined && now < since + DELAY);
  const initializing = members.some(({ starting }) => starting) ? 2 : 0;
  return {
    status: lost.length > 0 || initializing > 0 ? 'yellow' : 'green',
    nodes: members.length - lost.length,
    unassigned: lost.length * shards,
    delayed: delayed ? lost.length * shards : 0,
    initializing,
    active: (members.length - lost.length) * shards - initializing,
  };
}

function healthOf(request: BesideRequest): object {
  const { status, nodes, unassigned, delayed, initializing, active } = statusOf(request);
  return {
    cluster_name: `search-${request.cluster}`,
    status,
    timed_out: false,
    number_of_nodes: nodes,
    number_of_data_nodes: nodes,
    active_shards: active,
    relocating_shards: 0,
    initializing_shards: initializing,
    unassigned_shards: unassigned,
    delayed_unassigned_shards: delayed,
    number_of_pending_tasks: 0,
    task_max_waiting_in_queue_millis: 0,
  };
}

/** The defaults. */
function settingsOf(cluster: ClusterName): Record<string, string> {
  const disk = 'cluster.routing.allocation.disk';
  const stages = { low: ['85%', '200GB'], high: ['90%', '150GB'], flood_stage: ['95%', '100GB'] } as const;
  return {
    [`${disk}.threshold_enabled`]: 'true',
    ...Object.fromEntries(
      Object.entries(stages).flatMap(([stage, [mark, headroom]]): [string, string][] => [
        [`${disk}.watermark.${stage}`, mark],
        ...(isOpenSearch(cluster)
          ? []
          : [[`${disk}.watermark.${stage}.max_headroom`, headroom] satisfies [string, string]]),
      ]),
    ),
  };
}

/** The nodes that are left have a copy already. */
function explain(request: BesideRequest): object {
  const members = membersOf(request);
  const since = members.find(({ lost }) => lost !== undefined)?.lost;
  if (since === undefined)
    throw new BesideRefusal(400, { error: { reason: 'there are no unassigned shards' }, status: 400 });
  return {
    index: 'transactions',
    shard: 0,
    primary: false,
    current_state: 'unassigned',
    unassigned_info: {
      reason: 'NODE_LEFT',
      at: new Date(since).toISOString(),
      last_allocation_status: 'no_attempt',
    },
    can_allocate: request.now < since + DELAY ? 'allocation_delayed' : 'no',
    node_allocation_decisions: members
      .filter(({ lost }) => lost === undefined)
      .map(({ name }) => ({
        node_name: name,
        node_decision: 'no',
        deciders: [
          {
            decider: 'same_shard',
            decision: 'NO',
            explanation: 'a copy of this shard is already allocated to this node',
          },
        ],
      })),
  };
}
