/** The trail before an edition: the states of the day before, and what began, ended or was rolled out. */
import { findingKey, parseFindingKey } from '../../model/findings/finding-key.ts';
import { rules } from '../../model/findings/rules.ts';
import { singleFindings } from '../../model/findings/same-cause.ts';
import { objectKey } from '../../model/object-ref.ts';
import type { Followed, KnownFinding, KnownVersion, Moment, RecentEdition, Trail } from './trail-record.ts';

const DAY_MS = 86_400_000;
/** Number of editions: a day with one each quarter of an hour. Number of entries of each kind in an edition. */
const [MOST_EDITIONS, MOST] = [97, 8];

/**
 * The editions of the 24 hours up to one, which is the last. The newest ones if there are too many.
 * @param now the findings and versions of its own trail
 */
export function foldRecent(
  previous: Trail,
  report: Followed,
  self: Moment,
  now: { findings: readonly KnownFinding[]; versions: readonly KnownVersion[] },
): RecentEdition[] {
  const { state, meta } = report;
  const entry: RecentEdition = { ...self, state, interval: meta.settings.intervalSeconds };
  // Nobody knows what was before the first edition.
  if (previous.edition) {
    const known = new Set(now.findings.map(({ key }) => key));
    put(entry, 'met', listMet(report, now.findings, self));
    put(
      entry,
      'over',
      previous.findings.flatMap(({ key }) => (!known.has(key) && isTrouble(key) ? [key] : [])),
    );
    put(entry, 'rolledOut', listRolledOut(previous.versions, now.versions));
  }
  return addRecent(previous, entry);
}

/** The known editions of the 24 hours up to one, and that one. */
export function addRecent({ recent = [] }: Pick<Trail, 'recent'>, entry: RecentEdition): RecentEdition[] {
  const oldest = Date.parse(entry.instant) - DAY_MS;
  const earlier = recent.filter(({ instant }) => Date.parse(instant) >= oldest);
  return [...earlier, entry].slice(-MOST_EDITIONS);
}

function put<Key extends 'met' | 'over' | 'rolledOut'>(
  entry: RecentEdition,
  key: Key,
  found: NonNullable<RecentEdition[Key]>,
) {
  if (found.length === 0) return;
  entry[key] = found.slice(0, MOST) as RecentEdition[Key];
  if (found.length > MOST) entry.more = (entry.more ?? 0) + found.length - MOST;
}

/** Findings of trouble that this edition was the first to show, the worst first. */
function listMet({ findings }: Followed, known: readonly KnownFinding[], { number }: Moment): string[] {
  const fresh = new Set(known.flatMap(({ key, since }) => (since.number === number ? [key] : [])));
  const trouble = singleFindings(findings).filter(({ severity }) => severity !== 'advice');
  const keys = trouble.map(({ rule, object }) => findingKey(rule, object));
  return [...new Set(keys)].filter((key) => fresh.has(key));
}

const advice = new Set(rules.filter(({ severity }) => severity === 'advice').map(({ id }) => id));
const isTrouble = (key: string) => !advice.has(parseFindingKey(key).rule);

function listRolledOut(before: readonly KnownVersion[], now: readonly KnownVersion[]) {
  const was = new Map(before.map((entry) => [objectKey(entry.workload), entry.version]));
  return now.flatMap(({ workload, version }) => {
    const from = was.get(objectKey(workload));
    return from !== undefined && version !== undefined && from !== version
      ? [{ workload, from, to: version }]
      : [];
  });
}
