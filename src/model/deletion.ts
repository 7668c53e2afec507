/** What is being deleted: it is judged as that, and as nothing else. */
import { clip, join, spellDuration } from './english.ts';
import { secondsBetween } from './human-duration.ts';
import type { Judged } from './report.ts';

/**
 * Deleting may take this long before somebody should look: controllers remove what belongs to an object first. Pods
 * have their own grace period (`pod-state.ts`).
 */
export const DELETION_SECONDS = 300;

export interface Deleted {
  metadata: { deletionTimestamp?: string; finalizers?: string[] };
}

/**
 * How an object that is being deleted does: well while its controllers have the time, degraded when it does not go.
 * The API server removes it when its last finalizer is gone.
 * Source: k8s.io/apiserver/pkg/registry/generic/registry/store.go `deletionFinalizersForGarbageCollection`.
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

/** `, held by the finalizer foregroundDeletion`; nothing where nothing holds it. */
export function formatHolders(finalizers: readonly string[] = []): string {
  if (finalizers.length === 0) return '';
  return `, held by the ${finalizers.length === 1 ? 'finalizer' : 'finalizers'} ${clip(join(finalizers), 120)}`;
}
