/** What a snapshot has to know of a kind: where the API serves it, which fields are kept, and how it is compared. */
import type { z } from 'zod';
import { fields, text } from './fields.ts';
import { annotationsOf, metadata } from './metadata.ts';

export interface KindSpec<Fields extends z.ZodObject = z.ZodObject> {
  /** API versions that serve it, the preferred first. Empty: Gazette's own record, not read from the API. */
  versions: readonly string[];
  /** Plural name in URLs. */
  resource: string;
  namespaced: boolean;
  /** kubectl's short name. Source: `ShortNames()` of its REST storage in kubernetes/pkg/registry. */
  short?: string;
  /** Read in these namespaces only; absent means everywhere. */
  namespaces?: readonly string[];
  /** Changes at every beat: written whole into every snapshot, and never compared. */
  beat?: true;
  /** Not every cluster serves it, and its absence takes nothing from a snapshot's completeness. */
  optional?: true;
  /** Read only where this other kind is not served. */
  insteadOf?: string;
  /** Why a difference between two of its objects says nothing by itself. */
  noise?: string;
  /** Of one cluster by nature: its controllers make it, under names that they make up, or it is their machinery. */
  ofOneCluster?: true;
  /** Annotations that are kept of it, besides those of every object. */
  annotations?: readonly string[];
  /** Its objects bear the names of nodes. */
  namesNodes?: true;
  /** The kept fields. */
  fields: Fields;
}

/** @param shape its own kept fields; every object has `kind`, `apiVersion` and `metadata` besides */
export function kind<Shape extends z.ZodRawShape>(
  versions: readonly string[],
  resource: string,
  namespaced: boolean,
  shape: Shape,
  more: Omit<KindSpec, 'versions' | 'resource' | 'namespaced' | 'fields'> = {},
) {
  const object = fields({
    kind: text('Kind'),
    apiVersion: text('API version that it was read through'),
    metadata: more.annotations ? metadata.extend(annotationsOf(more.annotations)) : metadata,
    ...shape,
  }).required({ kind: true, apiVersion: true, metadata: true });
  return { versions, resource, namespaced, ...more, fields: object };
}
