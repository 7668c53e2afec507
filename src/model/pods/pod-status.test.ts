import { describe, expect, test } from 'vitest';
import { before, object, TIME } from '../../../test/snapshot-of.ts';
import { formatPodStatus, type ContainerStatus, type Pod } from './pod-status.ts';

type Status = NonNullable<Pod['status']>;
const columns = (pod: Pod) => {
  const { ready, status, restarts } = formatPodStatus(pod, TIME);
  return [ready, status, restarts];
};
const pod = (
  containers: number,
  status: Status,
  more: { init?: string[]; sidecars?: string[]; deleted?: boolean } = {},
) =>
  object('Pod', 'test', {
    metadata: { deletionTimestamp: more.deleted ? before(10) : undefined },
    spec: {
      initContainers: [
        ...(more.init ?? []).map((name) => ({ name })),
        ...(more.sidecars ?? []).map((name) => ({ name, restartPolicy: 'Always' })),
      ],
      containers: Array.from({ length: containers }, () => ({})),
    },
    status,
  });

const running = (fields: ContainerStatus = {}) => ({ ...fields, state: { running: {} } });
const waiting = (reason?: string, fields: ContainerStatus = {}) => ({
  ...fields,
  state: { waiting: { reason } },
});
const terminated = (
  how: { reason?: string; exitCode?: number; signal?: number },
  fields: ContainerStatus = {},
) => ({
  ...fields,
  state: { terminated: { exitCode: 0, ...how } },
});
const ready = { ready: true };
const restarts = (restartCount: number, ...secondsAgo: number[]): ContainerStatus => ({
  restartCount,
  ...(secondsAgo[0] !== undefined && { lastState: { terminated: { finishedAt: before(secondsAgo[0]) } } }),
});
const [MINUTE, DAY] = [60, 86_400];

