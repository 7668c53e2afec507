import { before, object, runningPod, snapshotOf } from '../snapshot-of.ts';
import { deploymentWith, type Cases } from './case.ts';

const deleted = (secondsAgo: number, finalizers?: string[]) => ({
  metadata: { deletionTimestamp: before(secondsAgo), ...(finalizers && { finalizers }) },
});
const short = deploymentWith('web', { desired: 3, ready: 1 });
const going = (secondsAgo: number) =>
  snapshotOf({
    ...short.objects,
    Deployment: short.objects.Deployment.map((own) => ({
      ...own,
      metadata: { ...own.metadata, ...deleted(secondsAgo, ['foregroundDeletion']).metadata },
    })),
    Pod: [runningPod('web-1', short.owner)],
  });

export const deletionCases: Cases = {
  'deletion-stuck': {
    fires: going(10_800),
    about: 'Deployment/shop/web',
    finding: {
      severity: 'degraded',
      what: 'deleted 3 hours before, held by the finalizer foregroundDeletion',
      since: before(10_800),
      command: 'kubectl -n shop describe deployment/web',
    },
    quiet: {
      'for five minutes': going(300),
      'a pod, which has a rule of its own': snapshotOf({
        Pod: [runningPod('web-1', undefined, deleted(900))],
      }),
      'nothing is deleted': snapshotOf({ Service: [object('Service', 'web')] }),
    },
  },
};
