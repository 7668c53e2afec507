/** Which kind of a snapshot an object of a dump is. */
import type { KindSpec } from '../snapshots/kinds/kind.ts';
import { kindNames, kinds, type KindName } from '../snapshots/kinds/kinds.ts';

/** Groups that served a kind before its own group did. Source: kubernetes.io, "Deprecated API Migration Guide". */
const OLDER_GROUPS: readonly string[] = ['extensions'];

export interface ResolvedKind {
  name: KindName;
  apiVersion: string;
}

/**
 * Undefined for kinds that snapshots do not hold. A missing version is the first that serves the kind.
 * @param plural from the path of the file, where neither object nor list names the kind
 */
export function resolveKind(
  kind: string | undefined,
  apiVersion: string | undefined,
  plural: string | undefined,
): ResolvedKind | undefined {
  // Core events have more than those of events.k8s.io, and a dump that has the latter has the former.
  const group = apiVersion?.includes('/')
    ? apiVersion.split('/')[0]!
    : apiVersion === undefined
      ? undefined
      : '';
  const name = kindNames.find((one) => {
    const { versions, resource }: KindSpec = kinds[one];
    if (versions.length === 0) return false;
    if (kind === undefined ? resource !== plural : one !== kind && one.replace(/Metrics$/, '') !== kind)
      return false;
    return group === undefined || groupsOf(versions).includes(group) || OLDER_GROUPS.includes(group);
  });
  return name && { name, apiVersion: apiVersion ?? kinds[name].versions[0] ?? '' };
}

const groupsOf = (versions: readonly string[]) =>
  versions.map((version) => (version.includes('/') ? version.split('/')[0] : ''));
