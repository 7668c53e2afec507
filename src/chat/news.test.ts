import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { Situation } from '../history/trail/situation.ts';
import type { ChatMemory } from '../snapshots/chat-memory.ts';
import { findChatNews, type LatestEdition } from './news.ts';

const at = (minutes: number) => new Date(Date.parse('2026-11-22T07:00:00Z') + minutes * 60_000);
const edition = (minutes: number, state: Situation['state'], since = minutes): LatestEdition => ({
  instant: at(minutes).toISOString(),
  situation: {
    state,
    lead: `It is ${state}.`,
    ...(state !== 'healthy' && { trouble: { at: at(since).toISOString() } }),
    since: { at: at(since).toISOString() },
    kinds: { complete: 20, all: 20, unseen: [] },
  },
  page: 'prod/index.html',
  picture: 'prod/preview.png',
});
const watched = { cluster: 'prod', overdue: false };

/** What a chat hears while the cluster goes through these states, a quarter of an hour each. */
function hear(states: readonly (Situation['state'] | 'overdue')[], every = 15): string[] {
  let memory: ChatMemory[string] | undefined;
  let since = 0;
  return states.flatMap((state, index) => {
    const now = at(index * every);
    if (index > 0 && (states[index - 1] === 'healthy') !== (state === 'healthy')) since = index * every;
    const latest = state === 'overdue' ? undefined : edition(index * every, state, since);
    const found = findChatNews({ ...watched, overdue: state === 'overdue' }, latest, memory, now);
    memory = found.memory;
    return found.news ? [`${index}: ${found.news.event}`] : [];
  });
}

test('an incident is told when it begins, when it becomes worse, and when it is over', () => {
  expect(
    hear(['healthy', 'degraded', 'degraded', 'failing', 'failing', 'degraded', 'healthy', 'healthy']),
  ).toEqual(['1: incident-began', '3: incident-worse', '6: incident-over']);
});

test('a state that was not seen ends nothing, and a cluster that is not collected is told once', () => {
  expect(hear(['failing', 'unknown', 'failing', 'overdue', 'overdue', 'failing', 'healthy'])).toEqual([
    '0: incident-began',
    '3: not-collected',
    '5: collected-again',
    '6: incident-over',
  ]);
});

test('a cluster that falls ill and recovers all the time is told of at most once an hour', () => {
  const flapping = Array.from({ length: 48 }).flatMap(() => ['failing', 'healthy'] as const);
  const heard = hear(flapping);
  expect(heard.filter((line) => line.endsWith('incident-began')).length).toBeLessThanOrEqual(24);
  fc.assert(
    fc.property(
      fc.array(fc.constantFrom('healthy', 'degraded', 'failing', 'unknown', 'overdue'), { maxLength: 60 }),
      (states) => {
        const events = hear(states as Situation['state'][]).map((line) => line.split(': ')[1]);
        const began = events.filter((event) => event === 'incident-began').length;
        const over = events.filter((event) => event === 'incident-over').length;
        // Each end belongs to a beginning that was told.
        expect(over === began || over === began - 1).toBe(true);
        expect(began).toBeLessThanOrEqual(1 + Math.floor((states.length * 15) / 60));
      },
    ),
  );
});

test('what is told again changes nothing', () => {
  const first = findChatNews(watched, edition(0, 'failing'), undefined, at(0));
  expect(first.news?.title).toBe('prod is failing, since 07:00 UTC');
  expect(findChatNews(watched, edition(0, 'failing'), first.memory, at(1))).toEqual({ memory: first.memory });
});
