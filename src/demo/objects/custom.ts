/** Argo Rollouts, which the API serves as a Table: a custom resource with the columns its CRD declares. */
import { countAt } from './counts.ts';
import { lastApplied, metadata, type ApiObject, type Moment } from './object.ts';
import { labelsOf, selectorOf } from './owners.ts';
import { podTemplate } from './pod-spec.ts';
import { bornAt, plansOf, rolloutAt } from './workloads.ts';

export const rollouts = (moment: Moment): ApiObject[] =>
  plansOf(moment, 'Rollout').map((plan) => {
    const { workload } = plan;
    const { revision } = rolloutAt(plan, moment.at);
    const { replicas, ready, available } = countAt(plan.lives, moment.at);
    return {
      metadata: metadata(moment, 'Rollout', {
        ...{ name: workload.name, namespace: workload.namespace, created: bornAt(plan), generation: 7 },
        labels: labelsOf(workload, revision.version),
        annotations: lastApplied(workload.name),
      }),
      spec: {
        replicas: workload.replicas,
        selector: { matchLabels: selectorOf(workload) },
        template: podTemplate(workload, revision.version),
        strategy: { canary: { steps: [{ setWeight: 25 }, { pause: { duration: '10m' } }] } },
      },
      status: {
        ...{ replicas, updatedReplicas: replicas, readyReplicas: ready, availableReplicas: available },
        phase: 'Healthy',
      },
    };
  });

const column = (name: string, type: string, description: string, priority = 0) => ({
  ...{ name, type, format: name === 'Name' ? 'name' : '', description, priority },
});

// Source: argoproj/argo-rollouts, manifests/crds/rollout-crd.yaml, additionalPrinterColumns.
export const ROLLOUT_COLUMNS = [
  column('Name', 'string', 'Name must be unique within a namespace.'),
  column('Desired', 'integer', 'Number of desired pods'),
  column('Current', 'integer', 'Total number of non-terminated pods targeted by this rollout'),
  column(
    'Up-to-date',
    'integer',
    'Total number of non-terminated pods targeted by this rollout that have the desired template spec',
  ),
  column(
    'Available',
    'integer',
    'Total number of available pods (ready for at least minReadySeconds) targeted by this rollout',
  ),
  column('Age', 'date', 'Time since resource was created'),
];

interface Counted {
  spec: { replicas: number };
  status: { replicas: number; updatedReplicas: number; availableReplicas: number };
}

/** A Table row; the server sends a date column as the age it has when it answers. */
export function rolloutRow(object: ApiObject, at: number) {
  const { spec, status } = object as unknown as Counted;
  const days = Math.floor((at - Date.parse(object.metadata.creationTimestamp)) / 86_400_000);
  const { replicas, updatedReplicas, availableReplicas } = status;
  return {
    cells: [object.metadata.name, spec.replicas, replicas, updatedReplicas, availableReplicas, `${days}d`],
    object: { kind: 'PartialObjectMetadata', apiVersion: 'meta.k8s.io/v1', metadata: object.metadata },
  };
}
