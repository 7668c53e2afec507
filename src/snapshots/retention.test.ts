import fc from 'fast-check';
import { expect, test } from 'vitest';
import { planRetention, type RetentionPolicy } from './retention.ts';
import type { StoredSnapshot } from './fold-manifest.ts';

const HOUR = 3600;
const DAY = 24 * HOUR;
const START = Date.parse('2026-11-01T00:00:00Z') / 1000;
const at = (seconds: number) => new Date((START + seconds) * 1000);
const digest = 'sha256:0' as const;

/** A snapshot, a number of seconds after the start. */
const snapshot = (number: number, seconds: number, more: Partial<StoredSnapshot> = {}): StoredSnapshot => ({
  type: 'snapshot',
  cluster: 'prod',
  number,
  time: at(seconds).toISOString(),
  file: `${number}.${more.base ? 'delta' : 'full'}.jsonl.zst`,
  digest,
  bytes: 1,
  objects: 1,
  complete: true,
  pinned: false,
  previous: '',
  ...more,
});

const numbers = (snapshots: StoredSnapshot[]) => snapshots.map(({ number }) => number);
const kept = (snapshots: StoredSnapshot[], policy: RetentionPolicy, now: number) =>
  numbers(planRetention(snapshots, policy, at(now)).keep);

/** A snapshot every quarter of an hour; the first of each day is a keyframe. */
const history = fc
  .array(
    fc.record({
      step: fc.integer({ min: 60, max: 10 * HOUR }),
      pinned: fc.boolean(),
      mark: fc.constantFrom(undefined, undefined, undefined, 'future' as const, 'backwards' as const),
      missing: fc.constantFrom(undefined, undefined, undefined, 'gone'),
    }),
    { minLength: 1, maxLength: 60 },
  )
  .map((entries) => {
    let seconds = 0;
    let keyframe: { day: number; file: string } | undefined;
    return entries.map(({ step, pinned, mark, missing }, index) => {
      seconds += step;
      const time = mark === 'future' ? seconds + 1000 * DAY : mark === 'backwards' ? -1000 * DAY : seconds;
      const day = Math.floor(time / DAY);
      const base = keyframe?.day === day ? { file: keyframe.file, digest } : undefined;
      const marks = mark && [mark];
      const made = snapshot(index + 1, time, { pinned: pinned && index % 7 === 0, marks, missing, base });
      if (!base) keyframe = { day, file: made.file };
      return made;
    });
  });
const policy = fc.record({
  all: fc.option(fc.integer({ min: 0, max: 5 * DAY }), { nil: undefined }),
  sixHourly: fc.option(fc.integer({ min: 0, max: 5 * DAY }), { nil: undefined }),
  daily: fc.option(fc.integer({ min: 0, max: 5 * DAY }), { nil: undefined }),
});
const now = fc.integer({ min: 0, max: 30 * DAY });

test('every snapshot is either kept or removed, pins and the latest are kept, and what deltas need', () => {
  fc.assert(
    fc.property(history, policy, now, (snapshots, policy, now) => {
      const { keep, remove } = planRetention(snapshots, policy, at(now));
      expect(numbers([...keep, ...remove]).sort((a, b) => a - b)).toEqual(numbers(snapshots));
      expect(remove.filter(({ pinned }) => pinned)).toEqual([]);
      expect(keep).toContain(snapshots.at(-1));
      const files = new Set(keep.map(({ file }) => file));
      expect(keep.filter(({ base }) => base && !files.has(base.file))).toEqual([]);
    }),
  );
});

test('thinning what was thinned before comes to the same as thinning once', () => {
  fc.assert(
    fc.property(history, policy, now, now, (snapshots, policy, one, other) => {
      const [earlier, later] = [Math.min(one, other), Math.max(one, other)];
      const before = planRetention(snapshots, policy, at(earlier)).keep;
      expect(kept(before, policy, later)).toEqual(kept(snapshots, policy, later));
    }),
  );
});

test('a policy without steps keeps everything', () => {
  fc.assert(
    fc.property(history, now, (snapshots, now) => {
      expect(kept(snapshots, {}, now)).toEqual(numbers(snapshots));
      expect(kept(snapshots, { all: undefined }, now)).toEqual(numbers(snapshots));
    }),
  );
});

const hourly = Array.from({ length: 24 * 10 }, (_, index) => snapshot(index + 1, index * HOUR));
const hoursKept = (policy: RetentionPolicy, now: number) =>
  kept(hourly, policy, now).map((number) => number - 1);

test('all for a day, then one every six hours for two days, then one a day for three days, then none', () => {
  const hours = hoursKept({ all: DAY, sixHourly: 2 * DAY, daily: 3 * DAY }, 10 * DAY);
  const [all, sixHourly, daily] = [
    hours.filter((hour) => hour >= 217),
    hours.filter((hour) => hour >= 169 && hour < 217),
    hours.filter((hour) => hour < 169),
  ];
  expect(all.length).toBe(23);
  expect(sixHourly).toEqual([174, 180, 186, 192, 198, 204, 210, 216]);
  expect(daily).toEqual([120, 144, 168]);
});

test('without a length of its own, the daily step lasts for ever', () => {
  expect(hoursKept({ all: HOUR }, 10 * DAY)).toEqual([0, 24, 48, 72, 96, 120, 144, 168, 192, 216, 239]);
});

test('of a bucket the first that can be read is kept', () => {
  const snapshots = [
    snapshot(1, 0, { missing: 'gone' }),
    snapshot(2, HOUR),
    snapshot(3, 2 * HOUR),
    snapshot(4, 9 * DAY),
  ];
  expect(kept(snapshots, { all: DAY }, 9 * DAY)).toEqual([2, 4]);
});

test('a clock that lies neither saves a snapshot for ever nor takes it away at once', () => {
  const snapshots = [
    snapshot(1, 0),
    snapshot(2, 1000 * DAY, { marks: ['future'] }),
    snapshot(3, -1000 * DAY, { marks: ['backwards'] }),
    snapshot(4, HOUR),
    snapshot(5, 9 * DAY),
  ];
  expect(kept(snapshots, { all: DAY, daily: DAY }, 2 * HOUR)).toEqual([1, 2, 3, 4, 5]);
  expect(kept(snapshots, { all: DAY, daily: DAY }, 9 * DAY)).toEqual([5]);
});
