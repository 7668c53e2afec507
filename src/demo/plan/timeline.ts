/**
 * What happens in the four clusters. Times are hours relative to the anchor, the end of the demo's first day. Before
 * and after these events, the clusters run as the estate says.
 */
import type { ClusterName, Fate } from './estate.ts';
import type { Span } from './intervals.ts';
import { PAST_INCIDENT, pastReleases } from './past.ts';

export interface DemoIncident {
  /** Hours relative to the anchor. */
  from: number;
  /** Absent: no end. */
  to?: number;
  /** How people would describe it. */
  what: string;
  effect: Effect;
}

export type Effect =
  /** A new version of a workload; `fate` is the fate of its pods. */
  | { type: 'rollout'; workload: string; version: string; fate?: Fate }
  /** The autoscaler measures `load` per cent of the CPU request, and goes to that many replicas in steps. */
  | { type: 'load'; workload: string; replicas: number; load: number }
  /** Somebody scales it with kubectl. */
  | { type: 'scale'; workload: string; replicas: number }
  /** The kubelet is silent. The replacements of these workloads fit on no node until it is back. */
  | { type: 'node-silent'; node: string; homeless: string[] }
  | { type: 'cordon'; node: string; drain: boolean }
  /** One container ends and starts again. */
  | { type: 'restart'; workload: string; slot: number; reason: string; exitCode: number; message?: string }
  /** Somebody deletes one pod. */
  | { type: 'delete'; workload: string; slot: number }
  /** One container of one pod fails its readiness probe. */
  | { type: 'unready'; workload: string; slot: number; container: string; message: string }
  /** The next run of a CronJob fails. */
  | { type: 'job-fails'; workload: string; message: string }
  /** The API server refuses all Jobs of a CronJob. */
  | { type: 'job-refused'; workload: string; message: string }
  /** Another control-plane node leads. */
  | { type: 'leader'; component: 'kube-controller-manager' | 'kube-scheduler'; node: number }
  /** The collector's role loses a kind. */
  | { type: 'forbidden'; resource: string }
  /** A check of /readyz fails. */
  | { type: 'not-ready'; check: string }
  /** Nobody takes snapshots. */
  | { type: 'unwatched' };

const minutes = (count: number) => count / 60;

/** The pods of the portal that were not ready then. */
const hurtPortal = [0, 1, 2].map((slot): DemoIncident => ({
  from: PAST_INCIDENT.from + minutes(slot * 20),
  to: PAST_INCIDENT.to,
  what: 'The identity provider has a new certificate, which the portal does not trust',
  effect: {
    type: 'unready',
    workload: 'customer/customer-portal',
    slot,
    container: 'customer-portal',
    message:
      'Readiness probe failed: HTTP probe failed with statuscode: 503: x509: certificate signed by unknown authority',
  },
}));

const goodReleases = pastReleases.map(({ from, workload, version }): DemoIncident => ({
  from,
  what: `${workload} ${version}, which goes well`,
  effect: { type: 'rollout', workload, version },
}));

/** An incident with instants instead of hours; without an end, `to` is infinite. */
export type DatedIncident = Omit<DemoIncident, 'from' | 'to'> & Span;

