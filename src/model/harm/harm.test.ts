/** What trouble does to others: entrances, order, causes. */
import { describe, expect, test } from 'vitest';
import { deploymentWith, podWith } from '../../../test/finding-cases/case.ts';
import { before, object, runningPod, snapshotOf } from '../../../test/snapshot-of.ts';
import { buildReport } from '../build/build-report.ts';
import { formatObject } from '../object-ref.ts';

type Objects = Parameters<typeof snapshotOf>[0];

const service = (name: string, spec: object = {}, status: object = {}) =>
  object('Service', name, {
    spec: { clusterIP: '10.0.0.1', selector: { app: name }, ports: [{ port: 80 }], ...spec },
    status,
  });
const slice = (name: string, ready: number, notReady = 0) =>
  object('EndpointSlice', `${name}-x1`, {
    metadata: { labels: { 'kubernetes.io/service-name': name } },
    addressType: 'IPv4',
    endpoints: Array.from({ length: ready + notReady }, (_, index) => ({
      addresses: [`10.1.0.${index}`],
      conditions: { ready: index < ready },
      targetRef: { kind: 'Pod', name: `${name}-${index}`, uid: `${name}-${index}` },
    })),
    ports: [{ port: 8080 }],
  });
const ingress = (host: string, ...to: string[]) =>
  object('Ingress', host, {
    spec: {
      rules: [
        {
          host,
          http: {
            paths: to.map((name) => ({
              path: `/${name}`,
              backend: { service: { name, port: { number: 80 } } },
            })),
          },
        },
      ],
    },
  });
const failedJob = object('Job', 'report', {
  status: {
    startTime: before(600),
    failed: 1,
    conditions: [{ type: 'Failed', status: 'True', reason: 'BackoffLimitExceeded' }],
  },
});
const merge = (...all: Objects[]): Objects => {
  const merged: Record<string, object[]> = {};
  for (const objects of all)
    for (const [kind, own] of Object.entries(objects)) merged[kind] = [...(merged[kind] ?? []), ...own];
  return merged;
};
const report = (...all: Objects[]) => buildReport(snapshotOf(merge(...all)));
const app = (name: string, desired: number, ready: number): Objects => ({
  ...deploymentWith(name, { desired, ready }).objects,
  Service: [service(name)],
  EndpointSlice: [slice(name, ready, desired - ready)],
});

test('a half-down API behind an Ingress stands before a failed batch job, everywhere', () => {
  const { state, lead, workloads, findings, entrances } = report(
    app('api', 14, 7),
    { Job: [failedJob], Ingress: [ingress('pay.example', 'api')] },
    app('cart', 2, 2),
  );
  expect(state).toBe('degraded');
  expect(lead).toBe('api lacks replicas, 7 of 14 replicas ready; report failed (BackoffLimitExceeded).');
  expect(workloads.map(({ name }) => name)).toEqual(['api', 'report', 'cart']);
  expect(findings.filter(({ severity }) => severity !== 'advice').map(({ object: of }) => of.name)).toEqual([
    'api',
    'report',
  ]);
  expect(findings[0]?.entrances).toEqual(['pay.example']);
  expect(workloads[0]).toMatchObject({
    serves: { services: ['api'], entrances: ['pay.example'] },
    harm: { reach: 'public', down: 0.5, weight: 4 },
  });
  expect(workloads[1]?.harm).toEqual({ reach: 'once', down: 1, weight: 0.5 });
  expect(workloads[2]).not.toHaveProperty('harm');
  expect(entrances).toMatchObject([{ name: 'pay.example', state: 'degraded', ready: 7, wanted: 14 }]);
});

test('a failed Job alone degrades the cluster, and fails itself', () => {
  const { state, workloads } = report({ Job: [failedJob] });
  expect([state, workloads[0]?.state]).toEqual(['degraded', 'failing']);
});

test('of what is wholly down, what others call stands before what nobody calls', () => {
  const { workloads } = report(deploymentWith('alone', { ready: 0 }).objects, app('db', 1, 0));
  expect(workloads.map(({ name, harm }) => [name, harm?.reach])).toEqual([
    ['db', 'others'],
    ['alone', 'itself'],
  ]);
});

test('what the cluster cannot do without is missed by others, also without a Service', () => {
  const owner = deploymentWith('dns', { ready: 0 });
  const critical = podWith(
    'dns-1',
    { state: { waiting: { reason: 'CrashLoopBackOff' } }, restartCount: 9 },
    { owner: owner.owner, spec: { priorityClassName: 'system-cluster-critical', nodeName: 'lxa150h' } },
  );
  expect(report(owner.objects, { Pod: [critical] }).workloads[0]?.harm?.reach).toBe('others');
});

