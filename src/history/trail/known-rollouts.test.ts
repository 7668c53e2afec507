import { expect, test } from 'vitest';
import type { Rollout } from '../day/workload-day.ts';
import { listKnownRollouts } from './known-rollouts.ts';

const web = { kind: 'Deployment', namespace: 'shop', name: 'web' };
const rollout = (begun: number, more: Partial<Rollout> = {}): Rollout => ({
  ...{ from: '1', to: '2', after: begun - 900, begun, replaced: 0 },
  ...more,
});
const known = (rollouts: Rollout[], at: number, yesterday: Rollout[] = []) =>
  listKnownRollouts([[{ ...web, rollouts: yesterday }], [{ ...web, rollouts }]], at).map(
    ({ begun, isNew }) => `${begun}${isNew ? ' new' : ''}`,
  );

test('an edition knows the rollouts that go on, or ended shortly before, and those that it showed first', () => {
  expect(known([rollout(1000)], 1000)).toEqual(['1000 new']);
  expect(known([rollout(1000, { ended: 1900 })], 3700)).toEqual(['1000']);
  expect(known([rollout(1000, { ended: 1900 })], 3701)).toEqual([]);
  // The Days know of later snapshots, too: an edition does not.
  expect(known([rollout(2000)], 1000)).toEqual([]);
  expect(known([rollout(1000, { ended: 90_000 }), rollout(90_000)], 4000)).toEqual(['1000']);
});

test('what went on before anybody looked is not new, and a rollout over midnight is one', () => {
  const { after: _, ...unseen } = rollout(1000);
  expect(known([unseen], 1000)).toEqual(['1000']);
  expect(known([{ ...unseen, previous: 'web-1' }], 1000)).toEqual(['1000 new']);
  const open = rollout(80_000);
  expect(known([{ ...open, ended: 90_000 }], 87_000, [open])).toEqual(['80000']);
});
