/** Rules about health endpoints. */
import { spellDuration } from '../../model/english.ts';
import { secondsBetween } from '../../model/human-duration.ts';
import { BEHIND_SERVICE, listSuspects } from '../../model/findings/behind-service.ts';
import type { Facts } from '../../model/findings/facts.ts';
import type { Found, Rule } from '../../model/findings/rule.ts';
import type { ObjectRef } from '../../model/report.ts';
import { askedService, EXPIRED } from './judge.ts';
import type { HealthCheckRow } from './row.ts';

const DAY = 86_400;
/** Most issuers renew a month before the end; two weeks before it, somebody should have noticed. */
const SOON_SECONDS = 14 * DAY;

const refOf = ({ namespace, name, uid }: HealthCheckRow) => ({
  kind: 'HealthCheck',
  ...(namespace !== undefined && { namespace }),
  name,
  uid,
});

export const httpRules: Rule[] = [
  {
    id: 'health-says-no',
    severity: 'degraded',
    title: 'Its own health says no',
    judges: 'A health endpoint answers, but not as the config expects.',
    why: 'Kubernetes may call the pod ready, while the service itself says that it does not work.',
    advice: 'Read what the endpoint answers: it often names the part that fails.',
    headline: ['a health endpoint says no', 'health endpoints say no'],
    needs: ['HealthCheck'],
    foldsInto: BEHIND_SERVICE,
    *find(facts) {
      const { healthchecks, pods } = facts.tables;
      for (const row of healthchecks) {
        if (row.result !== 'failing' || row.expired) continue;
        const isReady =
          row.pod !== undefined && pods.some((pod) => isThat(pod, row) && pod.healthCheck === 'OK');
        const what = isReady ? `ready, and ${row.why}` : (row.message ?? row.why ?? '');
        yield { object: refOf(row), what, cause: 'says no', rows: [row], because: listBehind(row, facts) };
      }
    },
  },
  {
    id: 'health-not-seen',
    severity: 'advice',
    title: 'Health endpoint does not answer',
    judges: 'A health endpoint gave no answer to the collector.',
    why: 'The service may be down, or only out of reach of the collector: nobody knows how it is.',
    advice: 'Ask the endpoint from where the collector runs.',
    needs: ['HealthCheck'],
    foldsInto: BEHIND_SERVICE,
    *find(facts) {
      for (const row of facts.tables.healthchecks) {
        if (row.result !== 'not seen') continue;
        const what = row.why ?? 'it was not seen';
        yield { object: refOf(row), what, cause: 'not seen', rows: [row], because: listBehind(row, facts) };
      }
    },
  },
  {
    id: 'certificate-expires',
    severity: 'degraded',
    milder: 'advice until two days before its end',
    title: 'Certificate expires',
    judges: 'The certificate that a health endpoint shows expires within two weeks.',
    why: 'From that moment on, no client trusts the service.',
    advice: 'Renew the certificate, or see why nothing renews it.',
    headline: ['a certificate expires', 'certificates expire'],
    needs: ['HealthCheck'],
    find: findExpiring,
  },
];

/** What explains the trouble of an endpoint: the trouble of its workload, or of what stands behind its Service. */
function listBehind(row: HealthCheckRow, facts: Facts): readonly ObjectRef[] {
  if (row.workload) return [row.workload];
  const service = askedService(row);
  const found = facts.tables.services.filter(
    ({ namespace, name }) => namespace === service?.namespace && name === service.name,
  );
  return found.flatMap((one) => listSuspects(facts, one));
}

const isThat = (pod: { namespace: string; name: string }, { namespace, pod: name }: HealthCheckRow) =>
  pod.name === name && pod.namespace === namespace;

function* findExpiring({ tables, at }: Facts): Generator<Found> {
  for (const row of tables.healthchecks) {
    if (row.expired) {
      yield { object: refOf(row), what: EXPIRED, cause: 'expires', rows: [row] };
      continue;
    }
    const left = row.certificateEnds === undefined ? undefined : secondsBetween(at, row.certificateEnds);
    if (left === undefined || left > SOON_SECONDS) continue;
    yield {
      object: refOf(row),
      what: left > 0 ? `its certificate expires in ${spellDuration(left)}` : EXPIRED,
      ...(left > 2 * DAY && { severity: 'advice' as const }),
      cause: 'expires',
    };
  }
}
