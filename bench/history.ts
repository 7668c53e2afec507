/** Folding one snapshot into Days after one day and after ninety, and reading a period of ninety days. */
import fs from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { compileTrim } from '../src/collect/trim.ts';
import { carry, DaySchema, type Day } from '../src/history/day/day.ts';
import { fold } from '../src/history/day/fold.ts';
import { toParts } from '../src/history/day/day-files.ts';
import { dayOfUnix, fromUnix, SECONDS_A_DAY } from '../src/history/day/unix.ts';
import { buildAnalytics } from '../src/history/period/analytics.ts';
import { buildHeartbeats } from '../src/history/period/heartbeats.ts';
import { looksOf } from '../src/history/period/duration-range.ts';
import { buildRestartMatrix } from '../src/history/period/restarts.ts';
import { buildStatusBars } from '../src/history/period/status.ts';
import { periodOf } from '../src/history/period/period.ts';
import { buildReport } from '../src/model/build/build-report.ts';
import { writeFoldState } from '../src/days/days-state.ts';
import { updateDays } from '../src/days/update-days.ts';
import { loadSummaries } from '../src/days/read-days.ts';
import { daysOf, listDays, writeDay } from '../src/snapshots/days.ts';
import { kindNames, type KeptObject, type ObjectOf } from '../src/snapshots/kinds/kinds.ts';
import { appendToManifest, MANIFEST_START } from '../src/snapshots/manifest.ts';
import { openStore } from '../src/snapshots/open-store.ts';
import { snapshotFile } from '../src/snapshots/paths.ts';
import type { Snapshot } from '../src/snapshots/schema.ts';
import { readSnapshot } from '../src/snapshots/read-snapshot.ts';
import { readManifestSince, readRecent } from '../src/snapshots/store.ts';
import { openWriter } from '../src/snapshots/writer.ts';
import { toNode, toPod } from './cluster.ts';
import { toObservation } from './observation.ts';
import { median } from './run-child.ts';
import { PODS } from './seed-store.ts';
import type { Result, Say } from './table.ts';

export const CLUSTER = 'bench';
const NODES = 20;
const PER_SET = 20;
const EVENTS = 80;
const MANY_DAYS = 90;
const ROUNDS = 12;
const INTERVAL = 900;
export const PER_DAY = SECONDS_A_DAY / INTERVAL;
const FIRST = Date.parse('2026-01-01T00:00:00Z') / 1000;

export async function measure(say: Say): Promise<Result[]> {
  const folder = await fs.mkdtemp(path.join(os.tmpdir(), 'gazette-bench-'));
  try {
    say(`folding ${PER_DAY} snapshots of ${PODS} pods`);
    const template = foldTemplate();
    const stores = [];
    for (const days of [1, MANY_DAYS]) {
      say(`writing a manifest of ${days * PER_DAY} snapshots, and ${days} Days`);
      stores.push(await seedStore(path.join(folder, String(days)), days, template));
    }
    const milliseconds = stores.map((): number[] => []);
    for (let round = 0; round <= ROUNDS; round += 1) {
      // In turns, and each store is first equally often.
      const order = [...stores.entries()];
      for (const [index, store] of round % 2 === 0 ? order : order.toReversed()) {
        await store.take();
        const took = await time(() =>
          updateDays({ store: openStore(store.data), cluster: CLUSTER, now: () => new Date() }),
        );
        if (round > 0) milliseconds[index]!.push(took);
      }
    }
    const [few, many] = milliseconds.map(median);
    const { data, last } = stores[1]!;
    const read = await timeOften(() => readPeriod(data, last));
    say('reading snapshots, as one would without Days');
    const snapshots = await readRecent(openStore(data), CLUSTER, ROUNDS);
    const each =
      (await time(async () => {
        for (const snapshot of snapshots) buildReport(await readSnapshot(openStore(data), CLUSTER, snapshot));
      })) / snapshots.length;
    const otherwise = each * PER_DAY * MANY_DAYS;
    return [
      {
        what: `fold one snapshot of ${PODS} pods after ${MANY_DAYS} days of ${PER_DAY}, against after one`,
        how: `${many!.toFixed(0)} ms : ${few!.toFixed(0)} ms`,
        measured: many! / few!,
        limit: 1.25,
        unit: '×',
      },
      {
        what: `read ${MANY_DAYS} days from their summaries, against reading ${PER_DAY * MANY_DAYS} snapshots`,
        how: `${read.toFixed(0)} ms : ${(otherwise / 1000).toFixed(0)} s (${each.toFixed(0)} ms each)`,
        measured: read / otherwise,
        limit: 0.05,
        unit: '×',
      },
      ...(await measureParts(data)),
    ];
  } finally {
    await fs.rm(folder, { recursive: true });
  }
}

/** What the pages of a period compute. */
async function readPeriod(data: string, last: string): Promise<void> {
  const period = periodOf(last, MANY_DAYS);
  const summaries = await loadSummaries(openStore(data), CLUSTER, dayOfUnix(period.from), last);
  buildRestartMatrix(summaries, period);
  const looks = looksOf(undefined, summaries);
  buildHeartbeats(summaries, period, looks);
  buildStatusBars(summaries, period, looks);
  buildAnalytics(summaries, period, looks);
}

