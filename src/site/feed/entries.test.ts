import { describe, expect, test } from 'vitest';
import type { StateStretch } from '../../history/day/day.ts';
import { toUnix } from '../../history/day/unix.ts';
import type { DayStates } from '../../days/read-days.ts';
import {
  newestFirst,
  toDigestEntry,
  toId,
  toReviewEntry,
  toStateEntries,
  type FeedEntry,
} from './entries.ts';

const at = (time: string, day = '2026-11-22') => toUnix(`${day}T${time}:00Z`)!;
const day = (states: StateStretch[], times: string[], name = '2026-11-22'): DayStates => ({
  day: name,
  known: at(times.at(-1)!, name) + 1350,
  states,
  snapshots: times.map((time, index) => ({ number: index + 1, at: at(time, name), digest: 'd' })),
});
const entriesOf = (...days: DayStates[]) => toStateEntries('prod', days, () => true);

const BUSY = day(
  [
    { state: 'healthy', from: at('06:45'), to: at('07:00'), atLeast: true },
    { state: 'failing', from: at('07:00'), to: at('07:30'), why: 'node lxa150h is not ready' },
    { state: 'healthy', from: at('07:30') },
  ],
  ['06:45', '07:00', '07:15', '07:30'],
);

describe('a change of state', () => {
  test('is an entry that says since when, why, and how it was before, and leads to what showed it first', () => {
    expect(entriesOf(BUSY)).toMatchObject([
      { title: 'prod is healthy since at least 22 Nov 06:45 UTC', summary: 'It was not seen before.' },
      {
        title: 'prod is failing since 22 Nov 07:00 UTC',
        summary: 'Node lxa150h is not ready. It was healthy until 22 Nov 07:00 UTC.',
        file: 'prod/2026-11-22/070000Z/index.html',
        updated: '2026-11-22T07:00:00Z',
        category: 'state',
      },
      { title: 'prod is healthy since 22 Nov 07:30 UTC', file: 'prod/2026-11-22/073000Z/index.html' },
    ]);
  });

  test('is the same entry when the day after takes over what is open', () => {
    const after = day([{ state: 'healthy', from: at('07:30') }], ['00:00'], '2026-11-23');
    expect(entriesOf(BUSY, after)).toEqual(entriesOf(BUSY));
  });

  test('over a gap says that nothing was seen; a gap alone is no change', () => {
    const state = (name: 'healthy' | 'failing') =>
      day(
        [
          { state: 'healthy', from: at('01:00'), to: at('01:20') },
          { state: name, from: at('09:00'), atLeast: true },
        ],
        ['01:00', '09:00'],
      );
    expect(entriesOf(state('healthy'))).toHaveLength(1);
    expect(entriesOf(state('failing')).at(-1)).toMatchObject({
      title: 'prod is failing since at least 22 Nov 09:00 UTC',
      summary:
        'It was healthy until 22 Nov 01:20 UTC. Between 22 Nov 01:20 UTC and 22 Nov 09:00 UTC nothing was seen.',
    });
  });

  test('that was not seen is not called healthy', () => {
    const [entry] = entriesOf(day([{ state: 'unknown', from: at('01:00') }], ['01:00']));
    expect(entry?.title).toBe('How prod does is not known since 22 Nov 01:00 UTC');
  });

  test('leads past a damaged snapshot, by the time that is in the address, and else to the cluster', () => {
    const { snapshots, ...rest } = BUSY;
    const damaged = snapshots.map((one) => (one.at === at('07:00') ? { ...one, damaged: 'torn' } : one));
    expect(entriesOf({ ...rest, snapshots: damaged })[1]?.file).toBe('prod/2026-11-22/071500Z/index.html');
    const lying = snapshots.map((one) => ({ ...one, says: one.at + 60 }));
    expect(entriesOf({ ...rest, snapshots: lying })[1]?.file).toBe('prod/2026-11-22/070100Z/index.html');
    expect(toStateEntries('prod', [BUSY], () => false)[1]?.file).toBe('prod/index.html');
  });
});

test('ids are UUIDs that differ by what they are about, and stay', () => {
  expect(toId('state', 'prod', 1)).toMatch(
    /^urn:uuid:[0-9a-f]{8}-[0-9a-f]{4}-8[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/,
  );
  expect(toId('state', 'prod', 1)).toBe('urn:uuid:8a568a1f-67de-8bea-b438-98cc0d1f726f');
  expect(new Set([toId('a', 'b c'), toId('a b', 'c'), toId('a', 'b', 'c')]).size).toBe(3);
});

test('the newest fifty are told, the newest first', () => {
  const entries = Array.from({ length: 60 }, (_, index): FeedEntry => ({
    ...{ id: String(index), title: '', summary: '', file: '', category: 'state' },
    updated: `2026-11-22T00:${String(index).padStart(2, '0')}:00Z`,
  }));
  const newest = newestFirst(entries);
  expect(newest).toHaveLength(50);
  expect([newest[0]?.id, newest.at(-1)?.id]).toEqual(['59', '10']);
});

test('a review and a digest are entries that lead to their pages', () => {
  expect(
    toReviewEntry({
      ...{ id: 'prod-2026-11-20T1300Z-1430Z', cluster: 'prod', from: 0, to: 1 },
      ...{ title: 'The node', lead: 'It failed.', written: '2026-11-20T16:00:00Z' },
    }),
  ).toMatchObject({
    title: 'Review of prod: The node',
    summary: 'It failed.',
    file: '-/reviews/prod-2026-11-20T1300Z-1430Z.html',
    updated: '2026-11-20T16:00:00Z',
  });
  const digest = {
    ...{ day: '2026-11-21', timeZone: 'Europe/Amsterdam', from: at('23:00', '2026-11-20') },
    ...{ to: at('23:00', '2026-11-21'), lead: 'All.', quiet: false },
    clusters: [{ name: 'prod', lead: 'It failed for an hour.', quiet: false }],
  };
  expect(toDigestEntry('prod', digest)).toMatchObject({
    title: 'prod, digest of Saturday 21 November 2026',
    summary: 'It failed for an hour.',
    file: '-/digests/2026-11-21.html',
    updated: '2026-11-21T23:00:00Z',
  });
  expect(toDigestEntry('test', digest)).toBeUndefined();
});
