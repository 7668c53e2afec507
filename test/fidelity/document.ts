/** The tables of `docs/fidelity.md`. */
import { gapOf, KNOWN_GAPS } from './known-gaps.ts';
import { CASTS } from './scenarios.ts';
import { AREAS, type Miss, type Score } from './score.ts';

export interface AreaLine {
  area: string;
  observable: number;
  precision: string;
  recall: string;
}

/** What could not be told otherwise is right. */
const share = (part: number, all: number) => (all === 0 ? '–' : `${Math.floor((1000 * part) / all) / 10} %`);

export const areaLinesOf = ({ sums }: Score): AreaLine[] =>
  AREAS.map((area) => {
    const { told, right, observable, found } = sums.get(area)!;
    return { area, observable, precision: share(right, told), recall: share(found, observable) };
  });

export function renderFidelity(score: Score): string {
  const areas = areaLinesOf(score).map(
    ({ area, observable, precision, recall }) => `| ${area} | ${observable} | ${precision} | ${recall} |`,
  );
  const scenarios = CASTS.flatMap(({ name, scenarios: own }) =>
    own.map(({ id, title }) => `| ${name} | \`${id}\` | ${title} |`),
  );
  const gaps = KNOWN_GAPS.map(
    ({ scenario, areas: own, why }) => `- \`${scenario}\` (${own.join(', ')}): ${why}`,
  );
  return [
    '| Area | Observable | Precision | Recall |',
    '| --- | --: | --: | --: |',
    ...areas,
    '',
    '### Known gaps',
    '',
    ...(gaps.length > 0 ? gaps : ['None.']),
    '',
    '### Scenarios',
    '',
    '| Cluster | Scenario | What happens |',
    '| --- | --- | --- |',
    ...scenarios,
  ].join('\n');
}

/** Misses that no known gap explains, as lines. */
export const unnamed = (misses: readonly Miss[]): string[] =>
  misses
    .filter((miss) => !gapOf(miss))
    .map(({ area, what, scenario, truth, said }) => `${area}, ${scenario}, ${what}: ${truth}; said: ${said}`);
