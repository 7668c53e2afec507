import type { VersionRules } from '../../snapshots/schema.ts';

/** The parts that people put at the end of a workload's name. */
export interface WorkloadName {
  /** The name without these parts: the same in every version and data centre. */
  base: string;
  /** `v12`, `1.4.2`. */
  version?: string;
  dataCentre?: string;
}

/** `-v12`, `-v1-4-2`, `-1.4.2`; not `-2`, which may mean anything. */
const VERSION = /-(v[0-9]+(?:[.-][0-9]+)*|[0-9]+(?:\.[0-9]+)+)$/;

/** `crm-gateway-v12-dc1` is `crm-gateway` in version v12 and data centre dc1; version and data centre in any order. */
export function parseWorkloadName(name: string, { dataCentreSuffix }: VersionRules): WorkloadName {
  const endings = {
    version: VERSION,
    dataCentre: new RegExp(`(?:${dataCentreSuffix})$`),
  };
  const parsed: WorkloadName = { base: name };
  const take = (part: keyof typeof endings) => {
    const found = parsed[part] === undefined ? endings[part].exec(parsed.base) : null;
    // A part of the name must remain.
    if (!found?.[0] || found.index === 0) return;
    parsed[part] = found[1] ?? found[0];
    parsed.base = parsed.base.slice(0, found.index);
  };
  take('dataCentre');
  take('version');
  take('dataCentre');
  return parsed;
}
