/** What Gazette is known to tell falsely, or not to tell: each with its reason. The aim is that there is none. */
import type { Area, Miss } from './score.ts';

interface KnownGap {
  scenario: string;
  /** All areas in which it shows. */
  areas: readonly Area[];
  why: string;
}

export const KNOWN_GAPS: readonly KnownGap[] = [];

export const gapOf = ({ scenario, area }: Miss): KnownGap | undefined =>
  KNOWN_GAPS.find((gap) => gap.scenario === scenario && gap.areas.includes(area));

/** Gaps that are none any more, as `scenario: area`. */
export const closedGaps = (misses: readonly Miss[]): string[] =>
  KNOWN_GAPS.flatMap(({ scenario, areas }) =>
    areas
      .filter((area) => !misses.some((miss) => miss.scenario === scenario && miss.area === area))
      .map((area) => `${scenario}: ${area}`),
  );
