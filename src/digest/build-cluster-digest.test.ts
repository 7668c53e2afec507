import { describe, expect, test } from 'vitest';
import { daysOfPuts, moment, dbPod, put, reportAt, restarted, type Put } from '../../test/days-of.ts';
import { object, runningPod } from '../../test/snapshot-of.ts';
import { summariseDay } from '../history/day/summary.ts';
import { countWorkloads } from '../words/history.ts';
import { buildDigest } from './build-digest.ts';
import { buildClusterDigest } from './build-cluster-digest.ts';
import type { ClusterDigest } from './digest.ts';
import { windowOfDay } from './day-window.ts';
import { listEventKeys } from './load-facts.ts';
import { toFacts, toWeek, type ClusterFacts } from './facts.ts';
import { narrowFacts, type KnownLabels } from './scope.ts';

/** A day before which nothing is stored, unless the puts say so. */
function factsOf(puts: readonly Put[], day = '2026-11-22', timeZone = 'UTC'): ClusterFacts {
  const window = windowOfDay(day, timeZone);
  const all = daysOfPuts(puts);
  const startOf = (name: string) => Date.parse(`${name}T00:00:00Z`) / 1000;
  const days = all.filter(
    (one) => startOf(one.day) + 86_400 > window.from && startOf(one.day) < window.to + 86_400,
  );
  const earlier = all.filter((one) => startOf(one.day) + 86_400 <= window.from);
  return toFacts({
    cluster: 'prod',
    ...{ window, days, reviews: [] },
    ...(earlier.length > 0 && { yesterday: summariseDay(earlier.at(-1)!) }),
    week: toWeek(all.map(summariseDay), window),
    weekEvents: new Set(
      listEventKeys(all.flatMap((one) => one.events)).flatMap(({ key, from }) =>
        from < window.from ? key : [],
      ),
    ),
  });
}
const digestOf = (puts: readonly Put[], day?: string, timeZone?: string) =>
  buildClusterDigest(factsOf(puts, day, timeZone));

const web = (ready: number, version = '1.0', more: { generation?: number; updated?: number } = {}) => {
  const { generation = 1, updated = 2 } = more;
  const labels = { app: 'web', version };
  return object('Deployment', 'web', {
    metadata: { generation, labels },
    spec: {
      replicas: 2,
      template: { spec: { containers: [{ name: 'app', image: `registry/web:${version}` }] } },
    },
    status: {
      ...{ observedGeneration: generation, replicas: 2, updatedReplicas: updated },
      ...{ readyReplicas: ready, availableReplicas: ready },
    },
  });
};
const node = (ready: 'True' | 'False' | 'Unknown' = 'True', name = 'lxa150h') =>
  object('Node', name, { status: { conditions: [{ type: 'Ready', status: ready }] } });
/** Renewed a moment before, or five minutes. */
const lease = (time: string, seconds = 3, name = 'lxa150h') =>
  object('Lease', name, {
    metadata: { namespace: 'kube-node-lease' },
    spec: {
      leaseDurationSeconds: 40,
      renewTime: new Date(Date.parse(time) - seconds * 1000).toISOString(),
    },
  });

/** A snapshot every quarter of an hour; `at` gives its objects. */
function every15(from: string, to: string, at: (time: string, instant: string) => Put['objects']): Put[] {
  const puts: Put[] = [];
  for (let ms = Date.parse(moment(from)); ms <= Date.parse(moment(to)); ms += 900_000) {
    const time = new Date(ms).toISOString().replace('.000Z', 'Z');
    puts.push(put(time, at(time.slice(11, 16), time)));
  }
  return puts;
}
const TO = '2026-11-23T00:00:00Z';
/** The day before, so that the day is seen from its first second, and the usual values are known. */
const FROM = '2026-11-18T12:00:00Z';

const section = (digest: ClusterDigest, id: string) => digest.sections.find((one) => one.id === id);
const linesOf = (digest: ClusterDigest, id: string) =>
  (section(digest, id)?.items ?? []).map(({ mark, name, text }) => [mark, name, text]);

describe('a quiet day', () => {
  const digest = digestOf(
    every15(FROM, TO, (_, time) => ({ Deployment: [web(2)], Node: [node()], Lease: [lease(time)] })),
  );

  test('has nothing to tell, and says what it is quiet on', () => {
    expect(digest).toMatchObject({
      isQuiet: true,
      state: 'healthy',
      lead: 'Healthy all day.',
      sections: [],
      course: 'Healthy all day.',
      quiet: 'All quiet on the only workload and the only node.',
    });
    expect(digest.strip.map(({ state }) => state)).toEqual(Array.from({ length: 24 }, () => 'healthy'));
  });

  test('counts workloads as editions and histories do, and pods without one apart', () => {
    const objects = {
      Deployment: [web(2)],
      Pod: [runningPod('etcd-lxa150h', node()), runningPod('debug')],
    };
    const puts = every15('2026-11-22T00:00:00Z', TO, () => objects);
    const [edition, history] = [reportAt(puts[0]!), summariseDay(daysOfPuts(puts)[0]!)];
    expect(edition.workloads).toHaveLength(1);
    expect(countWorkloads(history.workloads)).toBe('1 workload and 2 pods without one');
    expect(digestOf(puts).quiet).toBe('All quiet on the only workload and both pods without a workload.');
    const down = { ...objects, Deployment: [web(0)], Pod: [] };
    const half = puts.map((one) => (one.time > '2026-11-22T12:00:00Z' ? { ...one, objects: down } : one));
    expect(digestOf(half).lead).toContain('web is failing, at worst 0 of 2 ready');
  });

  test('has 25 hours when the clocks go back', () => {
    const autumn = every15('2026-10-22T00:00:00Z', '2026-10-26T00:00:00Z', () => ({ Deployment: [web(2)] }));
    const long = digestOf(autumn, '2026-10-25', 'Europe/Amsterdam');
    expect(long.strip).toHaveLength(25);
    expect(long.strip.map(({ label }) => label.slice(0, 9))).toEqual(expect.arrayContaining(['02:00 GMT']));
    expect(new Set(long.strip.map(({ label }) => label)).size).toBe(25);
    expect(long.isQuiet).toBe(true);
  });
});

