import { describe, expect, test } from 'vitest';
import { before, object, TIME } from '../../../test/snapshot-of.ts';
import {
  formatCompletions,
  formatCronJob,
  formatJob,
  formatJobStatus,
  judgeCronJob,
  judgeJob,
  judgeRuns,
} from './jobs.ts';

const condition = (type: string, reason?: string) => ({ type, status: 'True', reason });
const job = (status: object, spec: object = { completions: 1 }, metadata: object = {}) =>
  object('Job', 'backup', { metadata, spec, status });
const complete = {
  succeeded: 1,
  startTime: before(100),
  completionTime: before(88),
  conditions: [condition('Complete')],
};
const failed = {
  failed: 4,
  startTime: before(100),
  conditions: [condition('Failed', 'BackoffLimitExceeded')],
};

// kubectl's columns, as in TestPrintJob in pkg/printers/internalversion/printers_test.go.
describe("a Job's columns", () => {
  test.each<[string, object, object | undefined]>([
    ['1/2', { succeeded: 1 }, { completions: 2 }],
    ['0/1 of 4', {}, { parallelism: 4 }],
    ['0/1', {}, { parallelism: 1 }],
    ['0/1', {}, undefined],
  ])('completions are %s', (text, status, spec) => {
    expect(formatCompletions(object('Job', 'backup', { spec, status }))).toBe(text);
  });

  test.each([
    ['Complete', { conditions: [condition('Complete')] }, {}],
    ['Failed', { conditions: [condition('Failed')] }, {}],
    ['Suspended', { conditions: [condition('Suspended')] }, {}],
    ['FailureTarget', { conditions: [condition('FailureTarget')] }, {}],
    ['SuccessCriteriaMet', { conditions: [condition('SuccessCriteriaMet')] }, {}],
    ['Terminating', {}, { deletionTimestamp: before(1) }],
    ['Running', { conditions: [{ type: 'Complete', status: 'False' }] }, {}],
  ])('the status is %s', (text, status, metadata) => {
    expect(formatJobStatus(job(status, {}, metadata))).toBe(text);
  });

  test('the text has the duration where the API knows it', () => {
    expect(formatJob(job(complete), TIME)).toBe('Complete, 1/1 in 12s');
    expect(formatJob(job({ active: 1, startTime: before(60) }), TIME)).toBe('Running, 0/1 after 60s');
    expect(formatJob(job(failed), TIME)).toBe('Failed, 0/1');
    expect(formatJob(object('Job', 'bare'), TIME)).toBe('Running, 0/1');
  });
});

test('a Job is judged by its conditions and failures', () => {
  expect(judgeJob(job(complete))).toEqual({ state: 'healthy' });
  expect(judgeJob(job(failed))).toEqual({ state: 'failing', why: 'failed: BackoffLimitExceeded' });
  expect(judgeJob(job({ startTime: before(60), active: 1 }))).toEqual({ state: 'healthy' });
  expect(judgeJob(job({ startTime: before(60), failed: 1 }))).toEqual({
    state: 'degraded',
    why: '1 pod failed so far',
  });
  expect(judgeJob(job({}, { suspend: true }))).toEqual({ state: 'healthy' });
  expect(judgeJob(job({}))).toEqual({ state: 'unknown', why: 'its controller has not reported' });
});

describe('a CronJob', () => {
  const cronJob = (spec: object, status: object = {}) =>
    object('CronJob', 'backup', { spec: { schedule: '*/5 * * * *', ...spec }, status });
  const run = (secondsAgo: number, status: object) =>
    job(status, {}, { creationTimestamp: before(secondsAgo) });

  test('says its schedule, its last start and what runs', () => {
    expect(formatCronJob(cronJob({}), TIME)).toBe('*/5 * * * *, never started');
    const spec = { timeZone: 'Europe/Berlin', suspend: true };
    const status = { lastScheduleTime: before(180), active: [{ name: 'backup-1' }] };
    expect(formatCronJob(cronJob(spec, status), TIME)).toBe(
      '*/5 * * * *, time zone Europe/Berlin, suspended, last start 3m before, 1 active',
    );
  });

  test('fails when the newest Job that ended failed, in whatever order they come', () => {
    const failing = { state: 'failing', why: 'its last Job failed: BackoffLimitExceeded' };
    expect(judgeCronJob([run(600, complete), run(300, failed), run(10, {})])).toEqual(failing);
    expect(judgeCronJob([run(300, failed), run(600, complete)])).toEqual(failing);
    expect(judgeCronJob([run(300, complete), run(600, failed)])).toEqual({ state: 'healthy' });
    expect(judgeCronJob([])).toEqual({ state: 'healthy' });
  });

  test('is degraded when it does not run when it should', () => {
    const runs = { schedule: '0 * * * *', suspended: false };
    expect(judgeRuns({ ...runs, nextDue: TIME }, TIME)).toEqual({ state: 'healthy' });
    expect(judgeRuns({ ...runs, lateSeconds: 900 }, TIME).why).toBe('its run is 15 minutes late');
    expect(judgeRuns({ ...runs, missed: 1 }, TIME).why).toBe('1 run was missed');
    expect(judgeRuns({ ...runs, missed: 3 }, TIME)).toEqual({
      state: 'degraded',
      why: '3 runs were missed',
    });
    expect(judgeRuns({ ...runs, problem: 'its schedule has no next time' }, TIME).state).toBe('degraded');
    expect(judgeRuns({ ...runs, problem: 'another zone', lastScheduled: before(60) }, TIME).state).toBe(
      'healthy',
    );
  });

  test('is unknown when Jobs were not seen', () => {
    expect(judgeCronJob(undefined)).toEqual({ state: 'unknown', why: 'its Jobs were not seen' });
  });
});
