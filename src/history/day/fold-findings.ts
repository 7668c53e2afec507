import { findingKey } from '../../model/findings/finding-key.ts';
import { singleFindings } from '../../model/findings/same-cause.ts';
import { toObjectRef } from '../../model/object-ref.ts';
import type { Finding, Report } from '../../model/report.ts';
import { isPassed, type Checked } from '../checked-rules.ts';
import type { Day } from './day.ts';
import { indexGone } from './shown-objects.ts';
import { compareFindings, worstSeverity, type FindingDay } from './finding-day.ts';
import { close, isOpen, sample, type Step } from './track.ts';

/** Number of findings in a Day: the worst come first. */
const MOST_FINDINGS = 5000;

interface Looks {
  checked: Checked;
  checkedBefore: Checked;
  /** Keys of findings that are told with others, now and at the last look. */
  explained: ReadonlySet<string>;
  explainedBefore: ReadonlySet<string>;
}

/** Continues every finding, and ends those that are over or could not be checked. */
export function foldFindings(
  { findings, moreFindings }: Pick<Day, 'findings' | 'moreFindings'>,
  report: Report,
  step: Step,
  { checked, checkedBefore, explained, explainedBefore }: Looks,
): Pick<Day, 'findings' | 'moreFindings'> {
  const folded = new Map(findings.map((entry) => [findingKey(entry.rule, entry), entry]));
  const there = new Set<string>();
  let more = moreFindings;
  const met = (finding: Finding, silenced: boolean) => {
    const { rule, severity, title, what, object, weight } = finding;
    const key = findingKey(rule, object);
    if (there.has(key)) return;
    there.add(key);
    const entry = folded.get(key);
    if (!entry && folded.size >= MOST_FINDINGS) {
      more += 1;
      return;
    }
    const advice = severity === 'advice';
    const track = sample(
      loseSight(entry?.met ?? [], step),
      { ...(silenced && { silenced: true as const }), ...(advice && { advice: true as const }) },
      step,
      {
        isSame: (last) => (last.silenced ?? false) === silenced && (last.advice ?? false) === advice,
        born:
          step.before !== undefined &&
          !explainedBefore.has(key) &&
          checkedBefore(rule, object.namespace, object.kind, object.name),
      },
    );
    // What was carried over from the day before may have been worse there.
    const worse = track.some((one) => !one.advice) ? entry : undefined;
    const before = worse ? [worse.severity] : [];
    const said = advice && worse ? worse : { title, what };
    const harm = weight === undefined ? entry?.harm : Math.max(entry?.harm ?? 0, weight);
    folded.set(key, {
      ...{ rule, ...toObjectRef(object), severity: worstSeverity([severity, ...before]) },
      ...{ title: said.title, what: said.what },
      ...(harm !== undefined && { harm }),
      met: track,
    });
  };
  for (const finding of singleFindings(report.findings)) met(finding, false);
  for (const finding of singleFindings(report.silenced)) met(finding, true);
  const isGone = indexGone(report);
  for (const [key, entry] of folded) {
    if (!there.has(key) && isOpen(entry.met)) {
      folded.set(key, {
        ...entry,
        met: leaveFinding(entry, step, {
          isOver: checked(entry.rule, entry.namespace, entry.kind, entry.name),
          isLapsed:
            explained.has(key) ||
            isPassed(
              { rule: entry.rule, severity: entry.met.at(-1)!.advice ? 'advice' : entry.severity },
              (rule) => there.has(findingKey(rule, entry)),
            ),
          isGone: isGone(entry),
        }),
      });
    }
  }
  const sorted = [...folded.values()].sort(compareFindings);
  return { findings: sorted.filter((entry) => entry.met.length > 0), moreFindings: more };
}

/** In a gap, nobody knows whether it was over: what is met again may have been there all the time. */
function loseSight(met: FindingDay['met'], { at, until, start }: Step): FindingDay['met'] {
  const closed = until < at && isOpen(met) ? close(met, until, start) : met;
  return closed.length === met.length && closed !== met ? markLast(closed, { lost: true }) : closed;
}

/** How it ended, if it was not simply over. */
type EndMark = { lost: true } | { gone: true } | { lapsed: true };

const markLast = (met: FindingDay['met'], mark: EndMark): FindingDay['met'] => [
  ...met.slice(0, -1),
  { ...met.at(-1)!, ...mark },
];

function leaveFinding(
  { met }: FindingDay,
  { at, until, start }: Step,
  { isOver, isLapsed, isGone }: { isOver: boolean; isLapsed: boolean; isGone: boolean },
): FindingDay['met'] {
  const closed = close(met, until, start);
  if (closed.length < met.length || closed.length === 0) return closed;
  if (!isOver || until < at) return markLast(closed, { lost: true });
  if (isLapsed) return markLast(closed, { lapsed: true });
  return isGone ? markLast(closed, { gone: true }) : closed;
}
