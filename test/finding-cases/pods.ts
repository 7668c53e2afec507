import { before, object, runningPod, snapshotOf } from '../snapshot-of.ts';
import { deploymentWith, ended, podWith, type Cases } from './case.ts';

const web = deploymentWith('web', { desired: 3, ready: 1 });
const healthy = (name: string) => runningPod(name, web.owner);
const young = { metadata: { creationTimestamp: before(299) } };
const looping = (restartCount: number) => ({
  restartCount,
  state: { waiting: { reason: 'CrashLoopBackOff' } },
  lastState: ended(125, { exitCode: 2, message: 'panic: no\n  config' }),
});
const waiting = (reason: string, message?: string) => ({ state: { waiting: { reason, message } } });
const pending = (name: string, seconds: number) =>
  runningPod(name, undefined, {
    metadata: { creationTimestamp: before(seconds) },
    status: {
      phase: 'Pending',
      conditions: [],
      containerStatuses: [{ name: 'app', ready: false, restartCount: 0, ...waiting('ContainerCreating') }],
    },
  });
const withInit = {
  spec: {
    initContainers: [{ name: 'migrate', image: 'registry/migrate:1' }],
    containers: [{ name: 'app', image: 'registry/app:1' }],
  },
};
/** The pod waited for something, and has run well since. */
const initialised = podWith(
  'web-1',
  { ready: true, state: { running: {} } },
  {
    ...withInit,
    status: {
      initContainerStatuses: [
        {
          name: 'migrate',
          restartCount: 3,
          state: { terminated: { exitCode: 0, reason: 'Completed' } },
          lastState: ended(1200),
        },
      ],
    },
  },
);