describe('an incident', () => {
  test('that is over is told with its times, and is not quiet', () => {
    const digest = digestOf(
      every15(FROM, TO, (time) => ({ Deployment: [web(time >= '14:15' && time < '15:00' ? 0 : 2)] })),
    );
    expect(section(digest, 'incidents')?.items[0]?.detail).not.toContain('What to do');
    // It fails on every day, at the same time: this line is about one of them.
    expect(linesOf(digest, 'incidents')).toEqual([
      ['failing', 'Deployment shop/web', 'failed 14:15 to 15:00 (30\u00a0min to 1\u00a0h): over.'],
    ]);
    expect(digest).toMatchObject({
      isQuiet: false,
      state: 'healthy',
      lead: 'Healthy since 15:00, before that failing for 30\u00a0min to 1\u00a0h; web failed for 30\u00a0min to 1\u00a0h, at worst 0 of 2 ready.',
      course: 'Healthy until 14:15, failing until 15:00, then healthy.',
    });
    expect(section(digest, 'incidents')?.items[0]?.link).toMatch(
      /^prod\/2026-11-22\/141500Z\/index\.html#page=findings\.html\/[a-z-]+\/Deployment\/shop\/web$/,
    );
  });

  test('of several from before the day, two are named, and one line has the others', () => {
    const of = (ready: number) =>
      ['a', 'b', 'c', 'd'].map((name) => {
        const one = web(ready);
        return { ...one, metadata: { ...one.metadata, name, uid: name } };
      });
    const digest = digestOf(
      every15('2026-11-21T12:00:00Z', TO, (_, instant) => ({
        Deployment: of(instant < '2026-11-21T20:00:00Z' ? 2 : 0),
      })),
    );
    expect(linesOf(digest, 'incidents')).toHaveLength(2);
    expect(digest.old).toMatch(/^From before this day, and not over: Deployment shop\/c \(.*\)/);
  });

  test('that goes on is failing, also where it began on an earlier day', () => {
    const digest = digestOf(
      every15('2026-11-21T12:00:00Z', TO, () => ({ Deployment: [web(2)] })).map((one) =>
        one.time >= '2026-11-21T20:00:00Z' ? { ...one, objects: { Deployment: [web(0)] } } : one,
      ),
    );
    expect(linesOf(digest, 'incidents')).toEqual([
      ['failing', 'Deployment shop/web', 'failing since 21 Nov 20:00.'],
    ]);
    expect(digest.lead).toBe('Failing all day; web is failing, at worst 0 of 2 ready.');
  });

  test('that began in another year says which', () => {
    const down = every15('2025-12-31T20:00:00Z', '2026-01-02T00:00:00Z', (_, time) => ({
      Deployment: [web(time < '2025-12-31T22:00:00Z' ? 2 : 0)],
    }));
    expect(linesOf(digestOf(down, '2026-01-01'), 'incidents')).toEqual([
      ['failing', 'Deployment shop/web', 'failing since 31 Dec 2025 22:00.'],
    ]);
  });

  test('that nobody saw end lasted at least until it was seen last', () => {
    const down = (from: string, to: string) => every15(from, to, () => ({ Deployment: [web(0)] }));
    const up = (from: string, to: string) => every15(from, to, () => ({ Deployment: [web(2)] }));
    const digest = digestOf([
      ...up('2026-11-21T12:00:00Z', '2026-11-22T09:45:00Z'),
      ...down('2026-11-22T10:00:00Z', '2026-11-22T10:15:00Z'),
      ...down('2026-11-22T20:00:00Z', '2026-11-22T20:15:00Z'),
      ...up('2026-11-22T20:30:00Z', TO),
    ]);
    expect(linesOf(digest, 'incidents')).toEqual([
      [
        'failing',
        'Deployment shop/web',
        'failed 10:00 to at least 10:15 (at least 15\u00a0min) and at least 20:00 to 20:30 (at least 15\u00a0min), at least 30\u00a0min in all: over.',
      ],
    ]);
  });

  test('is told in the team’s time zone', () => {
    const puts = every15(FROM, TO, (time) => ({
      Deployment: [web(time >= '22:30' && time < '23:30' ? 0 : 2)],
    }));
    // 23:30 to 00:30 in Amsterdam. The first half hour is on the 22nd, and began on the evening of the 21st.
    const digest = digestOf(puts, '2026-11-22', 'Europe/Amsterdam');
    expect(linesOf(digest, 'incidents')).toEqual([
      [
        'failing',
        'Deployment shop/web',
        'failed 21 Nov 23:30 to 00:30 (45\u00a0min to 1\u00a0h\u00a015\u00a0min) and since 23:30, at least 1\u00a0h in all: not over.',
      ],
    ]);
  });
});

