import { expect, test } from 'vitest';
import { dayOfPuts, dbPod, put } from '../../../test/days-of.ts';

test('a counter that says billions is a number, and no list of billions', () => {
  const day = dayOfPuts([
    put('07:00', { Pod: [dbPod('db-0', { restarts: 3 })] }),
    put('07:15', { Pod: [dbPod('db-0', { restarts: 2_147_483_647 })] }),
  ]);
  const restarts = day.workloads.flatMap((workload) => workload.restarts);
  expect(restarts.reduce((sum, { n }) => sum + n, 0)).toBe(2_147_483_644);
  expect(restarts.length).toBeLessThan(3);
});
