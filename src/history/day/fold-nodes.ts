import type { NodeRow, Report } from '../../model/report.ts';
import type { Seen } from '../../model/seen.ts';
import { compareText } from '../../model/state.ts';
import { backSince } from './node-falls.ts';
import type { Beat, NodeDay } from './node-day.ts';
import { close, isOpen, sample, type Step } from './track.ts';
import { toUnix } from './unix.ts';

/** Continues every node, and ends nodes that were deleted or not seen. */
export function foldNodes(
  before: readonly NodeDay[],
  { nodes }: Pick<Report, 'nodes'>,
  step: Step,
  { seen, sawBefore }: { seen: Seen; sawBefore: Seen },
): NodeDay[] {
  const folded = new Map(before.map((entry) => [entry.name, entry]));
  const there = new Set<string>();
  for (const row of nodes) {
    if (there.has(row.name)) continue;
    there.add(row.name);
    const born = step.before !== undefined && sawBefore('Node');
    folded.set(row.name, continueNode(folded.get(row.name), row, step, born));
  }
  for (const [name, entry] of folded) {
    if (!there.has(name)) folded.set(name, leaveNode(entry, step, seen('Node')));
  }
  return [...folded.values()].sort((a, b) => compareText(a.name, b.name));
}

function continueNode(entry: NodeDay | undefined, row: NodeRow, step: Step, born: boolean): NodeDay {
  const { name, uid } = row;
  const beat = beatOf(row);
  const turn = turnsOf(row, beat).find((time) => isWithin(time, step));
  if (entry && entry.uid !== uid && entry.beats.at(-1)?.beat !== 'gone') {
    // The old node was deleted, and another took its name.
    const made = createdOf(row, step) ?? step.at;
    const beats = close(entry.beats, Math.min(step.until, made), step.start);
    const recreated = [...(entry.recreated ?? []), made];
    const next = beat ? [...beats, { beat, from: made }] : beats;
    return { name, uid, beats: next, recreated };
  }
  const beats = entry?.beats ?? [];
  const known = { ...(entry ?? { name }), uid, ...joinedAt(entry, row, step, born) };
  if (!beat) return { ...known, beats: close(beats, step.until, step.start) };
  const fallen = addFall(beats, row, beat, step);
  if (fallen) return { ...known, beats: fallen };
  const isSame = (last: Pick<Beat, 'beat'>) => last.beat === beat;
  // A new node exists since its creation.
  const from = isOpen(beats) ? turn : createdOf(row, step);
  return {
    ...known,
    beats: sample<Pick<Beat, 'beat'>>(beats, { beat }, step, {
      isSame,
      // An older node existed before, and its heartbeat was not seen.
      born: born && !isOlder(row, step),
      ...(from !== undefined && { turn: from }),
    }),
  };
}

/** A fall between two snapshots that both show the node ready. */
function addFall(
  beats: readonly Beat[],
  row: NodeRow,
  beat: Beat['beat'],
  { at, before, until, start }: Step,
): Beat[] | undefined {
  const last = beats.at(-1);
  const isWell = (one: Beat['beat'] | undefined) => one === 'beating' || one === 'cordoned';
  if (!isWell(beat) || !isWell(last?.beat) || !isOpen(beats)) return undefined;
  const since = backSince(row, { ...(before !== undefined && { before }), at });
  if (since === undefined || since <= Math.max(start, last.from)) return undefined;
  return [
    ...close(beats, Math.min(until, since - 1), start),
    { beat: 'not-ready', from: since - 1, to: since, atLeast: true, between: true },
    { beat, from: since },
  ];
}

/**
 * A node has joined if it did not exist before, and is not older. Nodes that were closed or out of sight have not
 * joined.
 */
function joinedAt(
  entry: NodeDay | undefined,
  row: NodeRow,
  step: Step,
  born: boolean,
): Pick<NodeDay, 'joined'> | undefined {
  const made = createdOf(row, step);
  const isKnown = entry !== undefined && entry.beats.at(-1)?.beat !== 'gone';
  if (isKnown || isOlder(row, step) || (made === undefined && !born)) return undefined;
  return { joined: [...(entry?.joined ?? []), made ?? step.at] };
}

const isOlder = ({ created }: NodeRow, { before }: Step) =>
  before !== undefined && (toUnix(created) ?? Infinity) <= before;

function leaveNode(entry: NodeDay, step: Step, nodesSeen: boolean): NodeDay {
  const last = entry.beats.at(-1);
  if (last?.to !== undefined || !last) return entry;
  const beats = nodesSeen
    ? sample<Pick<Beat, 'beat'>>(entry.beats, { beat: 'gone' }, step, {
        isSame: ({ beat }) => beat === 'gone',
      })
    : close(entry.beats, step.until, step.start);
  return { ...entry, beats };
}

/** Undefined when unknown: its heartbeat was not seen, and the node does not call itself not ready. */
function beatOf({ status, heartbeat }: NodeRow): Beat['beat'] | undefined {
  const [ready, ...more] = status.split(',');
  const isDown = ready !== 'Ready';
  if (heartbeat.source === 'none' || heartbeat.ageSeconds === undefined) {
    return ready === 'NotReady' ? 'not-ready' : undefined;
  }
  if (heartbeat.silent) return isDown ? 'lost' : 'late';
  if (isDown) return 'not-ready';
  return more.includes('SchedulingDisabled') ? 'cordoned' : 'beating';
}

/**
 * When the state began, the best source first: silence begins after the last heartbeat; a condition knows its own time.
 */
function turnsOf({ heartbeat, conditions }: NodeRow, beat: Beat['beat'] | undefined): number[] {
  if (beat === undefined || beat === 'cordoned') return [];
  const silentSince = beat === 'late' || beat === 'lost' ? heartbeat.at : undefined;
  const since = beat === 'late' ? undefined : conditions.find(({ type }) => type === 'Ready')?.since;
  return [toUnix(silentSince), toUnix(since)].filter((time) => time !== undefined);
}

function createdOf({ created }: NodeRow, step: Step): number | undefined {
  const made = toUnix(created);
  return made !== undefined && isWithin(made, step) ? made : undefined;
}

/** A moment between two snapshots. */
const isWithin = (time: number, { before, at }: Pick<Step, 'before' | 'at'>) =>
  before !== undefined && time > before && time <= at;
