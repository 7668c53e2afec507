import { describe, expect, test } from 'vitest';
import { isKindName, kinds, type KindName, type ObjectOf } from '../snapshots/kinds/kinds.ts';
import { DAY, HOUR, MINUTE } from './plan/clock.ts';
import { CLUSTER_NAMES, type ClusterName } from './plan/estate.ts';
import { pastInstants } from './plan/past.ts';
import { buildPlan, planFor, type DemoPlan } from './plan/plan.ts';
import { listAt, resourcesOf } from './resources.ts';

const ANCHOR = Date.parse('2026-11-22T09:15:00Z');
/** A day of instants, also at odd minutes. */
const INSTANTS = Array.from({ length: 33 }, (_, index) => ANCHOR - DAY + index * 45 * MINUTE);

const everything = (plan: DemoPlan, at: number) =>
  resourcesOf(plan.estate.name).map((resource) => ({ resource, objects: listAt(resource, { plan, at }) }));

/** One kind's objects; a separate test checks their shape. */
function list<Name extends KindName>(cluster: ClusterName, kind: Name, at: number): ObjectOf<Name>[] {
  const resource = resourcesOf(cluster).find((one) => one.kind === (kind as string));
  const objects = resource ? listAt(resource, { plan: planFor(cluster, ANCHOR, at), at }) : [];
  return objects as unknown as ObjectOf<Name>[];
}

/** Expects that no object bears a time that has not come, but for the end of a grace period. */
function expectNothingLater(cluster: ClusterName, at: number): void {
  // A leader's Lease may be renewed within this second.
  const now = new Date(at + 1000).toISOString().slice(0, 19);
  for (const { resource, objects } of everything(planFor(cluster, ANCHOR, at), at)) {
    const stamps =
      JSON.stringify(objects).match(/(?<!deletionTimestamp":")\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d/g) ?? [];
    expect(
      stamps.filter((stamp) => stamp > now),
      resource.name,
    ).toEqual([]);
  }
}

test.each(CLUSTER_NAMES)(
  'the same instant of %s gives the same objects, however far the plan reaches',
  (cluster) => {
    const far = buildPlan(cluster, ANCHOR, ANCHOR + 2 * DAY);
    for (const hours of [-24, -7.6, 0, 3.3]) {
      const at = ANCHOR + hours * HOUR;
      const near = everything(buildPlan(cluster, ANCHOR, at + HOUR), at);
      expect(JSON.stringify(everything(far, at)) === JSON.stringify(near), `at ${hours}`).toBe(true);
    }
  },
);

test('the past has three months, thinly, and every half of an hour of its incident', () => {
  const instants = pastInstants(ANCHOR);
  expect(instants).toEqual(instants.toSorted((a, b) => a - b));
  expect(instants.at(-1)).toBe(ANCHOR - DAY);
  const readyAt = (at: number) =>
    list('production', 'Pod', at)
      .filter(({ metadata }) => metadata.name.startsWith('customer-portal'))
      .map(({ status }) => status?.conditions?.find(({ type }) => type === 'Ready')?.status);
  const hurt = instants.filter((at) => readyAt(at).filter((status) => status === 'False').length === 3);
  expect(hurt.length).toBeGreaterThan(1);
  expect(new Set(hurt.slice(1).map((at, index) => at - hurt[index]!))).toEqual(new Set([30 * MINUTE]));
  for (const at of instants) expectNothingLater('production', at);
  // What is younger than the past would seem to be created in it.
  const born = ['Deployment', 'StatefulSet', 'DaemonSet', 'CronJob'] as const;
  const namesAt = (at: number) =>
    born.flatMap((kind) => list('production', kind, at).map(({ metadata }) => metadata.name));
  expect(namesAt(instants[0]!)).toEqual(namesAt(ANCHOR - DAY));
});

