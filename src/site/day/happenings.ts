/** What a day's chart marks: rollouts, and nodes that were lost, came or went. */
import { beatWord } from '../../history/day/beats.ts';
import { boundsOf } from '../../history/day/day.ts';
import type { DaySummary } from '../../history/day/summary.ts';
import { nameRollout } from '../../words/history.ts';
import type { Happening } from '../charts/happenings.ts';
import { placeOf } from '../paths.ts';
import type { DayPlan } from '../plan.ts';

/** With a link to the first edition of the day that shows it. */
export function listHappenings({ day, times }: DayPlan, summary: DaySummary): Happening[] {
  const { from } = boundsOf(day);
  const printed = new Set(times);
  const editions = summary.snapshots
    .map((snapshot) => ({ at: snapshot.at, ...placeOf(snapshot) }))
    .filter((edition) => edition.day === day && printed.has(edition.time));
  const hrefOf = (at: number) => {
    const found = editions.find((edition) => edition.at >= at);
    return found && `${found.time}/index.html`;
  };
  const happenings = happeningsOf([summary]).filter(({ at }) => at >= from);
  return happenings.map((happening) => {
    const href = hrefOf(happening.at);
    return { ...happening, ...(href && { href }) };
  });
}

/** Each once: what goes on over midnight is in both Days. */
export function happeningsOf(days: readonly DaySummary[]): Happening[] {
  const all = days.flatMap((day) => [...listRollouts(day), ...listNodes(day)]);
  return [...new Map(all.map((one) => [`${one.at} ${one.text}`, one])).values()];
}

const listRollouts = ({ workloads }: DaySummary): Happening[] =>
  workloads.flatMap(({ name, rollouts }) =>
    rollouts.map((rollout) => ({ at: rollout.begun, text: `${name} ${nameRollout(rollout)}` })),
  );

const listNodes = ({ nodes }: DaySummary): Happening[] =>
  nodes.flatMap(({ name, beats, joined = [], recreated = [] }) => [
    ...beats
      .filter(({ beat }) => beat === 'lost' || beat === 'not-ready' || beat === 'gone')
      .map(({ from, beat }) => ({ at: from, text: `node ${name} ${beatWord(beat)}` })),
    ...joined.map((at) => ({ at, text: `node ${name} joined` })),
    ...recreated.map((at) => ({ at, text: `another node ${name}` })),
  ]);
