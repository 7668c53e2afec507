/**
 * Whether a finding that is not there is known not to be. Editions, Days and comparisons all ask here: what was not
 * looked at is never over, and what it shows later is not new.
 */
import { rules } from '../model/findings/rules.ts';
import type { Report } from '../model/report.ts';
import { indexSeen, KINDS_BEHIND } from '../model/seen.ts';

/** What a snapshot looked at, as far as it did not look at everything. */
export interface Looked {
  /** Kinds that it did not, or not wholly, see; with the namespaces in which it saw them all the same. */
  unseen: readonly { kind: string; namespaces?: readonly string[] }[];
  /** Rules that it could not, or not everywhere, check. */
  unchecked: readonly string[];
  /** Those of them that could be checked nowhere, whatever was seen. */
  blind?: readonly string[];
}

/** By rule, and by namespace and kind of the object; without a namespace, what belongs to none. */
export type Checked = (rule: string, namespace: string | undefined, kind: string) => boolean;

const byId = new Map(rules.map((rule) => [rule.id, rule]));

/** Kinds that rules read, and those that a Day follows. */
const KINDS = [...new Set([...Object.values(KINDS_BEHIND).flat(), ...rules.flatMap(({ needs }) => needs)])];

/** Of the kinds that rules read and Days follow, those that a snapshot did not, or not wholly, see. */
function findUnseen({ meta }: Pick<Report, 'meta'>): { kind: string; namespaces?: string[] }[] {
  const seen = indexSeen(meta);
  return KINDS.filter((kind) => !seen(kind)).map((kind) => {
    const namespaces = meta.coverage.find((coverage) => coverage.kind === kind)?.namespaces;
    return { kind, ...(namespaces && { namespaces }) };
  });
}

/** What the snapshot of a Report looked at. */
export function lookedAt(report: Pick<Report, 'meta' | 'unchecked'>) {
  const blind = report.unchecked.filter((rule) => rule.blind).map(({ rule }) => rule);
  return {
    unseen: findUnseen(report),
    unchecked: report.unchecked.map(({ rule }) => rule),
    ...(blind.length > 0 && { blind }),
  };
}

/** A rule was checked everywhere, or all that it reads and that was not wholly seen was seen in the namespace. */
export function checkedBy({ unseen, unchecked, blind = [] }: Looked): Checked {
  const [limited, nowhere] = [new Set(unchecked), new Set(blind)];
  return (rule, namespace = '', kind) => {
    if (!limited.has(rule)) return true;
    // Of a rule that this Gazette does not know nobody can tell what it read.
    const { needs = [], needsFor } = byId.get(rule) ?? {};
    const isIn = (kinds: readonly string[]) => (one: { kind: string }) => kinds.includes(one.kind);
    const missing = unseen.filter(isIn(needs));
    // An object may rest on fewer kinds than the rule reads.
    const own = needsFor ? missing.filter(isIn(needsFor(kind))) : missing;
    return (
      !nowhere.has(rule) &&
      missing.length > 0 &&
      own.every(({ namespaces }) => namespaces?.includes(namespace))
    );
  };
}