describe('one incident is one story:', () => {
  const during = (time: string) => time >= '14:15' && time < '15:00';
  const unix = (time: string) => Date.parse(`2026-11-22T${time}:00Z`) / 1000;
  const ingress = object('Ingress', 'pay', {
    spec: {
      rules: [
        {
          host: 'pay.example',
          http: { paths: [{ path: '/', backend: { service: { name: 'web', port: { number: 80 } } } }] },
        },
      ],
    },
  });
  const service = object('Service', 'web', {
    spec: { clusterIP: '10.0.0.1', selector: { app: 'web' }, ports: [{ port: 80 }] },
  });
  const half = (time: string) =>
    web(during(time) ? 1 : 2, time >= '14:00' ? '2.0' : '1.0', { generation: time >= '14:00' ? 2 : 1 });
  const labelled = (time: string) => {
    const deployment = half(time);
    const template = { ...deployment.spec!.template, metadata: { labels: { app: 'web' } } };
    return { ...deployment, spec: { ...deployment.spec, template } } as typeof deployment;
  };
  const facts = factsOf(
    every15('2026-11-21T12:00:00Z', TO, (time, instant) => ({
      Deployment: [instant.startsWith('2026-11-22') ? labelled(time) : web(2)],
      Ingress: [ingress],
      Service: [service],
    })),
  );

  test('a workload that never failed, but that outsiders missed: how bad for whom, after what', () => {
    const digest = buildClusterDigest({
      ...facts,
      reviews: [{ id: 'prod-2026-11-22T1400Z-1500Z', from: unix('14:00'), to: unix('15:00') }],
    });
    const [item] = section(digest, 'incidents')!.items;
    expect(item).toMatchObject({
      mark: 'degraded',
      name: 'Deployment shop/web',
      text: 'was degraded 14:15 to 15:00 (30\u00a0min to 1\u00a0h): over.',
    });
    expect(item?.detail).toContain('At worst 1 of 2 replicas were ready, behind pay.example.');
    expect(item?.detail).toContain('After its rollout 1.0 → 2.0, begun by 14:00.');
    expect(item?.links).toEqual([
      { text: 'Review', link: '-/reviews/prod-2026-11-22T1400Z-1500Z.html' },
      { text: 'At its worst', link: 'prod/2026-11-22/141500Z/index.html' },
      { text: 'Its history', link: 'prod/workloads/shop/Deployment.web.html' },
    ]);
    expect(digest.lead).toContain('web was degraded for 30\u00a0min to 1\u00a0h');
    // Its findings stand with it, and not once more.
    expect(digest.sections.map(({ id }) => id)).toEqual(['incidents', 'rollouts']);
  });

  test('what a lost node took along stands with the node', () => {
    const pod = (ready: boolean) =>
      runningPod('web-1', web(2), {
        spec: { nodeName: 'lxa150h' },
        status: { conditions: [{ type: 'Ready', status: ready ? 'True' : 'False' }] },
      });
    const digest = digestOf(
      every15('2026-11-21T12:00:00Z', TO, (time, instant) => {
        const isLost = instant.startsWith('2026-11-22') && during(time);
        return {
          Deployment: [web(isLost ? 0 : 2)],
          Node: [node(isLost ? 'Unknown' : 'True')],
          Pod: [pod(!isLost)],
        };
      }),
    );
    expect(section(digest, 'incidents')).toBeUndefined();
    expect(section(digest, 'nodes')?.items).toMatchObject([
      {
        name: 'lxa150h',
        detail: 'It says itself that it is not ready. 1 workload was in trouble by it: web.',
      },
    ]);
  });

  test('trouble from before the day is one line at the end', () => {
    const lost = object('PersistentVolumeClaim', 'data', { status: { phase: 'Lost' }, spec: {} });
    const digest = digestOf(
      every15('2026-11-21T12:00:00Z', TO, () => ({ PersistentVolumeClaim: [lost], Deployment: [web(2)] })),
    );
    expect(digest.sections).toEqual([]);
    expect(digest.old).toBe(
      'From before this day, and not over: PersistentVolumeClaim shop/data (Volume is lost).',
    );
  });
});

test('findings are new, resolved, or came and went; what was not seen to begin is not new', () => {
  const claimOf = (name: string, isLost: boolean) =>
    object('PersistentVolumeClaim', name, { status: { phase: isLost ? 'Lost' : 'Bound' }, spec: {} });
  const puts = every15('2026-11-21T12:00:00Z', TO, () => undefined).map((one) => {
    const claims = [
      claimOf('resolved', one.time < '2026-11-22T09:00:00Z'),
      claimOf('new', one.time >= '2026-11-22T10:00:00Z'),
      claimOf('passed', one.time >= '2026-11-22T10:00:00Z' && one.time < '2026-11-22T11:00:00Z'),
      claimOf('always', true),
      ...(one.time < '2026-11-22T12:00:00Z' ? [claimOf('deleted', true)] : []),
    ];
    return { ...one, objects: { PersistentVolumeClaim: claims } };
  });
  const digest = digestOf(puts);
  const names = (id: string) => section(digest, id)?.items.map(({ name, detail }) => [name, detail]);
  const claim = 'PersistentVolumeClaim shop';
  expect(names('new-findings')).toEqual([[`${claim}/new`, 'Since 10:00.']]);
  expect(names('passed-findings')).toEqual([
    [`${claim}/passed`, '10:00 to 11:00 (45\u00a0min to 1\u00a0h\u00a015\u00a0min).'],
  ]);
  expect(names('resolved-findings')).toEqual([
    [`${claim}/resolved`, 'Over since 09:00; it had begun before 21 Nov 12:00.'],
  ]);
  expect(names('gone-findings')).toEqual([
    [`${claim}/deleted`, 'Deleted by 12:00; it had begun before 21 Nov 12:00.'],
  ]);
});

test('the headline follows the state of the cluster: a failed Job does not make it one that failed', () => {
  const started = '2026-11-22T02:58:00Z';
  const job = object('Job', 'migrate', {
    metadata: { creationTimestamp: started },
    spec: { completions: 1, backoffLimit: 0 },
    status: {
      ...{ startTime: started, failed: 1 },
      conditions: [{ type: 'Failed', status: 'True', reason: 'BackoffLimitExceeded' }],
    },
  });
  const puts = every15('2026-11-21T23:00:00Z', TO, (_, time) => ({
    Deployment: [web(2)],
    Job: time < '2026-11-22T03:00:00Z' ? [] : [job],
  }));
  const facts = factsOf(puts);
  const { subject, clusters } = buildDigest({ window: facts.window, title: 'Gazette' }, [facts]);
  expect(linesOf(clusters[0]!, 'incidents')).toEqual([
    ['failing', 'Job shop/migrate', 'failing since 03:00.'],
  ]);
  expect(subject).toBe('Gazette: Sun 22 Nov, prod is degraded');
});

test('a finding that came and went twice lasted for as long as it was met', () => {
  const isLost = (time: string) => time === '10:00' || time === '20:00';
  const puts = every15('2026-11-21T23:00:00Z', TO, (time) => ({
    PersistentVolumeClaim: [
      object('PersistentVolumeClaim', 'data', {
        status: { phase: isLost(time) ? 'Lost' : 'Bound' },
        spec: {},
      }),
    ],
  }));
  const detailOf = (own: readonly Put[]) => section(digestOf(own), 'incidents')?.items[0]?.detail;
  expect(detailOf(puts)).toBe('10:00 to 20:15, 2 times, at most 1\u00a0h in all.');
  const isSeen = ({ time }: Put) => time <= '2026-11-22T10:00:00Z' || time >= '2026-11-22T20:00:00Z';
  expect(detailOf(puts.filter(isSeen))).toBe('10:00 to 20:15, 2 times, each in one snapshot.');
});

