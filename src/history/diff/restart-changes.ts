import { objectPath, toObjectRef } from '../../model/object-ref.ts';
import { isLoose } from '../../model/owners/owners.ts';
import type { ObjectRef, PodRow } from '../../model/report.ts';
import { compareText } from '../../model/state.ts';
import { countRestarts, toCounter } from '../day/count-restarts.ts';
import type { RestartCause } from './change.ts';
import { below, claim } from './entries.ts';
import type { PodEntry, CauseInput } from './cause-input.ts';

/** The parts of a pod that a restart explains. */
const isExplained = below(['status']);

/** Restarts since, for one UID of a pod, and restarts that a new pod already has. A lower bound. */
export function findRestarts(input: CauseInput): RestartCause[] {
  const found = new Map<string, { cause: RestartCause; entries: PodEntry[] }>();
  for (const entry of input.entriesOf('Pod')) {
    const now = entry.after && input.after.podRow(entry.after.metadata.uid);
    if (!now) continue;
    const old = entry.change.class === 'changed' ? input.before.podRow(now.uid) : undefined;
    for (const container of now.containers) {
      const before = old?.containers.find(({ name }) => name === container.name);
      const restarts = countRestarts(before && toCounter(before), container);
      if (restarts === 0) continue;
      const { cause, entries } = openCause(found, workloadOf(now), container.name);
      cause.restarts += restarts;
      cause.pods.push({
        pod: { kind: 'Pod', namespace: now.namespace, name: now.name },
        ...(before && { before: toCounter(before).counter }),
        after: container.restarts,
        restarts,
        ...(container.lastRestart && { last: container.lastRestart }),
      });
      entries.push(entry);
    }
  }
  return [...found.values()].map(({ cause, entries }) => {
    cause.pods.sort((a, b) => b.restarts - a.restarts || compareText(a.pod.name, b.pod.name));
    return { ...cause, objects: claim(cause.id, entries, isExplained) };
  });
}

function openCause(
  found: Map<string, { cause: RestartCause; entries: PodEntry[] }>,
  workload: ObjectRef,
  container: string,
) {
  const id = `restarts/${objectPath(workload)}/${container}`;
  let one = found.get(id);
  if (!one) {
    const cause: RestartCause = {
      type: 'restarts',
      id,
      objects: 0,
      workload: toObjectRef(workload),
      container,
      restarts: 0,
      pods: [],
    };
    found.set(id, (one = { cause, entries: [] }));
  }
  return one;
}

const workloadOf = (pod: PodRow): ObjectRef =>
  pod.owner && !isLoose(pod) ? pod.owner : { kind: 'Pod', namespace: pod.namespace, name: pod.name };
