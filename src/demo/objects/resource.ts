/** What a cluster's API serves: the paths, and the objects at an instant. */
import type { ClusterName } from '../plan/estate.ts';
import type { Printed } from './custom.ts';
import type { ApiObject, Instant } from './object.ts';

export interface Resource {
  groupVersion: string;
  name: string;
  kind: string;
  namespaced: boolean;
  list: (moment: Instant) => ApiObject[];
  /** An aggregated API without a store serves it: no watch, no resourceVersion. */
  fleeting?: true;
  /** How the server prints it as a Table. */
  printed?: Printed;
  /** Absent: every cluster serves it. */
  only?: readonly ClusterName[];
}

export const resource = (
  groupVersion: string,
  name: string,
  kind: string,
  list: Resource['list'],
  more: Partial<Resource> = {},
): Resource => ({
  ...{ groupVersion, name, kind, namespaced: true, list },
  ...more,
});