// Inputs and expected cells of TestPrintPod and similar tests in Kubernetes'
// pkg/printers/internalversion/printers_test.go.
describe('READY, STATUS and RESTARTS are those of kubectl for', () => {
  test.each<[string, Pod, string[]]>([
    [
      'a container without a state beside a running one',
      pod(2, { phase: 'podPhase', containerStatuses: [running({ ...ready, ...restarts(3) }), restarts(3)] }),
      ['1/2', 'podPhase', '6'],
    ],
    [
      'a waiting container, whose reason hides the phase',
      pod(2, {
        phase: 'podPhase',
        containerStatuses: [running({ ...ready, ...restarts(3) }), waiting('WaitingReason', restarts(3))],
      }),
      ['1/2', 'WaitingReason', '6'],
    ],
    [
      "two reasons, of which the first container's stands",
      pod(2, {
        phase: 'podPhase',
        containerStatuses: [
          waiting('WaitingReason', restarts(3)),
          terminated({ reason: 'TerminatedReason' }, restarts(3)),
        ],
      }),
      ['0/2', 'WaitingReason', '6'],
    ],
    [
      'a container that says ready but does not run',
      pod(2, {
        phase: 'podPhase',
        containerStatuses: [running({ ...ready, ...restarts(3) }), { ...ready, ...restarts(3) }],
      }),
      ['1/2', 'podPhase', '6'],
    ],
    [
      "a pod's reason, which hides the phase",
      pod(2, {
        phase: 'podPhase',
        reason: 'podReason',
        containerStatuses: [running(ready), { ready: true }],
      }),
      ['1/2', 'podReason', '0'],
    ],
    [
      'one container completed and one running, not Ready',
      pod(2, {
        phase: 'Running',
        containerStatuses: [
          terminated({ reason: 'Completed' }, ready),
          running({ ...ready, ...restarts(6) }),
        ],
      }),
      ['1/2', 'NotReady', '6'],
    ],
    [
      'one container completed and one running, Ready',
      pod(2, {
        phase: 'Running',
        containerStatuses: [terminated({ reason: 'Completed' }, ready), running(ready)],
        conditions: [{ type: 'Ready', status: 'True' }],
      }),
      ['1/2', 'Running', '0'],
    ],
    [
      'an init container that restarts',
      pod(
        1,
        {
          phase: 'podPhase',
          initContainerStatuses: [running(restarts(3, 10))],
          containerStatuses: [waiting()],
        },
        { init: ['a'] },
      ),
      ['0/1', 'Init:0/1', '3 (10s ago)'],
    ],
    [
      'two init containers, the first of which restarts',
      pod(
        1,
        {
          phase: 'podPhase',
          initContainerStatuses: [running(restarts(3, 10)), waiting()],
          containerStatuses: [waiting()],
        },
        { init: ['a', 'b'] },
      ),
      ['0/1', 'Init:0/2', '3 (10s ago)'],
    ],
    [
      'two init containers, of which one is done after restarts and one restarts',
      pod(
        1,
        {
          phase: 'podPhase',
          initContainerStatuses: [terminated({}, restarts(2, 2 * MINUTE)), running(restarts(3, 10))],
          containerStatuses: [waiting()],
        },
        { init: ['a', 'b'] },
      ),
      ['0/1', 'Init:1/2', '5 (10s ago)'],
    ],
    [
      'an init container that restarted and is done, and a container that restarts',
      pod(
        1,
        {
          phase: 'Running',
          initContainerStatuses: [terminated({}, restarts(2, 2 * MINUTE))],
          containerStatuses: [running(restarts(4, 20))],
        },
        { init: ['a'] },
      ),
      ['0/1', 'Running', '4 (20s ago)'],
    ],
    [
      'a restart five days ago',
      pod(1, { phase: 'Running', containerStatuses: [running({ ...ready, ...restarts(3, 5 * DAY) })] }),
      ['1/1', 'Running', '3 (5d ago)'],
    ],
    [
      'two containers, one of which never restarted',
      pod(2, {
        phase: 'Running',
        containerStatuses: [running(ready), running({ ...ready, ...restarts(3, 10 * DAY) })],
      }),
      ['2/2', 'Running', '3 (10d ago)'],
    ],
    [
      'two containers that restarted, the first of them later',
      pod(2, {
        phase: 'Running',
        containerStatuses: [
          running({ ...ready, ...restarts(6, 5 * DAY) }),
          running({ ...ready, ...restarts(3, 20 * DAY) }),
        ],
      }),
      ['2/2', 'Running', '9 (5d ago)'],
    ],
    [
      'a pod held back by scheduling gates',
      pod(2, {
        phase: 'podPhase',
        conditions: [{ type: 'PodScheduled', status: 'False', reason: 'SchedulingGated' }],
      }),
      ['0/2', 'SchedulingGated', '0'],
    ],
    [
      'a pod that succeeded',
      pod(1, { phase: 'Succeeded', containerStatuses: [terminated({ reason: 'Completed' })] }),
      ['0/1', 'Completed', '0'],
    ],
    [
      'a pod that failed',
      pod(1, { phase: 'Failed', containerStatuses: [terminated({ reason: 'Error', exitCode: 1 })] }),
      ['0/1', 'Error', '0'],
    ],
    [
      'a pod that succeeded and is deleted',
      pod(
        1,
        { phase: 'Succeeded', containerStatuses: [terminated({ reason: 'Completed' })] },
        { deleted: true },
      ),
      ['0/1', 'Completed', '0'],
    ],
    [
      'a running pod that is deleted',
      pod(1, { phase: 'Running', containerStatuses: [running()] }, { deleted: true }),
      ['0/1', 'Terminating', '0'],
    ],
    [
      'a pending pod that is deleted',
      pod(1, { phase: 'Pending' }, { deleted: true }),
      ['0/1', 'Terminating', '0'],
    ],
    [
      'a container that crashed before one that runs',
      pod(2, {
        phase: 'Failed',
        containerStatuses: [terminated({ reason: 'podCrash', exitCode: 1 }), running(ready)],
      }),
      ['1/2', 'podCrash', '0'],
    ],
    [
      'a container that crashed after one that runs',
      pod(2, {
        phase: 'Failed',
        containerStatuses: [running(ready), terminated({ reason: 'podCrash', exitCode: 1 })],
      }),
      ['1/2', 'podCrash', '0'],
    ],
    [
      'one running, one crashed and one done without a reason',
      pod(3, {
        phase: 'Failed',
        containerStatuses: [
          running(ready),
          terminated({ reason: 'podCrash', exitCode: 1 }, ready),
          terminated({}, ready),
        ],
      }),
      ['1/3', 'podCrash', '0'],
    ],
    [
      'two sidecars, the first running but not started',
      pod(
        1,
        {
          phase: 'Pending',
          initContainerStatuses: [
            running({ name: 's1', started: false, ...restarts(3, 10) }),
            waiting(undefined, { name: 's2', started: false }),
          ],
          containerStatuses: [waiting()],
          conditions: [{ type: 'Initialized', status: 'False' }],
        },
        { sidecars: ['s1', 's2'] },
      ),
      ['0/3', 'Init:0/2', '3 (10s ago)'],
    ],
    [
      'two sidecars, the first started and the second not',
      pod(
        1,
        {
          phase: 'Pending',
          initContainerStatuses: [
            running({ name: 's1', started: true, ...restarts(3, 10) }),
            running({ name: 's2', started: false }),
          ],
          containerStatuses: [waiting()],
          conditions: [{ type: 'Initialized', status: 'False' }],
        },
        { sidecars: ['s1', 's2'] },
      ),
      ['0/3', 'Init:1/2', '3 (10s ago)'],
    ],
    [
      'two started sidecars and a running container',
      pod(
        1,
        {
          phase: 'Running',
          initContainerStatuses: [
            running({ name: 's1', started: true, ...restarts(3, 10) }),
            running({ name: 's2', started: true }),
          ],
          containerStatuses: [running({ ...ready, ...restarts(4, 20) })],
          conditions: [{ type: 'Initialized', status: 'True' }],
        },
        { sidecars: ['s1', 's2'] },
      ),
      ['1/3', 'Running', '7 (10s ago)'],
    ],
    [
      'two sidecars that were killed after their container completed',
      pod(
        1,
        {
          phase: 'Succeeded',
          initContainerStatuses: [
            terminated(
              { reason: 'Error', exitCode: 137 },
              { name: 's1', started: false, ...restarts(3, 10) },
            ),
            terminated({ reason: 'Error', exitCode: 137 }, { name: 's2', started: false }),
          ],
          containerStatuses: [terminated({ reason: 'Completed' }, restarts(4, 20))],
          conditions: [{ type: 'Initialized', status: 'True' }],
        },
        { sidecars: ['s1', 's2'] },
      ),
      ['0/3', 'Completed', '7 (10s ago)'],
    ],
    [
      'statuses of containers that the spec does not know',
      pod(
        1,
        {
          phase: 'Running',
          initContainerStatuses: [{ name: 'initinvalid' }, { name: 'init1' }, { name: 'sidecar1' }],
          containerStatuses: [{ name: 'containerinvalid' }, { name: 'container1' }],
        },
        { init: ['init1'], sidecars: ['sidecar1'] },
      ),
      ['0/2', 'Init:0/2', '0'],
    ],
  ])('%s', (_, subject, expected) => {
    expect(columns(subject)).toEqual(expected);
  });
});

