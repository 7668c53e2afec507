/** The content of the versions page: services by cluster, and the age of each cluster's data. */
import { compareClusters, type ServiceLine } from '../../history/versions/compare-versions.ts';
import { inReleaseOrder } from '../../history/versions/release-order.ts';
import type { Trail } from '../../history/trail/trail-record.ts';
import { areFor, join, pluralOf, spell, toSentence } from '../../model/english.ts';
import type { EditionRecord } from '../records/edition-record.ts';
import { formatStamp } from '../../words/format.ts';
import type { ClusterPlan, Plan } from '../plan.ts';
import { currentPlan, ownedByPlan } from '../printing.ts';
import { loadRecord } from '../edition/records.ts';
import { aliasOf, intervalOf } from '../charts/timeline.ts';
import { findTrail } from '../edition/trail.ts';
import { LASTING } from '../../model/workload-kinds.ts';

/** A cluster of the versions page. */
export interface VersionsColumn {
  cluster: string;
  alias?: string;
  /** The newest edition; absent when no snapshot is kept. */
  latest?: EditionRecord;
  intervalSeconds: number;
  trail?: Trail;
  /** What is missing, or not as it should be, in its data. */
  notes: string[];
}

export interface Versions {
  columns: VersionsColumn[];
  lines: ServiceLine[];
}

/** From the newest edition of each cluster; made once. */
export const loadVersions = ownedByPlan(buildVersions);

async function buildVersions(): Promise<Versions> {
  const columns = await Promise.all(inOrderOfRelease(currentPlan()).map(loadColumn));
  return { columns, lines: compareClusters(columns) };
}

/**
 * The clusters of the plan in the order of a release. Clusters without a place in the config come first, in the order
 * of the stages in their names.
 */
export function inOrderOfRelease({ clusters, order }: Pick<Plan, 'clusters' | 'order'>): ClusterPlan[] {
  const byName = new Map(clusters.map((cluster) => [cluster.name, cluster]));
  return inReleaseOrder(byName.keys(), order).map((name) => byName.get(name)!);
}

async function loadColumn({ name, recent, problems }: ClusterPlan): Promise<VersionsColumn> {
  const records = await Promise.all(recent.map(loadRecord));
  const latest = records.at(-1);
  const trail = latest && (await findTrail(latest));
  return {
    cluster: name,
    alias: aliasOf(records),
    latest,
    intervalSeconds: intervalOf(records),
    trail: trail?.edition && trail,
    notes: [...problems, ...noteOn(latest, trail)],
  };
}

/** Why a cluster's newest edition does not tell all of its versions. */
export function noteOn(latest: EditionRecord | undefined, trail: Trail | undefined): string[] {
  if (!latest) return ['No snapshot is kept.'];
  if (!trail) return ['Its newest edition was printed by an older Gazette, which did not note versions.'];
  if (!trail.edition) return ['Its newest snapshot cannot be read, and nothing is known from before.'];
  if (trail.edition.number !== latest.number) {
    return [
      `Its newest snapshot cannot be read: these are the versions of No. ${trail.edition.number}, ` +
        `${formatStamp(trail.edition.instant, latest.instant)}.`,
    ];
  }
  const unseen = trail.unseen.filter(({ kind }) => LASTING.some((lasting) => lasting === kind));
  const none = unseen.filter(({ namespaces }) => !namespaces?.length).map(({ kind }) => pluralOf(kind));
  const part = unseen.filter(({ namespaces }) => namespaces?.length).map(({ kind }) => pluralOf(kind));
  return [
    ...(none.length > 0 ? [`${join(none)} were not seen.`] : []),
    ...(part.length > 0 ? [`${join(part)} were seen in some namespaces only.`] : []),
  ];
}

/** One sentence about all clusters. */
export function writeVersionsLead(lines: readonly ServiceLine[], clusters: number): string {
  if (lines.length === 0) return 'No service is known.';
  const count = (standing: ServiceLine['standing']) =>
    lines.filter((line) => line.standing === standing).length;
  if (clusters === 1) {
    const split = count('out-of-step');
    const more =
      split > 0 ? [`${spell(split)} ${split === 1 ? 'runs' : 'run'} in more than one version`] : [];
    return toSentence([`${countServices(lines.length)} ${areFor(lines.length)} known`, ...more]);
  }
  const [out, under, unknown] = [count('out-of-step'), count('under-way'), count('unknown')];
  const clauses = [
    ...(out > 0 ? [`${countServices(out)} ${areFor(out)} out of step`] : []),
    ...(under > 0 ? [`${out > 0 ? spell(under) : countServices(under)} ${areFor(under)} on the way`] : []),
    ...(unknown > 0 ? [`${spell(unknown)} cannot be compared`] : []),
  ];
  return clauses.length > 0
    ? toSentence(clauses)
    : 'Every service has the same version wherever it was seen.';
}

const countServices = (count: number) => `${spell(count)} ${count === 1 ? 'service' : 'services'}`;