test('another anchor moves the timeline as a whole', () => {
  const pods = (anchor: number) =>
    listAt(
      resourcesOf('production').find(({ kind }) => kind === 'Pod')!,
      {
        plan: buildPlan('production', anchor, anchor + HOUR),
        at: anchor - 7.5 * HOUR,
      },
    );
  const shift = 4 * DAY;
  const moved = pods(ANCHOR + shift).filter(({ metadata }) => metadata.namespace === 'payments');
  const own = pods(ANCHOR).filter(({ metadata }) => metadata.namespace === 'payments');
  expect(moved.map(({ metadata }) => metadata.uid)).toEqual(own.map(({ metadata }) => metadata.uid));
});

describe.each(CLUSTER_NAMES)('%s', (cluster) => {
  test('everything has the fields of its kind, and a UID of its own', () => {
    const at = ANCHOR - 7.5 * HOUR;
    const uids: string[] = [];
    for (const { resource, objects } of everything(planFor(cluster, ANCHOR, at), at)) {
      const { kind, groupVersion: apiVersion, fleeting } = resource;
      if (!isKindName(kind) || fleeting) continue;
      for (const object of objects) {
        const json = JSON.stringify(
          { kind, apiVersion, ...object },
          (_, value: unknown) => value ?? undefined,
        );
        expect(kinds[kind].fields.safeParse(JSON.parse(json)).error).toBeUndefined();
        uids.push(object.metadata.uid);
      }
    }
    expect(new Set(uids).size).toBe(uids.length);
  });

  test("every pod's node and owners exist, and its address is its own", () => {
    const OWNERS = [
      'Node',
      'ReplicaSet',
      'StatefulSet',
      'DaemonSet',
      'ReplicationController',
      'Job',
    ] as const;
    for (const at of INSTANTS) {
      const pods = list(cluster, 'Pod', at);
      const nodes = new Set(list(cluster, 'Node', at).map(({ metadata }) => metadata.name));
      const homeless = pods.filter(({ spec }) => spec?.nodeName !== undefined && !nodes.has(spec.nodeName));
      expect(homeless).toEqual([]);
      const owners = new Set(
        OWNERS.flatMap((kind) =>
          list(cluster, kind, at).map(({ metadata }) => `${kind}/${metadata.name}/${metadata.uid}`),
        ),
      );
      const orphans = pods.filter(
        ({ metadata: { ownerReferences: [owner] = [] } }) =>
          !owners.has(`${owner?.kind}/${owner?.name}/${owner?.uid}`),
      );
      expect(orphans).toEqual([]);
      const addresses = pods.flatMap(({ status: { podIP, hostIP } = {} }) =>
        podIP && podIP !== hostIP ? [podIP] : [],
      );
      expect(new Set(addresses).size).toBe(addresses.length);
    }
  });

  test('ReplicaSets and Jobs have owners', () => {
    const owners = ['Deployment', 'CronJob', 'Rollout'].flatMap((kind) => {
      const resource = resourcesOf(cluster).find((one) => one.kind === kind);
      return resource ? listAt(resource, { plan: planFor(cluster, ANCHOR, ANCHOR), at: ANCHOR }) : [];
    });
    const uids = owners.map(({ metadata }) => metadata.uid);
    const owned = [...list(cluster, 'ReplicaSet', ANCHOR), ...list(cluster, 'Job', ANCHOR)];
    expect(owned.length).toBeGreaterThan(20);
    for (const { metadata } of owned) expect(uids).toContain(metadata.ownerReferences?.[0]?.uid);
  });

  test('endpoints are pods of the service, and ready ones are ready', () => {
    for (const at of INSTANTS) {
      const pods = new Map(list(cluster, 'Pod', at).map((pod) => [pod.metadata.uid, pod]));
      const services = new Map(
        list(cluster, 'Service', at).map(({ metadata, spec }) => [
          `${metadata.namespace}/${metadata.name}`,
          spec,
        ]),
      );
      for (const { metadata, endpoints = [] } of list(cluster, 'EndpointSlice', at)) {
        const name = metadata.labels?.['kubernetes.io/service-name'];
        const { selector, publishNotReadyAddresses = false } =
          services.get(`${metadata.namespace}/${name}`) ?? {};
        for (const { addresses, conditions, targetRef } of endpoints) {
          // Without a selector, somebody wrote them by hand.
          expect(targetRef === undefined).toBe(selector === undefined);
          if (!targetRef) continue;
          const pod = pods.get(targetRef.uid ?? '');
          expect(pod?.status?.podIP).toBe(addresses?.[0]);
          expect(pod?.metadata.labels).toMatchObject(selector ?? {});
          const ready = pod?.status?.conditions?.find(({ type }) => type === 'Ready')?.status === 'True';
          expect(conditions?.serving).toBe(ready);
          const isThere = pod?.metadata.deletionTimestamp === undefined;
          expect(conditions?.ready).toBe(publishNotReadyAddresses || (ready && isThere));
        }
      }
    }
  });

  test('workloads count the pods that exist', () => {
    for (const at of INSTANTS) {
      const pods = list(cluster, 'Pod', at).filter(
        ({ metadata, status }) =>
          metadata.deletionTimestamp === undefined &&
          status?.phase !== 'Succeeded' &&
          status?.phase !== 'Failed',
      );
      for (const { metadata, status, spec } of list(cluster, 'ReplicaSet', at)) {
        const own = pods.filter((pod) => pod.metadata.ownerReferences?.[0]?.uid === metadata.uid);
        const ready = own.filter(({ status: { conditions = [] } = {} }) =>
          conditions.some(({ type, status: is }) => type === 'Ready' && is === 'True'),
        );
        expect(spec?.replicas).toBe(own.length);
        expect(status?.readyReplicas ?? 0).toBe(ready.length);
      }
    }
  });

  test('restart counts never fall while a pod keeps its UID, and neither do counts of an Event', () => {
    const seen = new Map<string, number>();
    const fallen: string[] = [];
    const rises = (key: string, count: number) => {
      if (!(count >= (seen.get(key) ?? 0))) fallen.push(key);
      seen.set(key, count);
    };
    for (const at of INSTANTS) {
      for (const { metadata, status } of list(cluster, 'Pod', at)) {
        for (const { name, restartCount = NaN } of status?.containerStatuses ?? []) {
          rises(`${metadata.uid}/${name}`, restartCount);
        }
      }
      for (const { metadata, count, series, lastTimestamp, eventTime } of list(cluster, 'Event', at)) {
        const last = Date.parse(lastTimestamp ?? series?.lastObservedTime ?? eventTime ?? '');
        rises(`${metadata.uid} count`, count ?? series?.count ?? 1);
        rises(`${metadata.uid} last`, last > at - HOUR ? last : NaN);
      }
    }
    expect(seen.size).toBeGreaterThan(100);
    expect(fallen).toEqual([]);
  });

  test('no Event of a pod repeats once the pod is gone', () => {
    const final = new Map<string, number>();
    for (const at of INSTANTS) {
      const pods = new Set(list(cluster, 'Pod', at).map(({ metadata }) => metadata.uid));
      for (const { metadata, involvedObject, count = 1 } of list(cluster, 'Event', at)) {
        if (involvedObject?.kind !== 'Pod' || pods.has(involvedObject.uid ?? '')) continue;
        expect(count, `${involvedObject.name} ${metadata.name}`).toBe(final.get(metadata.uid) ?? count);
        final.set(metadata.uid, count);
      }
    }
    expect(final.size).toBeGreaterThan(0);
  });

  test('nothing bears a time that has not come, but for the end of a grace period', () => {
    for (const at of INSTANTS) expectNothingLater(cluster, at);
  });
});

