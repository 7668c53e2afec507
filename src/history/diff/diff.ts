/**
 * The changes between two snapshots: causes before consequences, then objects, then fields. Pure: the command line, the
 * build of pages and the browser run it.
 */
import { indexSeen } from '../../model/seen.ts';
import { compareText } from '../../model/state.ts';
import type { Cause, Change } from './change.ts';
import { compose, type Observed } from './compose.ts';
import { findControlPlaneChanges } from './control-plane.ts';
import { diffAcross } from './diff-across.ts';
import { diffEvents } from './diff-events.ts';
import { diffFindings } from './finding-changes.ts';
import { matchObjects } from './match-objects.ts';
import { findNodeChanges } from './node-changes.ts';
import { listNotComparable } from './not-comparable.ts';
import { findPodChanges } from './pod-changes.ts';
import { findRestarts } from './restart-changes.ts';
import { findRollouts } from './rollouts.ts';
import { findRuns } from './runs.ts';
import { findScalings } from './scalings.ts';
import { buildCauseInput, type CauseInput } from './cause-input.ts';
import { findStateChanges } from './state-changes.ts';
import { findSuccessions, listSuccessions } from './successions.ts';
import { findWorkloadChanges } from './workload-changes.ts';

export interface DiffOptions {
  /** Also include noise, marked with its reason. */
  noise?: boolean;
  /** Also include heartbeats and measurements, one object at a time; by default as `noise`. */
  beats?: boolean;
}

/** What changed from one snapshot to another, of one cluster or of two. */
export function diff(before: Observed, after: Observed, options: DiffOptions = {}): Change {
  const { noise = false, beats = noise } = options;
  if (before.snapshot.meta.cluster !== after.snapshot.meta.cluster) return diffAcross(before, after, noise);
  const seen = { before: indexSeen(before.snapshot.meta), after: indexSeen(after.snapshot.meta) };
  const matched = matchObjects({ before: before.snapshot, after: after.snapshot, seen }, beats);
  const input = buildCauseInput(before, after, seen, matched.entries);
  const causes = findCauses(input);
  addStatuses(input);
  return {
    ...compose(before, after, matched, causes, noise),
    across: false,
    states: findStateChanges(before.report, after.report),
    findings: diffFindings(before.report, after.report),
    events: diffEvents(before.report, after.report, seen),
    notComparable: listNotComparable(before.snapshot.meta, after.snapshot.meta, matched.hidden, () => true),
    notCompared: [],
  };
}

/**
 * Each rule only explains what no earlier rule explained. A rollout explains its pods better than their node does, and
 * both explain better than "pods come and go". The order for display differs.
 */
function findCauses(input: CauseInput): Cause[] {
  const successions = listSuccessions(input);
  const rollouts = [...findSuccessions(input, successions), ...findRollouts(input)];
  const workloads = findWorkloadChanges(input);
  const scalings = findScalings(input, new Set([...successions].flat()));
  const runs = findRuns(input);
  const nodes = findNodeChanges(input);
  const restarts = findRestarts(input);
  const pods = findPodChanges(input);
  return [
    ...findControlPlaneChanges(input),
    ...nodes,
    ...sortCauses(rollouts),
    ...sortCauses(scalings),
    ...sortCauses(workloads),
    ...sortCauses(restarts),
    ...sortCauses(pods),
    ...sortCauses(runs),
  ];
}

/** What kubectl prints about a changed pod. */
function addStatuses({ before, after, entriesOf }: CauseInput): void {
  for (const { change } of entriesOf('Pod')) {
    const [was, is] = [before.podRow(change.object.uid), after.podRow(change.object.uid)];
    if (!was || !is || (was.status === is.status && was.ready === is.ready)) continue;
    change.status = { before: `${was.ready} ${was.status}`, after: `${is.ready} ${is.status}` };
  }
}

const sortCauses = <One extends Cause>(causes: readonly One[]) =>
  causes.toSorted((a, b) => compareText(a.id, b.id));
