/**
 * What is known of an edition's findings and versions from the editions before it: since when. Each edition hands its
 * trail on to the next, so that a new edition costs the same after ten or ten thousand others.
 */
import type { State } from '../model/report.ts';
import { lookedAt } from './checked.ts';
import { foldKnownFindings } from './known-findings.ts';
import { foldVersions } from './known-versions.ts';
import { addRecent, foldRecent } from './recent.ts';
import type { Followed, Moment, Trail } from './trail-record.ts';

/** Entries that a trail holds of each: the worst findings and the first services; beyond, nothing is remembered. */
const MOST = { findings: 2000, versions: 5000 };

/** Before the first edition, and where the edition before left none. */
const NOTHING: Trail = { findings: [], versions: [], unchecked: [], unseen: [], cut: true };

/**
 * The trail of an edition.
 * @param previous that of the edition before; undefined where there is none, which makes everything "at least"
 */
export function foldTrail(previous: Trail = NOTHING, report: Followed, self: Moment): Trail {
  const findings = foldKnownFindings(previous, report, self);
  const versions = foldVersions(previous, report, self);
  const cut = findings.length > MOST.findings || versions.length > MOST.versions;
  return {
    edition: self,
    findings: findings.slice(0, MOST.findings),
    versions: versions.slice(0, MOST.versions),
    ...lookedAt(report),
    recent: foldRecent(previous, report, self, { findings, versions }),
    ...(cut && { cut: true as const }),
  };
}

/**
 * The trail of an edition without a report (damaged, deleted since): it is handed on, and knows that there was a snapshot.
 * @param state how the cluster was, where something else remembers
 */
export const passOver = (previous: Trail = NOTHING, self: Moment, state: State = 'unknown'): Trail => ({
  ...previous,
  recent: addRecent(previous, { ...self, state }),
});
