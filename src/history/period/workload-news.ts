/** Which workloads have news in a Day. */
import { objectKey } from '../../model/object-ref.ts';
import type { Day } from '../day/day.ts';
import { subjectKey } from '../day/event-day.ts';
import type { Stretch } from '../day/track.ts';

/**
 * Keys of workloads with news after a moment. News is the begin or end of a stretch or a rollout, a restart, or a
 * replaced pod. An event, and the begin or end of a finding, are news too.
 */
export function findNews(
  { workloads, findings, events }: Pick<Day, 'workloads' | 'findings' | 'events'>,
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
  for (const finding of findings) if (finding.met.some(isNew)) news.add(objectKey(finding));
  for (const event of events) {
    if (!event.seen.some(({ at, after }) => at > since || after >= since)) continue;
    news.add(subjectKey(event));
  }
  return news;
}
