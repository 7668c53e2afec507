import type { Coverage } from '../src/snapshots/schema.ts';
import { findKind } from '../src/snapshots/kinds/find-kind.ts';
import { isKindName, kindNames } from '../src/snapshots/kinds/kinds.ts';
import { guess, UsageError } from './command.ts';

/**
 * The kind that the user means, or the plural.group of a custom resource.
 * @throws {UsageError} The message names what the snapshot holds.
 */
export function findShownKind(kind: string, coverage: readonly Coverage[]): string {
  const resources = coverage.map((entry) => entry.kind).filter((entry) => !isKindName(entry));
  const wanted = kind.toLowerCase();
  const resource = resources.find((entry) => entry === wanted || entry.split('.')[0] === wanted);
  const found = findKind(kind) ?? resource;
  if (found !== undefined) return found;
  const bare = findKind(kind.split('.')[0] ?? '');
  const all = [...new Set([...kindNames, ...resources])];
  throw new UsageError(`this snapshot does not hold the kind "${kind}"`, {
    hint: bare ? `Write ${bare}, without a group.` : `${guess(kind, all)}It holds: ${all.join(', ')}.`,
  });
}