describe('beyond the cases of Kubernetes itself', () => {
  const init = (status: ContainerStatus) =>
    pod(1, { phase: 'Pending', initContainerStatuses: [status] }, { init: ['a'] });

  test.each<[string, Pod, string]>([
    ['an init container that crashes', init(waiting('CrashLoopBackOff')), 'Init:CrashLoopBackOff'],
    ['an init container that ended by itself', init(terminated({ exitCode: 2 })), 'Init:ExitCode:2'],
    ['an init container that was killed', init(terminated({ exitCode: 137, signal: 9 })), 'Init:Signal:9'],
    ['an init container with a reason', init(terminated({ exitCode: 1, reason: 'Error' })), 'Init:Error'],
    ['an init container that only waits for its turn', init(waiting('PodInitializing')), 'Init:0/1'],
    [
      'a container that was killed',
      pod(1, { phase: 'Failed', containerStatuses: [terminated({ exitCode: 137, signal: 9 })] }),
      'Signal:9',
    ],
    [
      'a container that ended',
      pod(1, { phase: 'Failed', containerStatuses: [terminated({ exitCode: 3 })] }),
      'ExitCode:3',
    ],
    ['an evicted pod', pod(1, { phase: 'Failed', reason: 'Evicted' }), 'Evicted'],
    ['a pod whose node is lost', pod(1, { phase: 'Running', reason: 'NodeLost' }), 'NodeLost'],
    [
      'such a pod that is deleted',
      pod(1, { phase: 'Running', reason: 'NodeLost' }, { deleted: true }),
      'Unknown',
    ],
  ])('%s reads as it should', (_, subject, expected) => {
    expect(columns(subject)[1]).toBe(expected);
  });

  test('a ready sidecar counts as ready', () => {
    const status = {
      phase: 'Running',
      initContainerStatuses: [running({ name: 's', started: true, ready: true })],
      containerStatuses: [running(ready)],
    };
    expect(columns(pod(1, status, { sidecars: ['s'] }))).toEqual(['2/2', 'Running', '0']);
  });

  test('nothing but metadata is enough', () => {
    expect(columns(object('Pod', 'bare'))).toEqual(['0/0', '', '0']);
    expect(columns(object('Pod', 'bare', { spec: {}, status: {} }))).toEqual(['0/0', '', '0']);
  });
});

