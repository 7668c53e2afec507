/**
 * What `managedFields` says of an object's writers, in short: who wrote which parts, and when. Values are not in it, and
 * names of fields only as far as a reader asks for them.
 *
 * Source: k8s.io/apimachinery/pkg/apis/meta/v1/types.go `ManagedFieldsEntry`, `FieldsV1`.
 */
import type { z } from 'zod';
import type { metadata } from '../snapshots/kinds/metadata.ts';
import { isRecord, type JsonMap } from '../snapshots/kinds/walk.ts';

export type Writers = NonNullable<z.infer<typeof metadata>['managedFields']>;

/** Parts of the metadata that somebody writes on purpose. */
const METADATA = ['labels', 'annotations', 'finalizers'];
/** Parts of a container that change alone: `kubectl set image`, `set resources` and `set env`. */
const CONTAINER = ['image', 'resources', 'env'];

/**
 * Writers of anything but the status. None for objects that a controller made: their owner tells who changed them.
 * @param kept names of the fields of `spec` that are kept
 */
export function condenseWriters(metadata: JsonMap, kept: ReadonlySet<string>): Writers | undefined {
  const { managedFields, ownerReferences } = metadata;
  const isOwned =
    Array.isArray(ownerReferences) &&
    ownerReferences.some((owner) => isRecord(owner) && owner.controller === true);
  if (!Array.isArray(managedFields) || isOwned) return undefined;
  return managedFields.filter(isRecord).flatMap((entry) => {
    const { manager, operation, subresource, time, fieldsV1 } = entry;
    if (subresource === 'status' || !isRecord(fieldsV1)) return [];
    const parts = partsOf(fieldsV1, kept);
    // The trimmer drops what is of the wrong type.
    return parts.length > 0 ? [{ manager, operation, subresource, time, parts } as Writers[number]] : [];
  });
}

/** In the order of the alphabet, so that equal writers are equal text. */
function partsOf(fields: JsonMap, kept: ReadonlySet<string>): string[] {
  const metadata = below(fields, 'metadata');
  const parts = new Set(METADATA.filter((name) => `f:${name}` in metadata));
  for (const [key, inner] of Object.entries(below(fields, 'spec'))) {
    const name = key.slice(2);
    if (!key.startsWith('f:') || !kept.has(name)) continue;
    if (name === 'template' && isRecord(inner)) addTemplate(inner, parts);
    else if (name === 'jobTemplate' && isRecord(inner)) {
      const { 'f:template': template, ...others } = below(inner, 'spec');
      if (isRecord(template)) addTemplate(template, parts);
      if (Object.keys(others).some(isField)) parts.add(name);
    } else parts.add(name);
  }
  return [...parts].sort();
}

/** `template` stands for all of a pod template that is no part of its own. */
function addTemplate(template: JsonMap, parts: Set<string>): void {
  const { 'f:spec': spec, ...others } = template;
  if (Object.keys(others).some(isField)) parts.add('template');
  for (const [name, inner] of Object.entries(isRecord(spec) ? spec : {})) {
    if (!isField(name)) continue;
    const isContainers = (name === 'f:containers' || name === 'f:initContainers') && isRecord(inner);
    if (isContainers) for (const container of Object.values(inner)) addContainer(container, parts);
    else parts.add('template');
  }
}

function addContainer(container: unknown, parts: Set<string>): void {
  if (!isRecord(container)) return;
  for (const key of Object.keys(container)) {
    const name = key.slice(2);
    // Its name is in its key, and every writer of a container has it.
    if (isField(key) && name !== 'name') parts.add(CONTAINER.includes(name) ? name : 'template');
  }
}

const isField = (key: string) => key.startsWith('f:');
const below = (fields: JsonMap, name: string): JsonMap => {
  const inner = fields[`f:${name}`];
  return isRecord(inner) ? inner : {};
};
