import { expect, test } from 'vitest';
import { before, object, snapshotOf, TIME } from '../../../test/snapshot-of.ts';
import { buildEvents, eventsCover } from './events.ts';

const event = (name: string, fields: object) => object('Event', name, fields);
const one = (fields: object) => buildEvents(snapshotOf({ Event: [event('e', fields)] }))[0];

test('an old-style event has its count and its two times', () => {
  const old = {
    count: 7,
    firstTimestamp: before(600),
    lastTimestamp: before(60),
    source: { component: 'kubelet', host: 'a' },
  };
  expect(one(old)).toMatchObject({
    count: 7,
    first: before(600),
    last: before(60),
    source: 'kubelet',
    node: 'a',
  });
});

test('a new-style event that happened once has its time, and counts once', () => {
  const single = { count: 0, eventTime: before(90), reportingComponent: 'default-scheduler' };
  expect(one(single)).toMatchObject({
    count: 1,
    first: before(90),
    last: before(90),
    source: 'default-scheduler',
  });
});

test('a new-style event says what was done', () => {
  expect(one({ action: 'Binding', reason: 'Scheduled' })).toMatchObject({ action: 'Binding' });
  expect(one({ reason: 'Scheduled' })?.action).toBeUndefined();
});

test('a series counts and ends as it says', () => {
  const series = { eventTime: before(900), series: { count: 12, lastObservedTime: before(30) } };
  expect(one(series)).toMatchObject({ count: 12, first: before(900), last: before(30) });
  const both = { ...series, count: 3, firstTimestamp: before(800), lastTimestamp: before(700) };
  expect(one(both)).toMatchObject({ count: 12, first: before(800), last: before(30) });
});

test('an event with nothing but metadata is still a row', () => {
  expect(one({})).toMatchObject({ count: 1, object: { kind: '', name: '' }, message: '', source: '' });
});

test('the newest come first, those of one moment by UID, those without a time last', () => {
  const events = [
    event('timeless', {}),
    event('b', { lastTimestamp: before(60) }),
    event('a', { lastTimestamp: before(60) }),
    event('new', { eventTime: `${before(10).slice(0, -1)}.500000Z` }),
  ];
  const order = buildEvents(snapshotOf({ Event: events })).map(({ uid }) => uid);
  expect(order).toEqual(['Event/new', 'Event/a', 'Event/b', 'Event/timeless']);
});

test('events cover the time-to-live before the snapshot, where any were seen', () => {
  const cover = (state: 'complete' | 'partial' | 'forbidden' | 'failed') =>
    eventsCover(snapshotOf({}, { coverage: { Event: { state } } }));
  expect(cover('complete')).toEqual({ from: before(3600), to: TIME });
  expect(cover('partial')).toEqual({ from: before(3600), to: TIME });
  expect(cover('forbidden')).toBeUndefined();
  expect(cover('failed')).toBeUndefined();
});

test('an event that is older than events become proves that they live longer; a time that a client made up does not', () => {
  const written = (name: string, last: string, created: string) =>
    event(name, { metadata: { creationTimestamp: created }, lastTimestamp: last });
  const cover = (...events: ReturnType<typeof event>[]) => eventsCover(snapshotOf({ Event: events }));
  const [old, fresh] = [before(3 * 3600), before(60)];
  expect(cover(written('a', fresh, old))).toEqual({ from: before(3600), to: TIME });
  expect(cover(written('a', fresh, old), written('b', old, old))).toEqual({
    from: old,
    to: TIME,
    longer: true,
  });
  expect(cover(written('a', '1970-01-01T00:00:00Z', fresh))).toEqual({ from: before(3600), to: TIME });
});
