/** What a Day knows of one of its snapshots, also when the snapshot was deleted since. Pure. */
import { compareStates } from '../../model/state.ts';
import type { State } from '../../model/report.ts';
import type { Day } from './day.ts';
import type { Figures } from './figures.ts';
import { compareFindings, isLoud, type FindingDay } from './finding-day.ts';

type MetFinding = Omit<FindingDay, 'severity' | 'met'> & { severity: 'failing' | 'degraded' };

/** The news of a snapshot. */
export interface NewsAt {
  state: State;
  /** The state in a sentence, as the first snapshot with this state said it. */
  why?: string;
  /** What was met, without advice and what was silenced, the worst first. */
  findings: MetFinding[];
  figures?: Figures;
}

/** @returns undefined if the Day knows nothing of the snapshot: it was not read, or came too late */
export function newsAt(
  { snapshots, states, findings }: Pick<Day, 'snapshots' | 'states' | 'findings'>,
  number: number,
): NewsAt | undefined {
  const snapshot = snapshots.find((one) => one.number === number);
  if (snapshot?.interval === undefined) return undefined;
  const holds = ({ from, to = Infinity }: { from: number; to?: number | undefined }) =>
    from <= snapshot.at && snapshot.at < to;
  const shown = states.find(holds);
  if (!shown) return undefined;
  return {
    state: shown.state,
    ...(shown.why !== undefined && { why: shown.why }),
    findings: findings
      .flatMap(({ severity, met, ...finding }): MetFinding[] =>
        severity !== 'advice' && met.some((one) => isLoud(one) && holds(one))
          ? [{ ...finding, severity }]
          : [],
      )
      .sort(
        (a, b) =>
          compareStates(a.severity, b.severity) || (b.harm ?? 0) - (a.harm ?? 0) || compareFindings(a, b),
      ),
    ...(snapshot.figures && { figures: snapshot.figures }),
  };
}