test('a finding that is met before and after a gap over midnight is not over', () => {
  const claim = (phase: string) => object('PersistentVolumeClaim', 'data', { status: { phase }, spec: {} });
  const puts = [
    ...every15('2026-11-21T23:00:00Z', '2026-11-22T20:00:00Z', (_, instant) => ({
      PersistentVolumeClaim: [claim(instant < '2026-11-22T19:00:00Z' ? 'Bound' : 'Lost')],
    })),
    put('2026-11-23T08:00:00Z', { PersistentVolumeClaim: [claim('Lost')] }),
  ];
  const { sections } = digestOf(puts);
  expect(sections.map(({ id }) => id)).not.toContain('passed-findings');
  expect(sections.find(({ id }) => id === 'new-findings')?.items).toMatchObject([{ detail: 'Since 19:00.' }]);
});

test('a finding that the config begins to be silent about is not resolved', () => {
  const lost = object('PersistentVolumeClaim', 'data', { status: { phase: 'Lost' }, spec: {} });
  const puts = every15('2026-11-21T12:00:00Z', TO, () => ({ PersistentVolumeClaim: [lost] })).map((one) =>
    one.time < '2026-11-22T09:00:00Z'
      ? one
      : {
          ...one,
          meta: {
            settings: {
              ...{ intervalSeconds: 900, eventTtlSeconds: 3600, dataCentreLabel: 'dc' },
              silences: [{ reason: 'known' }],
            },
          },
        },
  );
  expect(digestOf(puts).sections.map(({ id }) => id)).not.toContain('resolved-findings');
});

test('a rollout says from what to what, and how far it came', () => {
  const done = every15('2026-11-21T12:00:00Z', TO, () => undefined).map((one) => ({
    ...one,
    objects: {
      Deployment: [one.time < '2026-11-22T09:00:00Z' ? web(2) : web(2, '1.1', { generation: 2 })],
    },
  }));
  expect(linesOf(digestOf(done), 'rollouts')).toEqual([
    ['plain', 'Deployment shop/web', '1.0 → 1.1, begun by 09:00, complete by 09:00.'],
  ]);
  const open = done.map((one) => ({
    ...one,
    objects: {
      Deployment: [one.time < '2026-11-22T09:00:00Z' ? web(2) : web(2, '1.1', { generation: 2, updated: 1 })],
    },
  }));
  expect(linesOf(digestOf(open), 'rollouts')).toEqual([
    ['degraded', 'Deployment shop/web', '1.0 → 1.1, begun by 09:00, not complete.'],
  ]);
});

describe('restarts', () => {
  const restarting = (on22: number) =>
    every15(FROM, TO, () => undefined).map((one) => {
      const days = Number(one.time.slice(8, 10)) - 18;
      const count = Math.min(days, 3) * 2 + (one.time >= '2026-11-22T10:00:00Z' ? on22 : 0);
      return {
        ...one,
        objects: { Pod: [dbPod('db-0', { restarts: count, created: '2026-11-01T00:00:00Z' })] },
      };
    });

  test('within the usual are not told', () => {
    expect(section(digestOf(restarting(2)), 'restarts')).toBeUndefined();
  });

  test('beyond it are told with what is usual', () => {
    expect(section(digestOf(restarting(7)), 'restarts')).toMatchObject({
      title: 'Restarts beyond the usual',
      items: [
        {
          mark: 'degraded',
          name: 'StatefulSet shop/db',
          text: 'At least 7 restarts between 09:45 and 10:00.',
          detail: 'In the 4 days before at most 2 a day.',
          link: 'prod/2026-11-22/100000Z/index.html#page=changes.html',
        },
      ],
    });
  });

  test('are compared with the day before as the team has it', () => {
    // Half past eleven on the evening before, in Amsterdam.
    const late = every15(FROM, '2026-11-24T00:00:00Z', (_, time) => ({
      Pod: [
        dbPod('db-0', {
          restarts: (time >= '2026-11-22T22:30:00Z' ? 5 : 0) + (time >= '2026-11-23T12:00:00Z' ? 5 : 0),
          created: '2026-11-01T00:00:00Z',
        }),
      ],
    }));
    expect(section(digestOf(late, '2026-11-23', 'Europe/Amsterdam'), 'restarts')).toBeUndefined();
  });

  test('that came with a node are told once, with the node', () => {
    const rebooted = every15('2026-11-22T00:00:00Z', TO, (_, time) => ({
      Node: [node()],
      Lease: [lease(time)],
      Pod: ['a', 'b', 'c'].map((name) =>
        restarted(runningPod(`${name}-0`, object('StatefulSet', name)), {
          ...{ restarts: 0, created: '2026-11-01T00:00:00Z' },
          ...(time >= '2026-11-22T10:00:00Z' && {
            ...{ restarts: 1, ended: '2026-11-22T09:52:00Z', reason: 'Unknown', exitCode: 255 },
          }),
        }),
      ),
    }));
    const digest = digestOf(rebooted);
    expect(section(digest, 'restarts')).toBeUndefined();
    expect(linesOf(digest, 'nodes')).toEqual([
      ['plain', 'lxa150h', 'restarted its pods at once at 09:52: 3 pods of 3 workloads.'],
    ]);
  });

  /** One that an hour later is no finding any more. */
  const once = (ended: string, usual: number) =>
    every15('2026-11-19T00:00:00Z', TO, (_, time) => ({
      Node: [node()],
      Lease: [lease(time)],
      StatefulSet: [
        object('StatefulSet', 'db', {
          metadata: { generation: 1 },
          spec: { replicas: 1 },
          status: { observedGeneration: 1, replicas: 1, readyReplicas: 1, updatedReplicas: 1 },
        }),
      ],
      Pod: [
        dbPod('db-0', {
          ...{ restarts: 0, created: '2026-11-01T00:00:00Z' },
          ...(usual > 0 &&
            time > '2026-11-20T10:00:00Z' && { restarts: usual, ended: '2026-11-20T10:00:00Z' }),
          ...(time > ended && { restarts: usual + 1, ended, reason: 'Error', exitCode: 1 }),
        }),
      ].map((pod) => ({ ...pod, spec: { ...pod.spec, nodeName: 'lxa150h' } })),
    }));

  test('are not resolved because an hour passed: on the day they are told once, and on the next not at all', () => {
    const today = digestOf(once('2026-11-22T10:10:00Z', 0));
    expect(today.sections.map(({ id }) => id)).toEqual(['restarts']);
    const usual = digestOf(once('2026-11-22T10:10:00Z', 1));
    expect(linesOf(usual, 'new-advice')).toEqual([
      ['plain', 'StatefulSet shop/db', 'Restarted: exit 1, 2 restarts'],
    ]);
    expect(usual.sections.map(({ id }) => id)).toEqual(['new-advice']);
    const yesterday = digestOf(once('2026-11-21T23:40:00Z', 0));
    expect(yesterday.sections).toEqual([]);
    expect(yesterday.lead).toBe('Healthy all day.');
  });

  test('where nothing usual is known say so', () => {
    const fresh = restarting(1).filter(({ time }) => time >= '2026-11-22');
    expect(section(digestOf(fresh), 'restarts')).toMatchObject({
      title: 'Restarts',
      note: expect.stringContaining('not known yet') as string,
    });
  });
});

