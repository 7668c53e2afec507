import { expect, test } from 'vitest';
import type { RecentEdition } from '../../history/trail/trail-record.ts';
import { buildDayBefore } from './day-before.ts';

const edition = (number: number, minutes: number, more: Partial<RecentEdition> = {}): RecentEdition => ({
  number,
  day: '2026-11-22',
  time: `07${minutes}00Z`,
  instant: `2026-11-22T07:${minutes}:00Z`,
  state: 'healthy',
  interval: 300,
  ...more,
});
const build = (...recent: RecentEdition[]) =>
  buildDayBefore({ findings: [], versions: [], unchecked: [], unseen: [], recent }, 'prod', (file) => file);

test('each edition is a cell, and what was missed between them is hatched', () => {
  const day = build(edition(1, 10), edition(2, 15, { state: 'failing' }), edition(3, 30));
  expect(day?.cells.map(({ state, label }) => [state, label])).toEqual([
    ['healthy', '22 Nov 07:10: Healthy'],
    ['failing', '22 Nov 07:15: Failing'],
    ['unknown', 'no snapshot between 22 Nov 07:15 and 07:30'],
    ['unknown', 'no snapshot between 22 Nov 07:15 and 07:30'],
    ['healthy', '22 Nov 07:30: Healthy'],
  ]);
  expect(day?.cells[1]?.href).toBe('prod/2026-11-22/071500Z/index.html');
});

test('what happened is told in the words of the rules, the newest first', () => {
  const workload = { kind: 'Deployment', namespace: 'shop', name: 'web' };
  const day = build(
    edition(1, 10),
    edition(2, 15, { met: ['node-not-ready Node//n1'], rolledOut: [{ workload, from: '1', to: '2' }] }),
    edition(3, 20, { over: ['crash-loop Pod/shop/a/b'], more: 2 }),
  );
  expect(day?.steps.map(({ edition: { number }, steps, more }) => ({ number, steps, more }))).toEqual([
    {
      number: 3,
      more: 2,
      steps: [{ how: 'over', what: 'Crash loop', object: { kind: 'Pod', namespace: 'shop', name: 'a/b' } }],
    },
    {
      number: 2,
      more: 0,
      steps: [
        { how: 'rolled out', what: '1 → 2', object: workload },
        { how: 'met', what: 'Node is not ready', object: { kind: 'Node', name: 'n1' } },
      ],
    },
  ]);
});

test('of the first edition, or with a trail of an older Gazette, there is no day before', () => {
  expect(build(edition(1, 10))).toBeUndefined();
  expect(build()).toBeUndefined();
});
