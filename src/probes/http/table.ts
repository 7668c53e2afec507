/** Health endpoints. */
import { clip } from '../../model/english.ts';
import type { Judged } from '../../model/judged.ts';
import { column, JUDGED } from '../../model/tables/column.ts';
import { defineObjects } from '../../model/tables/table.ts';
import type { ObjectOf } from '../../snapshots/kinds/kinds.ts';
import type { Snapshot } from '../../snapshots/schema.ts';
import { EXPIRED } from './judge.ts';
import type { HealthCheckRow } from './row.ts';

const LONGEST_MESSAGE = 200;
const RESULTS = ['OK', 'failing', 'not seen'] as const;

function buildHealthChecks({ objects }: Snapshot): HealthCheckRow[] {
  return objects.HealthCheck.map((check): HealthCheckRow => {
    const { metadata, spec, status } = check;
    const result = RESULTS.find((one) => one === status?.result) ?? 'not seen';
    const { kind, namespace, name } = spec?.workload ?? {};
    return {
      uid: metadata.uid,
      ...(metadata.namespace !== undefined && { namespace: metadata.namespace }),
      name: metadata.name,
      ...judgeHealthCheck(result, status?.message),
      probe: spec?.probe ?? '',
      asked: formatAsked(check),
      result,
      code: status?.code,
      latencyMs: status?.latencyMs,
      message: status?.message,
      certificateEnds: status?.certificateEnds,
      expired: status?.expired,
      service: spec?.service,
      pod: spec?.pod,
      ...(kind !== undefined && name !== undefined && { workload: { kind, namespace, name } }),
    };
  });
}

/** An endpoint that does not answer may be down, or only out of the collector's reach. */
function judgeHealthCheck(result: HealthCheckRow['result'], message = ''): Judged {
  if (result === 'OK') return { state: 'healthy' };
  // A certificate says nothing of health.
  if (result === 'failing' && message === EXPIRED) return { state: 'degraded', why: EXPIRED };
  const told = message === '' ? '' : `: ${clip(message, LONGEST_MESSAGE)}`;
  return result === 'failing'
    ? { state: 'degraded', why: `its own health says no${told}` }
    : { state: 'unknown', why: `it was not seen${told}` };
}

function formatAsked({ spec }: ObjectOf<'HealthCheck'>): string {
  const { scheme = 'http', host = '', path = '' } = spec ?? {};
  return spec?.service ? `Service ${spec.service}${path}` : `${scheme}://${host}${path}`;
}

/** `under 100 ms`, `100 ms or more`, `2 s or more`. */
const formatLatency = (ms: number | undefined) =>
  ms === undefined
    ? undefined
    : ms === 0
      ? 'under 100 ms'
      : `${ms < 1000 ? `${ms} ms` : `${ms / 1000} s`} or more`;

export const healthchecks = defineObjects<HealthCheckRow>()({
  kind: 'HealthCheck',
  page: 'middleware',
  noun: 'health endpoint',
  hint: () => 'What each service says of its own health. Not seen: the collector got no answer.',
  figure: 'Health endpoints',
  overTime: { name: 'Health endpoints not OK', of: ({ result }) => (result === 'OK' ? 0 : 1) },
  words: (row) => [row.probe, row.service, row.pod, row.result],
  tellsChange: () => true,
  markedWith: false,
  lastResort: false,
  deletionRule: 'own',
  rowForEach: ['HealthCheck'],
  newsOf: [],
  shows: {
    result: 'Health',
    code: 'Status',
    latency: 'Latency',
    asked: 'Asked',
    certificateEnds: 'Certificate until',
  },
  build: buildHealthChecks,
  rowsFrom: ['HealthCheck'],
  stateFrom: [],
  cellsFrom: [],
  holds: 'one row per health endpoint that a probe asked',
  rows: (tables) => tables.healthchecks,
  columns: {
    namespace: column.text('Namespace', (row) => row.namespace),
    name: column.text('Name of the probe, and of the pod where it asks each pod', (row) => row.name),
    ...JUDGED,
    result: column.text('OK, failing or not seen', (row) => row.result),
    code: column.number('HTTP status of the answer', (row) => row.code),
    latency: column.text('Time until the answer was complete, in classes', (row) =>
      formatLatency(row.latencyMs),
    ),
    asked: column.text('What was asked', (row) => row.asked),
    message: column.text('Why it is not OK', (row) => row.message),
    certificateEnds: column.time(
      'When the certificate of the endpoint expires',
      (row) => row.certificateEnds,
    ),
    service: column.name('Service that was asked through the API server', (row) => row.service, {
      names: 'Service',
    }),
    pod: column.name('Pod that was asked', (row) => row.pod, { names: 'Pod' }),
    workloadKind: column.text('Kind of the workload of that pod', (row) => row.workload?.kind),
    workload: column.text('Name of the workload of that pod', (row) => row.workload?.name),
    probe: column.text('Name of the probe in the config', (row) => row.probe),
  },
});
