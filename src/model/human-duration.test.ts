import { describe, expect, test } from 'vitest';
import { formatAge, humanDuration, secondsBetween } from './human-duration.ts';

const [MINUTE, HOUR, DAY, YEAR] = [60, 3600, 86_400, 365 * 86_400];

// The cases of k8s.io/apimachinery/pkg/util/duration/duration_test.go.
describe('a human duration is that of kubectl', () => {
  test.each([
    [1, '1s'],
    [70, '70s'],
    [190, '3m10s'],
    [70 * MINUTE, '70m'],
    [47 * HOUR, '47h'],
    [49 * HOUR, '2d1h'],
    [8 * DAY + 2 * HOUR, '8d'],
    [367 * DAY, '367d'],
    [2 * YEAR + 25 * HOUR, '2y1d'],
    [8 * YEAR + 2 * HOUR, '8y'],
    [-2, '<invalid>'],
    [-1.999, '0s'],
    [0, '0s'],
    [0.999, '0s'],
    [2 * MINUTE - 0.001, '119s'],
    [2 * MINUTE, '2m'],
    [2 * MINUTE + 1, '2m1s'],
    [10 * MINUTE - 0.001, '9m59s'],
    [10 * MINUTE, '10m'],
    [10 * MINUTE + 1, '10m'],
    [3 * HOUR - 0.001, '179m'],
    [3 * HOUR, '3h'],
    [3 * HOUR + MINUTE, '3h1m'],
    [8 * HOUR - 0.001, '7h59m'],
    [8 * HOUR, '8h'],
    [8 * HOUR + 59 * MINUTE, '8h'],
    [2 * DAY - 0.001, '47h'],
    [2 * DAY, '2d'],
    [2 * DAY + HOUR, '2d1h'],
    [8 * DAY - 0.001, '7d23h'],
    [8 * DAY, '8d'],
    [8 * DAY + 23 * HOUR, '8d'],
    [2 * YEAR - 0.001, '729d'],
    [2 * YEAR, '2y'],
    [2 * YEAR + 23 * HOUR + 59 * MINUTE, '2y'],
    [2 * YEAR + DAY - 0.001, '2y'],
    [2 * YEAR + DAY, '2y1d'],
    [3 * YEAR, '3y'],
    [7 * YEAR, '7y'],
    [8 * YEAR - 0.001, '7y364d'],
    [8 * YEAR, '8y'],
    [8 * YEAR + 364 * DAY, '8y'],
    [9 * YEAR, '9y'],
  ])('%d s is %s', (seconds, text) => {
    expect(humanDuration(seconds)).toBe(text);
  });
});

test('an age is counted between two times of the API, with or without microseconds', () => {
  expect(formatAge('2026-11-22T07:10:00Z', '2026-11-22T07:15:00Z')).toBe('5m');
  expect(formatAge('2026-11-22T07:14:59.400000Z', '2026-11-22T07:15:00Z')).toBe('0s');
  expect(secondsBetween('2026-11-22T07:14:59.750000Z', '2026-11-22T07:15:00Z')).toBe(0.25);
});

test('an age without a time is unknown, as kubectl says', () => {
  expect(formatAge(undefined, '2026-11-22T07:15:00Z')).toBe('<unknown>');
  expect(formatAge('yesterday', '2026-11-22T07:15:00Z')).toBe('<unknown>');
});
