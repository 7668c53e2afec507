import type { Digest } from '../digest/digest.ts';
import type { ChatNews } from './news.ts';

/** Clusters that are told one by one. */
const MOST_CLUSTERS = 4;

/** A day in a few lines: what happened to each cluster that was not quiet. Pure. */
export function toDigestNews({ subject, clusters, link }: Digest): ChatNews {
  const told = clusters.filter(({ isQuiet }) => !isQuiet);
  const more = told.length - MOST_CLUSTERS;
  return {
    event: 'digest',
    title: subject,
    lines: [
      ...told
        .slice(0, MOST_CLUSTERS)
        .map(({ name, alarm, culprit, lead }) => `${name}: ${alarm ?? culprit ?? lead}`),
      ...(more > 0 ? [`${more} more ${more === 1 ? 'cluster has' : 'clusters have'} news.`] : []),
    ],
    page: link,
  };
}
