import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { Cut } from '../day/cut.ts';
import { cutTrack, joinTracks } from '../day/cut.ts';
import type { WorkloadState } from '../day/workload-day.ts';
import { measure } from './duration-range.ts';

type State = Cut<WorkloadState>;
const stretch = (state: State['state'], from: number, to: number, more: Partial<State> = {}): State => ({
  ...{ state, from, to, since: from },
  ...more,
});
const isFailing = ({ state }: State) => state === 'failing';
const looks = [0, 15, 30, 45, 60];

describe('how long it lasted', () => {
  test('is no less than from first to last sight, and no more than between the snapshots around', () => {
    const track = [stretch('healthy', 0, 15), stretch('failing', 15, 45), stretch('healthy', 45, 60)];
    expect(measure(track, isFailing, looks)).toEqual({ least: 15, most: 45 });
  });

  test('has no most where it was not seen to begin, or not to end', () => {
    const begun = [stretch('failing', 15, 45, { atLeast: true }), stretch('healthy', 45, 60)];
    expect(measure(begun, isFailing, looks)).toEqual({ least: 15 });
    const open = [stretch('healthy', 0, 15), stretch('failing', 15, 60, { goesOn: true })];
    expect(measure(open, isFailing, looks)).toEqual({ least: 30 });
    const lost = [stretch('healthy', 0, 15), stretch('failing', 15, 37), stretch('healthy', 60, 75)];
    expect(measure(lost, isFailing, looks)).toEqual({ least: 15 });
    const first = [stretch('failing', 0, 15), stretch('healthy', 15, 60)];
    expect(measure(first, isFailing, looks)).toEqual({ least: 0 });
  });

  test('is exact where the cluster says when it was', () => {
    const track = [stretch('healthy', 0, 17), stretch('failing', 17, 38), stretch('healthy', 38, 60)];
    expect(measure(track, isFailing, looks)).toEqual({ least: 21, most: 21 });
  });

  test('begins before the window where it did', () => {
    const track = [stretch('failing', 30, 45, { since: 15 }), stretch('healthy', 45, 60)];
    expect(measure(track, isFailing, looks)).toEqual({ least: 15, most: 45 });
  });

  test('adds up over several times; never is nothing', () => {
    const track = [
      stretch('failing', 15, 30),
      stretch('healthy', 30, 45),
      stretch('failing', 45, 60),
      stretch('gone', 60, 70),
    ];
    expect(measure(track, isFailing, looks)).toEqual({ least: 0, most: 60, times: 2 });
    expect(measure(track, ({ state }) => state === 'unknown', looks)).toBeUndefined();
  });

  test('within a time, fills it to the edges that it crosses, and no further', () => {
    const within = { from: 20, to: 50 };
    const crossing = [
      stretch('failing', 20, 30, { since: 15 }),
      stretch('healthy', 30, 45),
      stretch('failing', 45, 50, { goesOn: true }),
    ];
    expect(measure(crossing, isFailing, looks, within)).toEqual({ least: 5, most: 30, times: 2 });
    expect(measure(crossing, ({ state }) => state === 'healthy', looks, within)).toEqual({
      ...{ least: 0, most: 25 },
    });
    // Another state begins at the edge: the last sight is sure, the edge is possible.
    const ended = [stretch('healthy', 20, 30, { since: 0 }), stretch('failing', 30, 50)];
    expect(measure(ended, isFailing, looks, within)).toEqual({ least: 15, most: 30 });
    // The first look within the time came after its begin.
    const begun = [stretch('healthy', 20, 30, { since: 0 }), stretch('failing', 30, 45)];
    expect(measure(begun, isFailing, looks, { from: 25, to: 50 })).toEqual({ least: 0 });
  });

  test('of whatever happens between snapshots, its true length lies within the bounds', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 130 }),
        fc.nat(60),
        fc.integer({ min: 5, max: 20 }),
        (begin, length, step) => {
          const times = Array.from({ length: 14 }, (_, index) => index * step);
          const isBad = (at: number) => at >= begin && at < begin + length;
          const states: (WorkloadState & { to?: number })[] = [];
          for (const at of times) {
            const state = isBad(at) ? 'failing' : 'healthy';
            const last = states.at(-1);
            if (last?.state === state) continue;
            if (last) last.to = at;
            states.push({ state, from: at });
          }
          const known = times.at(-1)!;
          const track = joinTracks([{ day: { day: '1970-01-01', known }, track: states }]);
          const lasted = measure(cutTrack(track, 0, known), isFailing, times);
          if (!lasted) return;
          expect(lasted.least).toBeLessThanOrEqual(length);
          expect(lasted.most ?? Infinity).toBeGreaterThanOrEqual(length);
        },
      ),
    );
  });
});
