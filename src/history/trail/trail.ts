/**
 * Since when an edition's findings and versions exist, as far as the editions before know. Each edition passes its
 * trail on to the next. So a new edition costs the same after ten or ten thousand others.
 */
import type { Report, State } from '../../model/report.ts';
import { lookedAt } from '../checked-rules.ts';
import { courseOf, foldCourse } from './course.ts';
import { foldKnownFindings } from './findings-since.ts';
import type { KnownRollout } from './known-rollouts.ts';
import { foldVersions } from './versions-since.ts';
import { addRecent, foldRecent } from './recent-editions.ts';
import { followsGap } from './since.ts';
import type { Moment, Trail } from './trail-record.ts';

/** Number of entries in a trail: the worst findings and the first services; further ones are forgotten. */
const MOST_ENTRIES = { findings: 2000, versions: 5000 };

/** Before the first edition, and if the edition before left no trail. */
const NOTHING: Trail = { findings: [], versions: [], unchecked: [], unseen: [], cut: true };

/**
 * The trail of an edition.
 * @param previous trail of the edition before; if undefined, everything is "at least"
 * @param rollouts those that the Days know at this edition
 */
export function foldTrail(
  previous: Trail = NOTHING,
  report: Report,
  self: Moment,
  rollouts: readonly KnownRollout[] = [],
): Trail {
  const isAfterGap = isGapBefore(previous, { ...self, interval: report.meta.settings.intervalSeconds });
  const beside = { isAfterGap, rollouts };
  const findings = foldKnownFindings(previous, report, self, beside);
  const versions = foldVersions(previous, report, self, isAfterGap);
  const recent = foldRecent(previous, report, self, { ...beside, findings });
  const cut = findings.length > MOST_ENTRIES.findings || versions.length > MOST_ENTRIES.versions;
  return {
    edition: self,
    findings: findings.slice(0, MOST_ENTRIES.findings),
    versions: versions.slice(0, MOST_ENTRIES.versions),
    ...lookedAt(report),
    recent,
    course: foldCourse(courseOf(previous), recent.at(-1)!, isAfterGap),
    ...(cut && { cut: true as const }),
  };
}

/**
 * The trail of an edition without a report (damaged or deleted). It is passed on, and knows that a snapshot existed.
 * @param state the cluster's state, if another source knows it
 */
export const passOver = (previous: Trail = NOTHING, self: Moment, state: State = 'unknown'): Trail => ({
  ...previous,
  recent: addRecent(previous, { ...self, state }),
  course: foldCourse(courseOf(previous), { ...self, state }, isGapBefore(previous, self)),
});

/** An older Gazette's trail knows only the edition before. */
const isGapBefore = ({ recent, edition }: Trail, self: Moment & { interval?: number }): boolean =>
  followsGap(recent ?? (edition ? [{ ...edition, state: 'unknown' }] : []), self);
