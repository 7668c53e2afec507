import fc from 'fast-check';
import { expect, test } from 'vitest';
import { findGaps, holdSeconds, unseenIn } from './gaps.ts';

/** A look at `07:15` of some day, which expects the next after this many minutes. */
const look = (time: string, minutes?: number) => {
  const [hour = 0, minute = 0] = time.split(':').map(Number);
  return { at: hour * 3600 + minute * 60, ...(minutes !== undefined && { interval: minutes * 60 }) };
};
const clock = (at: number) => new Date(at * 1000).toISOString().slice(11, 16);
const gapsOf = (...looks: { at: number; interval?: number }[]) =>
  findGaps(looks).map(({ from, to, missing }) => `${clock(from)}–${clock(to)} ${missing}`);

test('snapshots on time, or a little late, leave no gap', () => {
  expect(gapsOf(look('07:00', 15), look('07:15', 15), look('07:37', 15))).toEqual([]);
});

test('a gap says from when to when, and how many are missing at least', () => {
  expect(gapsOf(look('07:00', 15), look('08:00', 15), look('08:15', 15))).toEqual(['07:00–08:00 3']);
});

test('each snapshot expects the next as its own settings said, and not as those of today', () => {
  const slow = [look('06:00', 60), look('07:00', 60), look('08:00', 60)];
  expect(gapsOf(...slow, look('09:00', 15), look('09:15', 15))).toEqual([]);
  expect(gapsOf(look('07:00', 15), look('08:00', 60), look('09:00', 60))).toEqual(['07:00–08:00 3']);
});

test('one that cannot be read, or was deleted since, was taken, and expects what was expected before it', () => {
  expect(gapsOf(look('07:00', 15), look('07:15'), look('07:30'), look('07:45', 60))).toEqual([]);
  expect(gapsOf(look('07:00', 15), look('07:15'), look('08:00', 60))).toEqual(['07:15–08:00 2']);
  expect(gapsOf(look('07:00'), look('07:30', 15))).toEqual(['07:00–07:30 1']);
  expect(gapsOf(look('07:00'), look('12:00'))).toEqual([]);
});

test('one look more never makes a gap longer, and there is none within what is believed', () => {
  const looks = fc
    .array(fc.record({ at: fc.nat(40_000), interval: fc.constantFrom(300, 900, 3600) }), { minLength: 2 })
    .map((list) => list.sort((a, b) => a.at - b.at));
  const lengthOf = (list: { at: number; interval: number }[]) =>
    findGaps(list).reduce((sum, { from, to }) => sum + to - from, 0);
  fc.assert(
    fc.property(looks, fc.nat(40_000), (list, at) => {
      for (const { from, to, interval } of findGaps(list))
        expect(to - from).toBeGreaterThan(holdSeconds(interval));
      const before = list.findLast((one) => one.at <= at);
      if (!before || at > list.at(-1)!.at) return;
      const more = [...list, { at, interval: before.interval }].sort((a, b) => a.at - b.at);
      expect(lengthOf(more)).toBeLessThanOrEqual(lengthOf(list));
    }),
  );
});

test('in a gap, the snapshot before counts until it expired; the rest was not seen', () => {
  const [gap] = findGaps([
    { at: 0, interval: 900 },
    { at: 7200, interval: 900 },
  ]);
  expect(unseenIn(gap!)).toBe(7200 - 1350);
});
