/** What is wrong or risky, by the table of rules. */
import type { Snapshot } from '../../snapshots/schema.ts';
import { isAsked } from '../seen.ts';
import { DELETION_STUCK } from '../deletion.ts';
import { compareObjects, objectKey, toObjectRef } from '../object-ref.ts';
import { weighSeverity, type Weighed } from '../harm/weigh-harm.ts';
import type { Finding, Judged, ObjectRef, Report, Tables } from '../report.ts';
import type { Seen } from '../seen.ts';
import { LOST_WITH_NODE, SILENT_WITH_NODE } from './affected.ts';
import { listDeleted } from './deletion-rules.ts';
import { gatherFacts } from './gather-facts.ts';
import { compareSeverities, foldConsequences, type Verdict } from './fold-consequences.ts';
import { podRules } from './pod-rules.ts';
import type { Found, Rule } from './rule.ts';
import { rules } from './rules.ts';
import { UNREADY } from './workload-rules.ts';
import { findSilence } from './silence.ts';

/** Number of named objects in a finding: the tables have the others. */
const MOST_EVIDENCE = 10;

/** A finding with the rows whose trouble it explains. */
export interface Told {
  finding: Finding;
  rule: Rule;
  found: Found;
  rows: readonly Judged[];
  /** Other objects whose trouble follows. */
  victims: readonly ObjectRef[];
}

export interface Findings extends Pick<Report, 'unchecked'> {
  /** The most harm first, causes before consequences, advice last. */
  told: Told[];
  silenced: Told[];
}

/** @param weighed the harm of the rows in trouble */
export function buildFindings(
  snapshot: Snapshot,
  seen: Seen,
  tables: Tables,
  weighed: Weights & Pick<Weighed, 'behind'>,
): Findings {
  const facts = gatherFacts(snapshot, seen, tables, weighed.behind);
  const rows = new Set<Judged>();
  const verdicts: Verdict[] = [];
  for (const [order, rule] of rules.entries()) {
    for (const found of rule.find(facts, rows)) {
      verdicts.push({
        ...{ rule, order, found },
        what: found.what,
        severity: found.severity ?? rule.severity,
        consequences: [],
        victims: [...(found.victims ?? [])],
        evidence: [...(found.evidence ?? [])],
        rows: [...(found.rows ?? [])],
        explains: OF_NODES.has(rule.id) ? listHidden(found) : [],
      });
      for (const row of found.rows ?? []) rows.add(row);
    }
  }
  const told: Told[] = [];
  const silenced: Told[] = [];
  const kept = foldConsequences(asDeleted(verdicts, listDeleted(snapshot)));
  const harms = new Map(kept.map((verdict) => [verdict, harmOf(verdict, weighed)]));
  const weightOf = (verdict: Verdict) => harms.get(verdict)?.weight ?? 0;
  for (const verdict of kept.sort((a, b) => weightOf(b) - weightOf(a) || compareVerdicts(a, b))) {
    const finding = { ...toFinding(verdict), ...harms.get(verdict) };
    const silence = findSilence(tables.meta.settings.silences, finding);
    const { rule, found, rows: own, victims } = verdict;
    const one = { rule, found, rows: own, victims };
    if (silence) silenced.push({ finding: { ...finding, silence: silence.reason }, ...one });
    else told.push({ finding, ...one });
  }
  const unchecked = rules
    .map(({ id, title, needs, isBlind }) => ({
      limited: needs.some((kind) => !seen(kind) && isAsked(tables.meta, kind)),
      blind: isBlind?.(facts) === true,
      rule: { rule: id, title },
    }))
    .filter(({ limited, blind }) => limited || blind)
    .map(({ blind, rule }) => ({ ...rule, ...(blind && { blind: true as const }) }));
  return { told, silenced, unchecked };
}

/** Rules about pods: the pods have the trouble, whatever happens to their owner or node. */
const OF_PODS = new Set([...podRules.map(({ id }) => id), DELETION_STUCK]);
/** Rules about nodes, which tell of the pods that are lost with them. */
const OF_NODES = new Set([LOST_WITH_NODE, SILENT_WITH_NODE]);

/** Nobody reports for the pods of a lost node: what was wrong with them is neither over nor new. */
const listHidden = ({ victims = [] }: Found) =>
  victims.flatMap((object) => UNREADY.map((rule) => ({ rule, object: toObjectRef(object) })));

/** For an object that is being deleted, only the deletion is told. */
function asDeleted(verdicts: readonly Verdict[], deleted: ReadonlySet<string>): Verdict[] {
  if (deleted.size === 0) return [...verdicts];
  return verdicts.filter(
    ({ rule, found, evidence }) =>
      OF_PODS.has(rule.id) ||
      (OF_NODES.has(rule.id) && evidence.length > 0) ||
      !deleted.has(objectKey(found.object)),
  );
}

function toFinding({ rule, found, what, severity, consequences, evidence, explains }: Verdict): Finding {
  const { kind, namespace, name, uid } = found.object;
  const { id, title, why, advice } = rule;
  const all = [...consequences, ...evidence];
  return {
    ...{ rule: id, severity, title },
    object: { kind, ...(namespace !== undefined && { namespace }), name, ...(uid !== undefined && { uid }) },
    ...{ what, why, advice },
    ...(found.command !== undefined && { command: found.command }),
    evidence: all.slice(0, MOST_EVIDENCE),
    objects: Math.max(1, all.length),
    ...(explains.length > 0 && { explains }),
    ...(found.since !== undefined && { since: found.since }),
  };
}

type Weights = Pick<Weighed, 'weightOf' | 'entrancesOf' | 'reachOf'>;

/** The worst harm among its objects and their consequences; everybody misses the control plane. */
function harmOf(
  { rule, found, severity, rows, victims }: Verdict,
  { weightOf, entrancesOf, reachOf }: Weights,
): Pick<Finding, 'weight' | 'entrances'> {
  if (severity === 'advice') return {};
  // A node's row weighs what the node took along; its pods have the weight of whole workloads.
  const weighing = found.object.kind === 'Node' ? rows.slice(0, 1) : rows;
  const weight = rule.ofCluster ? 0 : Math.max(0, ...weighing.map(weightOf));
  const entrances = [...new Set([found.object, ...victims].flatMap((object) => [...entrancesOf(object)]))];
  return {
    weight: weight > 0 ? weight : weighSeverity(severity, rule.ofCluster ? 'cluster' : reachOf(found.object)),
    ...(entrances.length > 0 && { entrances }),
  };
}

/** Order for equal harm. */
function compareVerdicts(a: Verdict, b: Verdict): number {
  return (
    compareSeverities(a.severity, b.severity) ||
    a.order - b.order ||
    b.evidence.length - a.evidence.length ||
    compareObjects(a.found.object, b.found.object)
  );
}
