/** How much of a node's resource is requested, in figures and as a bar. Pure. */
import { isResourceFull } from '../../model/nodes/node-resources.ts';
import { formatBytes, formatDecimal } from '../../model/quantity.ts';
import type { NodeResource } from '../../model/report.ts';

export interface ResourceShare {
  /** `3.8 of 7.7`, `14.1 of 30.5 GiB`; `not known of 7.7` when not all Pods were seen. */
  text: string;
  /** `2.2 used`, in the same unit; absent without metrics. */
  used?: string;
  /** Ends of the marks on a bar of a given width, cut at its end. Absent if there is nothing to mark. */
  requestedTo?: number;
  usedAt?: number;
  /** Hardly any pod fits. */
  full: boolean;
}

export function toResourceShare(resource: NodeResource, width: number): ResourceShare {
  const { name, allocatable, requested, used } = resource;
  const format = (amount: number) =>
    name === 'memory' ? formatBytes(amount, allocatable) : formatDecimal(amount);
  /** The unit is printed once, with the total. */
  const bare = (amount: number) =>
    allocatable === undefined ? format(amount) : format(amount).split(' ')[0];
  const end = (amount: number) => Math.round(Math.min(1, amount / (allocatable ?? Infinity)) * width);
  const isShare = allocatable !== undefined && allocatable > 0;
  return {
    text: `${requested === undefined ? 'not known' : bare(requested)} of ${allocatable === undefined ? 'not known' : format(allocatable)}`,
    ...(used !== undefined && { used: `${bare(used)} used` }),
    ...(isShare && requested !== undefined && { requestedTo: end(requested) }),
    ...(isShare && used !== undefined && { usedAt: end(used) }),
    full: isResourceFull(resource),
  };
}
