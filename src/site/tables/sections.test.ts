import { expect, test } from 'vitest';
import { toSections } from './sections.ts';

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
