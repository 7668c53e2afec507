/** How what Gazette says compares with what was observable. */

import { toStamp } from './world/clock.ts';

export const AREAS = [
  'restarts',
  'reasons',
  'rollouts',
  'frequency',
  'replacements',
  'nodes',
  'events',
  'states',
  'availability',
  'recovery',
  'findings',
  'digest sections',
  'review',
  'comparisons',
] as const;
export type Area = (typeof AREAS)[number];

/** Something that was told and is not so, or was observable and is not told. */
export interface Miss {
  area: Area;
  what: 'false' | 'missing';
  /** `rollout`: the namespace, or the node, that tells the scenario. */
  scenario: string;
  truth: string;
  said: string;
}

export interface Sums {
  /** What was told, and what of it is so. */
  told: number;
  right: number;
  /** What was observable, and what of it was told. */
  observable: number;
  found: number;
}

export class Score {
  readonly sums = new Map<Area, Sums>(
    AREAS.map((area) => [area, { told: 0, right: 0, observable: 0, found: 0 }]),
  );
  readonly misses: Miss[] = [];

  /** Counts what was told: `right` of `told`. */
  tell(area: Area, told: number, right: number, miss: () => Omit<Miss, 'area' | 'what'>): void {
    const sums = this.sums.get(area)!;
    sums.told += told;
    sums.right += right;
    if (right < told) this.misses.push({ area, what: 'false', ...miss() });
  }

  /** Counts what was observable: `found` of `observable`. */
  expect(area: Area, observable: number, found: number, miss: () => Omit<Miss, 'area' | 'what'>): void {
    const sums = this.sums.get(area)!;
    sums.observable += observable;
    sums.found += found;
    if (found < observable) this.misses.push({ area, what: 'missing', ...miss() });
  }
}

/** `Deployment/shop/web` and `Node/lost-1` to the scenario that they are of. */
export function scenarioOf(key: string): string {
  const [kind = '', namespace = '', name = ''] = key.split('/');
  if (kind !== 'Node') return namespace;
  return (name || namespace).replace(/-\d+$/, '');
}

/** How many of two lists are the same, each counted once. */
export function countCommon(one: readonly string[], other: readonly string[]): number {
  const left = [...other];
  return one.filter((item) => {
    const index = left.indexOf(item);
    if (index === -1) return false;
    left.splice(index, 1);
    return true;
  }).length;
}

/** Within a minute, for people: `24 09:04`. */
export const shortTime = (at: number | undefined): string =>
  at === undefined ? '…' : Number.isFinite(at) ? toStamp(at).slice(8, 16).replace('T', ' ') : '∞';
