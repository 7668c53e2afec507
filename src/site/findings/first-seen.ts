/** Since when a finding is there, by the editions that showed it. */
import type { KnownFinding, Trail } from '../../history/trail-record.ts';
import { findingKey } from '../../model/findings/finding-key.ts';
import type { Finding } from '../../model/report.ts';

const known = new WeakMap<Trail, Map<string, KnownFinding>>();

/** What the trail knows of a finding; undefined where it knows nothing, as of the last of very many. */
export function sinceOf(trail: Trail, finding: Finding): KnownFinding | undefined {
  let entries = known.get(trail);
  if (!entries) {
    entries = new Map(trail.findings.map((entry) => [entry.key, entry]));
    known.set(trail, entries);
  }
  if (!finding.members) return entries.get(findingKey(finding.rule, finding.object));
  // One that tells of many is there since the first of them was.
  const all = finding.members.flatMap((member) => entries.get(findingKey(member.rule, member.object)) ?? []);
  return all.sort((a, b) => a.since.number - b.since.number)[0];
}
