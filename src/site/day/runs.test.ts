import { expect, test } from 'vitest';
import type { EditionRecord } from '../records/edition-record.ts';
import { foldRuns } from './runs.ts';

const counts = { healthy: 3, degraded: 0, failing: 0, unknown: 0 };
const edition = (number: number, lead: string, complete = true): EditionRecord => ({
  ...{ cluster: 'prod', day: '2026-11-22', time: '070000Z', number, instant: '2026-11-22T07:00:00Z' },
  summary: {
    state: 'healthy',
    lead,
    complete,
    unseen: complete ? [] : ['Pod'],
    counts: { workloads: counts, pods: counts, nodes: counts },
    seen: { pods: complete, workloads: true, nodes: true, events: true },
    restarts: number,
    intervalSeconds: 900,
  },
});
const numbers = (editions: EditionRecord[]) =>
  foldRuns(editions).map(({ first, others }) => [first.number, others.map(({ number }) => number)]);

test('editions in a row that say the same are folded, also where restarts were counted before', () => {
  const quiet = [5, 4, 3, 2].map((number) => edition(number, 'Quiet.'));
  expect(numbers([edition(6, 'Trouble.'), ...quiet, edition(1, 'Trouble.')])).toEqual([
    [6, []],
    [5, [4, 3, 2]],
    [1, []],
  ]);
});

test('two are not folded, and nothing is that was not wholly seen', () => {
  expect(numbers([edition(2, 'Quiet.'), edition(1, 'Quiet.')])).toEqual([
    [2, []],
    [1, []],
  ]);
  expect(numbers([edition(3, 'Quiet.'), edition(2, 'Quiet.', false), edition(1, 'Quiet.')])).toEqual([
    [3, []],
    [2, []],
    [1, []],
  ]);
});
