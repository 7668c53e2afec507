import { objectKey } from '../../model/object-ref.ts';
import type { ObjectRef, Report, ServiceVersion } from '../../model/report.ts';

/**
 * Workloads of two clusters that are one service under two names (`gateway-v12` and `gateway-v13`). By objectKey of the
 * second's workload, its counterpart in the first. Equal names need no pairing; with several candidates, there is no
 * pair.
 */
export function pairServices(before: Report, after: Report): Map<string, ObjectRef> {
  const taken = new Set(after.versions.map(({ workload }) => objectKey(workload)));
  const known = new Set(before.versions.map(({ workload }) => objectKey(workload)));
  const pairs = new Map<string, ObjectRef>();
  let old = before.versions.filter(({ workload }) => !taken.has(objectKey(workload)));
  let now = after.versions.filter(({ workload }) => !known.has(objectKey(workload)));
  // First in the namespace of that name; then anywhere.
  for (const keyOf of [inNamespace, anywhere]) {
    const candidates = Map.groupBy(old, keyOf);
    for (const [key, versions] of Map.groupBy(now, keyOf)) {
      const others = candidates.get(key) ?? [];
      if (versions.length !== 1 || others.length !== 1) continue;
      pairs.set(objectKey(versions[0]!.workload), others[0]!.workload);
    }
    const gone = new Set([...pairs.values()].map(objectKey));
    old = old.filter(({ workload }) => !gone.has(objectKey(workload)));
    now = now.filter(({ workload }) => !pairs.has(objectKey(workload)));
  }
  return pairs;
}

const anywhere = ({ service, instance, dataCentre, workload }: ServiceVersion) =>
  JSON.stringify([workload.kind, service, instance, dataCentre]);

const inNamespace = (version: ServiceVersion) => `${version.workload.namespace ?? ''} ${anywhere(version)}`;
