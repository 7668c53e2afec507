/** Findings. */
import { objectPath } from '../object-ref.ts';
import type { Finding, Report } from '../report.ts';
import { column } from './column.ts';
import { defineTable } from './table.ts';

/** The outcome of a rule: a finding, a silenced finding, or nothing, because the rule could not be checked. */
type Outcome =
  | { outcome: 'found' | 'silenced'; finding: Finding }
  | { outcome: 'not checked'; rule: Report['unchecked'][number] };

const findingOf = (row: Outcome) => ('finding' in row ? row.finding : undefined);

export const findings = defineTable<Outcome>()({
  holds: 'one row per finding, silenced ones too, and per rule that could not, or not everywhere, be checked',
  rowsFrom: [],
  cellsFrom: [],
  gaps: ({ unchecked }) =>
    unchecked.length === 0
      ? []
      : [`could not be checked everywhere: ${unchecked.map(({ rule }) => rule).join(', ')}`],
  items: (report) => [
    ...report.findings.map((finding) => ({ outcome: 'found' as const, finding })),
    ...report.silenced.map((finding) => ({ outcome: 'silenced' as const, finding })),
    ...report.unchecked.map((rule) => ({ outcome: 'not checked' as const, rule })),
  ],
  columns: {
    rule: column.text(
      'Id of the rule',
      (row) => findingOf(row)?.rule ?? ('rule' in row ? row.rule.rule : undefined),
    ),
    outcome: column.text('found, silenced (by the config) or not checked', (row) => row.outcome),
    severity: column.text('failing, degraded or advice', (row) => findingOf(row)?.severity),
    title: column.text(
      'Title',
      (row) => findingOf(row)?.title ?? ('rule' in row ? row.rule.title : undefined),
    ),
    kind: column.text('Kind of the object', (row) => findingOf(row)?.object.kind),
    namespace: column.text('Namespace of the object', (row) => findingOf(row)?.object.namespace),
    name: column.text('Name of the object', (row) => findingOf(row)?.object.name),
    what: column.text('The problem in one clause', (row) => findingOf(row)?.what),
    since: column.time('Since when, if the cluster says so', (row) => findingOf(row)?.since),
    entrances: column.list(
      'Entrances from outside that lead to what is in trouble, the worst first',
      (row) => findingOf(row)?.entrances,
    ),
    objects: column.number('Objects that show the problem', (row) => findingOf(row)?.objects),
    evidence: column.list('The most telling objects', (row) =>
      findingOf(row)?.evidence.map(({ object, text }) => `${objectPath(object)}: ${text}`),
    ),
    why: column.text('Why it matters', (row) => findingOf(row)?.why),
    advice: column.text('What to do', (row) => findingOf(row)?.advice),
    command: column.text('A command for the next look', (row) => findingOf(row)?.command),
    silence: column.text('Why it is silenced', (row) => findingOf(row)?.silence),
    uid: column.text('UID of the object', (row) => findingOf(row)?.object.uid),
  },
});