test('a node that was lost, one that came and one that went', () => {
  const joined = node('True', 'new');
  joined.metadata.creationTimestamp = '2026-11-22T12:50:00Z';
  const puts = every15('2026-11-21T12:00:00Z', TO, () => undefined).map((one) => {
    const isLost = one.time >= '2026-11-22T10:00:00Z' && one.time < '2026-11-22T11:00:00Z';
    const nodes = [
      node(isLost ? 'Unknown' : 'True'),
      ...(one.time < '2026-11-22T12:00:00Z' ? [node('True', 'old')] : []),
      ...(one.time >= '2026-11-22T13:00:00Z' ? [joined] : []),
    ];
    const leases = nodes.map(({ metadata: { name } }) =>
      lease(one.time, isLost && name === 'lxa150h' ? 300 : 3, name),
    );
    return { ...one, objects: { Node: nodes, Lease: leases } };
  });
  expect(linesOf(digestOf(puts), 'nodes')).toEqual([
    ['plain', 'lxa150h', 'lost 09:55 to 11:00 (50\u00a0min to 1\u00a0h\u00a05\u00a0min), back since.'],
    ['plain', 'new', 'joined by 12:50.'],
    ['plain', 'old', 'deleted by 12:00.'],
  ]);
});

test('a node that nobody saw after its trouble is out of sight, and not back', () => {
  const puts = every15('2026-11-21T23:00:00Z', TO, (time, instant) => ({
    Node: [node(time === '10:00' || time === '20:00' ? 'False' : 'True')],
    Lease: [lease(instant)],
  })).filter(({ time }) => time <= '2026-11-22T10:00:00Z' || time >= '2026-11-22T20:00:00Z');
  expect(linesOf(digestOf(puts), 'nodes')).toEqual([
    ['unknown', 'lxa150h', 'not ready at 10:00, then not seen until 20:00.'],
    ['plain', 'lxa150h', 'not ready at least 20:00 to 20:15 (one snapshot), back since.'],
  ]);
});

test('a node that was opened at midnight did not join', () => {
  const puts = every15('2026-11-21T12:00:00Z', TO, (_, time) => ({
    Node: [{ ...node(), spec: { unschedulable: time < '2026-11-22T00:00:00Z' } }],
    Lease: [lease(time)],
  }));
  expect(linesOf(digestOf(puts), 'nodes')).toEqual([]);
});

test('what was created, deleted or made anew is news, and never resolved', () => {
  const of = (name: string, ready: number, uid = name) => {
    const own = web(ready);
    return { ...own, metadata: { ...own.metadata, name, uid } };
  };
  const puts = every15('2026-11-21T12:00:00Z', TO, (_, time) => ({
    Deployment: [
      of('always', 2),
      of('anew', 2, time < '2026-11-22T08:00:00Z' ? 'one' : 'other'),
      ...(time < '2026-11-22T12:00:00Z' ? [of('old', 1)] : []),
      ...(time >= '2026-11-22T10:00:00Z' ? [of('young', 2)] : []),
    ],
  }));
  const digest = digestOf(puts);
  expect(linesOf(digest, 'workloads')).toEqual([
    ['plain', 'Deployment shop/anew', 'deleted and made anew by 08:00.'],
    ['plain', 'Deployment shop/young', 'created by 10:00.'],
    ['plain', 'Deployment shop/old', 'deleted by 12:00; it was degraded.'],
  ]);
  expect(digest.sections.map(({ id }) => id)).toEqual(['workloads']);
  expect(digest).toMatchObject({ isQuiet: false, quiet: 'All quiet on 1 of 4 workloads.' });
});