export const timeline: Record<ClusterName, DemoIncident[]> = {
  production: [
    ...goodReleases,
    ...hurtPortal,
    {
      from: -21,
      what: 'A release of the portal that goes well',
      effect: { type: 'rollout', workload: 'customer/customer-portal', version: '7.22.1' },
    },
    {
      from: -19.4,
      what: 'A broken connection ends one pod of SEPA',
      effect: {
        type: 'restart',
        workload: 'payments/sepa-gateway',
        slot: 1,
        reason: 'Error',
        exitCode: 1,
        message: 'FATAL cannot reach postgres://sepa:canary-message-9f8e7d@db.sepa.bank.example:5432/sepa\n',
      },
    },
    {
      from: -18,
      to: -16.5,
      what: 'lxa150c is emptied for a firmware update',
      effect: { type: 'cordon', node: 'lxa150c', drain: true },
    },
    {
      from: -14.2,
      what: 'One instance of Kafka is replaced by hand',
      effect: { type: 'delete', workload: 'messaging/kafka', slot: 2 },
    },
    {
      from: -12.47,
      what: 'A campaign of the bank needs more of the mobile app',
      effect: { type: 'scale', workload: 'customer/mobile-bff', replicas: 5 },
    },
    {
      from: -11.21,
      what: 'The campaign is over',
      effect: { type: 'scale', workload: 'customer/mobile-bff', replicas: 3 },
    },
    {
      from: -9,
      what: 'payments-api 2.15.0 is rolled out, leaks memory and gets stuck',
      effect: { type: 'rollout', workload: 'payments/payments-api', version: '2.15.0', fate: 'leak' },
    },
    {
      from: -8.7,
      to: -6.2,
      what: 'Retries drive the autoscaler to its maximum',
      effect: { type: 'load', workload: 'payments/payments-api', replicas: 12, load: 194 },
    },
    {
      from: -8.4,
      what: 'The batch run after the release cannot reach payments-api',
      effect: {
        type: 'job-fails',
        workload: 'ledger/statement-batch',
        message: 'payments-api: 503 Service Unavailable\n',
      },
    },
    {
      from: -7.8,
      to: -7.8 + minutes(50),
      what: 'lxa150h stops heartbeating',
      effect: { type: 'node-silent', node: 'lxa150h', homeless: ['ledger/ledger'] },
    },
    {
      from: -7.1,
      what: 'The controller manager fails over',
      effect: { type: 'leader', component: 'kube-controller-manager', node: 1 },
    },
    {
      from: -6.85,
      what: 'payments-api is rolled back',
      effect: { type: 'rollout', workload: 'payments/payments-api', version: '2.14.0' },
    },
    {
      from: -3.2,
      what: 'Redis runs out of memory once',
      effect: { type: 'restart', workload: 'customer/redis', slot: 0, reason: 'OOMKilled', exitCode: 137 },
    },
    {
      from: -minutes(47),
      what: 'fraud-scoring 3.9.0 cannot read its new model and crashes',
      effect: { type: 'rollout', workload: 'payments/fraud-scoring', version: '3.9.0', fate: 'crash' },
    },
    {
      from: -minutes(26),
      what: "The push provider refuses one gateway's certificate",
      effect: {
        type: 'unready',
        workload: 'customer/notification-gateway',
        slot: 1,
        container: 'push-relay',
        message:
          'Readiness probe failed: HTTP probe failed with statuscode: 502: <script>alert("push-relay")</script> upstream refused token=canary-event-5551212',
      },
    },
  ],
  acceptance: [
    {
      from: -13,
      to: -9,
      what: 'A change of roles forgets ResourceQuotas',
      effect: { type: 'forbidden', resource: 'resourcequotas' },
    },
    {
      from: -11,
      what: 'The release that production will get in a week',
      effect: { type: 'rollout', workload: 'customer/customer-api', version: '3.6.0' },
    },
    {
      from: -6,
      to: -5.4,
      what: 'etcd is slow',
      effect: { type: 'not-ready', check: 'etcd' },
    },
    {
      from: -4.1,
      what: 'Somebody restarts one pod',
      effect: { type: 'delete', workload: 'ledger/ledger-query', slot: 0 },
    },
  ],
  test: [
    { from: -15.5, to: -13.5, what: 'The collector was down', effect: { type: 'unwatched' } },
    {
      from: -10,
      what: 'A release candidate',
      effect: { type: 'rollout', workload: 'payments/payments-api', version: '2.16.0-rc.2' },
    },
  ],
  development: [
    {
      from: -30,
      what: 'lxd150b waits for a new disk',
      effect: { type: 'cordon', node: 'lxd150b', drain: false },
    },
    {
      from: -20.3,
      what: 'A snapshot build of the ledger',
      effect: { type: 'rollout', workload: 'ledger/ledger', version: '4.2.0-snapshot.89' },
    },
    {
      from: -11.6,
      what: 'Another one, which misses a migration',
      effect: { type: 'rollout', workload: 'ledger/ledger', version: '4.2.0-snapshot.90', fate: 'crash' },
    },
    {
      from: -10.1,
      what: 'And its repair',
      effect: { type: 'rollout', workload: 'ledger/ledger', version: '4.2.0-snapshot.91' },
    },
    {
      from: -5,
      what: 'The batch has no test data',
      effect: { type: 'job-fails', workload: 'ledger/statement-batch', message: 'no accounts found\n' },
    },
    {
      from: -3.4,
      what: 'A new rule of the platform takes no unsigned image, and the reconciliation no longer starts',
      effect: {
        type: 'job-refused',
        workload: 'ledger/reconciliation',
        message:
          'admission webhook "images.policy.bank.example" denied the request: registry.bank.example/reconciliation:1.3.0 is not signed',
      },
    },
    {
      from: -2.4,
      what: 'A container killed by a developer',
      effect: { type: 'restart', workload: 'payments/card-auth', slot: 0, reason: 'Error', exitCode: 143 },
    },
  ],
};