describe('an entrance', () => {
  test('is a host, with the share of each Service behind it, the worst first', () => {
    const { entrances } = report(app('api', 4, 0), app('web', 3, 3), {
      Ingress: [ingress('shop.example', 'web', 'api')],
    });
    expect(entrances).toMatchObject([
      {
        name: 'shop.example',
        ...{ state: 'degraded', why: '/api: nothing answers', ready: 3, wanted: 7 },
        backends: [
          {
            name: 'api',
            paths: ['/api'],
            ready: 0,
            wanted: 4,
            workloads: [{ kind: 'Deployment', name: 'api' }],
          },
          { name: 'web', ready: 3, wanted: 3 },
        ],
      },
    ]);
  });
  test('counts the replicas that are wanted, also those that have no pod', () => {
    const { objects } = deploymentWith('api', { desired: 4, ready: 1 });
    const { entrances } = report(objects, {
      Service: [service('api')],
      EndpointSlice: [slice('api', 1)],
      Ingress: [ingress('a.example', 'api')],
    });
    expect(entrances).toMatchObject([{ state: 'degraded', ready: 1, wanted: 4 }]);
  });
  test.each([
    [
      'an address',
      { type: 'LoadBalancer' },
      { loadBalancer: { ingress: [{ ip: '203.0.113.7' }] } },
      '203.0.113.7:80',
    ],
    ['a node port', { type: 'NodePort', ports: [{ port: 80, nodePort: 30080 }] }, {}, 'node port 30080'],
  ])('is %s of a Service', (_, spec, status, name) => {
    const { objects } = deploymentWith('api', { desired: 2, ready: 2 });
    const Service = [service('api', spec, status)];
    const { entrances } = report(objects, { Service, EndpointSlice: [slice('api', 2)] });
    expect(entrances).toMatchObject([{ name, state: 'healthy', ready: 2, wanted: 2 }]);
  });
  test('is none where nobody outside can come in, or where all was scaled to zero', () => {
    expect(report(app('api', 2, 2)).entrances).toEqual([]);
    expect(report(app('api', 0, 0), { Ingress: [ingress('a.example', 'api')] }).entrances).toEqual([]);
  });
  test('is unknown where its endpoints were not seen', () => {
    const objects = merge(app('api', 2, 2), { Ingress: [ingress('a.example', 'api')], EndpointSlice: [] });
    const unseen = { EndpointSlice: { state: 'forbidden' as const } };
    const [entrance] = buildReport(snapshotOf(objects, { coverage: unseen })).entrances;
    expect(entrance).toMatchObject({ name: 'a.example', state: 'unknown' });
    expect(entrance).not.toHaveProperty('ready');
  });
  test('answers nothing where its Service does not exist', () => {
    expect(report({ Ingress: [ingress('a.example', 'gone')] }).entrances).toMatchObject([
      { state: 'failing', why: 'nothing answers', ready: 0, wanted: 0 },
    ]);
  });
});

