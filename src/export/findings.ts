import type { Finding, ObjectRef, Report } from '../model/report.ts';
import { defineTable } from './table.ts';

/** What came of a rule: a finding, one that the config silences, or nothing, since it could not be checked. */
type Outcome =
  | { outcome: 'found' | 'silenced'; finding: Finding }
  | { outcome: 'not checked'; rule: Report['unchecked'][number] };

const nameOf = ({ kind, namespace, name }: ObjectRef) =>
  [kind, namespace, name].filter((part) => part !== undefined).join('/');

const findingOf = (row: Outcome) => ('finding' in row ? row.finding : undefined);

export const findings = defineTable<Outcome>({
  name: 'findings',
  holds: 'one row per finding, silenced ones too, and per rule that could not, or not everywhere, be checked',
  gaps: ({ unchecked }) =>
    unchecked.length === 0
      ? []
      : [`could not be checked everywhere: ${unchecked.map(({ rule }) => rule).join(', ')}`],
  rows: (report) => [
    ...report.findings.map((finding) => ({ outcome: 'found' as const, finding })),
    ...report.silenced.map((finding) => ({ outcome: 'silenced' as const, finding })),
    ...report.unchecked.map((rule) => ({ outcome: 'not checked' as const, rule })),
  ],
  columns: [
    ['rule', 'Id of the rule', (row) => findingOf(row)?.rule ?? ('rule' in row ? row.rule.rule : undefined)],
    ['outcome', 'found, silenced (by the config) or not checked', (row) => row.outcome],
    ['severity', 'failing, degraded or advice', (row) => findingOf(row)?.severity],
    ['title', 'Title', (row) => findingOf(row)?.title ?? ('rule' in row ? row.rule.title : undefined)],
    ['kind', 'Kind of the object', (row) => findingOf(row)?.object.kind],
    ['namespace', 'Namespace of the object', (row) => findingOf(row)?.object.namespace],
    ['name', 'Name of the object', (row) => findingOf(row)?.object.name],
    ['what', 'What is the matter', (row) => findingOf(row)?.what],
    ['since', 'Since when, where the cluster says so', (row) => findingOf(row)?.since],
    ['objects', 'Objects that show it', (row) => findingOf(row)?.objects],
    [
      'evidence',
      'The most telling of them',
      (row) => findingOf(row)?.evidence.map(({ object, text }) => `${nameOf(object)}: ${text}`),
    ],
    ['why', 'Why it matters', (row) => findingOf(row)?.why],
    ['advice', 'What to do', (row) => findingOf(row)?.advice],
    ['command', 'A command to look further', (row) => findingOf(row)?.command],
    ['silence', 'Why it is silenced', (row) => findingOf(row)?.silence],
    ['uid', 'UID of the object', (row) => findingOf(row)?.object.uid],
  ],
});
