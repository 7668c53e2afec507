/** The digest of some clusters: one sentence about all, then each. Pure. */
import { join, toSentence } from '../model/english.ts';
import { digestFile } from '../site/records/digest-record.ts';
import { buildClusterDigest } from './build-cluster-digest.ts';
import type { ClusterDigest, Digest } from './digest.ts';
import type { ClusterFacts } from './facts.ts';
import type { DayWindow } from './day-window.ts';
import { describeZone, formatLongDate, formatShortDate } from './local-times.ts';

interface Masthead {
  window: DayWindow;
  /** Title of the site. */
  title: string;
  team?: string;
}

/** What nobody saw first, what is quiet last; between them in the order of the clusters: production first. */
export function buildDigest({ window, title, team }: Masthead, clusters: readonly ClusterFacts[]): Digest {
  const place = (digest: ClusterDigest) =>
    digest.alarm !== undefined || digest.cutShort !== undefined ? 0 : digest.isQuiet ? 2 : 1;
  // A cluster that was collected only later is no news of this day, unless it is all there is.
  const begun = clusters.filter(({ last, hasLater }) => last !== undefined || !hasLater);
  const told = (begun.length > 0 ? begun : clusters)
    .map(buildClusterDigest)
    .sort((a, b) => place(a) - place(b));
  const seen = new Set(clusters.filter(({ coverage }) => coverage.taken > 0).map(({ cluster }) => cluster));
  const isQuiet = told.every((cluster) => cluster.isQuiet);
  const whose = team === undefined ? title : `${title}, ${team}`;
  return {
    day: window.day,
    date: formatLongDate(window),
    zone: describeZone(window),
    subject: `${whose}: ${formatShortDate(window)}, ${summarise(told)}`,
    lead: writeDigestLead(told),
    ...(team !== undefined && { team }),
    clusters: told,
    isQuiet,
    link: digestFile(window.day),
    record: {
      day: window.day,
      timeZone: window.timeZone,
      from: window.from,
      to: window.to,
      lead: writeDigestLead(told),
      quiet: isQuiet,
      clusters: told.map(({ name, state, lead, isQuiet: quiet }) => ({
        name,
        ...(seen.has(name) && { state }),
        lead,
        quiet,
      })),
    },
  };
}

const VERBS = {
  silent: ['there is no data of', 'there is no data of'],
  stopped: ['was not seen to the end of the day', 'were not seen to the end of the day'],
  failing: ['is failing', 'are failing'],
  failed: ['failed and is not failing any more', 'failed and are not failing any more'],
  degraded: ['is degraded', 'are degraded'],
  recovered: ['was degraded and is not any more', 'were degraded and are not any more'],
  unknown: ['is in a state that nobody saw', 'are in a state that nobody saw'],
  healthy: ['is healthy, with news', 'are healthy, with news'],
  quiet: ['was quiet', 'were quiet'],
} as const;

/** By the state of the cluster itself: what only some workload did is in its sections. */
function groupOf({ alarm, cutShort, state, isQuiet, strip }: ClusterDigest): keyof typeof VERBS {
  if (cutShort !== undefined) return 'stopped';
  if (alarm !== undefined) return 'silent';
  if (state === 'failing') return 'failing';
  if (strip.some((cell) => cell.state === 'failing')) return 'failed';
  if (state === 'healthy' && strip.some((cell) => cell.state === 'degraded')) return 'recovered';
  return isQuiet ? 'quiet' : state;
}

/** Clusters that share one clause. */
interface DigestClause {
  /** If the clause begins with the clusters' names. */
  names?: string[];
  text: string;
}

/**
 * `there is no data of dr`, `prod failed for 45 min, and was not seen after 22:30`, `dev is failing`, `test and uat
 * were quiet`.
 * @param isAll there are no other clusters
 */
function clausesOf(clusters: readonly ClusterDigest[], isAll = true): DigestClause[] {
  if (clusters.length === 0) return [{ text: 'there is no cluster to tell of' }];
  if (isAll && clusters.every(({ isQuiet }) => isQuiet) && clusters.length > 1)
    return [{ text: 'all quiet on all clusters' }];
  const groups = [...new Set(clusters.map(groupOf))];
  return groups.flatMap((group): DigestClause[] => {
    const own = clusters.filter((cluster) => groupOf(cluster) === group);
    const names = own.map(({ name }) => name);
    const verb = VERBS[group][names.length === 1 ? 0 : 1];
    if (names.length === 0) return [];
    if (group === 'silent') return [{ text: `${verb} ${join(names)}` }];
    if (group === 'stopped') return tellStopped(own);
    return [{ names, text: `${join(names)} ${verb}` }];
  });
}

/** If they went out of sight together, the collector stopped: this is said once. */
function tellStopped(clusters: readonly ClusterDigest[]): DigestClause[] {
  const stopped = clusters.flatMap(({ name, cutShort }) => (cutShort ? [{ name, ...cutShort }] : []));
  const after =
    stopped.length > 1 && new Set(stopped.map((one) => one.after)).size === 1 && stopped[0]!.after;
  const own = stopped.map(({ name, was, ...one }) => ({
    names: [name],
    text: `${name} ${was}${after === false ? `, and was not seen after ${one.after}` : ''}`,
  }));
  return after === false ? own : [...own, { text: `none of them was seen after ${after}` }];
}

/** A sentence that begins with a name keeps the name's own letters. */
function writeDigestLead(clusters: readonly ClusterDigest[]): string {
  // What was cut short says already how it was. A cluster with a culprit has a clause of its own.
  const [head, ...others] = clusters;
  const culprit = head?.cutShort === undefined ? head?.culprit : undefined;
  const [first, ...rest] =
    head && culprit !== undefined && others.length > 0
      ? [...clausesOf([head]), ...clausesOf(others, false)]
      : clausesOf(clusters);
  const named = first?.names
    ? `the ${first.names.length === 1 ? 'cluster' : 'clusters'} ${first.text}`
    : first!.text;
  return toSentence([
    culprit === undefined ? named : `${named}: ${culprit}`,
    ...rest.map(({ text }) => text),
  ]);
}

/** For the subject: the worst news. */
function summarise(clusters: readonly ClusterDigest[]): string {
  if (clusters.every(({ isQuiet }) => isQuiet)) return 'all quiet';
  const [first = '', ...rest] = clausesOf(clusters).map(({ text }) => text);
  return rest.length > 0 && first.length < 40 ? `${first}; ${rest[0]}` : first;
}
