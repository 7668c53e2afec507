import { singleFindings } from '../../model/findings/same-cause.ts';
import type { Finding, Report } from '../../model/report.ts';
import { compareText } from '../../model/state.ts';
import type { Checked } from '../checked.ts';
import type { Day } from './day.ts';
import type { FindingDay } from './finding-day.ts';
import { close, isOpen, sample, type Step } from './track.ts';
import { workloadKey } from './workload-day.ts';

/** Findings that a Day holds: the worst come first. */
const MOST = 5000;

/** Goes on with every finding, and ends those that are over or could not be checked. */
export function foldFindings(
  { findings, moreFindings }: Pick<Day, 'findings' | 'moreFindings'>,
  report: Pick<Report, 'findings' | 'silenced'>,
  step: Step,
  { checked, checkedBefore }: { checked: Checked; checkedBefore: Checked },
): Pick<Day, 'findings' | 'moreFindings'> {
  const folded = new Map(findings.map((entry) => [keyOf(entry), entry]));
  const there = new Set<string>();
  let more = moreFindings;
  const met = (finding: Finding, silenced: boolean) => {
    const { rule, severity, title, what, object } = finding;
    const { kind, namespace, name } = object;
    const ref = { rule, kind, ...(namespace !== undefined && { namespace }), name };
    const key = keyOf(ref);
    if (there.has(key)) return;
    there.add(key);
    const entry = folded.get(key);
    if (!entry && folded.size >= MOST) {
      more += 1;
      return;
    }
    const track = sample(entry?.met ?? [], silenced ? { silenced: true as const } : {}, step, {
      isSame: (last) => (last.silenced ?? false) === silenced,
      born: step.before !== undefined && checkedBefore(rule, namespace, kind),
    });
    folded.set(key, { ...ref, severity, title, what, met: track });
  };
  for (const finding of singleFindings(report.findings)) met(finding, false);
  for (const finding of singleFindings(report.silenced)) met(finding, true);
  for (const [key, entry] of folded) {
    if (!there.has(key) && isOpen(entry.met)) {
      folded.set(key, {
        ...entry,
        met: leave(entry, step, checked(entry.rule, entry.namespace, entry.kind)),
      });
    }
  }
  const sorted = [...folded].sort(([a], [b]) => compareText(a, b)).map(([, entry]) => entry);
  return { findings: sorted.filter((entry) => entry.met.length > 0), moreFindings: more };
}

function leave({ met }: FindingDay, { at, until, start }: Step, isOver: boolean): FindingDay['met'] {
  const closed = close(met, until, start);
  const last = closed.at(-1);
  if ((isOver && until === at) || closed.length < met.length || !last) return closed;
  return [...closed.slice(0, -1), { ...last, lost: true }];
}

const keyOf = (entry: { rule: string; kind: string; namespace?: string; name: string }) =>
  `${entry.rule} ${workloadKey(entry)}`;
