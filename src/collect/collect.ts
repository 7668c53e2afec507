/** Cluster → snapshot. Reads top to bottom: connect, fix the moment, read every kind, store. */
import { setTimeout as sleep } from 'node:timers/promises';
import type { ClusterConfig } from '../config.ts';
import type { KindSpec } from '../snapshots/kinds/kind.ts';
import { kinds, kindNames, type KindName } from '../snapshots/kinds/kinds.ts';
import type { Store } from '../snapshots/open-store.ts';
import type { Coverage, ManifestSnapshot, Observation, Settings } from '../snapshots/schema.ts';
import { openWriter } from '../snapshots/writer.ts';
import { connect, type Connection } from './connection.ts';
import { createDiscovery } from './discovery.ts';
import { NothingCollectedError } from './errors.ts';
import { fixMoment, type ClusterMoment } from './moment.ts';
import { openDigestKey } from './digest-key.ts';
import { openDigest } from './keep-words.ts';
import { openNames } from './names-seen.ts';
import { inPool } from './pool.ts';
import { readKind, type KindOutcome, type Sink } from './read-kind.ts';
import { readNamespaces } from './read-namespaces.ts';
import type { Source } from './read-resource.ts';
import { readServer } from './server.ts';
import { PLATFORM_KINDS } from '../model/custom/custom-conditions.ts';
import { readTable } from './read-table.ts';
import { openBefore } from '../probes/before.ts';
import { readProbes } from '../probes/read.ts';
import { watchPods } from '../probes/ready-pods.ts';
import { createClient, type Client, type ClientOptions } from './request.ts';

/** Kinds that are read at the same time. More would only queue in the API server, and hold more pages in memory. */
const CONCURRENCY = 4;
const FIVE_MINUTES = 5 * 60_000;

export interface CollectOptions {
  cluster: ClusterConfig;
  /** Recorded in the snapshot. */
  settings: Settings;
  /** Custom resources to read, as plural.group. */
  customResources: readonly string[];
  /** The store of the snapshots. */
  store: Store;
  /** Version of Gazette. */
  version: string;
  now: () => Date;
  /**
   * Milliseconds after which unread kinds count as failed. Five minutes by default: etcd keeps its history that long.
   */
  timeLimitMs?: number;
  /** Called for each kind when it has been read. */
  onKind?: (coverage: Coverage) => void;
  /** Stops the collection: nothing is stored. */
  signal?: AbortSignal;
  /** Time-outs and waits of single requests. */
  requests?: Pick<ClientOptions, 'idleMs' | 'backoffMs'>;
}

export interface Collected {
  stored: ManifestSnapshot;
  observation: Observation;
}

/**
 * Takes one snapshot of a cluster and stores it, even if it is incomplete: see `observation.coverage`.
 * @throws {NothingCollectedError} Nothing could be read; nothing is stored.
 * @throws {GazetteError} The snapshot cannot be stored.
 */
export async function collect(options: CollectOptions): Promise<Collected> {
  const { cluster, store, version, now, timeLimitMs = FIVE_MINUTES } = options;
  const started = performance.now();
  const limit = limitTime(timeLimitMs, options.signal);
  const connection = connect(cluster, limit);
  try {
    const requests: ClientOptions = {
      userAgent: `gazette/${version}`,
      signal: limit,
      endsAt: started + timeLimitMs,
      ...options.requests,
    };
    const client = createClient(connection, requests);
    const moment = await fixMoment(client, connection, namespacesToTry(cluster, connection), now);
    const fixed = performance.now();
    const elapsedMs = () => performance.now() - fixed;
    const time = toInstant(moment.time);
    const writer = await openWriter(store, cluster.name, { now, time });
    try {
      const server = readServer(client);
      const digestKey = await openDigestKey(store);
      const { coverage, redactions } = await readEverything(
        options,
        client,
        requests,
        connection,
        moment,
        elapsedMs,
        writer,
        digestKey.key,
      );
      options.signal?.throwIfAborted();
      refuseEmpty(coverage, connection.address);
      const observation: Observation = {
        gazette: version,
        cluster: cluster.name,
        time,
        resourceVersion: moment.resourceVersion,
        server: await server,
        clockSkewMs: moment.skewMs,
        durationMs: Math.round(performance.now() - started),
        coverage,
        redactions,
        settings: options.settings,
      };
      await digestKey.keep();
      return { stored: await writer.commit(observation), observation };
    } finally {
      await writer.abort();
    }
  } finally {
    connection.close();
  }
}

