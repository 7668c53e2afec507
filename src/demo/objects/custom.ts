/** Custom resources. The API serves them as Tables, with the columns of their CRDs. */
import { DAY } from '../plan/clock.ts';
import { between } from '../plan/hash.ts';
import { countAt } from './counts.ts';
import { toCondition, lastApplied, metadataOf, type ApiObject, type Instant } from './object.ts';
import { labelsOf, selectorOf } from './owners.ts';
import { podTemplateOf } from './pod-spec.ts';
import { bornAt, plansOf, rolloutAt } from './workloads.ts';

export const rollouts = (moment: Instant): ApiObject[] =>
  plansOf(moment, 'Rollout').map((plan) => {
    const { workload } = plan;
    const { revision } = rolloutAt(plan, moment.at);
    const { replicas, ready, available } = countAt(plan.lives, moment.at);
    return {
      metadata: metadataOf(moment, 'Rollout', {
        ...{ name: workload.name, namespace: workload.namespace, created: bornAt(plan), generation: 7 },
        labels: labelsOf(workload, revision.version),
        annotations: lastApplied(workload.name),
      }),
      spec: {
        replicas: workload.replicas,
        selector: { matchLabels: selectorOf(workload) },
        template: podTemplateOf(workload, revision.version),
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

/** How a resource is printed as a Table. */
export interface Printed {
  columns: object[];
  cells: (object: ApiObject) => (string | number)[];
}

const CREATED = column('Age', 'date', 'Time since resource was created');
const NAME = column('Name', 'string', 'Name must be unique within a namespace.');

// Source: argoproj/argo-rollouts, manifests/crds/rollout-crd.yaml, additionalPrinterColumns.
export const printedRollouts: Printed = {
  columns: [
    NAME,
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
    CREATED,
  ],
  cells(object) {
    const { spec, status } = object as unknown as Counted;
    return [spec.replicas, status.replicas, status.updatedReplicas, status.availableReplicas];
  },
};

interface Counted {
  spec: { replicas: number };
  status: { replicas: number; updatedReplicas: number; availableReplicas: number };
}

const ISSUER = 'bank-internal-ca';

/** A certificate for each host; the newest has not been issued. */
export const certificates = (moment: Instant): ApiObject[] =>
  moment.plan.estate.workloads
    .filter(({ host }) => host !== undefined)
    .map(({ name, namespace, host = '' }) => {
      const isNew = moment.plan.estate.name === 'acceptance' && name === 'mobile-bff';
      const created = moment.plan.anchor - between(host, isNew ? 1 : 90, isNew ? 1 : 300) * DAY;
      return {
        metadata: metadataOf(moment, 'Certificate', {
          ...{ name: `${name}-tls`, namespace, created, manager: 'kubectl' },
          annotations: lastApplied(name),
        }),
        spec: {
          dnsNames: [host],
          secretName: `${name}-tls`,
          issuerRef: { kind: 'ClusterIssuer', name: ISSUER },
        },
        status: {
          conditions: [
            isNew
              ? toCondition('Ready', false, created, {
                  reason: 'DoesNotExist',
                  message: 'Issuing certificate as Secret does not exist',
                })
              : toCondition('Ready', true, created, {
                  reason: 'Ready',
                  message: 'Certificate is up to date and has not expired',
                }),
          ],
        },
      };
    });

// Source: cert-manager/cert-manager, deploy/crds/crd-certificates.yaml, additionalPrinterColumns.
export const printedCertificates: Printed = {
  columns: [
    NAME,
    column('Ready', 'string', ''),
    column('Secret', 'string', ''),
    column('Issuer', 'string', '', 1),
    column('Status', 'string', '', 1),
    CREATED,
  ],
  cells(object) {
    const { spec, status } = object as unknown as Issued;
    const [ready] = status.conditions;
    return [ready?.status ?? '', spec.secretName, ISSUER, ready?.message ?? ''];
  },
};

interface Issued {
  spec: { secretName: string };
  status: { conditions: { status: string; message: string }[] };
}

/** A Table row; the server sends a date column as its age at the time of the answer. */
export function tableRow({ cells }: Printed, object: ApiObject, at: number) {
  const days = Math.floor((at - Date.parse(object.metadata.creationTimestamp)) / 86_400_000);
  return {
    cells: [object.metadata.name, ...cells(object), `${days}d`],
    object: { kind: 'PartialObjectMetadata', apiVersion: 'meta.k8s.io/v1', metadata: object.metadata },
  };
}
