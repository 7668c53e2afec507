/**
 * The trail that led to an edition: its day before, as a strip and as a list. The list tells what began, ended or was
 * rolled out.
 */
import { toUnix } from '../../history/day/unix.ts';
import { findGaps } from '../../history/gaps.ts';
import type { RecentEdition, Trail } from '../../history/trail/trail-record.ts';
import { parseFindingKey } from '../../model/findings/finding-key.ts';
import { rules } from '../../model/findings/rules.ts';
import type { ObjectRef } from '../../model/report.ts';
import { STATE_WORDS } from '../../words/format.ts';
import { nameRollout } from '../../words/history.ts';
import { editionFolder } from '../paths.ts';
import type { StripCell } from '../charts/strip.ts';
import { withGaps } from '../charts/timeline.ts';

/** Number of editions in the list. */
const MOST_EDITIONS = 12;

/** A fact that an edition was the first to show. */
export interface TrailStep {
  how: 'met' | 'over' | 'gone' | 'rolled out';
  /** A finding's title; the versions of a rollout. */
  what: string;
  object: Omit<ObjectRef, 'uid'>;
}

export interface DayBefore {
  cells: StripCell[];
  /** Instant of the oldest edition. */
  from: string;
  /** The newest first. */
  steps: { edition: RecentEdition; href: string; steps: TrailStep[]; more: number }[];
  /** Number of further editions with such facts. */
  more: number;
}

/**
 * @param toHref link from the page to a file of the site
 * @returns undefined if no earlier edition of that day is known
 */
export function buildDayBefore(
  { recent = [] }: Trail,
  cluster: string,
  toHref: (file: string) => string,
): DayBefore | undefined {
  const [first] = recent;
  if (!first || recent.length < 2) return undefined;
  const hrefOf = ({ day, time }: RecentEdition) =>
    toHref(`${editionFolder({ cluster, day, time })}/index.html`);
  const shown = recent.map((edition) => ({
    instant: edition.instant,
    state: edition.state,
    lead: STATE_WORDS[edition.state],
    href: hrefOf(edition),
    ...(edition.interval !== undefined && { interval: edition.interval }),
  }));
  const telling = recent
    .map((edition) => ({
      edition,
      href: hrefOf(edition),
      steps: toSteps(edition),
      more: edition.more ?? 0,
    }))
    .filter(({ steps }) => steps.length > 0)
    .toReversed();
  return {
    cells: withGaps(
      shown,
      findGaps(
        recent.map(({ instant, interval }) => ({ at: toUnix(instant)!, ...(interval && { interval }) })),
      ),
    ),
    from: first.instant,
    steps: telling.slice(0, MOST_EDITIONS),
    more: Math.max(0, telling.length - MOST_EDITIONS),
  };
}

const titles = new Map(rules.map(({ id, title }) => [id, title]));

function toSteps({ met = [], over = [], gone = [], rolledOut = [] }: RecentEdition): TrailStep[] {
  const toStep = (how: TrailStep['how']) => (key: string) => {
    const { rule, object } = parseFindingKey(key);
    return { how, what: titles.get(rule) ?? rule, object };
  };
  return [
    ...rolledOut.map(({ workload, ...rollout }): TrailStep => ({
      how: 'rolled out',
      what: nameRollout(rollout),
      object: workload,
    })),
    ...met.map(toStep('met')),
    ...over.map(toStep('over')),
    ...gone.map(toStep('gone')),
  ];
}