test('a silent node is told by its Lease, its conditions, its pods and its events', () => {
  const at = ANCHOR - 7.5 * HOUR;
  const lease = list('production', 'Lease', at).find(({ metadata }) => metadata.name === 'lxa150h');
  expect(Date.parse(lease?.spec?.renewTime ?? '')).toBeLessThanOrEqual(ANCHOR - 7.8 * HOUR);
  const node = list('production', 'Node', at).find(({ metadata }) => metadata.name === 'lxa150h');
  expect(node?.status?.conditions?.map(({ status, reason }) => `${status} ${reason}`)).toEqual(
    Array(4).fill('Unknown NodeStatusUnknown'),
  );
  const pods = list('production', 'Pod', at).filter(({ spec }) => spec?.nodeName === 'lxa150h');
  const [perNode, others] = [
    pods.filter(({ metadata }) => metadata.ownerReferences?.[0]?.kind === 'DaemonSet'),
    pods.filter(({ metadata }) => metadata.ownerReferences?.[0]?.kind !== 'DaemonSet'),
  ];
  expect(perNode).toHaveLength(3);
  expect(perNode.some(({ metadata }) => metadata.deletionTimestamp !== undefined)).toBe(false);
  expect(others.length).toBeGreaterThan(5);
  expect(others.every(({ metadata }) => metadata.deletionTimestamp !== undefined)).toBe(true);
  const reasons = new Set(list('production', 'Event', at).map(({ reason }) => reason));
  for (const reason of ['NodeNotReady', 'TaintManagerEviction', 'FailedScheduling'])
    expect(reasons).toContain(reason);
  const back = list('production', 'Node', ANCHOR - 6.9 * HOUR).find(
    ({ metadata }) => metadata.name === 'lxa150h',
  );
  expect(back?.status?.conditions?.at(-1)).toMatchObject({ type: 'Ready', status: 'True' });
});