async function readEverything(
  options: CollectOptions,
  client: Client,
  requests: ClientOptions,
  connection: Connection,
  moment: ClusterMoment,
  elapsedMs: () => number,
  sink: Sink,
  digestKey: Uint8Array,
) {
  const discovery = createDiscovery(client);
  const found = new Map<string, number>();
  const onRedaction = (field: string, count: number) => found.set(field, (found.get(field) ?? 0) + count);
  let namespaces: Promise<readonly string[]> | undefined;
  const source: Source = {
    client,
    moment,
    elapsedMs,
    names: openNames(),
    digestOf: openDigest(digestKey),
    namespaces: () =>
      (namespaces ??= readNamespaces(
        client,
        options.cluster.namespaces,
        namespacesToTry(options.cluster, connection),
      )),
  };
  const { probes } = options.cluster;
  const watch = probes && watchPods(sink, probes);
  const cover = async (read: () => Promise<KindOutcome>): Promise<Coverage> => {
    const begun = elapsedMs();
    const outcome = await read();
    const timing = { at: toInstant(moment.time + begun), durationMs: Math.round(elapsedMs() - begun) };
    const coverage: Coverage = { ...outcome, ...timing };
    options.onKind?.(coverage);
    return coverage;
  };
  const readOne = async (name: KindName): Promise<Coverage[]> => {
    const coverage = await cover(() => readKind(name, source, discovery, watch?.sink ?? sink, onRedaction));
    if (coverage.state !== 'absent') return [coverage];
    const instead = kindNames.filter((other) => (kinds[other] as KindSpec).insteadOf === name);
    return [coverage, ...(await Promise.all(instead.map(readOne))).flat()];
  };
  const readTables = async (): Promise<Coverage[]> => {
    const tables: Coverage[] = [];
    for (const resource of new Set([...options.customResources, ...PLATFORM_KINDS.keys()])) {
      const isAsked = options.customResources.includes(resource);
      const group = resource.slice(resource.indexOf('.') + 1);
      // A resource that nobody asked for is read if it is served and may be listed. Otherwise, nothing is missing.
      if (!isAsked && !(await discovery.versionsOf(group))) continue;
      const coverage = await cover(() => readTable(resource, source, discovery, sink, onRedaction));
      if (isAsked || (coverage.state !== 'absent' && coverage.state !== 'forbidden')) tables.push(coverage);
    }
    return tables;
  };
  const names = kindNames.filter((name) => isRead(kinds[name]));
  const read = new Map<KindName, Coverage[]>();
  const podsRead = Promise.withResolvers<Coverage | undefined>();
  const readInto = async (name: KindName) => {
    read.set(name, await readOne(name));
    if (name === 'Pod') podsRead.resolve(read.get(name)?.[0]);
  };
  const probed =
    probes && watch
      ? readProbes({
          ...{ probes, api: client, requests, sink, onRedaction },
          ...{ names: source.names, digestOf: source.digestOf },
          before: await openBefore(options.store, options.cluster.name, probes),
          readyPods: async (namespace, kind, name) => watch.of(await podsRead.promise, namespace, kind, name),
          now: () => toInstant(moment.time + elapsedMs()),
          onKind: options.onKind,
        })
      : [];
  let tables: Coverage[] = [];
  const readOthers = names.filter((name) => name !== 'Event').map((name) => () => readInto(name));
  const others = inPool(CONCURRENCY, [...readOthers, async () => void (tables = await readTables())]);
  // Messages of events name all sorts of objects, which are known when these are read. A kind that hangs must not cost
  // the events, too: they wait for half of the time at most.
  await Promise.race([others, sleep((options.timeLimitMs ?? FIVE_MINUTES) / 2, undefined, { ref: false })]);
  await Promise.all([others, readInto('Event')]);
  const coverage = [...names.map((name) => read.get(name) ?? []), await probed, tables];
  return { coverage: coverage.flat(), redactions: Object.fromEntries([...found].sort()) };
}

/** Gazette's own records are not read from the API. A kind that replaces another is read after that one. */
function isRead(spec: KindSpec): boolean {
  return spec.versions.length > 0 && spec.insteadOf === undefined;
}

/** Namespaces to read if nothing may be listed cluster-wide: those of the config, or kubectl's namespace. */
function namespacesToTry(cluster: ClusterConfig, connection: Connection): readonly string[] {
  return cluster.namespaces ?? [connection.namespace ?? 'default'];
}

function refuseEmpty(coverage: readonly Coverage[], server: string): void {
  if (coverage.some(({ state }) => state === 'complete' || state === 'partial')) return;
  const errors = coverage.map(({ error }) => error).filter((error) => error !== undefined);
  throw new NothingCollectedError(
    `${server}: no kind could be read: ${errors[0] ?? 'the server serves none of them'}`,
  );
}

function limitTime(ms: number, signal: AbortSignal | undefined): AbortSignal {
  const limit = new AbortController();
  const seconds = ms / 1000;
  setTimeout(() => limit.abort(new Error(`the time limit of ${seconds} s was reached`)), ms).unref();
  return signal ? AbortSignal.any([limit.signal, signal]) : limit.signal;
}

function toInstant(ms: number): string {
  return `${new Date(ms).toISOString().slice(0, 19)}Z`;
}
