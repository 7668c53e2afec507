import { expect, test } from 'vitest';
import { formatComparison, parseComparison } from './comparison-link.ts';

const before = { cluster: 'prod', day: '2026-11-22', time: '071500Z' };
const after = { cluster: 'acc-2', day: '2026-11-23', time: '000000Z' };

test.each([true, false])('a comparison is a link, and a link the comparison (noise: %s)', (noise) => {
  const fragment = formatComparison({ before, after, noise });
  expect(fragment).toMatch(/^#before=prod\/2026-11-22T071500Z&after=acc-2\/2026-11-23T000000Z/);
  expect(parseComparison(fragment)).toEqual({ before, after, noise });
});

test('one side may be open', () => {
  expect(parseComparison('#after=acc-2/2026-11-23T000000Z')).toEqual({ after, noise: false });
});

test.each([
  '',
  '#content',
  '#before=prod',
  '#before=../../x/2026-11-22T071500Z',
  '#after=prod/2026-11-22T7Z',
])('%j says nothing', (fragment) => {
  expect(parseComparison(fragment)).toEqual({ noise: false });
});
