import { describe, expect, test } from 'vitest';
import { before, object, TIME } from '../../../test/snapshot-of.ts';
import { buildCronRuns } from './cron-runs.ts';

// The moment of the snapshot is 07:15.
const at = (time: string) => `2026-11-22T${time}:00Z`;
const runsOf = (spec: object, status: object = {}, metadata: object = {}) =>
  buildCronRuns(
    object('CronJob', 'backup', {
      metadata: { creationTimestamp: at('06:30'), ...metadata },
      spec: { schedule: '0 * * * *', ...spec },
      status,
    }),
    [],
    TIME,
  );

describe('the next run', () => {
  test('comes after the last one, or after the creation', () => {
    expect(runsOf({}, { lastScheduleTime: at('07:00') })).toEqual({
      ...{ schedule: '0 * * * *', suspended: false, lastScheduled: at('07:00'), nextDue: at('08:00') },
    });
    expect(runsOf({ schedule: '0 8 * * *' }).nextDue).toBe(at('08:00'));
  });

  test('is in the zone of the schedule, else in UTC', () => {
    const spec = { schedule: '30 9 * * *', timeZone: 'Europe/Berlin' };
    expect(runsOf(spec)).toMatchObject({ timeZone: 'Europe/Berlin', nextDue: at('08:30') });
    expect(runsOf({ ...spec, timeZone: undefined })).toMatchObject({ nextDue: at('09:30') });
    expect(runsOf({ ...spec, timeZone: undefined })).not.toHaveProperty('timeZone');
  });

  test('is none while it is suspended or deleted, and not late', () => {
    const status = { lastScheduleTime: at('01:00'), lastSuccessfulTime: at('01:05') };
    expect(runsOf({ suspend: true }, status)).toEqual({
      ...{ schedule: '0 * * * *', suspended: true, lastScheduled: at('01:00'), lastSuccess: at('01:05') },
      lastResult: 'succeeded',
    });
    expect(runsOf({}, status, { deletionTimestamp: at('07:00') })).not.toHaveProperty('nextDue');
  });

  test('is none when the schedule cannot be read, or has no next time, or the zone is unknown', () => {
    expect(runsOf({ schedule: 'whenever' }).problem).toBe(
      'its schedule cannot be read: it does not have five fields',
    );
    expect(runsOf({ schedule: '0 0 31 2 *' }).problem).toBe('its schedule has no next time');
    expect(runsOf({ timeZone: 'Mars/Olympus' }).problem).toBe(
      'its schedule cannot be read: time zone Mars/Olympus is not known',
    );
  });
});

describe('a run is late', () => {
  test('by the time since it was due, a minute after that at the earliest', () => {
    const late = (schedule: string) => runsOf({ schedule }, { lastScheduleTime: undefined });
    expect(late('0 7 * * *')).toMatchObject({ nextDue: at('07:00'), lateSeconds: 900 });
    expect(late('13 7 * * *').lateSeconds).toBe(120);
    expect(late('14 7 * * *')).toMatchObject({ nextDue: at('07:14') });
    expect(late('14 7 * * *')).not.toHaveProperty('lateSeconds');
    expect(late('15 7 * * *')).toMatchObject({ nextDue: at('07:15') });
    expect(late('15 7 * * *')).not.toHaveProperty('lateSeconds');
  });

  test('since the first that did not come', () => {
    expect(runsOf({}, { lastScheduleTime: at('04:00') })).toMatchObject({
      ...{ nextDue: at('05:00'), lateSeconds: 2 * 3600 + 900 },
    });
    expect(runsOf({ schedule: '@every 50m' }, { lastScheduleTime: at('05:07') })).toMatchObject({
      ...{ nextDue: at('05:57'), lateSeconds: 78 * 60 },
    });
  });

  test('unless it waits for one that is active, and may not run beside it', () => {
    const status = { lastScheduleTime: at('06:00'), active: [{ name: 'backup-1' }] };
    expect(runsOf({ concurrencyPolicy: 'Forbid' }, status)).not.toHaveProperty('lateSeconds');
    expect(runsOf({ concurrencyPolicy: 'Forbid' }, { ...status, active: [] })).toHaveProperty('lateSeconds');
    expect(runsOf({ concurrencyPolicy: 'Allow' }, status)).toHaveProperty('lateSeconds');
    expect(runsOf({ concurrencyPolicy: 'Replace' }, status)).toHaveProperty('lateSeconds');
  });

  test('until its deadline has passed: then it was missed, and the next one is due', () => {
    const status = { lastScheduleTime: at('04:00') };
    expect(runsOf({ startingDeadlineSeconds: 900 }, status)).toMatchObject({ lateSeconds: 8100 });
    const missed = runsOf({ startingDeadlineSeconds: 899 }, status);
    expect(missed).toMatchObject({ nextDue: at('08:00'), missed: 3 });
    expect(missed).not.toHaveProperty('lateSeconds');
    const every = runsOf(
      { schedule: '@every 50m', startingDeadlineSeconds: 60 },
      { lastScheduleTime: at('05:07') },
    );
    expect(every).toMatchObject({ nextDue: at('07:37'), missed: 2 });
    const often = runsOf(
      { schedule: '* * * * *', startingDeadlineSeconds: 0 },
      { lastScheduleTime: at('03:00') },
    );
    // The run of 07:15 can still start.
    expect(often).toMatchObject({ lateSeconds: 4 * 3600 + 14 * 60 });
  });

  test('and many that were missed are counted to 101', () => {
    const spec = { schedule: '1-59/2 * * * *', startingDeadlineSeconds: 0 };
    const status = { lastScheduleTime: at('00:01') };
    const time = at('07:16');
    const cronJob = object('CronJob', 'backup', { spec, status });
    expect(buildCronRuns(cronJob, [], time)).toMatchObject({ missed: 101, nextDue: at('07:17') });
  });
});

describe('a last start that is not on the schedule', () => {
  const status = { lastScheduleTime: at('02:00') };
  test('tells nothing of the next one where the zone is not known', () => {
    const runs = runsOf({ schedule: '0 3 * * *' }, status);
    expect(runs.problem).toMatch(/^its last start is not on its schedule in UTC/);
    expect([runs.nextDue, runs.lateSeconds]).toEqual([undefined, undefined]);
  });
  test('belongs to an older schedule where it is', () => {
    const runs = runsOf({ schedule: '0 3 * * *', timeZone: 'Etc/UTC' }, status);
    expect([runs.nextDue, runs.lateSeconds]).toEqual(['2026-11-23T03:00:00Z', undefined]);
  });
});

describe('the last result', () => {
  const cronJob = object('CronJob', 'backup', { spec: { schedule: '0 * * * *' } });
  const job = (secondsAgo: number, type?: string) =>
    object('Job', 'backup-1', {
      metadata: { creationTimestamp: before(secondsAgo) },
      status: { conditions: type === undefined ? [] : [{ type, status: 'True' }] },
    });
  const resultOf = (...jobs: ReturnType<typeof job>[]) => buildCronRuns(cronJob, jobs, TIME).lastResult;

  test('is that of the newest Job, in whatever order they come', () => {
    expect(resultOf(job(600, 'Failed'), job(300, 'Complete'))).toBe('succeeded');
    expect(resultOf(job(300, 'Failed'), job(600, 'Complete'))).toBe('failed');
    expect(resultOf(job(300, 'Failed'), job(10))).toBe('running');
    expect(resultOf()).toBeUndefined();
  });
  test('is unknown when Jobs were not seen', () => {
    expect(buildCronRuns(cronJob, undefined, TIME).lastResult).toBe('unknown');
  });
});
