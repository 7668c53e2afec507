import { describe, expect, test } from 'vitest';
import { daysOfPuts, moment, dbPod, put, type Put } from '../../../test/days-of.ts';
import { object } from '../../../test/snapshot-of.ts';
import { summariseDay } from '../day/summary.ts';
import { toUnix } from '../day/unix.ts';
import { buildAnalytics } from './analytics.ts';
import { buildCoverage } from './coverage.ts';
import { buildEventHistogram, buildEventLedger } from './event-ledger.ts';
import { buildHeartbeats } from './heartbeats.ts';
import { looksOf } from './duration-range.ts';
import { buildRestartMatrix } from './restarts.ts';
import { buildStatusBars } from './status.ts';
import { beginWhereKnown, periodBefore, periodOf, type Period } from './period.ts';

const unix = (time: string) => toUnix(moment(time))!;
const summaries = (puts: Put[]) => daysOfPuts(puts).map(summariseDay);
/** The morning in quarters of an hour. */
const morning: Period = { from: unix('07:00'), to: unix('09:00'), bucketSeconds: 900 };

const deployment = (ready: number, version = '1') =>
  object('Deployment', 'web', {
    metadata: { generation: Number(version) },
    spec: {
      replicas: 2,
      template: { spec: { containers: [{ name: 'app', image: `registry/web:${version}` }] } },
    },
    status: {
      observedGeneration: Number(version),
      replicas: 2,
      updatedReplicas: 2,
      readyReplicas: ready,
      availableReplicas: ready,
    },
  });

test('a period of days has as many buckets as a strip has room for, and one before it', () => {
  for (const days of [1, 7, 30, 90] as const) {
    const period = periodOf('2026-11-22', days);
    expect(period.to).toBe(unix('2026-11-23T00:00:00Z'));
    expect((period.to - period.from) / period.bucketSeconds).toBeLessThanOrEqual(96);
    expect(periodBefore(period).to).toBe(period.from);
  }
});

test('the matrix counts restarts by workload and bucket, in the bucket in which they ended', () => {
  const days = summaries([
    put('07:00', { Pod: [dbPod('db-0', { restarts: 1, ended: '06:00', reason: 'OOMKilled' })] }),
    put('07:15', { Pod: [dbPod('db-0', { restarts: 3, ended: '07:12', reason: 'OOMKilled' })] }),
    put('08:30', { Pod: [dbPod('db-0', { restarts: 4, ended: '08:20', reason: 'Error' })] }),
  ]);
  const hours = { ...morning, bucketSeconds: 3600 };
  expect(buildRestartMatrix(days, hours)).toMatchObject({
    total: 3,
    most: 2,
    rows: [
      {
        name: 'db',
        total: 3,
        cells: [2, 1],
        containers: [{ name: 'app', n: 3 }],
        reasons: [
          { reason: 'OOMKilled', n: 2 },
          { reason: 'Error', n: 1 },
        ],
      },
    ],
  });
});

describe('status', () => {
  const cells = (puts: Put[], name = 'web') =>
    buildStatusBars(summaries(puts), morning, looksOf(undefined, summaries(puts)))
      .workloads.find((one) => one.name === name)
      ?.cells.map(({ value }) => value);

  test('is the worst of each bucket, and ahead after the last snapshot', () => {
    expect(
      cells([
        put('07:00', { Deployment: [deployment(2)] }),
        put('07:15', { Deployment: [deployment(0)] }),
        put('07:20', { Deployment: [deployment(2)] }),
        put('07:30', { Deployment: [deployment(2)] }),
      ]),
    ).toEqual(['healthy', 'failing', 'healthy', 'healthy', 'ahead', 'ahead', 'ahead', 'ahead']);
  });

  test('is unseen in a gap and where the kind was forbidden, never healthy', () => {
    const hidden = { coverage: { Deployment: { state: 'forbidden' as const } } };
    expect(
      cells([
        put('07:00', { Deployment: [deployment(2)] }),
        put('07:15', {}, hidden),
        put('07:30', { Deployment: [deployment(2)] }),
        put('08:45', { Deployment: [deployment(2)] }),
      ]),
    ).toEqual(['healthy', 'unseen', 'healthy', 'unseen', 'unseen', 'unseen', 'unseen', 'healthy']);
  });

  test('before it was made and after it was deleted it is absent', () => {
    expect(
      cells([
        put('07:00', {}),
        put('07:15', { Deployment: [deployment(2)] }),
        put('07:30', {}),
        put('07:45', {}),
      ]),
    ).toEqual(['absent', 'healthy', 'absent', 'absent', 'absent', 'ahead', 'ahead', 'ahead']);
  });
});

