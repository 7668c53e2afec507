/**
 * Whether an absent finding is known to be absent, and whether anything was resolved then. Editions, Days and
 * comparisons all ask here. A finding that was not checked is never over, and never new later.
 */
import { rules } from '../model/findings/rules.ts';
import { singleFindings } from '../model/findings/same-cause.ts';
import type { Report, Severity } from '../model/report.ts';
import { indexSeen, isAsked, isLookedFor } from '../model/seen.ts';
import type { AskedProbe } from '../snapshots/schema.ts';
import { isProbed } from '../snapshots/kinds/kinds.ts';
import { KINDS_BEHIND } from '../model/tables/kinds-behind.ts';

/** What a snapshot did not look at. */
export interface Looked {
  /** Kinds that the snapshot did not completely see, with the namespaces in which it saw them. */
  unseen: readonly { kind: string; namespaces?: readonly string[] }[];
  /** Rules that could not be checked everywhere. */
  unchecked: readonly string[];
  /** Those of them that could not be checked anywhere. */
  blind?: readonly string[];
  /** Kinds of probes that it asked for; absent for none. */
  probed?: readonly string[];
  /** The probes, by kind; absent where it does not say. */
  probes?: Readonly<Record<string, readonly AskedProbe[]>>;
}

/** By rule, and by namespace, kind and name of the object. Objects without a namespace have none here. */
export type Checked = (rule: string, namespace: string | undefined, kind: string, name: string) => boolean;

const byId = new Map(rules.map((rule) => [rule.id, rule]));

/** Kinds that rules read, and kinds that a Day follows. */
const KINDS = [...new Set([...Object.values(KINDS_BEHIND).flat(), ...rules.flatMap(({ needs }) => needs)])];

/** The kinds of rules and Days that a snapshot did not completely see. */
function findUnseen({ meta }: Pick<Report, 'meta'>): { kind: string; namespaces?: string[] }[] {
  const seen = indexSeen(meta);
  return KINDS.filter((kind) => !seen(kind) && isAsked(meta, kind)).map((kind) => {
    const namespaces = meta.coverage.find((coverage) => coverage.kind === kind)?.namespaces;
    return { kind, ...(namespaces && { namespaces }) };
  });
}

/** What the snapshot of a Report looked at. */
export function lookedAt(report: Pick<Report, 'meta' | 'unchecked'>) {
  const blind = report.unchecked.filter((rule) => rule.blind).map(({ rule }) => rule);
  const probed = report.meta.coverage.map(({ kind }) => kind).filter(isProbed);
  const probes = Object.fromEntries(
    report.meta.coverage.flatMap((entry) => (entry.probes ? [[entry.kind, entry.probes] as const] : [])),
  );
  return {
    unseen: findUnseen(report),
    unchecked: report.unchecked.map(({ rule }) => rule),
    ...(blind.length > 0 && { blind }),
    ...(probed.length > 0 && { probed }),
    ...(Object.keys(probes).length > 0 && { probes }),
  };
}

/**
 * A rule was checked in a namespace if it was checked everywhere. It was also checked if its incompletely seen kinds
 * were seen in that namespace.
 */
export function checkedBy({ unseen, unchecked, blind = [], probed = [], probes = {} }: Looked): Checked {
  const [limited, nowhere] = [new Set(unchecked), new Set(blind)];
  /** What the probe of an object saw of a kind. */
  const sees = (kind: string, namespace: string, name: string) =>
    isLookedFor(probes[kind] ?? [], namespace, name);
  return (rule, namespace = '', kind, name) => {
    // A probe that left the config is not looked at: what it found is not over.
    if (isProbed(kind) && !probed.includes(kind)) return false;
    // Nobody knows what an unknown rule reads.
    const { needs = [], needsFor } = byId.get(rule) ?? {};
    const isOfProbe = Object.hasOwn(probes, kind);
    if (isOfProbe) {
      const [probe = ''] = name.split('/');
      const others = needs.filter((needed) => needed !== kind && Object.hasOwn(probes, needed));
      if (!sees(kind, namespace, name) || !others.every((needed) => sees(needed, namespace, probe)))
        return false;
    }
    if (!limited.has(rule)) return true;
    const isIn = (kinds: readonly string[]) => (one: { kind: string }) => kinds.includes(one.kind);
    const missing = unseen.filter(
      (one) => isIn(needs)(one) && !(isOfProbe && Object.hasOwn(probes, one.kind)),
    );
    // A single object may need fewer kinds than the rule.
    const own = needsFor ? missing.filter(isIn(needsFor(kind))) : missing;
    return (
      !nowhere.has(rule) &&
      (isOfProbe || missing.length > 0) &&
      own.every(({ namespaces }) => namespaces?.includes(namespace))
    );
  };
}

/**
 * Whether a finding that is not met any more only ended since time passed. Nothing was resolved then. An hour after a
 * restart, the container has still restarted. A pod that no longer just starts is still not ready.
 * @param isMet whether another rule now has a finding about the same object
 */
export function isPassed(
  { rule, severity }: { rule: string; severity: Severity },
  isMet: (rule: string) => boolean,
): boolean {
  const { isPast, becomes = [] } = byId.get(rule) ?? {};
  return (isPast === true && severity === 'advice') || becomes.some(isMet);
}

/** Findings that others explain, and that are told with those. */
export const listExplained = ({ findings, silenced }: Pick<Report, 'findings' | 'silenced'>) =>
  singleFindings([...silenced, ...findings]).flatMap(({ explains = [] }) => explains);