describe('one cause, one finding:', () => {
  const waiting = (name: string, reason: string, message: string): Objects => {
    const { objects, owner } = deploymentWith(name, { ready: 0 });
    const pod = podWith(
      `${name}-1`,
      { state: { waiting: { reason, message } } },
      {
        owner,
        status: {
          phase: 'Pending',
          conditions: [{ type: 'Ready', status: 'False', lastTransitionTime: before(900) }],
        },
      },
    );
    return { ...objects, Pod: [pod] };
  };
  const tell = (...all: Objects[]) => {
    const { findings, workloads, lead } = report(...all);
    return {
      told: findings
        .filter(({ severity }) => severity !== 'advice')
        .map(({ rule, object: of, what }) => `${rule} ${formatObject(of)}: ${what}`),
      because: workloads.flatMap(({ name, because }) =>
        because ? [`${name} by ${formatObject(because)}`] : [],
      ),
      members: findings.flatMap((finding) => finding.members?.map(({ object: of }) => of.name) ?? []),
      lead,
    };
  };

  test('a Secret that is missing, whatever names it', () => {
    const missing = 'secret "db" not found';
    const { told, because, members, lead } = tell(
      waiting('api', 'CreateContainerConfigError', missing),
      waiting('web', 'CreateContainerConfigError', "couldn't find key password in Secret shop/db"),
    );
    expect(told).toEqual([
      `container-not-created Secret shop/db: 2 Deployments: CreateContainerConfigError: ${missing}; to create it, or to correct what names it, would help`,
    ]);
    expect(members).toEqual(['api', 'web']);
    expect(because).toEqual(['api by Secret shop/db', 'web by Secret shop/db']);
    expect(lead).toBe(
      `Secret db: 2 Deployments: CreateContainerConfigError: ${missing}; to create it, or to correct what names it, would help.`,
    );
  });
  test('a Secret by which images are pulled', () => {
    const refused = (name: string) => waiting(name, 'ImagePullBackOff', 'Back-off pulling image');
    const event = (name: string) =>
      object('Event', `${name}.1`, {
        type: 'Warning',
        reason: 'FailedToRetrieveImagePullSecret',
        message:
          'Unable to retrieve some image pull secrets (regcred); attempting to pull the image may not succeed.',
        involvedObject: { kind: 'Pod', namespace: 'shop', name: `${name}-1` },
        lastTimestamp: before(60),
      });
    const { told } = tell(refused('api'), refused('web'), { Event: [event('api'), event('web')] });
    expect(told).toEqual([expect.stringMatching(/^image-pull Secret shop\/regcred: 2 Deployments: /)]);
  });
  test('two Secrets are two causes, and one alone stands with its workload', () => {
    const { told } = tell(
      waiting('api', 'CreateContainerConfigError', 'secret "a" not found'),
      waiting('web', 'CreateContainerConfigError', 'secret "b" not found'),
    );
    expect(told.map((text) => text.split(':')[0])).toEqual([
      'container-not-created Deployment shop/api',
      'container-not-created Deployment shop/web',
    ]);
  });

  const crashing = (name: string, message: string): Objects => {
    const { objects, owner } = deploymentWith(name, { ready: 0 });
    const pod = podWith(
      `${name}-1`,
      {
        restartCount: 7,
        state: { waiting: { reason: 'CrashLoopBackOff' } },
        lastState: { terminated: { exitCode: 1, reason: 'Error', finishedAt: before(60), message } },
      },
      { owner },
    );
    return { ...objects, Pod: [pod] };
  };
  test('a database that is down, with those whose last words name it', () => {
    const { told, because, members } = tell(
      app('db', 1, 0),
      crashing('api', 'dial tcp: lookup db on 10.96.0.10:53: connection refused'),
      crashing('web', 'could not connect to http://api.shop.svc:80/'),
    );
    expect(told).toEqual([
      'unavailable Deployment shop/db: 0 of 1 replica ready; 1 Deployment is in trouble by it',
      expect.stringMatching(/^crash-loop Deployment shop\/web/),
    ]);
    expect(because).toEqual(['api by Deployment shop/db']);
    expect(members).toEqual(['db', 'api']);
  });
  test('a chain is told at its root; those that name each other stand by themselves', () => {
    const chain = tell(
      app('db', 1, 0),
      merge(crashing('api', 'connect to db:5432 failed'), { Service: [service('api')] }),
      crashing('web', 'connect to api:80 failed'),
    );
    expect(chain.told).toHaveLength(1);
    expect(chain.members).toEqual(['db', 'api', 'web']);
    const circle = tell(
      merge(crashing('api', 'connect to web:80 failed'), { Service: [service('api')] }),
      merge(crashing('web', 'connect to api:80 failed'), { Service: [service('web')] }),
    );
    expect(circle.told).toHaveLength(2);
  });
  test('what answers is no cause, and words that are no hosts are none', () => {
    expect(tell(app('db', 1, 1), crashing('api', 'connect to db:5432 failed')).members).toEqual([]);
    expect(tell(app('db', 1, 0), crashing('api', 'the db schema is old')).members).toEqual([]);
  });

  test('a lost node, with the workloads that it took along', () => {
    const lost = object('Node', 'n1', {
      status: {
        conditions: [{ type: 'Ready', status: 'Unknown', message: 'Kubelet stopped posting node status.' }],
      },
    });
    const on = (name: string): Objects => {
      const { objects, owner } = deploymentWith(name, { ready: 0 });
      const status = { conditions: [{ type: 'Ready', status: 'False' }] };
      return { ...objects, Pod: [runningPod(`${name}-1`, owner, { spec: { nodeName: 'n1' }, status })] };
    };
    const { told, because } = tell({ Node: [lost] }, on('api'), on('web'));
    expect(told).toEqual([
      expect.stringMatching(/^node-not-ready Node n1: .*; 2 pods of 2 workloads on it$/),
    ]);
    expect(because).toEqual(['api by Node n1', 'web by Node n1']);
  });
  test('a lost node has the harm of what it took along, and not of all that is missing', () => {
    const lost = object('Node', 'n1', {
      status: {
        conditions: [{ type: 'Ready', status: 'Unknown', message: 'Kubelet stopped posting node status.' }],
      },
    });
    const own = deploymentWith('api', { desired: 10, ready: 5 });
    const status = { conditions: [{ type: 'Ready', status: 'False' }] };
    const there = runningPod('api-1', own.owner, { spec: { nodeName: 'n1' }, status });
    const { findings } = report(app('api', 10, 5), {
      Node: [lost],
      Pod: [there],
      Ingress: [ingress('pay.example', 'api')],
    });
    const trouble = findings.filter(({ severity }) => severity !== 'advice');
    // The API misses five of ten replicas; the node took one of them.
    expect(trouble.map(({ object: of, weight }) => [of.name, weight])).toEqual([
      ['api', 4],
      ['n1', 1],
    ]);
  });
});
