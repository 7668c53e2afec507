/** Which workloads and nodes have news in a Day. */
import { objectKey } from '../../model/object-ref.ts';
import type { Day } from '../day/day.ts';
import { subjectKey } from '../day/event-day.ts';
import type { Stretch } from '../day/track.ts';

/**
 * Keys of objects with news after a moment. News is the begin or end of a stretch or a rollout, a restart, or a
 * replaced pod. A node that joined, an event, and the begin or end of a finding, are news too.
 */
export function findNews(
  { workloads, nodes, findings, events }: Pick<Day, 'workloads' | 'nodes' | 'findings' | 'events'>,
  since: number,
): Set<string> {
  const isNew = ({ from, to = -Infinity }: Stretch) => from > since || to > since;
  const news = new Set<string>();
  for (const one of workloads) {
    const happened =
      [...one.states, ...one.versions, ...one.replicas].some(isNew) ||
      [...one.restarts, ...one.replacements, ...(one.comings ?? [])].some(
        ({ at, after }) => at > since || after >= since,
      ) ||
      one.rollouts.some(({ begun, ended = -Infinity }) => begun > since || ended > since);
    if (happened) news.add(objectKey(one));
  }
  for (const { name, beats, joined = [], recreated = [] } of nodes) {
    if (beats.some(isNew) || [...joined, ...recreated].some((at) => at > since))
      news.add(objectKey({ kind: 'Node', name }));
  }
  for (const finding of findings) if (finding.met.some(isNew)) news.add(objectKey(finding));
  for (const event of events) {
    if (!event.seen.some(({ at, after }) => at > since || after >= since)) continue;
    news.add(subjectKey(event));
  }
  return news;
}
