/** Whose trouble explains that of a Service. */
import { indexByLabels } from '../label-index.ts';
import type { ObjectRef, ServiceRow, WorkloadRow } from '../report.ts';
import type { Facts } from './facts.ts';

type Labels = Readonly<Record<string, string>>;

/** A pod in trouble, or a workload that has none at all, with its owner. */
interface Suspect {
  namespace?: string;
  labels: Labels;
  owner: ObjectRef;
  node?: string;
}

/** The workloads and bare pods that a Service selects and that are in trouble, and the nodes that they are on. */
export function indexSuspects(facts: Facts): (row: ServiceRow) => ObjectRef[] {
  const find = indexByLabels(listSuspects(facts));
  return ({ namespace, selector }) => {
    const meant = Object.keys(selector).length > 0 ? find(namespace, selector) : [];
    return [...new Set(meant.map(({ owner }) => owner)), ...toNodes(meant)];
  };
}

function toNodes(suspects: readonly Suspect[]): ObjectRef[] {
  const names = new Set(suspects.flatMap(({ node }) => node ?? []));
  return [...names].map((name) => ({ kind: 'Node', name }));
}

function* listSuspects(facts: Facts): Generator<Suspect> {
  for (const { object: owner, workload, pods } of facts.owned.values()) {
    const { namespace } = owner;
    if (pods.length === 0 && workload?.state === 'failing') {
      yield { namespace, owner, labels: templateLabels(workload, facts) };
    }
    for (const pod of pods) {
      if (pod.state === 'healthy') continue;
      yield { namespace, owner, labels: facts.podOf(pod)?.metadata.labels ?? {}, node: pod.node };
    }
  }
}

const MAKERS = ['Deployment', 'StatefulSet', 'DaemonSet', 'ReplicaSet', 'ReplicationController'] as const;

function templateLabels(row: WorkloadRow, { stored }: Facts): Labels {
  const kind = MAKERS.find((maker) => maker === row.kind);
  return (kind && stored(kind, row)?.spec?.template?.metadata?.labels) ?? {};
}