describe('deletion, creation and scaling are never silence', () => {
  type There = Partial<Put['objects']>;
  const day = (before: There, after: There, from = '12:00') =>
    ['11:00', '11:15', from, '13:00'].map((time) =>
      put(time, {
        ...{ Node: [node()], Lease: [lease(moment(time))], Deployment: [web(2)] },
        ...(time < from ? before : after),
      }),
    );
  const many = (count: number) =>
    Array.from({ length: count }, (_, index) => object('Service', `s-${String(index).padStart(3, '0')}`));

  test('of every kind that people care for', () => {
    const claim = object('PersistentVolumeClaim', 'data', { status: { phase: 'Bound' } });
    const volume = object('PersistentVolume', 'pv', {
      spec: { claimRef: { namespace: 'shop', name: 'data' } },
      status: { phase: 'Bound' },
    });
    const gone = { PersistentVolumeClaim: [claim], PersistentVolume: [volume] };
    const digest = digestOf(day(gone, { Namespace: [object('Namespace', 'new')] }));
    expect(linesOf(digest, 'workloads')).toEqual([
      ['plain', 'Namespace new', 'created by 12:00.'],
      ['plain', 'PersistentVolumeClaim shop/data', 'deleted by 12:00.'],
    ]);
    expect(digest.isQuiet).toBe(false);
    expect(digest.lead).toContain('two creations and deletions');
  });

  test('of what failed until somebody deleted it, also while it goes', () => {
    const going = { ...web(0), metadata: { ...web(0).metadata, deletionTimestamp: '2026-11-22T11:29:00Z' } };
    const at = (time: string) => (time < '11:30' ? [web(0)] : time < '11:45' ? [going] : []);
    const puts = ['11:00', '11:15', '11:30', '11:45'].map((time) => put(time, { Deployment: at(time) }));
    const [[, , text]] = linesOf(digestOf(puts), 'incidents') as [[string, string, string]];
    expect(text).toContain('until it was deleted');
  });

  test('a state that nobody knows for a while leaves no empty clause', () => {
    const puts = ['11:00', '11:15', '11:30'].map((time) =>
      put(
        time,
        { Deployment: [web(2)] },
        { coverage: time === '11:15' ? { Pod: { state: 'forbidden' as const } } : {} },
      ),
    );
    expect(digestOf(puts).lead).toBe('Healthy when it was last seen.');
  });

  test('of two hundred in one line, and of a Namespace with all that was in it in its own', () => {
    const digest = digestOf(day({ Service: many(200) }, {}));
    expect(section(digest, 'workloads')?.items).toEqual([
      {
        mark: 'plain',
        text: '200 Services deleted by 12:00.',
        detail: 'Service shop/s-000, Service shop/s-001, Service shop/s-002 and 197 more.',
        link: 'prod/2026-11-22/120000Z/index.html#page=changes.html',
      },
    ]);
    expect(digest.lead).toContain('200 creations and deletions');
    const shop = { Namespace: [object('Namespace', 'shop')], Service: many(2) };
    const inside = ['a', 'b'].map((name) => object('StatefulSet', name, { spec: { replicas: 0 } }));
    const whole = digestOf(day({ ...shop, StatefulSet: inside }, {}));
    expect(linesOf(whole, 'workloads')).toEqual([['plain', 'Namespace shop', 'deleted by 12:00.']]);
  });

  test('a team hears of its own', () => {
    const facts = factsOf(day({ Service: many(1), Namespace: [object('Namespace', 'bank')] }, {}));
    const known: KnownLabels = { workloads: new Map(), namespaces: new Map() };
    const told = (namespace: string) =>
      linesOf(buildClusterDigest(narrowFacts(facts, { namespaces: [namespace] }, known)), 'workloads');
    expect(told('shop')).toEqual([['plain', 'Service shop/s-000', 'deleted by 12:00.']]);
    expect(told('bank')).toEqual([['plain', 'Namespace bank', 'deleted by 12:00.']]);
  });

  test('a number of replicas that went and came back is told', () => {
    const of = (replicas: number) => {
      const own = web(replicas, '1.0', { updated: replicas });
      return { ...own, spec: { ...own.spec, replicas }, status: { ...own.status, replicas } };
    };
    const numbers = new Map([
      ['10:00', 2],
      ['10:15', 6],
      ['12:00', 6],
      ['12:15', 2],
    ]);
    const puts = [...numbers].map(([time, replicas]) => put(time, { Deployment: [of(replicas)] }));
    const digest = digestOf(puts);
    expect(linesOf(digest, 'scalings')).toEqual([
      ['plain', 'Deployment shop/web', '2 → 6 → 2 replicas, from 10:15 to 12:15.'],
    ]);
    expect(digest.lead).toContain('one workload scaled');
  });
});

test('bare pods that come or go together are no workloads', () => {
  const pods = ['a', 'b', 'c', 'd'].map((name) => runningPod(name));
  const digest = digestOf([put('07:00', { Pod: pods }), put('07:15', { Pod: [] })]);
  expect(linesOf(digest, 'workloads').map(([, , text]) => text)).toEqual([
    '4 pods without a workload deleted by 07:15.',
  ]);
});

test('warnings that the days before knew are not told again', () => {
  const event = (reason: string, time: string) =>
    object('Event', `${reason}-${time}`, {
      involvedObject: { kind: 'Pod', namespace: 'shop', name: 'web-1-a' },
      ...{ type: 'Warning', reason, message: `<b>${reason}</b>`, count: 3 },
      ...{ firstTimestamp: time, lastTimestamp: time },
    });
  const puts = every15('2026-11-21T12:00:00Z', TO, () => undefined).map((one) => {
    const hour = `${one.time.slice(0, 13)}:01:00Z`;
    const isNew = one.time >= '2026-11-22T10:00:00Z' && one.time < '2026-11-22T11:00:00Z';
    const events = one.time.endsWith(':00:00Z')
      ? []
      : [event('Known', hour), ...(isNew ? [event('New', hour)] : [])];
    return { ...one, objects: { Event: events } };
  });
  expect(linesOf(digestOf(puts), 'events')).toEqual([
    ['plain', 'Pod shop/web-1-a', 'New, at least 3 times at 10:01.'],
  ]);
});

test('a warning is told from its first occurrence, not from the last before its first sight', () => {
  const puts = every15('2026-11-22T00:00:00Z', TO, (_, time) => ({
    Event:
      time < '2026-11-22T10:15:00Z' || time > '2026-11-22T11:00:00Z'
        ? []
        : [
            object('Event', 'storm', {
              involvedObject: { kind: 'Pod', namespace: 'shop', name: 'web-1-a' },
              ...{ type: 'Warning', reason: 'Unhealthy', message: 'HTTP 503', count: 9 },
              ...{ firstTimestamp: '2026-11-22T10:01:00Z', lastTimestamp: '2026-11-22T10:14:00Z' },
            }),
          ],
  }));
  expect(linesOf(digestOf(puts), 'events')).toEqual([
    ['plain', 'Pod shop/web-1-a', 'Unhealthy, at least 9 times from 10:01 to 10:14.'],
  ]);
});

