import { before, object, runningPod, snapshotOf } from '../snapshot-of.ts';
import { deploymentWith, ended, podWith, type Cases } from './case.ts';

const failure = {
  conditions: [
    {
      type: 'ReplicaFailure',
      status: 'True',
      reason: 'FailedCreate',
      message: 'pods "web-7d9-x" is forbidden: exceeded quota: team',
      lastTransitionTime: before(500),
    },
  ],
};
const stuck = {
  conditions: [
    {
      type: 'Progressing',
      status: 'False',
      reason: 'ProgressDeadlineExceeded',
      message: 'ReplicaSet "web-7d9" has timed out progressing.',
      lastTransitionTime: before(60),
    },
  ],
};
const pods = (name: string, count: number) =>
  Array.from({ length: count }, (_, index) => runningPod(`${name}-${index}`, deploymentWith(name).owner));
const set = (ready: number) =>
  object('StatefulSet', 'db', {
    spec: { replicas: 3 },
    status: { observedGeneration: 1, replicas: 2, readyReplicas: ready },
  });

export const workloadCases: Cases = {
  'pods-not-created': {
    fires: snapshotOf({ ...deploymentWith('web', { desired: 2, ready: 0, status: failure }).objects }),
    about: 'Deployment/shop/web',
    finding: {
      severity: 'failing',
      what: 'pods "web-7d9-x" is forbidden: exceeded quota: team; 0 of 2 replicas ready',
      since: before(500),
    },
    quiet: {
      'a failure that is over': snapshotOf({
        ...deploymentWith('web', {
          desired: 2,
          ready: 1,
          status: { conditions: [{ ...failure.conditions[0], status: 'False' }] },
        }).objects,
      }),
    },
  },
  unavailable: {
    fires: snapshotOf({
      ...deploymentWith('web', {
        desired: 2,
        ready: 0,
        status: { conditions: [{ type: 'Available', status: 'False', lastTransitionTime: before(90) }] },
      }).objects,
    }),
    about: 'Deployment/shop/web',
    finding: {
      severity: 'failing',
      what: '0 of 2 replicas ready',
      since: before(90),
      command: 'kubectl -n shop describe deployment/web',
    },
    quiet: {
      'one is ready': snapshotOf({
        ...deploymentWith('web', { desired: 2, ready: 1 }).objects,
        Pod: pods('web', 1),
      }),
      'none is wanted': snapshotOf({ ...deploymentWith('web', { desired: 0 }).objects }),
      'its pods tell it': snapshotOf({
        ...deploymentWith('web', { ready: 0 }).objects,
        Pod: [podWith('web-1', { state: { running: {} } }, deploymentWith('web'))],
      }),
    },
  },
  'replicas-short': {
    fires: snapshotOf({
      StatefulSet: [set(2)],
      Pod: [runningPod('db-0', set(2)), runningPod('db-1', set(2))],
    }),
    about: 'StatefulSet/shop/db',
    finding: { severity: 'degraded', what: '2 of 3 replicas ready' },
    quiet: {
      'all are ready': snapshotOf({ StatefulSet: [set(3)] }),
      'pods in trouble account for all that are missing': snapshotOf({
        StatefulSet: [set(2)],
        Pod: [
          runningPod('db-0', set(2)),
          runningPod('db-1', set(2)),
          podWith('db-2', { state: { running: {} } }, { owner: set(2) }),
        ],
      }),
    },
  },
  'rollout-stuck': {
    fires: snapshotOf({
      ...deploymentWith('web', { desired: 3, ready: 3, status: { ...stuck, updatedReplicas: 1 } }).objects,
      Pod: pods('web', 3),
    }),
    about: 'Deployment/shop/web',
    finding: {
      severity: 'degraded',
      what: '1 of 3 replicas updated: ReplicaSet "web-7d9" has timed out progressing.',
      since: before(60),
      command: 'kubectl -n shop rollout history deployment/web',
    },
    quiet: {
      'a rollout that goes on': snapshotOf({
        ...deploymentWith('web', { desired: 3, status: { updatedReplicas: 1 } }).objects,
        Pod: pods('web', 3),
      }),
    },
  },
  'rollout-paused': {
    fires: snapshotOf({ ...deploymentWith('web', { spec: { paused: true } }).objects, Pod: pods('web', 1) }),
    about: 'Deployment/shop/web',
    finding: { severity: 'advice', what: 'its rollout is paused' },
    quiet: { 'not paused': snapshotOf({ ...deploymentWith('web').objects, Pod: pods('web', 1) }) },
  },
};

const job = (status: object, name = 'report', owner?: Parameters<typeof object>[3]) =>
  object('Job', name, { spec: { completions: 1 }, status: { startTime: before(600), ...status } }, owner);
const failed = job({
  failed: 2,
  conditions: [
    { type: 'Failed', status: 'True', reason: 'BackoffLimitExceeded', lastTransitionTime: before(100) },
  ],
});
/** Its Jobs that go on. */
const active = (count: number) => Array.from({ length: count }, (_, index) => ({ name: `nightly-${index}` }));

const cron = (spec: object, status: object = {}) =>
  object('CronJob', 'nightly', { spec: { schedule: '0 7 * * *', timeZone: 'Etc/UTC', ...spec }, status });

