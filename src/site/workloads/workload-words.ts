/** The texts beside a workload: its autoscaler, its disruption budget, and a CronJob's runs; one text per line. */
import { clip, formatCount, spellDuration } from '../../model/english.ts';
import { formatRuns, LEFT_NO_SUCCESS } from '../../model/workloads/jobs.ts';
import type { Autoscaler, CronRuns, DisruptionBudget } from '../../model/report.ts';

/** The finding has the whole message. */
const LONGEST_PROBLEM = 90;

export interface Line {
  text: string;
  /** It needs attention. */
  alert?: true;
}

/** `4 to 8 replicas`, `cpu 61 % of 70 %`, and what is wrong. */
export function autoscalerLines({
  min,
  max,
  current,
  desired,
  metrics,
  atMaximum,
  problem,
}: Autoscaler): Line[] {
  const lines: Line[] = [{ text: min === max ? formatCount(min, 'replica') : `${min} to ${max} replicas` }];
  if (atMaximum) lines.push({ text: `at its maximum of ${max}`, alert: true });
  if (desired !== undefined && desired !== current) lines.push({ text: `wants ${desired}` });
  for (const { name, current: reading, target } of metrics) {
    lines.push({
      text: reading === undefined ? `${name} not read, target ${target}` : `${name} ${reading} of ${target}`,
    });
  }
  if (problem) lines.push({ text: `does not scale: ${clip(problem, LONGEST_PROBLEM)}`, alert: true });
  return lines;
}

/** `minAvailable 2: allows 1 eviction`. */
export function budgetLines({ rule, allowed, healthy, wanted, others = [] }: DisruptionBudget): Line[] {
  const lines: Line[] = [];
  if (allowed === undefined) lines.push({ text: `${rule}: not counted yet` });
  else if (allowed > 0) lines.push({ text: `${rule}: allows ${formatCount(allowed, 'eviction')}` });
  else
    lines.push({ text: `${rule}: allows no eviction (${healthy} healthy, ${wanted} wanted)`, alert: true });
  if (others.length > 0)
    lines.push({ text: `and ${others.join(', ')}: pods of several are never evicted`, alert: true });
  return lines;
}

/** Remarks about the next run, beside its time. */
export function dueLines(runs: CronRuns): Line[] {
  const { suspended, lateSeconds, missed, skipped, leftNoSuccess, problem } = runs;
  if (suspended) return [{ text: 'suspended', alert: true }];
  const lines: Line[] = [];
  if (lateSeconds !== undefined) lines.push({ text: `${spellDuration(lateSeconds)} late`, alert: true });
  if (skipped !== undefined)
    lines.push({ text: `${formatRuns(skipped)} skipped: its last one still goes on`, alert: true });
  if (leftNoSuccess) lines.push({ text: LEFT_NO_SUCCESS, alert: true });
  if (missed !== undefined) lines.push({ text: `${formatRuns(missed)} missed`, alert: true });
  if (problem) lines.push({ text: problem });
  return lines;
}
