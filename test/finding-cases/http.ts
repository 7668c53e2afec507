import type { ObjectOf } from '../../src/snapshots/kinds/kinds.ts';
import type { Snapshot } from '../../src/snapshots/schema.ts';
import { before, object, snapshotOf } from '../snapshot-of.ts';
import type { CaseObjects, Cases } from './case.ts';

type Check = ObjectOf<'HealthCheck'>;

/** One health endpoint that was asked. */
const asked = (status: Check['status'], spec: Check['spec'] = {}, others: CaseObjects = {}): Snapshot =>
  snapshotOf({
    ...others,
    HealthCheck: [
      object('HealthCheck', 'web', { spec: { probe: 'web', scheme: 'https', path: '/', ...spec }, status }),
    ],
  });
const LABELS = { app: 'web' };
/** A workload without a ready pod, behind a Service of its name. */
const DOWN: CaseObjects = {
  Deployment: [
    object('Deployment', 'web', {
      spec: { replicas: 1, template: { metadata: { labels: LABELS } } },
      status: { observedGeneration: 1, replicas: 1, conditions: [] },
    }),
  ],
  Service: [object('Service', 'web', { spec: { selector: LABELS, ports: [{ port: 80 }] } })],
};
const OK = { result: 'OK', code: 200, latencyMs: 12 };
const inDays = (days: number) => before(-days * 86_400 - 60);

export const httpCases: Cases = {
  'health-says-no': {
    fires: asked({ result: 'failing', code: 503, message: 'status 503: no database' }),
    about: 'HealthCheck/shop/web',
    finding: { severity: 'degraded', what: 'status 503: no database' },
    quiet: {
      'it is well': asked(OK),
      'it does not answer': asked({ result: 'not seen' }),
      'its workload is down': asked({ result: 'failing' }, {}, DOWN),
      'its Service has nothing behind it': asked(
        { result: 'failing' },
        { host: 'api.shop.svc:8080', scheme: 'http' },
        {
          ...DOWN,
          Service: [object('Service', 'api', { spec: { selector: LABELS, ports: [{ port: 80 }] } })],
        },
      ),
    },
  },
  'health-not-seen': {
    fires: asked({ result: 'not seen', message: 'no data for 10 s' }),
    about: 'HealthCheck/shop/web',
    finding: { severity: 'advice', what: 'it was not seen: no data for 10 s' },
    quiet: { 'it answers': asked({ result: 'failing', code: 500 }) },
  },
  'certificate-expires': {
    fires: asked({ ...OK, certificateEnds: inDays(1) }),
    about: 'HealthCheck/shop/web',
    finding: { severity: 'degraded', what: 'its certificate expires in 24 hours' },
    quiet: {
      'it has time': asked({ ...OK, certificateEnds: inDays(20) }),
      'there is none': asked(OK),
    },
  },
};
