/** Rollouts. Pure. */
import type { Rollout } from '../history/day/workload-day.ts';
import { formatObject } from '../model/object-ref.ts';
import { nameRollout } from '../words/history.ts';
import { formatAuthor } from '../words/author.ts';
import { formatCount } from '../model/english.ts';
import type { Item, Section } from './digest.ts';
import { showing } from './evidence.ts';
import type { ClusterFacts } from './facts.ts';
import type { LocalTimes } from './local-times.ts';

/** Rollouts that began or ended on the day, or are running; stuck rollouts first. */
export function describeRollouts(facts: ClusterFacts, times: LocalTimes): Section {
  const items = facts.slice.workloads
    .flatMap((workload) =>
      workload.rollouts.map((rollout) => ({
        rollout,
        item: describeRollout(formatObject(workload), rollout, facts, times),
      })),
    )
    .sort((a, b) => rank(a.rollout) - rank(b.rollout) || a.rollout.begun - b.rollout.begun)
    .map(({ item }) => item);
  return { id: 'rollouts', title: 'Rollouts', items, more: 0 };
}

/** `begun by Helm release shop at 13:28:07`, `begun by 13:30`: not later than then. */
export const describeBegin = ({ begun, by }: Rollout, times: LocalTimes): string =>
  `begun ${by ? formatAuthor(by, times.exactly(by.at)) : `by ${times.at(begun)}`}`;

const rank = ({ stuck, ended, paused }: Rollout) => (ended !== undefined ? 2 : stuck || paused ? 0 : 1);

function describeRollout(name: string, rollout: Rollout, facts: ClusterFacts, times: LocalTimes): Item {
  const { begun, ended, stuck, paused, superseded, replaced } = rollout;
  const isOver = ended !== undefined && ended < facts.window.to;
  const how = isOver
    ? superseded
      ? `another took its place by ${times.at(ended)}`
      : `complete by ${times.at(ended)}${stuck ? ', after it had been stuck' : ''}`
    : `not complete${stuck ? ', stuck' : paused ? ', paused' : ''}`;
  const pods = replaced > 0 ? `; at least ${formatCount(replaced, 'pod')} replaced` : '';
  return {
    mark: isOver ? 'plain' : stuck ? 'failing' : 'degraded',
    name,
    text: `${nameRollout(rollout)}, ${describeBegin(rollout, times)}, ${how}${pods}.`,
    link: showing(facts, begun, 'changes'),
  };
}