async function measureParts(data: string): Promise<Result[]> {
  const folder = daysOf(openStore(data), CLUSTER);
  const [day] = (await listDays(folder)).slice(-2);
  const sizeOf = async (part: string) =>
    (await fs.stat(path.join(folder.name, `${day}.${part}.json.zst`))).size / 1024;
  const others = await Promise.all(
    ['workloads', 'events', 'balance'].map(async (part) => `${part} ${(await sizeOf(part)).toFixed(0)} KB`),
  );
  return [
    {
      what: `summary of a day of ${PER_DAY} snapshots`,
      how: `beside it: ${others.join(', ')}`,
      measured: await sizeOf('summary'),
      limit: 30,
      unit: 'KB',
    },
  ];
}

async function time(work: () => Promise<unknown>): Promise<number> {
  const begun = performance.now();
  await work();
  return performance.now() - begun;
}

async function timeOften(work: () => Promise<unknown>): Promise<number> {
  const times: number[] = [];
  for (let round = 0; round < ROUNDS; round += 1) times.push(await time(work));
  return median(times);
}

/** The fold of one day's snapshots, and the fold before the last few of them. */
interface Template {
  whole: Day;
  begun: Day;
}

function foldTemplate(): Template {
  let day = carry(undefined, CLUSTER, dayOfUnix(FIRST));
  let begun = day;
  for (let turn = 0; turn < PER_DAY; turn += 1) {
    if (turn === PER_DAY - ROUNDS - 1) begun = day;
    const at = FIRST + turn * INTERVAL;
    day = fold(day, { number: turn + 1, at, digest: '0'.repeat(16), report: buildReport(toSnapshot(turn)) });
  }
  return { whole: day, begun };
}

/** The same day, this many days later. */
function shift(day: Day, days: number): Day {
  const text = JSON.stringify(day, (key, value: unknown) => {
    if (key === 'day') return dayOfUnix(FIRST + days * SECONDS_A_DAY);
    if (key === 'number') return Number(value) + days * PER_DAY;
    return typeof value === 'number' && value > FIRST / 2 ? value + days * SECONDS_A_DAY : value;
  });
  return DaySchema.parse(JSON.parse(text));
}

/** A store of this many days: its manifest, its Days, and only the snapshots of later times. */
async function seedStore(folder: string, days: number, template: Template) {
  const data = path.join(folder, 'data');
  await fs.mkdir(path.join(data, CLUSTER), { recursive: true });
  const turns = days * PER_DAY - ROUNDS - 1;
  const lines = Array.from({ length: turns }, (_, turn) => ({
    type: 'snapshot' as const,
    number: turn + 1,
    time: timeOf(turn),
    file: snapshotFile(timeOf(turn), turn % PER_DAY === 0 ? 'full' : 'delta'),
    digest: `sha256:${'0'.repeat(64)}` as const,
    bytes: 1,
    objects: 1,
    complete: true,
  }));
  await appendToManifest(openStore(data).cluster(CLUSTER), MANIFEST_START, lines);
  for (let index = 0; index < days - 1; index += 1) await write(data, shift(template.whole, index));
  await write(data, shift(template.begun, days - 1));
  const { cursor } = await readManifestSince(openStore(data), CLUSTER);
  const names = await listDays(daysOf(openStore(data), CLUSTER));
  await writeFoldState(daysOf(openStore(data), CLUSTER), CLUSTER, {
    cursor,
    days: names,
    versions: {},
    outcomes: {},
    damaged: [],
  });
  let next = turns;
  return {
    data,
    last: dayOfUnix(FIRST + (days - 1) * SECONDS_A_DAY),
    take: () => writeSnapshot(data, next++),
  };
}

async function write(data: string, day: Day): Promise<void> {
  const parts = Object.entries(toParts(day)).map(([part, value]) => [part, JSON.stringify(value)] as const);
  await writeDay(daysOf(openStore(data), CLUSTER), day.day, Object.fromEntries(parts));
}

const timeOf = (turn: number) => fromUnix(FIRST + turn * INTERVAL);

const trimPod = compileTrim('Pod', () => {});
const trimNode = compileTrim('Node', () => {});
const metadata = (name: string) => ({ uid: `uid-of-${name}`, creationTimestamp: '2025-12-01T00:00:00Z' });
const pods = Array.from({ length: PODS }, (_, index) => {
  const pod = toPod(index, index % NODES, `set-${Math.floor(index / PER_SET)}`);
  return trimPod({ ...pod, metadata: { ...pod.metadata, ...metadata(pod.metadata.name) } }, 'v1')!;
});
const nodes = Array.from({ length: NODES }, (_, index) => {
  const node = toNode(index);
  return trimNode({ ...node, metadata: { ...node.metadata, ...metadata(node.metadata.name) } }, 'v1')!;
});
const owner = (kind: string, name: string) => [
  { apiVersion: 'apps/v1', kind, name, uid: name, controller: true },
];

