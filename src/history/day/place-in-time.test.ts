import { expect, test } from 'vitest';
import { placeInTime } from './place-in-time.ts';

const times = (...all: number[]) => all.map((time) => ({ time }));

test('snapshots whose times agree with their order stand where they say', () => {
  expect(placeInTime(times(10, 20, 20, 30))).toEqual([10, 20, 20, 30]);
});

test('one clock that lies stands with the one before it, and does not drag its neighbours along', () => {
  expect(placeInTime(times(10, 20, 5000, 30, 40))).toEqual([10, 20, 20, 30, 40]);
  expect(placeInTime(times(10, 20, 1, 30, 40))).toEqual([10, 20, 20, 30, 40]);
  expect(placeInTime(times(5000, 10, 20))).toEqual([10, 10, 20]);
});

test('what was in the future when it was taken is never believed', () => {
  expect(placeInTime([{ time: 10 }, { time: 15, marks: ['future'] }, { time: 20 }])).toEqual([10, 10, 20]);
  expect(placeInTime([{ time: 15, marks: ['future'] }])).toEqual([15]);
});

test('a clock that was put right is believed from then on', () => {
  expect(placeInTime(times(300, 310, 20, 30, 40))).toEqual([20, 20, 20, 30, 40]);
});

test('a day without snapshots has nothing to place', () => {
  expect(placeInTime([])).toEqual([]);
});
