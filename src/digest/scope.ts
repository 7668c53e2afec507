/** A team's part of a cluster: some namespaces, or workloads with some labels. Pure. */
import type { WorkloadRef } from '../history/day/workload-day.ts';
import { selectsMap } from '../model/label-selector.ts';
import { objectKey } from '../model/object-ref.ts';
import type { Slice } from '../history/day/slice.ts';
import { subjectKey } from '../history/day/event-day.ts';
import type { ClusterFacts } from './facts.ts';

export interface Scope {
  namespaces?: readonly string[];
  /** Labels that a workload, or else its namespace, must have, all of them. */
  labels?: Readonly<Record<string, string>>;
}

/** Labels that some snapshots of the day showed; others are unknown. */
export interface KnownLabels {
  /** By {@link objectKey}. */
  workloads: ReadonlyMap<string, Readonly<Record<string, string>>>;
  namespaces: ReadonlyMap<string, Readonly<Record<string, string>>>;
}

/**
 * A team's part of a day. Nodes and news about the whole cluster are left out. A workload with unknown labels is kept:
 * it came and went between the read snapshots.
 */
export function narrowFacts(facts: ClusterFacts, scope: Scope, known: KnownLabels): ClusterFacts {
  if (!scope.namespaces && !scope.labels) return facts;
  return { ...facts, isPart: true, slice: narrow(facts.slice, scope, known) };
}

function narrow(slice: Slice, { namespaces, labels }: Scope, known: KnownLabels): Slice {
  const isNear = (namespace: string) => !namespaces || namespaces.includes(namespace);
  const isLabelled = (ref: WorkloadRef) => {
    if (!labels) return true;
    const own = known.workloads.get(objectKey(ref));
    return !own || selectsMap(labels, own) || selectsMap(labels, known.namespaces.get(ref.namespace));
  };
  const isTheirs = (ref: WorkloadRef) => isNear(ref.namespace) && isLabelled(ref);
  const workloads = slice.workloads.filter(isTheirs);
  const isOfWorkload = new Set(workloads.map(objectKey));
  /** For other objects, such as a Service, the labels of their namespace count. */
  const isOther = (namespace: string | undefined) =>
    namespace !== undefined &&
    isNear(namespace) &&
    (!labels || selectsMap(labels, known.namespaces.get(namespace)));
  const all = new Set(slice.workloads.map(objectKey));
  const concerns = (key: string, namespace: string | undefined) =>
    all.has(key) ? isOfWorkload.has(key) : isOther(namespace);
  return {
    ...slice,
    nodes: [],
    workloads,
    comings: slice.comings.filter(({ kind, namespace, name }) =>
      isOther(kind === 'Namespace' ? name : namespace),
    ),
    moreComings: 0,
    findings: slice.findings.filter((finding) => concerns(objectKey(finding), finding.namespace)),
    events: slice.events.filter((event) => concerns(subjectKey(event), event.namespace)),
  };
}
