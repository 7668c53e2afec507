/** Laws for every history: folding step by step equals folding from scratch, and slices add up. */
import fc from 'fast-check';
import { expect, test, vi } from 'vitest';
import { daysOfPuts } from '../../../test/days-of.ts';
import { play, scripts } from '../../../test/histories.ts';
import { DaySchema, opening, type Day } from './day.ts';
import { sliceDays, type Slice } from './slice.ts';
import type { Stretch } from './track.ts';

const runs = { numRuns: 60 };
vi.setConfig({ testTimeout: 60_000 });

test('a Day that was written to a file after each snapshot is the Day that was folded at once', () => {
  fc.assert(
    fc.property(scripts(), (script) => {
      const { puts } = play(script);
      const asWritten = (day: Day) => DaySchema.parse(JSON.parse(JSON.stringify(day)));
      expect(daysOfPuts(puts, asWritten)).toEqual(daysOfPuts(puts));
    }),
    runs,
  );
});

test('a Day that is folded anew from the end of the day before is the same', () => {
  fc.assert(
    fc.property(scripts(), (script) => {
      const { puts } = play(script);
      const days = daysOfPuts(puts);
      for (const [index, day] of days.entries()) {
        const again = daysOfPuts(
          puts.filter(({ time }) => time.startsWith(day.day)),
          undefined,
          days[index - 1],
        );
        expect(again.map(withoutNumbers)).toEqual([withoutNumbers(day)]);
        expect(opening(again[0])).toEqual(opening(day));
      }
    }),
    runs,
  );
});

const withoutNumbers = ({ snapshots, ...day }: Day) => ({
  ...day,
  snapshots: snapshots.map(({ number: _, digest: __, ...record }) => record),
});

test('restarts are never more than there were, and all of them where no pod was lost from sight', () => {
  fc.assert(
    fc.property(scripts(), (script) => {
      const { puts, restarts, lost } = play(script);
      const folded = daysOfPuts(puts).flatMap(({ workloads }) => workloads.flatMap((one) => one.restarts));
      const sum = folded.reduce((all, { n }) => all + n, 0);
      expect(sum).toBeLessThanOrEqual(restarts);
      if (!lost) expect(sum).toBe(restarts);
    }),
    runs,
  );
});

test('stretches are in order, have a length, and do not overlap', () => {
  fc.assert(
    fc.property(scripts(), (script) => {
      const { puts } = play(script);
      for (const day of daysOfPuts(puts)) for (const track of tracksOf(day)) checkTrack(track);
    }),
    runs,
  );
});

const tracksOf = (day: Day): Stretch[][] => [
  day.states,
  ...day.nodes.map(({ beats }) => beats),
  ...day.findings.map(({ met }) => met),
  ...day.workloads.flatMap(({ states, versions, replicas }) => [states, versions, replicas]),
];

function checkTrack(track: Stretch[]): void {
  for (const [index, { from, to }] of track.entries()) {
    if (to === undefined) expect(index).toBe(track.length - 1);
    else expect(to).toBeGreaterThan(from);
    if (index > 0) expect(from).toBeGreaterThanOrEqual(track[index - 1]!.to!);
  }
}

test('two slices that touch add up to the slice over both', () => {
  fc.assert(
    fc.property(scripts(), fc.double({ min: 0, max: 1, noNaN: true }), (script, part) => {
      const { puts } = play(script);
      const days = daysOfPuts(puts);
      const from = days[0]!.snapshots[0]!.at - 7200;
      const to = days.at(-1)!.snapshots.at(-1)!.at + 7200;
      const middle = Math.floor(from + (to - from) * part);
      const [left, right, whole] = [
        sliceDays(days, from, middle),
        sliceDays(days, middle, to),
        sliceDays(days, from, to),
      ].map(measure);
      expect(add(left!, right!)).toEqual(whole);
    }),
    runs,
  );
});

/** Seconds by thing and state, and counts. */
function measure(slice: Slice): Map<string, number> {
  const sums = new Map<string, number>();
  const enter = (key: string, n: number) => sums.set(key, (sums.get(key) ?? 0) + n);
  for (const { state, from, to } of slice.states) enter(state, to - from);
  for (const { name, beats } of slice.nodes)
    for (const { beat, from, to } of beats) enter(`${name} ${beat}`, to - from);
  for (const { name, states, restarts, replacements } of slice.workloads) {
    for (const { state, from, to } of states) enter(`${name} ${state}`, to - from);
    for (const { n } of restarts) enter(`${name} restarts`, n);
    for (const { n } of replacements) enter(`${name} replacements`, n);
  }
  for (const { rule, name, met } of slice.findings)
    for (const { from, to } of met) enter(`${rule} ${name}`, to - from);
  for (const { uid, seen } of slice.events) for (const { n } of seen) enter(uid, n);
  enter('snapshots', slice.snapshots.length);
  return sums;
}

function add(a: Map<string, number>, b: Map<string, number>): Map<string, number> {
  const sums = new Map(a);
  for (const [key, n] of b) sums.set(key, (sums.get(key) ?? 0) + n);
  return sums;
}

test('nothing is said of a time that no snapshot speaks for', () => {
  fc.assert(
    fc.property(scripts(), (script) => {
      const { puts } = play(script);
      const days = daysOfPuts(puts);
      const read = days.flatMap(({ snapshots }) => snapshots).filter(({ damaged }) => damaged === undefined);
      const slice = sliceDays(days, 0, 1e11);
      for (const { from, to } of [...slice.states, ...slice.workloads.flatMap(({ states }) => states)]) {
        for (let at = from; at < to; at += 300) {
          const last = read.findLast((one) => one.at <= at);
          expect(last ? at - last.at : undefined, `${at}`).toBeLessThanOrEqual(900 * 1.5);
        }
      }
    }),
    runs,
  );
});