describe('what was not seen', () => {
  const all = every15(FROM, TO, () => ({ Deployment: [web(2)] }));

  test('a gap makes a day that nobody calls quiet', () => {
    const digest = digestOf(
      all.filter(({ time }) => time < '2026-11-22T10:00:00Z' || time > '2026-11-22T13:00:00Z'),
    );
    expect(digest.isQuiet).toBe(false);
    expect(linesOf(digest, 'unseen').map(([, , text]) => text)).toEqual([
      'No snapshot from 09:45 to 13:15 (3\u00a0h\u00a030\u00a0min): 13 are missing.',
      'Events were lost for certain: 09:45 to 12:15.',
    ]);
    expect(digest.course).toContain('not seen until 13:15');
    expect(digest.lead).toBe('Healthy whenever it was seen; not everything was seen.');
  });

  test('a kind that may not be listed is told', () => {
    const digest = digestOf(
      all.map((one) => ({
        ...one,
        meta: { coverage: { Pod: { state: 'forbidden' as const, error: '403 <Forbidden>' } } },
      })),
    );
    expect(linesOf(digest, 'unseen')).toEqual([
      ['unknown', 'Pod', 'not seen by any snapshot, 00:00 to 23:45.'],
    ]);
  });

  test('a cluster that was collected only later is no news of the day; one that never was is', () => {
    const day = every15(FROM, TO, () => ({ Deployment: [web(2)] }));
    const later = every15('2026-11-23T06:00:00Z', '2026-11-23T12:00:00Z', () => ({ Deployment: [web(2)] }));
    const namesOf = (...clusters: ClusterFacts[]) =>
      buildDigest({ window: clusters[0]!.window, title: 'Gazette' }, clusters).clusters.map(
        ({ name }) => name,
      );
    const [known, young, never] = [day, later, []].map((puts, index) => ({
      ...factsOf(puts),
      cluster: ['known', 'young', 'never'][index]!,
    })) as [ClusterFacts, ClusterFacts, ClusterFacts];
    expect(namesOf(known, young, never)).toEqual(['never', 'known']);
    expect(namesOf(young)).toEqual(['young']);
  });

  test('a collector that died is told loudly, with the time', () => {
    const digest = digestOf(all.filter(({ time }) => time < '2026-11-22T14:10:00Z'));
    expect(digest.alarm).toBe(
      'No data since 14:00: the collector has taken no snapshot for the last 10\u00a0h of this day, nor since. What happened after that is not known.',
    );
    expect(digest).toMatchObject({
      state: 'unknown',
      lead: 'Healthy whenever it was seen.',
      cutShort: { was: 'was healthy', after: '14:00' },
      isQuiet: false,
    });
    expect(digest.strip.map(({ state }) => state).slice(15)).toEqual(
      Array.from({ length: 9 }, () => 'unseen'),
    );
  });

  test('a collector that stopped does not erase what happened before, nor lengthen it', () => {
    const puts = every15(FROM, '2026-11-22T22:30:00Z', (_, time) => ({
      Deployment: [web(time >= '2026-11-22T15:00:00Z' && time < '2026-11-22T17:45:00Z' ? 0 : 2)],
    }));
    const facts = factsOf(puts);
    expect(buildClusterDigest(facts)).toMatchObject({
      lead: 'Failing for 2\u00a0h\u00a030\u00a0min to 3\u00a0h, then healthy; web failed for 2\u00a0h\u00a030\u00a0min to 3\u00a0h, at worst 0 of 2 ready.',
      course: 'Healthy until 15:00, failing until 17:45, healthy until 22:30, then not seen.',
    });
    const { subject, lead } = buildDigest({ window: facts.window, title: 'Gazette' }, [facts]);
    expect(subject).toBe(
      'Gazette: Sun 22 Nov, prod failed for 2\u00a0h\u00a030\u00a0min to 3\u00a0h, and was not seen after 22:30',
    );
    expect(lead).toBe(
      'The cluster prod failed for 2\u00a0h\u00a030\u00a0min to 3\u00a0h, and was not seen after 22:30.',
    );
    // Of several clusters, it is said once.
    const both = buildDigest({ window: facts.window, title: 'Gazette' }, [
      facts,
      { ...facts, cluster: 'dr' },
    ]);
    expect(both.lead).toMatch(
      /^The cluster prod failed [^;]*; dr failed [^;]*; none of them was seen after 22:30\.$/,
    );
    const stopped = digestOf(puts.filter(({ time }) => time < '2026-11-22T16:10:00Z'));
    expect(stopped.cutShort).toEqual({ was: 'failed for at least 1\u00a0h', after: '16:00' });
    const once = digestOf(puts.filter(({ time }) => time < '2026-11-22T15:10:00Z'));
    expect(once.cutShort).toEqual({ was: 'failed in one snapshot', after: '15:00' });
  });

  test('one that died before the day leaves no data, and says since when', () => {
    const digest = digestOf(all.filter(({ time }) => time < '2026-11-21T14:10:00Z'));
    expect(digest).toMatchObject({
      word: 'No data',
      state: 'unknown',
      sections: [],
      strip: [],
      isQuiet: false,
    });
    expect(digest.alarm).toBe(
      'No data: the last snapshot is of 21 Nov 14:00, 1\u00a0d\u00a010\u00a0h before the end of this day. Nothing is known of this cluster since: look after the collector.',
    );
  });

  test('a cluster that was never collected has no data', () => {
    expect(digestOf([])).toMatchObject({ word: 'No data', isQuiet: false, state: 'unknown' });
  });

  test('the day of the first snapshot says so', () => {
    const digest = digestOf(all.filter(({ time }) => time >= '2026-11-22T10:00:00Z'));
    expect(linesOf(digest, 'unseen').map(([, , text]) => text)).toEqual([
      'Nothing is known of the time before 10:00, when the first snapshot was taken that Gazette knows of.',
    ]);
  });
});

describe('a team’s part', () => {
  const labels = { team: 'payments' };
  const of = (namespace: string, name: string) =>
    object('Deployment', name, {
      metadata: { uid: `${namespace}/${name}`, namespace, generation: 1 },
      spec: { replicas: 1 },
      status: { observedGeneration: 1, replicas: 1, updatedReplicas: 1, readyReplicas: 0 },
    });
  const facts = factsOf(
    every15(FROM, TO, () => ({
      Deployment: [of('shop', 'web'), of('pay', 'api'), of('pay', 'gone')],
      Node: [node('Unknown')],
      Pod: [runningPod('bare', undefined, { metadata: { namespace: 'pay' } })],
    })),
  );
  const none: KnownLabels = { workloads: new Map(), namespaces: new Map() };
  const incidentsOf = (scope: Parameters<typeof narrowFacts>[1], known: Parameters<typeof narrowFacts>[2]) =>
    linesOf(buildClusterDigest(narrowFacts(facts, scope, known)), 'incidents').map(([, name]) => name);

  test('by namespace leaves out other namespaces, and nodes', () => {
    expect(incidentsOf({ namespaces: ['pay'] }, none)).toEqual(['Deployment pay/api', 'Deployment pay/gone']);
    const digest = buildClusterDigest(narrowFacts(facts, { namespaces: ['pay'] }, none));
    expect(digest.sections.map(({ id }) => id)).not.toContain('nodes');
    expect(digest.state).toBe('failing');
  });

  test('by label has what carries it, and what nobody knows the labels of', () => {
    const known = {
      workloads: new Map<string, Record<string, string>>([
        ['Deployment/shop/web', {}],
        ['Deployment/pay/api', labels],
      ]),
      namespaces: new Map<string, Record<string, string>>([
        ['shop', {}],
        ['pay', {}],
      ]),
    };
    expect(incidentsOf({ labels }, known)).toEqual(['Deployment pay/api', 'Deployment pay/gone']);
  });

  test('by a label of the namespace has all that is in it', () => {
    const known = {
      workloads: new Map<string, Record<string, string>>([
        ['Deployment/shop/web', {}],
        ['Deployment/pay/api', {}],
        ['Deployment/pay/gone', {}],
      ]),
      namespaces: new Map<string, Record<string, string>>([
        ['shop', labels],
        ['pay', {}],
      ]),
    };
    expect(incidentsOf({ labels }, known)).toEqual(['Deployment shop/web']);
  });

  test('that is nowhere says so', () => {
    const digest = buildClusterDigest(narrowFacts(facts, { namespaces: ['typo'] }, none));
    expect(digest).toMatchObject({ lead: 'No workload of this team was seen.', isQuiet: false });
  });
});

