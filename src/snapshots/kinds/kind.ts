/**
 * What a snapshot must know about a kind: where the API serves it, which fields it keeps, how it compares.
 */
import type { z } from 'zod';
import { apiWord, domainName, fields, type TreatedShape } from './fields.ts';
import { annotationsOf, metadata, ORIGIN_ANNOTATIONS } from './metadata.ts';

export interface KindSpec<Fields extends z.ZodObject = z.ZodObject> {
  /** API versions that serve the kind, the preferred first. Empty for Gazette's own records, which no API serves. */
  versions: readonly string[];
  /** Plural name in URLs. */
  resource: string;
  namespaced: boolean;
  /** kubectl's short name. Source: `ShortNames()` of its REST storage in kubernetes/pkg/registry. */
  short?: string;
  /** The namespaces to read; absent means all. */
  namespaces?: readonly string[];
  /** The kind changes at every beat. Every snapshot holds it whole, and it is never compared. */
  beat?: true;
  /** Not every cluster serves the kind. Without it, a snapshot can still be complete. */
  optional?: true;
  /** Read only where this other kind is not served. */
  insteadOf?: string;
  /** Why a difference between two objects of the kind means nothing by itself. */
  noise?: string;
  /** The kind belongs to one cluster: controllers make up its names, or it is part of their machinery. */
  ofOneCluster?: true;
  /** Annotations that are kept besides those of every object. */
  annotations?: readonly string[];
  /** People and their tools write objects of the kind: who wrote is kept, and what manages them. */
  written?: true;
  /** Objects of the kind carry names of nodes. */
  namesNodes?: true;
  /** The type of probe that records the kind: the name of its folder in `src/probes/`. */
  probe?: string;
  /** The kept fields. */
  fields: Fields;
}

/** @param shape the kind's own kept fields; every object also has `kind`, `apiVersion` and `metadata` */
export function kind<Shape extends TreatedShape>(
  versions: readonly string[],
  resource: string,
  namespaced: boolean,
  shape: Shape,
  more: Omit<KindSpec, 'versions' | 'resource' | 'namespaced' | 'fields'> = {},
) {
  const own = [...(more.annotations ?? []), ...(more.written ? ORIGIN_ANNOTATIONS : [])];
  const object = fields({
    kind: apiWord('Kind'),
    apiVersion: domainName('API version through which the object was read'),
    metadata: own.length > 0 ? metadata.extend(annotationsOf(own)) : metadata,
    ...shape,
  }).required({ kind: true, apiVersion: true, metadata: true });
  return { versions, resource, namespaced, ...more, fields: object };
}