export const podCases: Cases = {
  terminating: {
    fires: snapshotOf({
      Pod: [runningPod('web-1', undefined, { metadata: { deletionTimestamp: before(61) } })],
    }),
    about: 'Pod/shop/web-1',
    finding: { severity: 'degraded', what: 'should have been gone 1 minute before', since: before(61) },
    quiet: {
      'within its grace period and a minute': snapshotOf({
        Pod: [runningPod('web-1', undefined, { metadata: { deletionTimestamp: before(60) } })],
      }),
    },
  },
  evicted: {
    fires: snapshotOf({
      ...web.objects,
      Pod: [
        healthy('web-1'),
        runningPod('web-2', web.owner, {
          status: {
            phase: 'Failed',
            reason: 'Evicted',
            message: 'The node was low on resource: memory.',
            conditions: [{ type: 'DisruptionTarget', status: 'True', lastTransitionTime: before(3600) }],
          },
        }),
      ],
    }),
    about: 'Deployment/shop/web',
    finding: {
      severity: 'advice',
      what: '1 pod: The node was low on resource: memory.',
      since: before(3600),
      evidence: ['Pod/shop/web-2: The node was low on resource: memory.'],
    },
    quiet: {
      'a pod that failed for another reason': snapshotOf({
        Pod: [runningPod('web-2', undefined, { status: { phase: 'Failed', reason: 'DeadlineExceeded' } })],
      }),
    },
  },
  'pod-failed': {
    fires: snapshotOf({
      Pod: [
        podWith(
          'tmp',
          { state: ended(300, { exitCode: 3, message: 'no disk' }) },
          { status: { phase: 'Failed' } },
        ),
      ],
    }),
    about: 'Pod/shop/tmp',
    finding: {
      severity: 'failing',
      what: 'exit 3, 5 minutes before: no disk',
      command: 'kubectl -n shop logs pod/tmp',
    },
    quiet: {
      'a pod that succeeded': snapshotOf({
        Pod: [
          podWith(
            'tmp',
            { state: ended(300, { exitCode: 0, reason: 'Completed' }) },
            { status: { phase: 'Succeeded' } },
          ),
        ],
      }),
    },
  },
  'scheduling-gated': {
    fires: snapshotOf({
      Pod: [
        runningPod('batch', undefined, {
          spec: { nodeName: undefined, schedulingGates: [{ name: 'kueue.x-k8s.io/admission' }] },
          status: {
            phase: 'Pending',
            containerStatuses: [],
            conditions: [{ type: 'PodScheduled', status: 'False', reason: 'SchedulingGated' }],
          },
        }),
      ],
    }),
    about: 'Pod/shop/batch',
    finding: {
      severity: 'degraded',
      what: 'scheduling gates: kueue.x-k8s.io/admission',
      since: before(86_400),
    },
    quiet: { 'a pod whose gates are gone': snapshotOf({ Pod: [pending('batch', 10)] }) },
  },
  'no-scheduler': {
    fires: snapshotOf({
      Pod: [
        runningPod('web-2', undefined, {
          spec: { nodeName: undefined },
          status: { phase: 'Pending', conditions: [], containerStatuses: [] },
        }),
      ],
    }),
    about: 'Pod/shop/web-2',
    finding: {
      severity: 'failing',
      what: 'no scheduler has looked at it for 24 hours',
      since: before(86_400),
    },
    quiet: {
      'in its first minutes': snapshotOf({
        Pod: [
          runningPod('web-2', undefined, {
            ...young,
            spec: { nodeName: undefined },
            status: { phase: 'Pending', conditions: [], containerStatuses: [] },
          }),
        ],
      }),
    },
  },
  unschedulable: {
    fires: snapshotOf({
      ...web.objects,
      Pod: [
        healthy('web-1'),
        ...['web-2', 'web-3'].map((name) =>
          runningPod(name, web.owner, {
            spec: { nodeName: undefined },
            status: {
              phase: 'Pending',
              containerStatuses: [],
              conditions: [
                {
                  type: 'PodScheduled',
                  status: 'False',
                  reason: 'Unschedulable',
                  message:
                    '0/3 nodes are available: 3 Insufficient memory. no new claims to deallocate, preemption: 0/3 nodes are available: 3 No preemption victims found.',
                  lastTransitionTime: before(name === 'web-2' ? 700 : 800),
                },
              ],
            },
          }),
        ),
      ],
    }),
    about: 'Deployment/shop/web',
    finding: {
      severity: 'degraded',
      what: '2 of 3 pods: 0/3 nodes are available: 3 Insufficient memory; 1 of 3 replicas ready',
      since: before(800),
      objects: 2,
      command: 'kubectl -n shop describe pod/web-3',
    },
    quiet: {
      'a pod that the scheduler has not looked at yet': snapshotOf({
        Pod: [
          runningPod('web-2', undefined, {
            ...young,
            spec: { nodeName: undefined },
            status: { phase: 'Pending', conditions: [], containerStatuses: [] },
          }),
        ],
      }),
    },
  },
  'image-pull': {
    fires: snapshotOf({
      Pod: [
        podWith('web-1', waiting('ImagePullBackOff', 'Back-off pulling image "registry/app:1.5"'), {
          status: { phase: 'Pending', conditions: [] },
        }),
      ],
    }),
    about: 'Pod/shop/web-1',
    finding: {
      severity: 'failing',
      what: 'ImagePullBackOff: Back-off pulling image "registry/app:1.5"',
      since: before(86_400),
      command: 'kubectl -n shop describe pod/web-1',
    },
    quiet: { 'a pod that is pulling': snapshotOf({ Pod: [pending('web-1', 10)] }) },
  },
  'container-not-created': {
    fires: snapshotOf({
      Pod: [
        podWith('web-1', waiting('CreateContainerConfigError', 'configmap "offers" not found'), {
          status: { phase: 'Pending', conditions: [] },
        }),
      ],
    }),
    about: 'Pod/shop/web-1',
    finding: { severity: 'failing', what: 'CreateContainerConfigError: configmap "offers" not found' },
    quiet: { 'a container that is being created': snapshotOf({ Pod: [pending('web-1', 10)] }) },
  },
  'init-failure': {
    fires: snapshotOf({
      Pod: [
        runningPod('web-1', undefined, {
          ...withInit,
          status: {
            phase: 'Pending',
            conditions: [{ type: 'Ready', status: 'False', lastTransitionTime: before(900) }],
            initContainerStatuses: [
              {
                name: 'migrate',
                ready: false,
                restartCount: 4,
                state: { waiting: { reason: 'CrashLoopBackOff' } },
                lastState: ended(30),
              },
            ],
            containerStatuses: [
              { name: 'app', ready: false, restartCount: 0, ...waiting('PodInitializing') },
            ],
          },
        }),
      ],
    }),
    about: 'Pod/shop/web-1',
    finding: {
      severity: 'failing',
      what: 'migrate: exit 1, 4 restarts, the last 30 seconds before',
      since: before(900),
      command: 'kubectl -n shop logs pod/web-1 -c migrate',
    },
    quiet: {
      'an init container that still runs': snapshotOf({
        Pod: [
          runningPod('web-1', undefined, {
            ...young,
            ...withInit,
            status: {
              phase: 'Pending',
              conditions: [],
              initContainerStatuses: [
                { name: 'migrate', ready: false, restartCount: 0, state: { running: {} } },
              ],
              containerStatuses: [
                { name: 'app', ready: false, restartCount: 0, ...waiting('PodInitializing') },
              ],
            },
          }),
        ],
      }),
    },
  },
  'oom-kill': {
    fires: snapshotOf({
      ...deploymentWith('web', { desired: 3 }).objects,
      Pod: [
        healthy('web-1'),
        podWith(
          'web-2',
          { ...looping(5), lastState: ended(130, { exitCode: 137, reason: 'OOMKilled' }) },
          web,
        ),
        podWith(
          'web-3',
          {
            ready: true,
            restartCount: 9,
            state: { running: {} },
            lastState: ended(3600, { exitCode: 137, reason: 'OOMKilled' }),
          },
          web,
        ),
      ],
    }),
    about: 'Deployment/shop/web',
    finding: {
      severity: 'degraded',
      what: '2 of 3 pods: OOMKilled, exit 137, 14 restarts, the last 2 minutes before',
      evidence: [
        'Pod/shop/web-3: OOMKilled, exit 137, 9 restarts, the last 1 hour before',
        'Pod/shop/web-2: OOMKilled, exit 137, 5 restarts, the last 2 minutes before',
      ],
    },
    quiet: {
      'killed more than an hour ago, and ready since': snapshotOf({
        Pod: [
          podWith('web-3', {
            ready: true,
            restartCount: 9,
            state: { running: {} },
            lastState: ended(3601, { exitCode: 137, reason: 'OOMKilled' }),
          }),
        ],
      }),
    },
  },
  'crash-loop': {
    fires: snapshotOf({
      ...deploymentWith('web', { desired: 2, ready: 0 }).objects,
      Pod: [podWith('web-1', looping(14), web), podWith('web-2', looping(3), web)],
    }),
    about: 'Deployment/shop/web',
    finding: {
      severity: 'failing',
      what: '2 of 2 pods: exit 2, 17 restarts, the last 2 minutes before: panic: no; 0 of 2 replicas ready',
      since: before(1200),
      command: 'kubectl -n shop logs pod/web-1 --previous',
      evidence: [
        'Pod/shop/web-1: exit 2, 14 restarts, the last 2 minutes before: panic: no',
        'Pod/shop/web-2: exit 2, 3 restarts, the last 2 minutes before: panic: no',
      ],
    },
    quiet: {
      'a container that has run for more than ten minutes': snapshotOf({
        Pod: [
          podWith('web-1', { ready: true, restartCount: 3, state: { running: {} }, lastState: ended(601) }),
        ],
      }),
      'two restarts': snapshotOf({
        Pod: [
          podWith('web-1', { ready: true, restartCount: 2, state: { running: {} }, lastState: ended(20) }),
        ],
      }),
    },
  },
  'stuck-starting': {
    fires: snapshotOf({
      Pod: [pending('web-1', 301)],
      Event: [
        object('Event', 'web-1.1', {
          type: 'Warning',
          reason: 'FailedMount',
          message: 'MountVolume.SetUp failed for volume "data"',
          involvedObject: { kind: 'Pod', namespace: 'shop', name: 'web-1' },
          lastTimestamp: before(20),
        }),
      ],
    }),
    about: 'Pod/shop/web-1',
    finding: {
      severity: 'failing',
      what: 'ContainerCreating for 5 minutes: MountVolume.SetUp failed for volume "data"',
      since: before(301),
    },
    quiet: { 'in its first five minutes': snapshotOf({ Pod: [pending('web-1', 299)] }) },
  },
  'not-ready': {
    fires: snapshotOf({
      Pod: [
        podWith(
          'web-1',
          { state: { running: {} } },
          {
            spec: {
              nodeName: 'lxa150h',
              containers: [
                { name: 'app', image: 'registry/app:1.4' },
                { name: 'proxy', image: 'registry/proxy:1.0' },
              ],
            },
            status: {
              containerStatuses: [
                { name: 'app', ready: true, restartCount: 0, state: { running: {} } },
                { name: 'proxy', ready: false, restartCount: 0, state: { running: {} } },
              ],
            },
          },
        ),
      ],
    }),
    about: 'Pod/shop/web-1',
    finding: { severity: 'failing', what: 'proxy: not ready for 20 minutes', since: before(1200) },
    quiet: {
      'in its first five minutes': snapshotOf({ Pod: [podWith('web-1', { state: { running: {} } }, young)] }),
    },
  },
  starting: {
    fires: snapshotOf({ Pod: [podWith('web-1', { state: { running: {} } }, young)] }),
    about: 'Pod/shop/web-1',
    finding: { severity: 'degraded', what: 'starting for 4 minutes', since: before(299) },
    quiet: {
      'ready already': snapshotOf({
        Pod: [podWith('web-1', { ready: true, state: { running: {} } }, young)],
      }),
      'ready, after its init container had failed': snapshotOf({ Pod: [initialised] }),
      'for five minutes': snapshotOf({
        Pod: [podWith('web-1', { state: { running: {} } }, { metadata: { creationTimestamp: before(300) } })],
      }),
    },
  },
  restarts: {
    fires: snapshotOf({
      Pod: [
        podWith('web-1', {
          ready: true,
          restartCount: 1,
          state: { running: {} },
          lastState: ended(3600, { exitCode: 143 }),
        }),
      ],
    }),
    about: 'Pod/shop/web-1',
    finding: {
      severity: 'advice',
      what: 'exit 143, 1 restart, 1 hour before',
      command: 'kubectl -n shop logs pod/web-1 --previous',
    },
    quiet: {
      'more than an hour ago': snapshotOf({
        Pod: [
          podWith('web-1', { ready: true, restartCount: 1, state: { running: {} }, lastState: ended(3601) }),
        ],
      }),
      'of an init container, and the pod is initialised': snapshotOf({ Pod: [initialised] }),
    },
  },
  'pod-in-trouble': {
    fires: snapshotOf({
      Pod: [podWith('web-1', { state: ended(10, { reason: 'OddReason' }) })],
    }),
    about: 'Pod/shop/web-1',
    finding: { severity: 'failing', what: 'OddReason', since: before(1200) },
    quiet: { 'a healthy pod': snapshotOf({ Pod: [runningPod('web-1')] }) },
  },
};
