/** Whose trouble explains the trouble of a Service. */
import { objectKey } from '../object-ref.ts';
import type { ObjectRef, ServiceRow } from '../report.ts';
import { LOST_WITH_NODE } from './affected.ts';
import type { Facts } from './facts.ts';
import { UNREADY } from './workload-rules.ts';

/** Rules whose findings may explain the trouble of a Service: those of the pods behind it. */
export const BEHIND_SERVICE = [
  'unavailable',
  ...UNREADY,
  'starting',
  'replicas-short',
  'terminating',
  LOST_WITH_NODE,
];

/** The workloads and bare pods in trouble that a Service selects, and their nodes. */
export const listSuspects = ({ behind, owned }: Facts, service: ServiceRow): ObjectRef[] => {
  const suspects = behind(service).flatMap((object) => {
    const own = owned.get(objectKey(object));
    const ill = own?.pods.filter(({ state }) => state !== 'healthy') ?? [];
    const isHelpless = own?.pods.length === 0 && own.workload?.harm !== undefined;
    return own && (ill.length > 0 || isHelpless) ? [{ object: own.object, ill }] : [];
  });
  const nodes = new Set(suspects.flatMap(({ ill }) => ill.flatMap(({ node }) => node ?? [])));
  return [
    ...suspects.map(({ object }) => object),
    ...[...nodes].map((name): ObjectRef => ({ kind: 'Node', name })),
  ];
};