describe('heartbeats', () => {
  const node = (uid: string, created = '2026-11-01T00:00:00Z') =>
    object('Node', 'lxa150h', {
      metadata: { uid, creationTimestamp: moment(created) },
      status: { conditions: [{ type: 'Ready', status: 'True' }] },
    });
  const lease = (at: string) =>
    object('Lease', 'lxa150h', {
      metadata: { namespace: 'kube-node-lease' },
      spec: { leaseDurationSeconds: 40, renewTime: moment(at) },
    });
  const beats = (puts: Put[]) =>
    buildHeartbeats(summaries(puts), morning, looksOf(undefined, summaries(puts)))[0]?.beats.map(
      ({ beat, from, to }) => [beat, from, to],
    );

  test('are late from the last beat on', () => {
    expect(
      beats([
        put('07:00', { Node: [node('a')], Lease: [lease('07:00')] }),
        put('07:15', { Node: [node('a')], Lease: [lease('07:04')] }),
        put('07:30', { Node: [node('a')], Lease: [lease('07:30')] }),
      ]),
    ).toEqual([
      ['beating', unix('07:00'), unix('07:04')],
      ['late', unix('07:04'), unix('07:30')],
      ['beating', unix('07:30'), unix('07:30') + 1350],
    ]);
  });

  test('of a deleted node end there; one of the same name begins when it was made', () => {
    expect(
      beats([
        put('07:00', { Node: [node('a')], Lease: [lease('07:00')] }),
        put('07:15', { Node: [node('b', '07:09')], Lease: [lease('07:15')] }),
        put('07:30', { Node: [], Lease: [] }),
      ]),
    ).toEqual([
      ['beating', unix('07:00'), unix('07:09')],
      ['beating', unix('07:09'), unix('07:30')],
      ['gone', unix('07:30'), unix('07:30') + 1350],
    ]);
  });

  test('that were not seen are not there', () => {
    const hidden = { coverage: { Lease: { state: 'forbidden' as const } } };
    expect(
      beats([
        put('07:00', { Node: [node('a')], Lease: [lease('07:00')] }),
        put('07:15', { Node: [node('a')] }, hidden),
      ]),
    ).toEqual([['beating', unix('07:00'), unix('07:15')]]);
  });
});

