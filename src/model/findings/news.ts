/** What the findings mean for the cluster's state and for the lead. */
import { clip, join, spell } from '../english.ts';
import { formatObject, namespacedName } from '../object-ref.ts';
import type { Finding, Judged, State } from '../report.ts';
import { compareStates } from '../state.ts';
import type { Findings, Told } from './build-findings.ts';

/** A part of the lead, as bad as its subject. */
export interface Clause {
  state: State;
  text: string;
  /** The weight of its subject; see `Harm.weight`. */
  weight: number;
  /** Among equal weights, it comes first. */
  isCause?: true;
}

export interface News {
  /** Rows in trouble whose findings are all silenced: state and lead ignore them. */
  quiet: ReadonlySet<Judged>;
  /** Findings that are worse than every row that decides the cluster's state. */
  others: readonly Judged[];
  /** The same for the lead, grouped by rule. */
  clauses: readonly Clause[];
}

/** @param main the rows that decide the cluster's state */
export function buildNews({ told, silenced }: Findings, main: Iterable<Judged>): News {
  const rows = new Set(main);
  const loud = new Set(told.filter(isTrouble).flatMap((one) => one.rows));
  const quiet = new Set(
    silenced
      .filter(isTrouble)
      .flatMap((one) => one.rows)
      .filter((row) => rows.has(row) && row.state !== 'unknown' && !loud.has(row)),
  );
  const news = told.filter(
    (one) =>
      isTrouble(one) &&
      !one.rows.some((row) => rows.has(row) && compareStates(row.state, stateOf(one.finding)) <= 0),
  );
  return {
    quiet,
    others: news.map(({ finding, rule }) => ({
      state: stateOf(finding),
      why: rule.headline === 'what' ? finding.what : `${formatObject(finding.object)}: ${finding.what}`,
    })),
    clauses: toClauses(news),
  };
}

const isTrouble = ({ finding }: Told) => finding.severity !== 'advice';

/** Advice is no news. */
const stateOf = ({ severity }: Finding): State => (severity === 'advice' ? 'healthy' : severity);

/** `an autoscaler is at its maximum (payments/api: …)`, `three autoscalers are at their maximum (… among them)`. */
function toClauses(news: readonly Told[]): Clause[] {
  const groups = Map.groupBy(news, ({ rule, finding }) => `${rule.id} ${finding.severity}`);
  return [...groups.values()].flatMap((group): Clause[] => {
    const [first] = group;
    if (!first) return [];
    const { rule, finding } = first;
    const state = stateOf(finding);
    const weight = Math.max(...group.map((one) => one.finding.weight ?? 0));
    if (rule.headline === 'what')
      return group.map((one) => ({ state, weight, text: one.finding.what, isCause: true }));
    const [one, many] = rule.headline ?? [];
    const names = group.slice(0, 2).map((member) => namespacedName(member.finding.object));
    if (group.length === 1) {
      return [
        { state, weight, text: `${one ?? lowerFirst(rule.title)} (${names[0]}: ${clip(finding.what, 100)})` },
      ];
    }
    const subject = many
      ? `${spell(group.length)} ${many}`
      : `${lowerFirst(rule.title)}, ${spell(group.length)} times`;
    return [{ state, weight, text: `${subject} (${join(names)}${group.length > 2 ? ' among them' : ''})` }];
  });
}

const lowerFirst = (text: string) => `${text.charAt(0).toLowerCase()}${text.slice(1)}`;
