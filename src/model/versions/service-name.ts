import type { VersionRules } from '../../snapshots/schema.ts';
import type { ServiceVersion } from '../report.ts';
import { findLabel } from './version.ts';
import { parseWorkloadName } from './workload-name.ts';

/**
 * The label in which charts name what they install; only beside it does their label for the installation mean anything.
 */
const NAME_LABEL = 'app.kubernetes.io/name';
const INSTANCE_LABEL = 'app.kubernetes.io/instance';

export type ServiceName = Pick<
  ServiceVersion,
  'service' | 'serviceFrom' | 'instance' | 'part' | 'dataCentre'
>;

/**
 * Finds the service of a workload, under its usual name. A service has the same name in every version and data centre,
 * so the ends that name these are removed. The same applies to a label that repeats the workload's name.
 * @param labels of its pod template, and its own
 */
export function findServiceName(
  name: string,
  labels: readonly (Record<string, string> | undefined)[],
  rules: VersionRules,
): ServiceName {
  const { base, dataCentre } = parseWorkloadName(name, rules);
  const label = findLabel(labels, rules.serviceLabels);
  if (!label) return { service: base, serviceFrom: 'workload name', part: base, dataCentre };
  const service = parseWorkloadName(label.value, rules).base === base ? base : label.value;
  if (label.key !== NAME_LABEL) return { service, serviceFrom: label.key, part: base, dataCentre };
  const installation = findLabel(labels, [INSTANCE_LABEL]);
  const instance = installation && parseWorkloadName(installation.value, rules);
  return {
    service,
    serviceFrom: label.key,
    instance: instance?.base,
    part: base,
    // One installation per data centre: `crm-dc1` and `crm-dc2` are one service.
    dataCentre: dataCentre ?? instance?.dataCentre,
  };
}
