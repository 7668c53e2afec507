/** Objects that are being deleted: they are judged only by that. */
import { clip, join, spellDuration } from './english.ts';
import { secondsBetween } from './human-duration.ts';
import type { Judged } from './report.ts';

/**
 * How long a deletion may take: controllers first remove what belongs to an object. Pods have their own grace period
 * (`pod-state.ts`).
 */
export const DELETION_SECONDS = 300;

/** Id of the rule that tells of a deletion which does not end. */
export const DELETION_STUCK = 'deletion-stuck';

export interface Deleted {
  metadata: { deletionTimestamp?: string; finalizers?: string[] };
}

/**
 * Judges an object that is being deleted: healthy at first, degraded when the deletion takes too long. The API server
 * removes the object with its last finalizer. Source: k8s.io/apiserver/pkg/registry/generic/registry/store.go
 * `deletionFinalizersForGarbageCollection`.
 * @returns undefined for an object that nobody deleted
 */
export function judgeDeletion(object: Deleted, at: string): Judged | undefined {
  if (object.metadata.deletionTimestamp === undefined) return undefined;
  return isOverdue(object, at)
    ? { state: 'degraded', why: formatDeletion(object, at) }
    : { state: 'healthy' };
}

export function isOverdue({ metadata }: Deleted, at: string): boolean {
  return (secondsBetween(metadata.deletionTimestamp, at) ?? 0) > DELETION_SECONDS;
}

/** `deleted 3 hours before, held by the finalizer foregroundDeletion`. */
export function formatDeletion({ metadata }: Deleted, at: string): string {
  const { deletionTimestamp, finalizers } = metadata;
  const ago = spellDuration(secondsBetween(deletionTimestamp, at) ?? 0);
  return `deleted ${ago} before${formatHolders(finalizers)}`;
}

/** `, held by the finalizer foregroundDeletion`; empty without finalizers. */
export function formatHolders(finalizers: readonly string[] = []): string {
  if (finalizers.length === 0) return '';
  return `, held by the ${finalizers.length === 1 ? 'finalizer' : 'finalizers'} ${clip(join(finalizers), 120)}`;
}