describe('events', () => {
  const event = (uid: string, count: number, first: string, last: string) =>
    object('Event', uid, {
      involvedObject: { kind: 'Pod', namespace: 'shop', name: 'db-0' },
      type: 'Warning',
      reason: 'BackOff',
      message: 'Back-off restarting failed container',
      count,
      firstTimestamp: moment(first),
      lastTimestamp: moment(last),
    });
  const puts = [
    put('07:00', { Event: [event('a', 40, '06:10', '06:58')] }),
    put('07:15', { Event: [event('a', 43, '06:10', '07:12'), event('b', 2, '07:03', '07:05')] }),
    put('07:30', { Event: [event('b', 2, '07:03', '07:05')] }),
    // A client that writes an expired event again continues its count.
    put('07:45', { Event: [event('c', 50, '06:10', '07:40')] }),
  ];

  test('are what counts grew by, merged by UID, and outlive the cluster’s own log', () => {
    const day = { from: unix('00:00'), to: unix('23:00') };
    const { rows } = buildEventLedger(daysOfPuts(puts), day);
    expect(rows.map(({ uid, n, from, to }) => [uid, n, from, to])).toEqual([
      ['Event/c', 1, unix('07:30') + 1, unix('07:40')],
      ['Event/a', 43, unix('06:10'), unix('07:12')],
      ['Event/b', 2, unix('07:03'), unix('07:05')],
    ]);
    const histogram = buildEventHistogram(summaries(puts), { ...morning, bucketSeconds: 3600 });
    expect(histogram.map(({ warning }) => warning)).toEqual([6, 0]);
  });

  test('are lost for certain between snapshots further apart than events live', () => {
    const late = put('09:00', { Event: [] });
    const coverage = buildCoverage(summaries([...puts, late]), { ...morning, to: unix('10:00') });
    expect(coverage.eventsLost).toEqual([{ from: unix('07:45'), to: unix('08:00') }]);
    expect(coverage.missed).toEqual([{ from: unix('07:45'), to: unix('09:00'), missing: 4, interval: 900 }]);
    expect([coverage.taken, coverage.due]).toEqual([5, 9]);
    // `a` was gone half an hour after its last occurrence.
    expect(coverage.eventsPerhapsLost).toMatchObject([
      { from: unix('07:15'), why: 'early' },
      { why: 'early' },
    ]);
  });
});

test('coverage names what could not be read, and how often', () => {
  const forbidden = { coverage: { Event: { state: 'forbidden' as const, error: 'events is forbidden' } } };
  const coverage = buildCoverage(
    summaries([put('07:00', {}, forbidden), put('07:15', {}), put('07:30'), put('07:45', {}, forbidden)]),
    morning,
  );
  expect(coverage.unseen).toEqual([
    {
      kind: 'Event',
      state: 'forbidden',
      error: 'events is forbidden',
      snapshots: 2,
      first: unix('07:00'),
      last: unix('07:45'),
    },
  ]);
  expect(coverage.lost).toEqual([{ number: 3, at: unix('07:30'), why: 'it is damaged' }]);
});

test('analytics: availability of what was seen, deployments with their bounds, times of trouble', () => {
  const days = summaries([
    put('07:00', { Deployment: [deployment(2)] }),
    put('07:15', { Deployment: [deployment(1)] }),
    put('07:30', { Deployment: [deployment(2, '2')] }),
    put('07:45', { Deployment: [deployment(2, '2')] }),
  ]);
  const analytics = buildAnalytics(days, periodOf('2026-11-22', 7), looksOf(undefined, days));
  const seconds = 45 * 60 + 1350;
  expect(analytics.availability).toBeCloseTo(1 - 900 / (2 * seconds), 10);
  expect(analytics.deployments).toEqual([
    expect.objectContaining({
      name: 'web',
      from: '1',
      to: '2',
      begun: unix('07:30'),
      seconds: { least: 0, most: 900 },
    }),
  ]);
  expect(analytics.workloads[0]).toMatchObject({
    deployments: 1,
    recovery: { least: 0, most: 1800 },
    spells: [{ from: unix('07:15'), to: unix('07:30'), worst: 'degraded', end: 'recovered' }],
  });
});

test('a period begins with the first snapshot, and a short one has short buckets', () => {
  const whole = periodOf('2026-11-30', 90);
  const first = whole.to - 36 * 3600 + 60;
  expect(beginWhereKnown(whole, first)).toEqual({
    from: whole.to - 36 * 3600,
    to: whole.to,
    bucketSeconds: 7200,
  });
  expect(beginWhereKnown(whole, whole.from - 1)).toBe(whole);
  expect(beginWhereKnown(whole, undefined)).toBe(whole);
});
