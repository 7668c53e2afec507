/** How many of a workload's pods exist, are ready, are available: the numbers now, and since when. */
import { SECOND } from '../plan/clock.ts';
import { isActiveAt, isReadyAt, type PodLife } from '../plan/pod-lives.ts';

interface Counts {
  replicas: number;
  ready: number;
  available: number;
}

export function countAt(lives: readonly PodLife[], at: number, minReadySeconds = 0): Counts {
  const active = lives.filter((life) => isActiveAt(life, at));
  const ready = active.filter((life) => isReadyAt(life, at));
  const available = ready.filter((life) =>
    life.ready.some(({ from, to }) => from + minReadySeconds * SECOND <= at && at < to),
  );
  return { replicas: active.length, ready: ready.length, available: available.length };
}

/**
 * Since when `holds` has had its value at `at`. Checks the instants at which a pod comes, goes or changes readiness.
 */
export function heldSince(
  lives: readonly PodLife[],
  at: number,
  start: number,
  holds: (instant: number) => boolean,
): number {
  const edges = lives
    .flatMap(({ created, deleted, ready }) => [
      ...[created, deleted ?? Infinity],
      ...ready.flatMap(({ from, to }) => [from, to]),
    ])
    .filter((edge) => edge <= at && edge > start)
    .sort((a, b) => b - a);
  const now = holds(at);
  let since = at;
  for (const edge of edges) {
    if (holds(edge) !== now) return since;
    since = edge;
  }
  return start;
}
