/** Gathers the input of the rules. */
import type { KeptObject, KindName, ObjectOf } from '../../snapshots/kinds/kinds.ts';
import type { Snapshot } from '../../snapshots/schema.ts';
import { objectKey } from '../object-ref.ts';
import { isLoose } from '../owners/owners.ts';
import { findReboots } from '../nodes/reboots.ts';
import type { EventRow, ObjectRef, PodRow, Tables } from '../report.ts';
import type { Seen } from '../seen.ts';
import { groupSymptoms, refOfPod } from './affected.ts';
import type { Facts, Owned } from './facts.ts';

export function gatherFacts(snapshot: Snapshot, seen: Seen, tables: Tables, behind: Facts['behind']): Facts {
  const pods = new Map(snapshot.objects.Pod.map((pod) => [pod.metadata.uid, pod]));
  const podOf = (row: PodRow) => pods.get(row.uid);
  const facts = {
    snapshot,
    seen,
    tables,
    behind,
    at: tables.meta.time,
    context: tables.meta.settings.viewerContext,
    owned: groupPods(tables, podOf),
    nodes: new Map(tables.nodes.map((node) => [node.name, node])),
    reboots: findReboots(tables.pods),
    podOf,
    stored: indexStored(snapshot),
    warningAbout: indexWarnings(tables.events),
  };
  return { ...facts, ...groupSymptoms(facts) };
}

/** By kind; each kind is indexed on first use. */
function indexStored({ objects }: Snapshot): Facts['stored'] {
  const indexes = new Map<KindName, Map<string, KeptObject>>();
  return <Name extends KindName>(kind: Name, { namespace, name }: Omit<ObjectRef, 'kind'>) => {
    let index = indexes.get(kind);
    if (!index) {
      const all: readonly KeptObject[] = objects[kind];
      index = new Map(all.map((object) => [objectKey({ ...object.metadata, kind }), object]));
      indexes.set(kind, index);
    }
    return index.get(objectKey({ kind, namespace, name })) as ObjectOf<Name> | undefined;
  };
}

function groupPods({ workloads, pods }: Tables, podOf: Facts['podOf']): Map<string, Owned> {
  const groups = new Map<string, Owned>();
  for (const row of workloads) {
    const { kind, namespace, name, uid } = row;
    groups.set(objectKey(row), { object: { kind, namespace, name, uid }, workload: row, pods: [], live: 0 });
  }
  for (const row of pods) {
    const workload = row.owner && !isLoose(row) ? groups.get(objectKey(row.owner)) : undefined;
    const group = workload ?? { object: refOfPod(row), pods: [], live: 0 };
    if (!workload) groups.set(objectKey(group.object), group);
    group.pods.push(row);
    const phase = podOf(row)?.status?.phase;
    if (phase !== 'Failed' && phase !== 'Succeeded') group.live += 1;
  }
  return groups;
}

/** Reasons of warnings that repeat the status. */
const DULL = new Set(['BackOff', 'FailedScheduling', 'Evicted', 'NodeNotReady']);

/** Built on first use: a quiet cluster does not need it. */
function indexWarnings(events: readonly EventRow[]): Facts['warningAbout'] {
  let newest: Map<string, EventRow> | undefined;
  return (ref, reason = '') => {
    if (!newest) {
      newest = new Map();
      for (const event of events) {
        if (event.type !== 'Warning' || DULL.has(event.reason) || !event.message) continue;
        for (const key of [objectKey(event.object), `${event.reason} ${objectKey(event.object)}`])
          if (!newest.has(key)) newest.set(key, event);
      }
    }
    return newest.get(`${reason === '' ? '' : `${reason} `}${objectKey(ref)}`);
  };
}