describe('an older API server prints', () => {
  const at = (minor: number, one: Pod) => {
    const { ready, status, restarts } = formatPodStatus(one, TIME, minor);
    return [ready, status, restarts];
  };
  const restarted = pod(1, {
    phase: 'Running',
    containerStatuses: [running({ ...ready, ...restarts(3, DAY) })],
  });
  const ended = pod(1, { phase: 'Succeeded' }, { deleted: true });
  const gated = pod(1, {
    phase: 'Pending',
    conditions: [{ type: 'PodScheduled', status: 'False', reason: 'SchedulingGated' }],
  });
  const initialised = pod(
    1,
    {
      phase: 'Running',
      conditions: [{ type: 'Initialized', status: 'True' }],
      initContainerStatuses: [terminated({ exitCode: 1, reason: 'Error' }, restarts(2))],
      containerStatuses: [waiting('CrashLoopBackOff')],
    },
    { init: ['first'] },
  );

  test.each<[string, Pod, number, string[], string[]]>([
    [
      'restarts without their time',
      restarted,
      22,
      ['1/1', 'Running', '3'],
      ['1/1', 'Running', '3 (24h ago)'],
    ],
    ['no scheduling gate', gated, 26, ['0/1', 'Pending', '0'], ['0/1', 'SchedulingGated', '0']],
    [
      'the init container of a pod that was initialised',
      initialised,
      29,
      ['0/1', 'Init:Error', '2'],
      ['0/1', 'CrashLoopBackOff', '0'],
    ],
    ['the end of a pod that has ended', ended, 31, ['0/1', 'Terminating', '0'], ['0/1', 'Succeeded', '0']],
  ])('%s', (_, one, since, older, newer) => {
    expect(at(since - 1, one)).toEqual(older);
    expect(at(since, one)).toEqual(newer);
  });
});
