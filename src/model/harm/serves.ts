/** Whom a workload serves: which Services lead to it, and which of them are reachable from outside. */
import type { Snapshot } from '../../snapshots/schema.ts';
import { indexByLabels } from '../label-index.ts';
import { namespacedName, objectKey, toObjectRef } from '../object-ref.ts';
import type { ObjectRef, PodRow, ServiceRow, WorkloadRow } from '../report.ts';
import { isLoose } from '../owners/owners.ts';
import { REPLICATED } from '../workload-kinds.ts';

type Labels = Record<string, string>;

interface Server {
  namespace?: string;
  labels?: Labels;
  object: ObjectRef;
}

/** Finds the workloads, and the pods without a workload, that a Service selects. */
export type BehindService = (service: ServiceRow) => ObjectRef[];

export function indexBehind(
  { objects }: Snapshot,
  { workloads, pods }: { workloads: readonly WorkloadRow[]; pods: readonly PodRow[] },
): BehindService {
  const find = indexByLabels(listServers(objects, workloads, pods));
  return ({ namespace, selector }) => {
    if (Object.keys(selector).length === 0) return [];
    const found = find(namespace, selector).map(({ object }): [string, ObjectRef] => [
      objectKey(object),
      object,
    ]);
    return [...new Map(found).values()];
  };
}

/** By the labels of their templates, if the snapshot has them; otherwise by the labels of their pods. */
function* listServers(
  objects: Snapshot['objects'],
  workloads: readonly WorkloadRow[],
  pods: readonly PodRow[],
): Generator<Server> {
  const there = new Set(workloads.map(objectKey));
  const told = new Set<string>();
  for (const kind of REPLICATED) {
    for (const { metadata, spec } of objects[kind]) {
      const object = toObjectRef({ ...metadata, kind });
      if (!there.has(objectKey(object))) continue;
      told.add(objectKey(object));
      yield { namespace: metadata.namespace, labels: spec?.template?.metadata?.labels, object };
    }
  }
  const labelsOf = new Map(objects.Pod.map(({ metadata }) => [metadata.uid, metadata.labels]));
  for (const row of pods) {
    const owner = isLoose(row) ? undefined : row.owner;
    if (owner && told.has(objectKey(owner))) continue;
    yield {
      namespace: row.namespace,
      labels: labelsOf.get(row.uid),
      object: owner ?? { kind: 'Pod', namespace: row.namespace, name: row.name },
    };
  }
}

/** How much of a Service answers; absent if its endpoints were not seen, or it has none by design. */
export interface Answers {
  ready: number;
  /** Wanted replicas of its workloads; if unknown, the number of its endpoints. */
  wanted: number;
}

/** The answers of Services, by namespace and name. */
export function indexAnswers(
  services: readonly ServiceRow[],
  workloads: readonly WorkloadRow[],
  behind: BehindService,
): ReadonlyMap<string, Answers> {
  const desired = new Map(workloads.map((row) => [objectKey(row), row.desired]));
  return new Map(
    services.flatMap((row): [string, Answers][] => {
      const { ready, notReady = 0, type } = row;
      if (ready === undefined || type === 'ExternalName') return [];
      const numbers = behind(row).map((object) => desired.get(objectKey(object)));
      const known = numbers.every((number) => number !== undefined) ? sum(numbers) : 0;
      const wanted = known > 0 ? known : ready + notReady;
      return [[namespacedName(row), { ready: Math.min(ready, wanted), wanted }]];
    }),
  );
}

const sum = (numbers: readonly (number | undefined)[]) =>
  numbers.reduce<number>((total, number = 0) => total + number, 0);
