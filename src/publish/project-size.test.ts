import { expect, test } from 'vitest';
import { projectSize } from './project-size.ts';

const DAY = 86_400;
const keep = { all: 7 * DAY, hourly: 23 * DAY, brief: 60 * DAY };
const keptOfDay = (taken: number) => taken;
const size = (files: number) => ({ files, bytes: files * 1000 });
const pace = {
  intervalSeconds: 900,
  editions: { full: size(30), brief: size(6), small: size(3) },
  day: size(20),
  snapshot: size(1),
};

test('a year has its editions in each of their forms, its days, and its snapshots', () => {
  const full = 7 * 96 + 23 * 24 + 335;
  const brief = 23 * 72 + 60 * 95;
  const small = 275 * 95;
  const files = full * 30 + brief * 6 + small * 3 + 365 * 20;
  const year = projectSize(pace, 365, { keep, keptOfDay });
  expect(year).toEqual({ pages: { files, bytes: files * 1000 }, snapshots: size(365 * 96) });
});

test('without shrinking, each edition has all its pages', () => {
  const { pages } = projectSize(pace, 365, { keep: { ...keep, all: 1000 * DAY }, keptOfDay });
  expect(pages.files).toBe(365 * (96 * 30 + 20));
});

test('retention leaves fewer snapshots of older days', () => {
  const thinned = (taken: number, age: number) => (age < 10 ? taken : 1);
  expect(projectSize(pace, 100, { keep, keptOfDay: thinned }).snapshots.files).toBe(10 * 96 + 90);
});
