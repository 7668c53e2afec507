import type { TreatedShape } from '../snapshots/kinds/fields.ts';
import { kind } from '../snapshots/kinds/kind.ts';

/**
 * A kind that a probe records. It may have a namespace: that of the service that the probe asks. Its status is measured:
 * there, only another version is a difference.
 * @param noise why its objects come and go without meaning, if they do
 */
export const probeKind = <Shape extends TreatedShape>(
  probe: string,
  resource: string,
  shape: Shape,
  noise?: string,
) =>
  kind([], resource, true, shape, {
    probe,
    optional: true,
    ...(noise !== undefined && { noise }),
    ofOneCluster: true,
  });
