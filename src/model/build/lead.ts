/** The lead: what is wrong, in at most 30 words, the culprit first. */
import { areFor, capitalize, join, pluralOf, share, spell } from '../english.ts';
import type { Judged, Report } from '../report.ts';
import { countWords, tellTrouble, type Clause, type TroubleFacts } from './trouble-clauses.ts';

export interface LeadFacts extends TroubleFacts, Pick<Report, 'unseen'> {}

/** Nobody reads more in a glance. */
const MOST_WORDS = 30;

export function writeLead(facts: LeadFacts): string {
  const { workloads, nodes, loose, unseen, seen, quiet } = facts;
  const hidden = unseen.length === 0 ? [] : [{ text: unseenClause(unseen) }];
  const trouble = tellTrouble(facts, MOST_WORDS - countWords(hidden.map(({ text }) => text).join(' ')));
  if (trouble.length > 0) return toLead([...trouble, ...hidden]);
  const [clause] = hidden;
  if (!clause) return toLead([{ text: quietClause(facts) }]);
  const judged = workloads.length + nodes.length + loose.length > 0 || (seen.workloads && seen.nodes);
  return toLead([
    {
      text: judged
        ? `nothing ${quiet.size > 0 ? 'but what is silenced ' : ''}is wrong with what was seen, but ${clause.text}`
        : `nobody can tell how the cluster does: ${clause.text}`,
    },
  ]);
}

function toLead(clauses: readonly Clause[]): string {
  const text = clauses
    .map((clause) => clause.text)
    .join('; ')
    .trim();
  return `${clauses[0]?.isNamed ? text : capitalize(text)}${text.endsWith('.') ? '' : '.'}`;
}

function unseenClause(unseen: LeadFacts['unseen']): string {
  const [first, second] = unseen;
  if (unseen.length > 2) {
    return `${spell(unseen.length)} kinds were not wholly seen (${pluralOf(first?.kind ?? '')} and ${pluralOf(second?.kind ?? '')} among them)`;
  }
  const partly = unseen.filter((coverage) => coverage.state === 'partial').length;
  const how = partly === 0 ? 'not seen' : partly === unseen.length ? 'seen only in part' : 'not wholly seen';
  return `${join(unseen.map(({ kind }) => pluralOf(kind)))} were ${how}`;
}

function quietClause({ workloads, nodes, loose, quiet }: LeadFacts): string {
  const isWell = (row: Judged) => !quiet.has(row);
  const heard = [
    { noun: 'workload', rows: workloads },
    { noun: 'node', rows: nodes },
  ].map(({ noun, rows }) => ({ noun, all: rows.length, well: rows.filter(isWell).length }));
  const well = heard.reduce((sum, one) => sum + one.well, 0);
  if (well > 0) {
    const parts = heard.flatMap((one) => (one.well > 0 ? [share(one.well, one.all, one.noun, true)] : []));
    const others = quiet.size === 1 ? 'another' : `${spell(quiet.size)} others`;
    const silenced = quiet.size > 0 ? `; what is wrong with ${others} is silenced` : '';
    return `a quiet moment: ${join(parts)} ${areFor(well)} healthy${silenced}`;
  }
  if (quiet.size === 0) return 'the cluster is empty: it has no nodes and no workloads';
  const named = [...workloads, ...nodes, ...loose].filter((row) => quiet.has(row));
  return `a quiet moment: what is wrong is silenced (${join(named.slice(0, 2).map(({ name }) => name))}${named.length > 2 ? ' among it' : ''})`;
}
