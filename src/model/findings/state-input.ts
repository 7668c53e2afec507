/** What the state of the cluster takes from the findings. */
import { formatObject } from '../object-ref.ts';
import type { Finding, Judged, State } from '../report.ts';
import { compareStates } from '../state.ts';
import type { Findings, Told } from './build-findings.ts';

export interface StateInput {
  /** Rows in trouble whose findings are all silenced: state and lead ignore them. */
  quiet: ReadonlySet<Judged>;
  /** Findings that are worse than every row that decides the cluster's state. */
  others: readonly Judged[];
}

/** @param main the rows that decide the cluster's state */
export function buildStateInput({ told, silenced }: Findings, main: Iterable<Judged>): StateInput {
  const rows = new Set(main);
  const loud = new Set(told.filter(isNoAdvice).flatMap((one) => one.rows));
  const quiet = new Set(
    silenced
      .filter(isNoAdvice)
      .flatMap((one) => one.rows)
      .filter((row) => rows.has(row) && row.state !== 'unknown' && !loud.has(row)),
  );
  const news = told.filter(
    (one) =>
      isNoAdvice(one) &&
      !one.rows.some((row) => rows.has(row) && compareStates(row.state, stateOf(one.finding)) <= 0),
  );
  return {
    quiet,
    others: news.map(({ finding, rule }) => ({
      state: stateOf(finding),
      why: rule.headline === 'what' ? finding.what : `${formatObject(finding.object)}: ${finding.what}`,
    })),
  };
}

const isNoAdvice = ({ finding }: Told) => finding.severity !== 'advice';

/** Advice is no news. */
const stateOf = ({ severity }: Finding): State => (severity === 'advice' ? 'healthy' : severity);
