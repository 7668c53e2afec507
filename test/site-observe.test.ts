import { expect, test } from 'vitest';
import { observe } from '../src/days/observe.ts';
import { openStore } from '../src/snapshots/open-store.ts';
import { scratch } from './scratch.ts';
import { take } from './site-fixtures.ts';
import { runningPod } from './snapshot-of.ts';

test('a snapshot that no report can be made of costs its own edition, which says why', async () => {
  const data = await scratch();
  const odd = runningPod('odd', undefined, { status: { containerStatuses: 7 as never } });
  const stored = await take(data, 'prod', '2026-11-22T07:00:00Z', { objects: [odd] });
  const { observed, damaged } = await observe(openStore(data), 'prod', stored);
  expect(observed).toBe(undefined);
  expect(damaged).toMatch(/^prod\/2026-11-22\/070000Z\.full\.jsonl\.zst: cannot be shown: /);
  const fine = await take(data, 'prod', '2026-11-22T07:15:00Z');
  expect((await observe(openStore(data), 'prod', fine)).observed).toBeDefined();
});
