/** What a file of a dump holds, by its path. Source of the layouts: the tools that write them; see docs/import.md. */

import type { KindSpec } from '../snapshots/kinds/kind.ts';
import { kindNames, kinds } from '../snapshots/kinds/kinds.ts';
import type { ImportSource } from '../snapshots/schema.ts';

export type DumpFormat = ImportSource['format'];

export interface PlacedFile {
  format: DumpFormat;
  /** `objects`: of Kubernetes. `timestamp`: when the dump was made. `version`: of the cluster. `errors`: what failed. */
  holds: 'objects' | 'timestamp' | 'version' | 'errors';
  /** Plural of the kind, as the API names it, if the path tells. */
  plural?: string;
  /** Namespace, if the path tells. */
  namespace?: string;
}

const PLURALS = new Set(kindNames.map((kind) => (kinds[kind] as KindSpec).resource));

/** Short names of plurals. Source: troubleshoot.sh `cluster_resources.go`. */
const SHORT: Readonly<Record<string, string>> = { pvcs: 'persistentvolumeclaims', pvs: 'persistentvolumes' };

/**
 * The plural of a kind as the API names it. Some tools separate its words, or name the kind: `storage-classes`,
 * `resource-quota`, `ingress`. Sources: troubleshoot.sh `cluster_resources.go`; kubectl `clusterinfo_dump.go`.
 */
function toPlural(name: string): string {
  const word = SHORT[name] ?? name.replaceAll('-', '');
  const known = [word, `${word}s`, `${word}es`].find((plural) => PLURALS.has(plural));
  return known ?? name;
}

type Layout = readonly [path: RegExp, format: DumpFormat, holds?: PlacedFile['holds']];

/** The first that matches. Groups: `plural`, `namespace`. */
const LAYOUTS: readonly Layout[] = [
  [/(?:^|\/)cluster-scoped-resources\/[^/]+\/(?<plural>[^/]+?)(?:\/[^/]+)?\.(?:ya?ml|json)$/, 'must-gather'],
  [/(?:^|\/)namespaces\/(?<namespace>[^/]+)\/(?<plural>pods)\/[^/]+\/[^/]+\.(?:ya?ml|json)$/, 'must-gather'],
  [
    /(?:^|\/)namespaces\/(?<namespace>[^/]+)\/(?:core|[a-z0-9.-]+)\/(?<plural>[a-z]+)(?:\/[^/]+)?\.(?:ya?ml|json)$/,
    'must-gather',
  ],
  [/(?:^|\/)must-gather[^/]*\/timestamp$/, 'must-gather', 'timestamp'],
  [/^timestamp$/, 'must-gather', 'timestamp'],
  [/(?:^|\/)cluster-resources\/(?:[^/]+\/)*[^/]+-errors\.json$/, 'support-bundle', 'errors'],
  [/(?:^|\/)cluster-resources\/(?:custom-resources|auth-cani-list)\//, 'support-bundle', 'errors'],
  [/(?:^|\/)cluster-resources\/(?<plural>[^/]+)\/(?<namespace>[^/]+)\.(?:json|ya?ml)$/, 'support-bundle'],
  [/(?:^|\/)cluster-resources\/(?<plural>[^/]+)\.(?:json|ya?ml)$/, 'support-bundle'],
  [/(?:^|\/)cluster-info\/cluster_version\.json$/, 'support-bundle', 'version'],
  [/(?:^|\/)yamls\/namespaced\/(?<namespace>[^/]+)\/.+\/(?<plural>[^/]+)\.ya?ml$/, 'rancher-bundle'],
  [/(?:^|\/)yamls\/cluster\/.+\/(?<plural>[^/]+)\.ya?ml$/, 'rancher-bundle'],
  [/(?:^|\/)metadata\.ya?ml$/, 'rancher-bundle', 'timestamp'],
  [
    /(?:^|\/)(?<namespace>[^/]+)\/(?<plural>daemonsets|deployments|events|pods|replicasets|replication-controllers|services)\.(?:json|ya?ml)$/,
    'cluster-info',
  ],
  [/(?:^|\/)(?<plural>nodes)\.(?:json|ya?ml)$/, 'cluster-info'],
  [/\.(?:json|ya?ml|list|txt)$/i, 'kubectl'],
];

/** Never read: no page needs what they hold. */
const SECRET = /(?:^|\/)(?:secrets?|configmaps?)(?:\/|\.(?:json|ya?ml)$)/i;

/** Undefined for a file that nothing is read from: logs, and everything that no layout knows. */
export function placeFile(name: string): PlacedFile | undefined {
  if (SECRET.test(name)) return undefined;
  for (const [pattern, format, holds = 'objects'] of LAYOUTS) {
    const groups = pattern.exec(name)?.groups as { plural?: string; namespace?: string } | undefined;
    if (!pattern.test(name)) continue;
    const { plural, namespace } = groups ?? {};
    return {
      ...{ format, holds },
      ...(plural !== undefined && { plural: toPlural(plural) }),
      ...(namespace !== undefined && { namespace }),
    };
  }
  return undefined;
}
