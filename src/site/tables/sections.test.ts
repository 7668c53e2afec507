import { expect, test } from 'vitest';
import { toGroupSections, toSections } from './sections.ts';

const row = (state: 'healthy' | 'failing') => ({ state });
const titles = (...sections: { title: string }[]) => sections.map((section) => section.title);

test('trouble comes first, under its own subhead', () => {
  expect(titles(...toSections([row('healthy'), row('failing')], true))).toEqual([
    '1 needs attention',
    '1 more',
  ]);
});

test('all are healthy only where all were seen', () => {
  expect(titles(...toSections([row('healthy')], true))).toEqual(['All 1 healthy']);
  expect(titles(...toSections([row('healthy')], false))).toEqual(['1 healthy']);
  expect(toSections([], false)).toEqual([]);
});

test('a group of queues with dead letters is not called healthy', () => {
  const queue = (group: string, state: 'healthy' | 'degraded', deadLetters?: number) => ({
    ...{ group, state, probe: 'mq', isDeadLetter: deadLetters !== undefined, messages: deadLetters ?? 7 },
  });
  const rows = [
    ...[queue('Chat', 'healthy', 0), queue('Chat', 'healthy')],
    ...[queue('Mail', 'healthy', 815), queue('Mail', 'healthy', 4), queue('Mail', 'healthy')],
    ...[queue('Pay', 'degraded', 1)],
  ];
  expect(titles(...toGroupSections(rows))).toEqual([
    'Chat: 2 queues, all healthy',
    'Mail: 3 queues, 819 dead letters',
    'Pay: 1 queue, 1 needs attention, 1 dead letter',
  ]);
});
