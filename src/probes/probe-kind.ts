import type { TreatedShape } from '../snapshots/kinds/fields.ts';
import { kind } from '../snapshots/kinds/kind.ts';

/** A kind that a probe records. It may have a namespace: that of the service that the probe asks. */
export const probeKind = <Shape extends TreatedShape>(probe: string, resource: string, shape: Shape) =>
  kind([], resource, true, shape, {
    probe,
    optional: true,
    noise: 'a measurement',
    ofOneCluster: true,
  });
