import { expect, test } from 'vitest';
import { before, snapshotOf, TIME } from '../../../test/snapshot-of.ts';
import { describeEventTimes } from './event-times.ts';

const describe = (settings: object, previous?: string, covered = true) => {
  const { meta } = snapshotOf({});
  Object.assign(meta.settings, settings);
  return describeEventTimes(
    { meta, eventsCover: covered ? { from: before(3600), to: TIME } : undefined },
    previous,
  );
};

test('nothing is said where no event was seen', () => {
  expect(describe({}, before(900), false)).toBeUndefined();
});

test('the period is told, and nothing is lost where snapshots follow each other more closely', () => {
  expect(describe({}, before(900))).toEqual({
    covers:
      'The cluster is taken to keep events for 1\u00a0h: these cover 22 Nov 06:15:00 UTC to 22 Nov 07:15:00 UTC.',
  });
  expect(describe({})?.lost).toBeUndefined();
  expect(describe({}, before(3600))?.lost).toBeUndefined();
});

test('a snapshot that came too late for some events says between when they are lost', () => {
  expect(describe({}, before(7200))?.lost).toBe(
    'What happened between the snapshot before (22 Nov 05:15:00 UTC) and 22 Nov 06:15:00 UTC is lost, unless it went on.',
  );
});

test('a snapshot before of another year says so', () => {
  expect(describe({}, '2025-12-31T23:00:00Z')?.lost).toMatch(
    /before \(31 Dec 2025 23:00:00 UTC\) and 22 Nov 06/,
  );
});

test('where snapshots are due less often than events live, some are lost for certain', () => {
  expect(describe({ intervalSeconds: 7200 })?.lost).toMatch(
    /^Snapshots are due every 2\u00a0h, which is longer/,
  );
  expect(describe({ intervalSeconds: 7200 }, before(7200))?.lost).toMatch(
    /unless it went on\. Snapshots are due/,
  );
});

test('events that are older than the config says are not denied', () => {
  const { meta } = snapshotOf({});
  const eventsCover = { from: before(3 * 3600), to: TIME, longer: true as const };
  expect(describeEventTimes({ meta, eventsCover }, before(7200))).toEqual({
    covers:
      'The cluster keeps events for longer than the 1\u00a0h that the config says, as the oldest shows: these cover 22 Nov 04:15:00 UTC to 22 Nov 07:15:00 UTC.',
  });
});
