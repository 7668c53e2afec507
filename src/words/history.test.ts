import { expect, test } from 'vitest';
import { startOfDay } from '../history/day/unix.ts';
import { periodOf } from '../history/period/period.ts';
import { spell } from '../model/english.ts';
import {
  axisOf,
  countWorkloads,
  explainPods,
  formatBucket,
  formatExactly,
  formatLasted,
  formatSpan,
  formatWindow,
  countPodsOf,
  formatTroubleTime,
  nameRollout,
} from './history.ts';

const at = (day: string, hours: number) => startOfDay(day) + hours * 3600;

test.each([
  [0, '0 s'],
  [45, '45 s'],
  [3600, '1 h'],
  [8107, '2 h 15 min'],
  [3 * 86_400 + 5, '3 d'],
  [86_400 + 3 * 3600 + 59, '1 d 3 h'],
])('%i seconds are %s', (seconds, text) => {
  expect(formatSpan(seconds).replaceAll('\u00a0', ' ')).toBe(text);
});

test('a bucket is told by what its window needs', () => {
  expect(formatBucket({ from: at('2026-11-22', 7), to: at('2026-11-22', 7.25) }, 1)).toBe('07:00 to 07:15');
  expect(formatBucket({ from: at('2026-11-22', 23), to: at('2026-11-23', 0) }, 1)).toBe('23:00 to 24:00');
  expect(formatBucket({ from: at('2026-11-22', 22), to: at('2026-11-23', 0) }, 7)).toBe(
    '22 Nov 22:00 to 24:00',
  );
  expect(formatBucket({ from: at('2026-11-22', 0), to: at('2026-11-23', 0) }, 90)).toBe('22 Nov');
});

test('a window names its first and last day, also over a year', () => {
  expect(formatWindow(periodOf('2026-11-22', 1), 1)).toBe('Sunday 22 November 2026');
  expect(formatWindow(periodOf('2026-11-22', 7), 7)).toBe('16 November to 22 November 2026');
  expect(formatWindow(periodOf('2027-01-02', 7), 7)).toBe('27 December 2026 to 2 January 2027');
  expect(axisOf(periodOf('2026-11-22', 30), 30)).toEqual(['24 Oct', '8 Nov', '22 Nov']);
});

test('how long something lasted is a range, or what is known of it', () => {
  const text = (least: number, most?: number) =>
    formatLasted({ least, ...(most !== undefined && { most }) }).replaceAll('\u00a0', ' ');
  expect(text(900, 2700)).toBe('15 min to 45 min');
  expect(text(0, 1800)).toBe('at most 30 min');
  expect(text(900)).toBe('at least 15 min');
  expect(text(0)).toBe('one snapshot');
  expect(text(130, 130)).toBe('2 min 10 s');
});

test('pods that nothing owns are counted apart from workloads, and where they stand it is said what they are', () => {
  const rows = (workloads: number, pods: number) => [
    ...Array.from({ length: workloads }, () => ({ kind: 'Deployment' })),
    ...Array.from({ length: pods }, () => ({ kind: 'Pod' })),
  ];
  expect(countWorkloads(rows(31, 12))).toBe('31 workloads and 12 pods without one');
  expect(countWorkloads(rows(1, 1), spell)).toBe('one workload and one pod without one');
  expect(countWorkloads(rows(31, 0))).toBe('31 workloads');
  expect(countWorkloads(rows(0, 1))).toBe('1 pod without a workload');
  expect(explainPods(rows(31, 0))).toBe('');
  expect(explainPods(rows(31, 1))).toContain('bare and static pods');
});

test('a rollout is told by what differs, and never from a version to the same', () => {
  expect(nameRollout({ from: '2.14.0', to: '2.15.0' })).toBe('2.14.0 → 2.15.0');
  const images = [{ from: 'docker.io/shop/web:3.4.0', to: 'registry.bank/shop/web:3.4.0' }];
  expect(nameRollout({ from: '3.4.0', to: '3.4.0', images })).toBe(
    '3.4.0 as before, docker.io/shop/web:3.4.0 → registry.bank/shop/web:3.4.0',
  );
  expect(nameRollout({ from: '3.4.0', to: '3.4.0' })).toBe('3.4.0 as before, another template');
});

test('a time of another year says which', () => {
  const [then, now] = [Date.UTC(2025, 11, 31, 23, 45) / 1000, Date.UTC(2026, 0, 1, 7, 15) / 1000];
  expect([formatExactly(then, 7, now), formatExactly(then, 7), formatExactly(now, 1)]).toEqual([
    '31 Dec 2025 23:45:00',
    '31 Dec 23:45:00',
    '07:15:00',
  ]);
});

test('pods are counted with their workloads, and bare pods are no workloads', () => {
  const deployment = { kind: 'Deployment' };
  const pod = { kind: 'Pod' };
  expect(countPodsOf(12, [deployment, deployment])).toBe('12 pods of 2 workloads');
  expect(countPodsOf(5, [deployment, pod, pod])).toBe('3 pods of 1 workload and 2 without any');
  expect(countPodsOf(4, [pod, pod, pod, pod])).toBe('4 pods without a workload');
});

test('a time of trouble says what of it was not seen', () => {
  const [from, to] = [Date.UTC(2026, 10, 22, 7, 15), Date.UTC(2026, 10, 23, 8, 30)].map(
    (ms) => ms / 1000,
  ) as [number, number];
  const told = (end: 'recovered' | 'open' | 'unseen', atLeast = false, until = to) =>
    formatTroubleTime({ from, to: until, end, atLeast });
  expect(told('recovered')).toBe('22 Nov 07:15 to 23 Nov 08:30');
  expect(told('recovered', true, from + 3600)).toBe('at least 22 Nov 07:15 to 08:15');
  expect(told('open')).toBe('since 22 Nov 07:15, not over');
  expect(told('unseen')).toBe('22 Nov 07:15 to at least 23 Nov 08:30, then not seen');
  expect(told('unseen', false, from)).toBe('22 Nov 07:15, then not seen');
});
