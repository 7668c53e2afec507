/** Nodes that were lost, came, went, or were closed. Pure. */
import type { Cut } from '../history/day/cut.ts';
import { BEATS, beatWord, isBeatTrouble, type TroubleBeat } from '../history/day/beats.ts';
import type { Beat } from '../history/day/node-day.ts';
import type { Slice } from '../history/day/slice.ts';
import { measureRun, runsOf, type DurationRange } from '../history/period/duration-range.ts';
import { listReboots } from '../history/period/reboots.ts';
import { capitalize } from '../model/english.ts';
import { compareText } from '../model/state.ts';
import { countPodsOf } from '../words/history.ts';
import type { Item, Section } from './digest.ts';
import { showing } from './evidence.ts';
import type { ClusterFacts } from './facts.ts';
import { describeFollowers } from './incident-news.ts';
import { listTakenAlong } from './incidents.ts';
import type { LocalTimes } from './local-times.ts';

type Node = Slice['nodes'][number];
type Beats = Node['beats'];

/** Those in trouble first. */
export function describeNodes(facts: ClusterFacts, times: LocalTimes): Section {
  const items = [
    ...facts.slice.nodes.flatMap((node) => describeNode(node, facts, times)),
    ...describeReboots(facts, times),
  ].sort(
    (a, b) => Number(b.mark === 'failing') - Number(a.mark === 'failing') || compareText(a.name!, b.name!),
  );
  return { id: 'nodes', title: 'Nodes', items, more: 0 };
}

function describeNode(
  { name, beats, joined, recreated }: Node,
  facts: ClusterFacts,
  times: LocalTimes,
): Item[] {
  const { window } = facts;
  const trouble = joinTrouble(beats, facts.looks);
  const taken = trouble.length > 0 ? describeFollowers(listTakenAlong(name, facts)) : [];
  const items = trouble.map(({ from, since, to, worst, lasted, atLeast, between }): Item => {
    if (between)
      return {
        mark: 'plain',
        name,
        text: `not ready until ${times.at(to)}, back since.`,
        detail: 'It was ready before and after: its own condition says that it was not in between.',
        link: showing(facts, to, 'index'),
      };
    const goesOn = to >= window.to;
    const lastLook = facts.looks.findLast((at) => at >= since && at < to) ?? since;
    const after = beats.find((beat) => beat.from >= to);
    // After a gap, nobody knows when it came back.
    const isOutOfSight = after !== undefined && after.from > to && after.beat !== 'gone';
    const lostSight = !goesOn && (!after || isOutOfSight);
    const span = { from: since, to, lasted, goesOn, atLeast, ...(lostSight && { to: lastLook, lostSight }) };
    const end = goesOn ? ': not over' : endOfTrouble(after, isOutOfSight, times);
    return {
      mark: goesOn ? 'failing' : lostSight ? 'unknown' : 'plain',
      name,
      text: `${beatWord(worst)} ${times.span(span)}${end}.`,
      detail: [`${capitalize(BEATS[worst].text)}.`, ...taken].join(' '),
      link: showing(facts, from, 'index'),
    };
  });
  const gone = beats.find(({ beat, since }) => beat === 'gone' && since >= window.from);
  const stillClosed = findStillClosed(beats, window);
  const plain = (at: number, text: string): Item => ({
    mark: 'plain',
    name,
    text,
    link: showing(facts, at, 'changes'),
  });
  return [
    ...items,
    ...joined.map((at) => plain(at, `joined by ${times.at(at)}.`)),
    ...recreated.map((at) => plain(at, `replaced by another of the same name by ${times.at(at)}.`)),
    ...(stillClosed
      ? [
          plain(
            stillClosed.from,
            `${beatWord('cordoned')} since ${times.at(stillClosed.since)}: ${BEATS.cordoned.text}.`,
          ),
        ]
      : []),
    ...(gone ? [plain(gone.from, `${beatWord('gone')} by ${times.at(gone.from)}.`)] : []),
  ];
}

/** What became of a node after its trouble. */
function endOfTrouble(after: Beats[number] | undefined, isOutOfSight: boolean, times: LocalTimes): string {
  if (!after) return ', since then not seen';
  if (after.beat === 'gone') return `, then ${beatWord('gone')}`;
  return isOutOfSight ? `, then not seen until ${times.at(after.from)}` : ', back since';
}

/** It was cordoned within the window, and is so at its end. */
const findStillClosed = (beats: Beats, window: ClusterFacts['window']): Beats[number] | undefined =>
  beats.find(
    ({ beat, to, since, atLeast }) =>
      beat === 'cordoned' && to >= window.to && since >= window.from && !atLeast,
  );

/** Nodes that ended their pods at once, each time with the pods that restarted. */
function describeReboots(facts: ClusterFacts, times: LocalTimes): Item[] {
  return listReboots(facts.slice).map(({ node, at, by, pods, workloads }) => ({
    mark: 'plain',
    name: node,
    text: `restarted its pods at once at ${times.at(at)}: ${countPodsOf(
      pods,
      workloads.map(({ workload }) => workload),
    )}.`,
    detail: 'A reboot, mostly, or a restart of its container runtime.',
    link: showing(facts, by, 'changes'),
  }));
}

interface TroubleStretch {
  from: number;
  since: number;
  to: number;
  worst: TroubleBeat;
  lasted: DurationRange;
  atLeast: boolean;
  /** No snapshot showed it. */
  between: boolean;
}

/** Late, then lost, then not ready is one time of trouble. Silence that ended by itself is none. */
const joinTrouble = (beats: readonly Cut<Beat>[], looks: readonly number[]): TroubleStretch[] =>
  runsOf(beats, ({ beat }) => isBeatTrouble(beat)).flatMap((run): TroubleStretch[] => {
    const those = beats.slice(run.first, run.last + 1);
    const worst = (['lost', 'not-ready'] as const).find((one) => those.some(({ beat }) => beat === one));
    if (!worst) return [];
    const { from, since, atLeast, between } = those[0]!;
    return [
      {
        ...{ from, since, to: those.at(-1)!.to, worst, lasted: measureRun(beats, run, looks) },
        ...{ atLeast: atLeast === true, between: between === true },
      },
    ];
  });
