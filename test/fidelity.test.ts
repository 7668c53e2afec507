/** What Gazette says of simulated clusters, compared with what truly happened in them: see `docs/fidelity.md`. */
import fs from 'node:fs';
import path from 'node:path';
import { expect, test } from 'vitest';
import { areaLinesOf, renderFidelity, unnamed } from './fidelity/document.ts';
import { closedGaps } from './fidelity/known-gaps.ts';
import { measureFidelity } from './fidelity/measure.ts';
import { CASTS } from './fidelity/scenarios.ts';
import { Score } from './fidelity/score.ts';

const DOCUMENT = path.join(import.meta.dirname, '../docs/fidelity.md');
const BEGIN = /(<!-- the result: .* -->\n)[\s\S]*?(<!-- end of the result -->)/;

const score = await measureFidelity();

test('nothing false is told, and nothing observable is missing, but for known gaps', () => {
  expect(unnamed(score.misses)).toEqual([]);
  expect(closedGaps(score.misses)).toEqual([]);
});

test('every area has something that was observable', () => {
  expect(areaLinesOf(score).filter(({ observable }) => observable === 0)).toEqual([]);
  expect(CASTS.flatMap(({ scenarios }) => scenarios).length).toBeGreaterThanOrEqual(30);
});

test('docs/fidelity.md has the result; vitest -u writes it', async () => {
  const document = fs.readFileSync(DOCUMENT, 'utf8');
  expect(document).toMatch(BEGIN);
  const expected = document.replace(BEGIN, (_, begin, end) => `${begin}\n${renderFidelity(score)}\n\n${end}`);
  await expect(expected).toMatchFileSnapshot(DOCUMENT);
});

test('what is told falsely or not at all counts, and is named', () => {
  const one = new Score();
  const miss = () => ({ scenario: 'shop', truth: 'two', said: 'three' });
  one.tell('restarts', 3, 2, miss);
  one.expect('restarts', 4, 3, miss);
  const [line] = areaLinesOf(one);
  expect(line).toEqual({ area: 'restarts', observable: 4, precision: '66.6 %', recall: '75 %' });
  expect(unnamed(one.misses)).toEqual([
    'restarts, shop, false: two; said: three',
    'restarts, shop, missing: two; said: three',
  ]);
});
