/** What Days say about one workload, or one node: indexed, so that it is fast for any number of workloads. */
import { cutTrack, joinTracks, type Cut } from '../day/cut.ts';
import type { Day, StateStretch } from '../day/day.ts';
import { subjectKey } from '../day/event-day.ts';
import type { NodeHours } from '../day/figures.ts';
import type { Beat } from '../day/node-day.ts';
import type { FindingDay } from '../day/finding-day.ts';
import { sliceDays, type WorkloadSlice } from '../day/slice.ts';
import type { WorkloadRef } from '../day/workload-day.ts';
import { buildEventLedger, type LedgerRow } from './event-ledger.ts';
import type { Period } from './period.ts';
import { objectKey } from '../../model/object-ref.ts';

/** A Day with its entries by workload. */
export interface IndexedDay {
  day: Day;
  workloads: Map<string, Day['workloads']>;
  findings: Map<string, Day['findings']>;
  events: Map<string, Day['events']>;
}

/** Events and findings of pods belong to the pods' workload. */
export function indexDay(day: Day): IndexedDay {
  const podOwners = new Map<string, string>();
  for (const { owner, kind, namespace, name } of day.events)
    if (owner && kind === 'Pod') podOwners.set(objectKey({ kind, namespace, name }), owner);
  for (const one of day.workloads)
    for (const { pod } of one.restarts)
      podOwners.set(objectKey({ kind: 'Pod', namespace: one.namespace, name: pod }), objectKey(one));
  return {
    day,
    workloads: Map.groupBy(day.workloads, objectKey),
    findings: Map.groupBy(day.findings, (one) => podOwners.get(objectKey(one)) ?? objectKey(one)),
    events: Map.groupBy(day.events, subjectKey),
  };
}

export type FindingSlice = Omit<FindingDay, 'met'> & { met: Cut<FindingDay['met'][number]>[] };

export interface WorkloadHistory {
  slice: WorkloadSlice;
  findings: FindingSlice[];
  /** The latest occurrence first. */
  events: LedgerRow[];
  /** Occurrences of warnings. */
  warnings: { at: number; n: number }[];
  /** The cluster as a whole. */
  clusterStates: Cut<StateStretch>[];
}

/** @param days Days of the period, in order */
export function sliceWorkload(
  days: readonly IndexedDay[],
  ref: WorkloadRef,
  period: Period,
): WorkloadHistory {
  const key = objectKey(ref);
  const own = days.map(({ day, workloads, findings, events }): Day => ({
    ...day,
    states: [],
    nodes: [],
    workloads: workloads.get(key) ?? [],
    findings: findings.get(key) ?? [],
    events: events.get(key) ?? [],
  }));
  const slice = sliceDays(own, period.from, period.to);
  const { kind, namespace, name } = ref;
  const nothing: WorkloadSlice = {
    ...{ kind, namespace, name, states: [], versions: [], replicas: [] },
    ...{ restarts: [], replacements: [], rollouts: [], scalings: [], comings: [] },
  };
  return {
    slice: slice.workloads[0] ?? nothing,
    findings: slice.findings,
    events: buildEventLedger(own, period).rows,
    warnings: slice.events.flatMap(({ type, seen }) => (type === 'Normal' ? [] : seen)),
    clusterStates: cutTrack(
      joinTracks(days.map(({ day }) => ({ day, track: day.states }))),
      period.from,
      period.to,
    ),
  };
}

export interface NodeHistory {
  beats: Cut<Beat>[];
  /** Times at which it joined, and at which another node took its name. */
  joined: number[];
  recreated: number[];
  /** What it carried, by the hour. */
  hours: NodeHours['hours'];
  findings: FindingSlice[];
  /** The latest occurrence first. */
  events: LedgerRow[];
  warnings: { at: number; n: number }[];
}

/** @param days Days of the period, in order */
export function sliceNode(days: readonly IndexedDay[], name: string, period: Period): NodeHistory {
  const key = objectKey({ kind: 'Node', name });
  const own = days.map(({ day, findings, events }): Day => ({
    ...day,
    states: [],
    nodes: day.nodes.filter((node) => node.name === name),
    workloads: [],
    findings: findings.get(key) ?? [],
    events: events.get(key) ?? [],
  }));
  const { nodes, findings, events } = sliceDays(own, period.from, period.to);
  const { beats = [], joined = [], recreated = [] } = nodes[0] ?? {};
  return {
    ...{ beats, joined, recreated, findings },
    hours: days
      .flatMap(({ day }) => day.nodeHours.filter((node) => node.name === name))
      .flatMap(({ hours }) => hours)
      .filter(({ hour }) => hour >= period.from && hour < period.to),
    events: buildEventLedger(own, period).rows,
    warnings: events.flatMap(({ type, seen }) => (type === 'Normal' ? [] : seen)),
  };
}
