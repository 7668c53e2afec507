/** The trail before an edition: the states of the day before, and what began, ended or was rolled out. */
import { findingKey, parseFindingKey } from '../../model/findings/finding-key.ts';
import { singleFindings } from '../../model/findings/same-cause.ts';
import { indexGone } from '../day/shown-objects.ts';
import { isPassed } from '../checked-rules.ts';
import type { Report } from '../../model/report.ts';
import type { Beside } from './findings-since.ts';
import type { KnownFinding, Moment, RecentEdition, Trail } from './trail-record.ts';

const DAY_MS = 86_400_000;
/** Number of editions: a day with one each quarter of an hour. Number of entries of each kind in an edition. */
const [MOST_EDITIONS, MOST] = [97, 8];

/**
 * The editions of the 24 hours up to one, which is the last. The newest ones if there are too many.
 * @param now the findings of its own trail, and what it knows beside its Report
 */
export function foldRecent(
  previous: Trail,
  report: Report,
  self: Moment,
  now: Beside & { findings: readonly KnownFinding[] },
): RecentEdition[] {
  const { state, meta } = report;
  const entry: RecentEdition = { ...self, state, interval: meta.settings.intervalSeconds };
  const left = now.isAfterGap ? [] : listLeft(previous.findings, now.findings);
  const isGone = indexGone(report);
  const isOfGone = (key: string) => isGone(parseFindingKey(key).object);
  putFinding(entry, 'met', listMet(report, now.findings, self));
  putFinding(
    entry,
    'over',
    left.filter((key) => !isOfGone(key)),
  );
  putFinding(entry, 'gone', left.filter(isOfGone));
  putFinding(
    entry,
    'rolledOut',
    now.rollouts.filter(({ isNew }) => isNew).map(({ begun: _, isNew: __, ...rollout }) => rollout),
  );
  return addRecent(previous, entry);
}

/** The known editions of the 24 hours up to one, and that one. */
export function addRecent({ recent = [] }: Pick<Trail, 'recent'>, entry: RecentEdition): RecentEdition[] {
  const oldest = Date.parse(entry.instant) - DAY_MS;
  const earlier = recent.filter(({ instant }) => Date.parse(instant) >= oldest);
  return [...earlier, entry].slice(-MOST_EDITIONS);
}

function putFinding<Key extends 'met' | 'over' | 'gone' | 'rolledOut'>(
  entry: RecentEdition,
  key: Key,
  found: NonNullable<RecentEdition[Key]>,
) {
  if (found.length === 0) return;
  entry[key] = found.slice(0, MOST) as RecentEdition[Key];
  if (found.length > MOST) entry.more = (entry.more ?? 0) + found.length - MOST;
}

/** Findings of trouble that this edition was the first to show, the worst first. An unseen begin is no news. */
function listMet({ findings }: Report, known: readonly KnownFinding[], { number }: Moment): string[] {
  const fresh = new Set(
    known.flatMap(({ key, since, atLeast }) => (since.number === number && !atLeast ? [key] : [])),
  );
  const trouble = singleFindings(findings).filter(({ severity }) => severity !== 'advice');
  const keys = trouble.map(({ rule, object }) => findingKey(rule, object));
  return [...new Set(keys)].filter((key) => fresh.has(key));
}

/**
 * Findings of trouble of the edition before that are not met any more, without those that time ended. An unseen end is no
 * news: of silenced findings, and of those that the edition before could not check.
 */
function listLeft(before: readonly KnownFinding[], now: readonly KnownFinding[]): string[] {
  const known = new Set(now.map(({ key }) => key));
  return before.flatMap(({ key, severity, lastSeen }) => {
    if (known.has(key) || lastSeen || severity === undefined || severity === 'advice') return [];
    const { rule, object } = parseFindingKey(key);
    return isPassed({ rule, severity }, (other) => known.has(findingKey(other, object))) ? [] : [key];
  });
}
