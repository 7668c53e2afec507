/** Since when a finding exists, from the editions that showed it. */
import type { KnownFinding, Trail } from '../../history/trail/trail-record.ts';
import { findingKey } from '../../model/findings/finding-key.ts';
import type { Finding } from '../../model/report.ts';

const known = new WeakMap<Trail, Map<string, KnownFinding>>();

/** What the trail knows of a finding; undefined if it knows nothing, as for the last of very many. */
export function sinceOf(trail: Trail, finding: Finding): KnownFinding | undefined {
  let entries = known.get(trail);
  if (!entries) {
    entries = new Map(trail.findings.map((entry) => [entry.key, entry]));
    known.set(trail, entries);
  }
  if (!finding.members) return entries.get(findingKey(finding.rule, finding.object));
  // A finding about many objects exists since the first of its members.
  const all = finding.members.flatMap((member) => entries.get(findingKey(member.rule, member.object)) ?? []);
  return all.sort((a, b) => a.since.number - b.since.number)[0];
}
