/** Who wrote an object, and which tool manages it, as far as the object tells. Pure. */
import type { KeptObject } from '../snapshots/kinds/kinds.ts';

export type Writer = NonNullable<KeptObject['metadata']['managedFields']>[number];

/** What says who changed an object: its present writers, and what tells how often it was written. */
export interface Written {
  /** Counts writes of the spec; absent for kinds without it. */
  generation?: number;
  /** Equal while the object has the same labels, without those that its pods share. */
  labels: string;
  /** Managers that applied it. */
  applied: string[];
  writers: readonly Writer[];
  origin: Origin;
  /** A new annotation counts as a new generation. */
  countsAnnotations: boolean;
  /** `manager/part` of all writers, where the API server is older than {@link TIMELY}. Its times say less. */
  owned?: string[];
}

/**
 * Since about this minor version of Kubernetes, the time of a writer moves whenever it changes a value. Before, it moved
 * only when the writer got another field (kubernetes/kubernetes#109576). Before 1.22, nobody owned what was written
 * through `scale` (kubernetes/kubernetes#98377).
 */
const TIMELY = 26;

/** The tools that say that the object is theirs. */
export interface Origin {
  /** Application of Argo CD. */
  application?: string;
  /** Kustomization or HelmRelease of Flux. */
  kustomization?: string;
  helmRelease?: string;
  /** Release of Helm. */
  release?: string;
}

/**
 * Undefined if the snapshot does not say who wrote it.
 * @param podLabels labels of its pods
 * @param server version of the API server: `v1.34.1`
 */
export function toWritten(
  { kind, metadata }: Pick<KeptObject, 'kind' | 'metadata'>,
  podLabels: Record<string, string> = {},
  server = '',
): Written | undefined {
  const { managedFields: writers, generation, labels = {} } = metadata;
  if (!writers) return undefined;
  const isTimely = Number(/^v?1\.(\d+)/.exec(server)?.[1] ?? 0) >= TIMELY;
  const own = Object.entries(labels).filter(([key, value]) => podLabels[key] !== value);
  return {
    ...(generation !== undefined && { generation }),
    labels: markOf(JSON.stringify(own.sort(([a], [b]) => (a < b ? -1 : 1)))),
    applied: writers.flatMap(({ operation, manager = '' }) => (operation === 'Apply' ? [manager] : [])),
    writers,
    origin: originOf(metadata),
    // Source: pkg/registry/apps/deployment/strategy.go `PrepareForUpdate`.
    countsAnnotations: kind === 'Deployment',
    ...(!isTimely && { owned: writers.flatMap(listOwned) }),
  };
}

/** What a writer owns, as `manager/part`. */
export const listOwned = ({ manager = '', parts = [] }: Writer): string[] =>
  parts.map((part) => `${manager}/${part}`);

/**
 * Sources: argoproj/argo-cd docs/user-guide/resource_tracking.md; fluxcd/pkg ssa/manager_apply.go and
 * fluxcd/helm-controller internal/postrender (labels); helm/helm pkg/action/validate.go.
 */
function originOf({ labels = {}, annotations = {} }: KeptObject['metadata']): Origin {
  const tracked = annotations['argocd.argoproj.io/tracking-id']?.split(':', 1)[0];
  const application = tracked ?? labels['argocd.argoproj.io/instance'];
  const kustomization = labels['kustomize.toolkit.fluxcd.io/name'];
  const helmRelease = labels['helm.toolkit.fluxcd.io/name'];
  const isOfHelm = labels['app.kubernetes.io/managed-by'] === 'Helm';
  const release =
    annotations['meta.helm.sh/release-name'] ?? (isOfHelm ? labels['app.kubernetes.io/instance'] : undefined);
  return {
    ...(application && { application }),
    ...(kustomization && { kustomization }),
    ...(helmRelease && { helmRelease }),
    ...(release && { release }),
  };
}

/** Short, and no text: FNV-1a. */
function markOf(text: string): string {
  let value = 0x811c9dc5;
  for (let index = 0; index < text.length; index += 1)
    value = Math.imul(value ^ text.charCodeAt(index), 0x01000193);
  return (value >>> 0).toString(36);
}