test('incidents come by the harm that they did: what others call before work that ends, however long it failed', () => {
  const job = object('Job', 'report', {
    status: {
      startTime: moment('00:00'),
      failed: 1,
      conditions: [{ type: 'Failed', status: 'True', reason: 'BackoffLimitExceeded' }],
    },
  });
  const digest = digestOf(
    every15(FROM, TO, (at, time) => ({
      Deployment: [time.startsWith('2026-11-22') && at === '12:00' ? web(0) : web(2)],
      Job: time < '2026-11-22T06' ? [] : [job],
    })),
  );
  expect(linesOf(digest, 'incidents').map(([, name]) => name)).toEqual([
    'Deployment shop/web',
    'Job shop/report',
  ]);
});

test('the first sentence names the culprit of the first cluster, whatever state others share with it', () => {
  const puts = every15(FROM, TO, (_, time) => ({
    Deployment: [web(time >= '2026-11-22T15:00:00Z' ? 0 : 2)],
  }));
  const fleet = ['prod', 'test', 'dev'].map((cluster) => ({ ...factsOf(puts), cluster }));
  const { lead, clusters } = buildDigest({ window: fleet[0]!.window, title: 'Gazette' }, fleet);
  // What goes on needs somebody, who wants to know what to do.
  expect(section(clusters[0]!, 'incidents')?.items[0]?.detail).toMatch(/ What to do: [A-Z].*\.$/);
  expect(lead).toBe(
    'The cluster prod is failing: web is failing, at worst 0 of 2 ready; test and dev are failing.',
  );
});

test('trouble that only the last look saw is not over', () => {
  const puts = [10, 11, 12].map((hour) =>
    put(`2026-11-22T${hour}:00:00Z`, { Deployment: [web(hour === 12 ? 0 : 2)] }),
  );
  const [incident] = section(digestOf(puts), 'incidents')!.items;
  expect(incident?.text).toMatch(/: since then not seen\.$/);
});

test('an outage that no workload tells is the news of a day, and not quiet', () => {
  const puts = every15('2026-11-21T12:00:00Z', TO, (time) => ({
    Deployment: [web(2)],
    Node: [pressed(time >= '10:00' && time < '11:00')],
  }));
  const facts = factsOf(puts);
  const digest = buildClusterDigest(facts);
  expect(section(digest, 'incidents')?.items).toMatchObject([
    {
      mark: 'degraded',
      name: 'Node n1',
      text: expect.stringMatching(/^Node is under pressure: DiskPressure/),
    },
  ]);
  expect(digest.culprit).toMatch(/^Node n1: node is under pressure, /);
  expect(digest.quiet).toBe('All quiet on the only workload.');
  expect(buildDigest({ window: facts.window, title: 'Gazette' }, [facts]).lead).toMatch(
    /^The cluster prod was degraded and is not any more: Node n1: node is under pressure, /,
  );
});

const pressed = (isPressed: boolean) =>
  object('Node', 'n1', {
    spec: {},
    status: {
      conditions: [
        { type: 'Ready', status: 'True' },
        { type: 'DiskPressure', status: isPressed ? 'True' : 'False' },
      ],
    },
  });

test('several incidents of one kind and time are one line, with all names', () => {
  const names = ['web', 'cart', 'pay', 'mail'];
  const puts = every15('2026-11-21T12:00:00Z', TO, (time, instant) => {
    const isDown = instant.startsWith('2026-11-22') && time >= '10:00' && time < '11:00';
    const named = (name: string) => {
      const own = web(isDown ? 0 : 2);
      return { ...own, metadata: { ...own.metadata, name, uid: name } };
    };
    return { Deployment: names.map(named) };
  });
  const { items } = section(digestOf(puts), 'incidents')!;
  expect(items).toHaveLength(1);
  const told = `${items[0]!.name} ${items[0]!.detail}`;
  for (const name of names) expect(told).toContain(name);
  expect(items[0]!.detail).toContain('The same, at the same time: ');
});

test('dead letters are named, also beside a larger incident, and when they grow no more', () => {
  const letters = (messages: number, grown: number) =>
    object('RabbitMQQueue', 'mq/shop/orders.dlq', {
      spec: {
        ...{ probe: 'mq', virtualHost: 'shop', queue: 'orders.dlq', type: 'classic' },
        ...{ deadLetterQueue: true, deadLettersOf: ['orders'] },
      },
      status: {
        ...{ state: 'running', messages, ready: messages, consumers: 0 },
        before: { messages: messages - grown },
      },
    });
  const puts = every15('2026-11-21T12:00:00Z', TO, (time, instant) => {
    const isDown = instant.startsWith('2026-11-22') && time >= '10:00' && time < '11:00';
    const isOver = instant >= '2026-11-22T11:00:00Z';
    return {
      Deployment: [web(isDown ? 0 : 2)],
      RabbitMQQueue: [isDown ? letters(9, 3) : letters(isOver ? 9 : 0, 0)],
    };
  });
  const { items } = section(digestOf(puts), 'incidents')!;
  expect(items.map(({ name }) => name)).toEqual([
    'Deployment shop/web',
    'RabbitMQQueue shop/mq/shop/orders.dlq',
  ]);
});
