/** Consequences are told with their causes: one trouble, one finding. */
import { objectKey, toObjectRef } from '../object-ref.ts';
import type { Judged, ObjectRef, Severity } from '../report.ts';
import { findingKey } from './finding-key.ts';
import type { FindingEvidence, Found, Rule } from './rule.ts';

/** The outcome of a rule for one object, with its consequences. */
export interface Verdict {
  rule: Rule;
  /** Index of the rule in the table. */
  order: number;
  found: Found;
  what: string;
  severity: Severity;
  /** Its consequences elsewhere: more telling than single pods. */
  consequences: FindingEvidence[];
  evidence: FindingEvidence[];
  rows: Judged[];
  /** Other objects whose trouble follows. */
  victims: ObjectRef[];
  /** What was folded into it. */
  explains: { rule: string; object: ObjectRef }[];
}

const SEVERITIES: readonly Severity[] = ['failing', 'degraded', 'advice'];

/** Negative when the first is worse. */
export const compareSeverities = (a: Severity, b: Severity): number =>
  SEVERITIES.indexOf(a) - SEVERITIES.indexOf(b);

/** Removes verdicts that others explain. Verdicts come in the order of the rules. */
export function foldConsequences(verdicts: readonly Verdict[]): Verdict[] {
  const known = new Map(
    verdicts.map((verdict) => [findingKey(verdict.rule.id, verdict.found.object), verdict]),
  );
  const causeOf = ({ rule, found }: Verdict): Verdict | undefined => {
    for (const object of found.because ?? [found.object]) {
      for (const id of rule.foldsInto ?? []) {
        const cause = known.get(findingKey(id, object));
        // A rule that explains itself does so for another object.
        if (cause && cause.found !== found) return cause;
      }
    }
    return undefined;
  };
  const kept: Verdict[] = [];
  for (const verdict of verdicts) {
    const cause = causeOf(verdict);
    if (!cause) kept.push(verdict);
    // What explains the cause explains this too; the table of rules has no circles.
    else addTo(rootOf(cause, causeOf), verdict);
  }
  return kept;
}

function rootOf(verdict: Verdict, causeOf: (verdict: Verdict) => Verdict | undefined): Verdict {
  const cause = causeOf(verdict);
  return cause ? rootOf(cause, causeOf) : verdict;
}

/** For the same object, it continues the sentence; for another object, it is evidence. */
function addTo(cause: Verdict, verdict: Verdict): void {
  const { found, what, severity, consequences, evidence, rows, victims } = verdict;
  cause.explains.push({ rule: verdict.rule.id, object: toObjectRef(found.object) }, ...verdict.explains);
  const text = what === found.what ? (found.inShort ?? what) : what;
  cause.rows.push(...rows);
  cause.victims.push(...victims);
  cause.consequences.push(...consequences);
  if (compareSeverities(severity, cause.severity) < 0) cause.severity = severity;
  if (objectKey(found.object) === objectKey(cause.found.object)) {
    cause.what = appendClause(cause.what, text);
    cause.evidence.push(...evidence);
    return;
  }
  cause.victims.push(found.object);
  const known = cause.consequences.find(({ object }) => objectKey(object) === objectKey(found.object));
  const { kind, namespace, name, uid } = found.object;
  if (known) known.text = appendClause(known.text, text);
  else cause.consequences.push({ object: { kind, namespace, name, uid }, text });
}

/** A message that ends with a full stop goes on without it. */
const appendClause = (text: string, more: string) =>
  text.includes(more) ? text : `${text.replace(/(?<!\.)\.$/, '')}; ${more}`;
