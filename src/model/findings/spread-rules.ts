/** Rules about where replicas run: one rule for each problem in the table of spread. */
import { formatKubectl } from '../commands.ts';
import type { SpreadProblem, SpreadRow } from '../report.ts';
import type { Facts } from './facts.ts';
import type { Found, Rule } from './rule.ts';
import { SCALABLE } from '../workload-kinds.ts';

const needs: Rule['needs'] = ['Pod', 'Node', ...SCALABLE];

const of = (type: SpreadProblem['type']): Pick<Rule, 'needs' | 'find'> => ({
  needs,
  find: (facts) => findProblem(type, facts),
});

export const spreadRules: Rule[] = [
  {
    id: 'anti-affinity',
    severity: 'degraded',
    milder: 'advice where the rule is a wish',
    title: 'Anti-affinity is violated',
    judges: 'Replicas share a node or a zone although their pod template says that they must not.',
    why: 'The rule existed when they were scheduled, or is new. In both cases, one failure takes more of them than intended.',
    advice:
      'Delete one of those that share, when there is room elsewhere: the scheduler puts the next where it belongs.',
    headline: ['a workload violates its anti-affinity', 'workloads violate their anti-affinity'],
    ...of('anti-affinity-violated'),
  },
  {
    id: 'skew',
    severity: 'degraded',
    milder: 'advice where the constraint is a wish (`ScheduleAnyway`)',
    title: 'Spread is uneven',
    judges: 'Replicas are spread less evenly than their topology spread constraints allow.',
    why: 'The failure of the fullest zone or node takes more of them than intended. Constraints count only when a pod is scheduled.',
    advice: 'Restart the workload when all zones have room, or let a descheduler do it.',
    headline: ['a workload is spread unevenly', 'workloads are spread unevenly'],
    foldsInto: ['one-data-centre'],
    ...of('skew-exceeded'),
  },
  {
    id: 'one-data-centre',
    severity: 'advice',
    title: 'All replicas in one data centre',
    judges:
      'A workload has several replicas, nodes stand in several data centres, and all replicas run in one of them.',
    why: 'The failure of that data centre takes all of it.',
    advice: 'Give its pod template a topology spread constraint over the label of the data centre.',
    ...of('one-data-centre'),
  },
  {
    id: 'same-node',
    severity: 'advice',
    title: 'Replicas on one node',
    judges: 'Replicas of a workload share a node although there are others.',
    why: 'The failure or the update of that node takes several of them at once.',
    advice:
      'Give its pod template a topology spread constraint or an anti-affinity over kubernetes.io/hostname.',
    foldsInto: ['anti-affinity'],
    ...of('same-node'),
  },
  {
    id: 'single-replica',
    severity: 'advice',
    title: 'Single replica',
    judges: 'A workload that serves (a Service with ports selects its pods) wants one replica only.',
    why: 'Whenever its pod is moved, restarted or evicted, it does not serve.',
    advice: 'Run two, if it can share its work; silence this where it cannot.',
    limits: ['Not where only one node takes its pods: a second replica there would be no help.'],
    ...of('single-replica'),
    needs: [...needs, 'Service'],
  },
];

function* findProblem(type: SpreadProblem['type'], { tables, context }: Facts): Generator<Found> {
  for (const row of tables.spread) {
    const problems = row.problems.filter((problem) => problem.type === type);
    if (problems.length === 0) continue;
    const { kind, namespace, name, uid } = row;
    // The state tells about a broken rule that the scheduler enforces; the rest is a preference.
    const isAdvice = row.state !== 'degraded' || !problems.some(({ text }) => text === row.why);
    yield {
      object: { kind, namespace, name, uid },
      what: problems.map(({ text }) => text).join('; '),
      cause: type,
      ...(isAdvice && { severity: 'advice' as const }),
      command: whereCommand(row, context),
      rows: isAdvice ? [] : [row],
      // Anything worse than advice is told separately.
      because: isAdvice ? [row] : [],
    };
  }
}

/** Pods with their nodes. */
const whereCommand = ({ namespace }: SpreadRow, context: string | undefined) =>
  formatKubectl(['get', 'pods', '-o', 'wide'], { context, namespace });