/** A cluster that always changes: restarts, a silent node, a missing replica, events. */
function objectsOf(turnOfAll: number): { [kind: string]: KeptObject[] } {
  const at = FIRST + turnOfAll * INTERVAL;
  // Every day is like the first, so that the first can stand for the others.
  const turn = turnOfAll % PER_DAY;
  const sets = Array.from({ length: PODS / PER_SET }, (_, index) => index);
  const common = (name: string, namespace: string) => ({
    uid: name,
    namespace,
    name,
    creationTimestamp: timeOf(0),
  });
  const namespaceOf = (set: number) => pods[set * PER_SET]!.metadata.namespace!;
  return {
    Pod: pods.map((pod, index) =>
      withRestarts(pod, Math.floor((turn + index) / (index % 10 === 0 ? 40 : 9000)), at),
    ),
    Node: nodes,
    Lease: nodes.map(({ metadata: { name } }, index) => ({
      kind: 'Lease',
      apiVersion: 'coordination.k8s.io/v1',
      metadata: { ...common(name, 'kube-node-lease'), uid: `lease-${name}` },
      spec: { leaseDurationSeconds: 40, renewTime: fromUnix(at - (index === turn % 61 ? 300 : 4)) },
    })),
    ReplicaSet: sets.map((set) => ({
      kind: 'ReplicaSet',
      apiVersion: 'apps/v1',
      metadata: {
        ...common(`set-${set}`, namespaceOf(set)),
        ownerReferences: owner('Deployment', `service-${set}`),
      },
    })),
    Deployment: sets.map((set) => ({
      kind: 'Deployment',
      apiVersion: 'apps/v1',
      metadata: { ...common(`service-${set}`, namespaceOf(set)), generation: 1 },
      spec: {
        replicas: PER_SET,
        template: {
          spec: {
            containers: [
              { name: 'app', image: `registry/service-${set}:1.${Math.floor((turn + set * 7) / 500)}` },
            ],
          },
        },
      },
      status: {
        observedGeneration: 1,
        replicas: PER_SET,
        updatedReplicas: PER_SET,
        readyReplicas: PER_SET - Number((turn + set) % 53 < 2),
        availableReplicas: PER_SET - Number((turn + set) % 53 < 2),
      },
    })),
    // Each event lives for an hour, and recurs meanwhile.
    Event: Array.from({ length: EVENTS }, (_, index) =>
      toEvent(Math.floor((turn + (index % 4)) / 4), index, turn, at),
    ),
  };
}

function withRestarts(pod: ObjectOf<'Pod'>, restarts: number, at: number): ObjectOf<'Pod'> {
  const [first, ...rest] = pod.status?.containerStatuses ?? [];
  const terminated = { reason: 'OOMKilled', exitCode: 137, finishedAt: fromUnix(at - 120) };
  return {
    ...pod,
    status: {
      ...pod.status,
      containerStatuses: [{ ...first!, restartCount: restarts, lastState: { terminated } }, ...rest],
    },
  };
}

function toEvent(life: number, index: number, turn: number, at: number): KeptObject {
  const pod = pods[(index * 37 + life * 11) % PODS]!.metadata;
  const name = `${pod.name}.${life.toString(16)}${index.toString(16)}`;
  const event: ObjectOf<'Event'> = {
    kind: 'Event',
    apiVersion: 'v1',
    metadata: { uid: `uid-of-${name}`, namespace: pod.namespace!, name },
    involvedObject: { kind: 'Pod', namespace: pod.namespace!, name: pod.name },
    type: index % 3 === 0 ? 'Warning' : 'Normal',
    reason: ['BackOff', 'Pulled', 'Started', 'Unhealthy'][index % 4]!,
    message: `Readiness probe failed: Get "http://10.${index}.3.7:8080/ready": context deadline exceeded`,
    count: 1 + ((turn + (index % 4)) % 4) * 3,
    firstTimestamp: fromUnix(at - ((turn + (index % 4)) % 4) * INTERVAL - 60),
    lastTimestamp: fromUnix(at - 30),
    source: { component: 'kubelet' },
  };
  return event;
}

const observation = (turn: number) => toObservation({ cluster: CLUSTER, time: timeOf(turn) });

function toSnapshot(turn: number): Snapshot {
  const none = Object.fromEntries(kindNames.map((kind) => [kind, []]));
  const meta = {
    ...observation(turn),
    kind: 'Snapshot',
    apiVersion: 'gazette/v1',
    format: 1,
    number: turn + 1,
  } as const;
  return { meta, objects: { ...none, ...objectsOf(turn) } as unknown as Snapshot['objects'] };
}

export async function writeSnapshot(data: string, turn: number): Promise<void> {
  const writer = await openWriter(openStore(data), CLUSTER, {
    now: () => new Date(timeOf(turn)),
    time: timeOf(turn),
  });
  for (const object of Object.values(objectsOf(turn)).flat()) {
    await writer.add(object.kind as Parameters<typeof writer.add>[0], object);
  }
  await writer.commit(observation(turn));
}
