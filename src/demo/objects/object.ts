/** The common parts of every object that the API serves. */
import { stamp } from '../plan/clock.ts';
import { sha256Like, uuid } from '../plan/hash.ts';
import type { DemoPlan } from '../plan/plan.ts';

/** A cluster at one instant. */
export interface Instant {
  plan: DemoPlan;
  at: number;
}

export interface OwnerReference {
  apiVersion: string;
  kind: string;
  name: string;
  uid: string;
  controller: true;
  blockOwnerDeletion: true;
}

export interface Metadata {
  name: string;
  namespace?: string;
  uid: string;
  creationTimestamp: string;
  labels?: Record<string, string>;
  annotations?: Record<string, string>;
  ownerReferences?: OwnerReference[];
  [field: string]: unknown;
}

/** An object as the API serves it: with more fields than a snapshot keeps. */
export interface ApiObject {
  metadata: Metadata;
  [field: string]: unknown;
}

interface MetadataInput extends Partial<Metadata> {
  name: string;
  created: number;
  manager?: string;
}

/** A list has the revision of its second, with room for the writes of a busy cluster in between. */
export const resourceVersionAt = (instant: number): number => Math.floor(instant / 1000) * 5 - 8_000_000_000;
export const instantAt = (resourceVersion: number): number => ((resourceVersion + 8_000_000_000) / 5) * 1000;

export function metadataOf(moment: Instant, kind: string, input: MetadataInput): Metadata {
  const { name, namespace, created, manager = 'kube-controller-manager', ...more } = input;
  return {
    name,
    ...(namespace === undefined ? {} : { namespace }),
    uid: uidOf(moment, kind, namespace, name),
    resourceVersion: String(resourceVersionAt(created)),
    creationTimestamp: stamp(created),
    managedFields: [
      {
        ...{ manager, operation: 'Update', apiVersion: 'v1', time: stamp(created), fieldsType: 'FieldsV1' },
        fieldsV1: { 'f:metadata': { 'f:labels': { '.': {} } }, 'f:spec': {}, 'f:status': {} },
      },
    ],
    ...more,
  };
}

export const uidOf = ({ plan }: Instant, kind: string, namespace: string | undefined, name: string): string =>
  uuid(`${plan.estate.name}/${kind}/${namespace ?? ''}/${name}`);

export const ownerReference = (
  apiVersion: string,
  kind: string,
  name: string,
  uid: string,
): OwnerReference => ({
  ...{ apiVersion, kind, name, uid },
  controller: true,
  blockOwnerDeletion: true,
});

/** The annotation of `kubectl apply`: the whole manifest, with its credentials. */
export const lastApplied = (name: string): Record<string, string> => ({
  'kubectl.kubernetes.io/last-applied-configuration': JSON.stringify({
    metadata: { name },
    spec: { env: [{ name: 'API_TOKEN', value: 'canary-last-applied-0xDEADBEEF' }] },
  }),
});

export const toCondition = (
  type: string,
  status: boolean | 'Unknown',
  changed: number,
  more: object = {},
) => ({
  type,
  status: status === 'Unknown' ? status : status ? 'True' : 'False',
  lastTransitionTime: stamp(changed),
  ...more,
});

export const imageId = (image: string): string => `${image.split(':')[0]}@sha256:${sha256Like(image)}`;
