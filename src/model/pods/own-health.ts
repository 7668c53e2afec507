/** What the health endpoints of pods, and of the Services that lead to them, say. */
import { askedService } from '../../probes/http/judge.ts';
import type { HealthCheckRow } from '../../probes/http/row.ts';
import { objectKey } from '../object-ref.ts';
import type { PodRow, ServiceRow } from '../report.ts';

/** Trouble before silence, silence before health: of several endpoints, the worst counts. */
const ORDER: readonly HealthCheckRow['result'][] = ['failing', 'not seen', 'OK'];

/** Adds to each pod what its own endpoint said. Only where none asks the pod itself, its Service's endpoint counts. */
export function addOwnHealth(
  pods: readonly PodRow[],
  services: readonly ServiceRow[],
  checks: readonly HealthCheckRow[],
): void {
  if (checks.length === 0) return;
  const ofPods = new Map<string, HealthCheckRow>();
  const ofServices = new Map<string, HealthCheckRow>();
  for (const check of checks) {
    const { namespace, pod } = check;
    const service = askedService(check);
    if (pod !== undefined) keepWorst(ofPods, objectKey({ kind: 'Pod', namespace, name: pod }), check);
    else if (service) keepWorst(ofServices, objectKey(service), check);
  }
  const behind = new Map<string, HealthCheckRow>();
  for (const service of services) {
    const check = ofServices.get(objectKey({ ...service, kind: 'Service' }));
    for (const { pod, terminating } of check ? service.endpoints : [])
      if (pod !== undefined && !terminating)
        keepWorst(behind, objectKey({ kind: 'Pod', namespace: service.namespace, name: pod }), check!);
  }
  for (const row of pods) {
    const key = objectKey({ ...row, kind: 'Pod' });
    const check = ofPods.get(key) ?? behind.get(key);
    if (check) row.ownHealth = { result: check.result, probe: check.probe };
  }
}

function keepWorst(found: Map<string, HealthCheckRow>, key: string, check: HealthCheckRow): void {
  const known = found.get(key);
  if (!known || ORDER.indexOf(check.result) < ORDER.indexOf(known.result)) found.set(key, check);
}
