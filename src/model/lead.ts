import type { Judged, Report } from './report.ts';

type Facts = Pick<Report, 'state' | 'unseen' | 'workloads' | 'nodes' | 'pods' | 'why'>;

/** One sentence that says how the cluster does. */
export function writeLead(report: Facts): string {
  const clauses = [...aboutWorkloads(report.workloads), ...aboutNodes(report.nodes)];
  const unseen = aboutUnseen(report);
  if (clauses.length === 0 && report.why) clauses.push(report.why);
  if (clauses.length === 0) {
    if (unseen) return sentence(['nothing is wrong with what was seen', unseen]);
    return sentence([quiet(report)]);
  }
  return sentence(unseen ? [...clauses, unseen] : clauses);
}

function aboutWorkloads(rows: Report['workloads']): string[] {
  const failing = ofState(rows, 'failing');
  const degraded = ofState(rows, 'degraded');
  if (failing.length > 0) {
    const all = `${spell(failing.length)} of ${count(rows.length, 'workload')} ${failing.length === 1 ? 'is' : 'are'} failing`;
    return [
      `${all}${failing.length <= 2 ? ` (${names(failing)})` : `, ${names(failing.slice(0, 2))} among them`}`,
    ];
  }
  if (degraded.length > 0) {
    const all = `${spell(degraded.length)} of ${count(rows.length, 'workload')} ${degraded.length === 1 ? 'is' : 'are'} degraded`;
    return [`${all}${degraded.length <= 2 ? ` (${names(degraded)})` : ''}`];
  }
  return [];
}

function aboutNodes(rows: Report['nodes']): string[] {
  const bad = [...ofState(rows, 'failing'), ...ofState(rows, 'degraded')];
  const [first] = bad;
  if (!first) return [];
  if (bad.length === 1) return [`node ${first.name}: ${first.why}`];
  return [`${spell(bad.length)} of ${count(rows.length, 'node')} are in trouble`];
}

const aboutUnseen = ({ unseen }: Facts) =>
  unseen.length === 0 ? undefined : `${unseen.map(({ kind }) => kind).join(', ')} not seen`;

const quiet = ({ workloads, nodes }: Facts) =>
  `all is well: ${count(workloads.length, 'workload')} and ${count(nodes.length, 'node')} are healthy`;

const ofState = <Row extends Judged>(rows: readonly Row[], state: Judged['state']) =>
  rows.filter((row) => row.state === state);
const names = (rows: readonly { name: string }[]) => rows.map(({ name }) => name).join(' and ');
const count = (number: number, noun: string) => `${number} ${noun}${number === 1 ? '' : 's'}`;
const WORDS = [
  'no',
  'one',
  'two',
  'three',
  'four',
  'five',
  'six',
  'seven',
  'eight',
  'nine',
  'ten',
  'eleven',
  'twelve',
];
const spell = (number: number) => WORDS[number] ?? String(number);
const sentence = (clauses: string[]) => {
  const text = clauses.join('; ');
  return `${text.charAt(0).toUpperCase()}${text.slice(1)}.`;
};
