import type { ObjectOf } from '../../src/snapshots/kinds/kinds.ts';
import type { Snapshot } from '../../src/snapshots/schema.ts';
import { before, object, snapshotOf } from '../snapshot-of.ts';
import type { Cases } from './case.ts';

type Condition = NonNullable<ObjectOf<'TableRow'>['conditions']>[number];

/** One object of a custom resource that was read. */
function custom(resource: string, conditions: Condition[], metadata: object = {}): Snapshot {
  const TableRow = [object('TableRow', 'web', { resource, cells: [], conditions, metadata })];
  const { meta, objects } = snapshotOf({ TableRow });
  const coverage = {
    kind: resource,
    state: 'complete' as const,
    durationMs: 0,
    objects: 1,
    requests: 1,
    bytes: 0,
  };
  return { meta: { ...meta, coverage: [...meta.coverage, coverage] }, objects };
}
const certificate = (conditions: Condition[], metadata?: object) =>
  custom('certificates.cert-manager.io', conditions, metadata);
const operator = (conditions: Condition[]) =>
  custom('clusteroperators.config.openshift.io', conditions, { namespace: undefined });
const ready = (status: string, more: Condition = {}) => ({ type: 'Ready', status, ...more });

export const customCases: Cases = {
  'platform-degraded': {
    fires: operator([
      { type: 'Available', status: 'True' },
      { type: 'Degraded', status: 'True', reason: 'RouteDegraded', message: 'no route' },
    ]),
    about: 'clusteroperators.config.openshift.io/web',
    finding: {
      severity: 'degraded',
      what: 'ClusterOperator web: Degraded: RouteDegraded: no route',
      command: 'kubectl describe clusteroperators.config.openshift.io/web',
    },
    quiet: {
      'it is well, and at work': operator([
        { type: 'Available', status: 'True' },
        { type: 'Degraded', status: 'False' },
        { type: 'Progressing', status: 'True' },
        { type: 'Upgradeable', status: 'False' },
      ]),
    },
  },
  'custom-degraded': {
    fires: certificate([ready('False', { reason: 'DoesNotExist', message: 'no Secret' })]),
    about: 'certificates.cert-manager.io/shop/web',
    finding: {
      severity: 'degraded',
      what: 'Ready is False: DoesNotExist: no Secret',
      command: 'kubectl -n shop describe certificates.cert-manager.io/web',
    },
    quiet: {
      'it is ready': certificate([ready('True')]),
      'nobody has said': certificate([ready('Unknown')]),
      'of conditions nobody knows what is good': certificate([{ type: 'Issuing', status: 'False' }]),
      'what was said of an older generation': certificate([ready('False', { observedGeneration: 1 })], {
        generation: 2,
      }),
      'its controller has just begun': certificate([
        ready('False', { lastTransitionTime: before(300) }),
        { type: 'Reconciling', status: 'True' },
      ]),
      'it is being deleted': certificate([ready('False')], { deletionTimestamp: before(60) }),
    },
  },
};