export const batchCases: Cases = {
  'job-failed': {
    fires: snapshotOf({
      Job: [failed],
      Pod: [
        podWith(
          'report-a',
          { state: ended(110, { exitCode: 3 }) },
          { owner: failed, status: { phase: 'Failed' } },
        ),
        podWith(
          'report-b',
          { state: ended(300, { exitCode: 3 }) },
          { owner: failed, status: { phase: 'Failed' }, metadata: { creationTimestamp: before(90_000) } },
        ),
      ],
    }),
    about: 'Job/shop/report',
    finding: {
      severity: 'degraded',
      what: 'failed: BackoffLimitExceeded; 2 pods: exit 3, 1 minute before',
      since: before(100),
      objects: 2,
      command: 'kubectl -n shop logs pod/report-a',
    },
    quiet: { 'a Job that goes on': snapshotOf({ Job: [job({ active: 1 })] }) },
  },
  'job-retrying': {
    fires: snapshotOf({ Job: [job({ active: 1, failed: 2 })] }),
    about: 'Job/shop/report',
    finding: { severity: 'degraded', what: '2 pods failed so far' },
    quiet: {
      'none failed': snapshotOf({ Job: [job({ active: 1 })] }),
      'it succeeded at last': snapshotOf({
        Job: [
          job({
            failed: 2,
            succeeded: 1,
            completionTime: before(9),
            conditions: [{ type: 'Complete', status: 'True' }],
          }),
        ],
      }),
    },
  },
  'job-without-pod': {
    fires: snapshotOf({ Job: [job({ startTime: before(1200) })] }),
    about: 'Job/shop/report',
    finding: { severity: 'degraded', what: 'has no pod, 20 minutes after its start' },
    quiet: {
      'it was just started': snapshotOf({ Job: [job({ startTime: before(60) })] }),
      'it has one': snapshotOf({ Job: [job({ startTime: before(1200), active: 1 })] }),
    },
  },
  'cron-late': {
    fires: snapshotOf({ CronJob: [cron({}, { lastScheduleTime: '2026-11-21T07:00:00Z' })] }),
    about: 'CronJob/shop/nightly',
    finding: {
      severity: 'degraded',
      what: 'its run is 15 minutes late (schedule 0 7 * * *)',
      since: '2026-11-22T07:00:00Z',
    },
    quiet: {
      'a minute after it was due': snapshotOf({
        CronJob: [cron({ schedule: '14 7 * * *' }, { lastScheduleTime: '2026-11-21T07:14:00Z' })],
      }),
    },
  },
  'cron-piling-up': {
    fires: snapshotOf({
      CronJob: [cron({}, { lastScheduleTime: '2026-11-22T07:00:00Z', active: active(6) })],
    }),
    about: 'CronJob/shop/nightly',
    finding: { severity: 'degraded', what: '6 of its runs go on at once (schedule 0 7 * * *)' },
    quiet: {
      'a few runs that overlap': snapshotOf({
        CronJob: [cron({}, { lastScheduleTime: '2026-11-22T07:00:00Z', active: active(5) })],
      }),
    },
  },
  'cron-no-success': {
    fires: snapshotOf({
      CronJob: [
        cron({}, { lastScheduleTime: '2026-11-22T07:00:00Z', lastSuccessfulTime: '2026-11-21T07:02:00Z' }),
      ],
    }),
    about: 'CronJob/shop/nightly',
    finding: {
      severity: 'degraded',
      what: 'its run of 22 Nov 07:00 UTC did not succeed, and its Job is gone; it last succeeded 21 Nov 07:02 UTC',
      since: '2026-11-22T07:00:00Z',
    },
    quiet: {
      'it succeeded since': snapshotOf({
        CronJob: [
          cron({}, { lastScheduleTime: '2026-11-22T07:00:00Z', lastSuccessfulTime: '2026-11-22T07:02:00Z' }),
        ],
      }),
      'it still runs': snapshotOf({
        CronJob: [
          cron(
            {},
            {
              lastScheduleTime: '2026-11-22T07:00:00Z',
              lastSuccessfulTime: '2026-11-21T07:02:00Z',
              active: [{ name: 'nightly-1' }],
            },
          ),
        ],
      }),
    },
  },
  'cron-unscheduled': {
    fires: snapshotOf({ CronJob: [cron({ schedule: 'sometimes' })] }),
    about: 'CronJob/shop/nightly',
    finding: { severity: 'degraded', what: /^its schedule cannot be read: / },
    quiet: {
      'a schedule that can be read': snapshotOf({
        CronJob: [cron({}, { lastScheduleTime: '2026-11-22T07:00:00Z' })],
      }),
    },
  },
  'cron-suspended': {
    fires: snapshotOf({ CronJob: [cron({ suspend: true }, { lastScheduleTime: '2026-11-21T07:00:00Z' })] }),
    about: 'CronJob/shop/nightly',
    finding: { severity: 'advice', what: 'suspended; it last ran 24 hours before' },
    quiet: {
      'one that runs': snapshotOf({ CronJob: [cron({}, { lastScheduleTime: '2026-11-22T07:00:00Z' })] }),
    },
  },
};
