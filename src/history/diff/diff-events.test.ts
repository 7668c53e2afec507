import { expect, test } from 'vitest';
import { before as earlier, object, snapshotOf } from '../../../test/snapshot-of.ts';
import { buildReport } from '../../model/build/build-report.ts';
import { diff } from './diff.ts';

type Meta = Parameters<typeof snapshotOf>[1];
type Count = [uid: string, count: number, last?: string, first?: string];

const event = ([uid, count, last = earlier(60), first]: Count) =>
  object('Event', uid, {
    metadata: { uid },
    involvedObject: { kind: 'Pod', namespace: 'shop', name: 'web-1' },
    type: 'Warning',
    reason: 'BackOff',
    message: 'Back-off restarting failed container',
    count,
    ...(first !== undefined && { firstTimestamp: first }),
    lastTimestamp: last,
  });

function compare(
  before: Count[],
  after: Count[],
  { seconds = 900, was = {}, is = {} }: { seconds?: number; was?: Meta; is?: Meta } = {},
) {
  const [one, other] = [
    snapshotOf({ Event: before.map(event) }, { time: earlier(seconds), ...was }),
    snapshotOf({ Event: after.map(event) }, is),
  ].map((snapshot) => ({ snapshot, report: buildReport(snapshot) }));
  return diff(one!, other!).events!;
}

test('events are new, recurred by what their count grew, unchanged, or gone', () => {
  const events = compare(
    [
      ['stays', 3, earlier(950)],
      ['grows', 4],
      ['goes', 1],
    ],
    [
      ['stays', 3, earlier(950)],
      ['grows', 9],
      ['comes', 2],
    ],
  );
  expect(events.counts).toEqual({ new: 1, recurred: 1, unchanged: 1, gone: 1, unknown: 0 });
  expect(events.occurrences).toBe(7);
  expect(events.causes).toHaveLength(1);
  expect(events.causes[0]).toMatchObject({ reason: 'BackOff', occurrences: 7, counts: events.counts });
  expect(events.causes[0]?.events.find(({ uid }) => uid === 'grows')).toMatchObject({
    class: 'recurred',
    occurrences: 5,
  });
});

test('an event that only moved its time recurred at least once', () => {
  expect(compare([['e', 3, earlier(950)]], [['e', 3, earlier(60)]]).counts).toMatchObject({ recurred: 1 });
});

test('within the TTL the logs overlap, and little can be lost', () => {
  const { lost, before, after } = compare([], [], { seconds: 3600 });
  expect(lost).toEqual({ certain: false, from: earlier(3600), to: earlier(0) });
  expect([before, after]).toEqual([
    { from: earlier(7200), to: earlier(3600) },
    { from: earlier(3600), to: earlier(0) },
  ]);
});

test('beyond the TTL the time that no log covers is lost for certain', () => {
  expect(compare([], [], { seconds: 3601 }).lost).toEqual({
    certain: true,
    from: earlier(3601),
    to: earlier(3600),
  });
});

test('an event that was written again after it expired counts once, as nobody knows more', () => {
  expect(compare([], [['e', 12, earlier(60), earlier(7200)]]).occurrences).toBe(1);
  expect(compare([], [['e', 12, earlier(60), earlier(600)]]).occurrences).toBe(12);
});

test('an event is not new where the other side could not look, nor gone', () => {
  const coverage = { Event: { state: 'partial' as const, namespaces: ['bank'] } };
  expect(compare([], [['e', 1]], { was: { coverage } }).counts).toMatchObject({ new: 0, unknown: 1 });
  expect(compare([['e', 1]], [], { is: { coverage } }).counts).toMatchObject({ gone: 0, unknown: 1 });
});

test('where one log was not seen at all there are no counts, and all of the time is lost', () => {
  const coverage = { Event: { state: 'forbidden' as const } };
  const events = compare([['e', 1]], [], { is: { coverage } });
  expect(events.counts).toBeUndefined();
  expect(events.after).toBeUndefined();
  expect(events.lost).toEqual({ certain: true, from: earlier(900), to: earlier(0) });
  expect(events.partial).toBe(true);
});