test('the release of payments-api leaks, gets stuck, drives the autoscaler to its maximum and is rolled back', () => {
  const deployment = (hours: number) =>
    list('production', 'Deployment', ANCHOR + hours * HOUR).find(
      ({ metadata }) => metadata.name === 'payments-api',
    );
  const progressing = (hours: number) =>
    deployment(hours)?.status?.conditions?.find(({ type }) => type === 'Progressing')?.reason;
  expect(progressing(-9.1)).toBe('NewReplicaSetAvailable');
  expect(progressing(-7.5)).toBe('ProgressDeadlineExceeded');
  expect(deployment(-7.5)?.spec?.replicas).toBe(12);
  const restarts = (hours: number) =>
    list('production', 'Pod', ANCHOR + hours * HOUR)
      .flatMap(({ status }) => status?.containerStatuses ?? [])
      .filter(({ lastState }) => lastState?.terminated?.reason === 'OOMKilled')
      .reduce((sum, { restartCount = 0 }) => sum + restartCount, 0);
  expect(restarts(-7)).toBeGreaterThan(restarts(-8));
  expect(restarts(-8)).toBeGreaterThan(5);
  expect(deployment(-6)?.status).toMatchObject({
    readyReplicas: 6,
    updatedReplicas: 6,
    availableReplicas: 6,
  });
  const image = (hours: number) =>
    deployment(hours)?.spec?.template?.spec?.containers?.[0]?.image?.split(':')[1];
  expect([-9.1, -8, -6].map(image)).toEqual(['2.14.0', '2.15.0', '2.14.0']);
});

test('at the end, two workloads of production are in trouble and none of acceptance', () => {
  const short = (cluster: ClusterName) =>
    (['Deployment', 'StatefulSet'] as const)
      .flatMap((kind) => list(cluster, kind, ANCHOR))
      .filter(({ spec, status }) => (status?.readyReplicas ?? 0) !== spec?.replicas)
      .map(({ metadata }) => metadata.name);
  expect(short('production')).toEqual(['notification-gateway', 'fraud-scoring']);
  expect(short('acceptance')).toEqual([]);
  expect(short('test')).toEqual([]);
});
