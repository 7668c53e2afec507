/** What a feed tells about a cluster: changes of its state, and its reviews and digests. Pure. */
import { createHash } from 'node:crypto';
import { joinTracks } from '../../history/day/cut.ts';
import type { StateStretch } from '../../history/day/day.ts';
import type { DayStates } from '../../days/read-days.ts';
import { fromUnix } from '../../history/day/unix.ts';
import { digestFile, type DigestRecord } from '../records/digest-record.ts';
import { formatBegin, formatDay } from '../../words/format.ts';
import { tellFurther } from '../../words/situation.ts';
import { toSentence } from '../../model/english.ts';
import { placeOf } from '../paths.ts';
import { editionFolder, type EditionKey } from '../paths.ts';
import { reviewFile, type ReviewRecord } from '../records/review-record.ts';

export interface FeedEntry {
  /** Identifies the entry for ever, wherever the site is. */
  id: string;
  title: string;
  /** One sentence. */
  summary: string;
  /** The page with more, from the site's root. */
  file: string;
  /** The edition behind the page, if the entry is about one. */
  edition?: EditionKey;
  /** ISO 8601; from the data, so that a feed without news does not change. */
  updated: string;
  category: 'state' | 'review' | 'digest';
}

/** Number of a cluster's newest entries in its feed. */
const MOST_ENTRIES = 50;

/** The newest first, up to the limit. */
export const newestFirst = (entries: readonly FeedEntry[]): FeedEntry[] =>
  entries
    .toSorted((a, b) => (a.updated === b.updated ? (a.id < b.id ? -1 : 1) : a.updated < b.updated ? 1 : -1))
    .slice(0, MOST_ENTRIES);

/** A UUID (RFC 9562, version 8) of the entry's subject, without the site's address. */
export function toId(...about: (string | number)[]): string {
  const hex = createHash('sha256')
    .update(JSON.stringify(['gazette', ...about]))
    .digest('hex');
  const variant = '89ab'[parseInt(hex[16]!, 16) % 4];
  return `urn:uuid:${hex.slice(0, 8)}-${hex.slice(8, 12)}-8${hex.slice(13, 16)}-${variant}${hex.slice(17, 20)}-${hex.slice(20, 32)}`;
}

/**
 * An entry for each change of state, and for the first seen state. The same state after a gap makes no entry.
 * @param days in order
 * @param hasPage whether an edition is on the site
 */
export function toStateEntries(
  cluster: string,
  days: readonly DayStates[],
  hasPage: (key: EditionKey) => boolean,
): FeedEntry[] {
  const snapshots = days.flatMap((day) => day.snapshots);
  const track = joinTracks(days.map((day) => ({ day, track: day.states })));
  return track.flatMap((stretch, index) => {
    const before = track[index - 1];
    if (before?.state === stretch.state) return [];
    const shown = snapshots.find(({ at, damaged, gone }) => at >= stretch.from && !damaged && !gone);
    const edition = shown && { cluster, ...placeOf(shown) };
    return [
      {
        id: toId('state', cluster, stretch.from),
        title: writeTitle(cluster, stretch),
        summary: writeSummary(stretch, before),
        ...(edition && hasPage(edition)
          ? { edition, file: `${editionFolder(edition)}/index.html` }
          : { file: `${cluster}/index.html` }),
        updated: fromUnix(stretch.from),
        category: 'state' as const,
      },
    ];
  });
}

type EndedStretch = StateStretch & { to: number };

const formatAt = (at: number, asOf = at) => `${formatBegin(fromUnix(at), fromUnix(asOf))} UTC`;

/** `prod is failing since 22 Nov 07:15 UTC` */
function writeTitle(cluster: string, { state, from, atLeast }: EndedStretch): string {
  const since = `since ${atLeast ? 'at least ' : ''}${formatAt(from)}`;
  return state === 'unknown'
    ? `How ${cluster} does is not known ${since}`
    : `${cluster} is ${state} ${since}`;
}

/** Why it has this state, and the state before. */
function writeSummary({ why, from }: EndedStretch, before: EndedStretch | undefined): string {
  const sentences = [
    ...(why === undefined ? [] : [toSentence([why])]),
    ...(before
      ? [`It was ${before.state} until ${formatAt(before.to, from)}.`]
      : ['It was not seen before.']),
    ...(before && before.to < from
      ? [`Between ${formatAt(before.to, from)} and ${formatAt(from)} nothing was seen.`]
      : []),
  ];
  return sentences.join(' ');
}

type ToldReview = Pick<ReviewRecord, 'id' | 'cluster' | 'title' | 'lead' | 'story' | 'written'>;

export const toReviewEntry = ({ id, cluster, title, lead, story, written }: ToldReview): FeedEntry => ({
  id: toId('review', id),
  title: `Review of ${cluster}: ${title}`,
  summary: story
    ? [story.situation.lead, ...tellFurther(story.situation, story.instant), lead].join(' ')
    : lead,
  file: reviewFile(id),
  updated: written,
  category: 'review',
});

/** What the digest of a day says about the cluster; undefined if nothing. */
export function toDigestEntry(cluster: string, { day, to, clusters }: DigestRecord): FeedEntry | undefined {
  const own = clusters.find(({ name }) => name === cluster);
  return (
    own && {
      id: toId('digest', cluster, day),
      title: `${cluster}, digest of ${formatDay(`${day}T00:00:00Z`)}`,
      summary: own.lead,
      file: digestFile(day),
      updated: fromUnix(to),
      category: 'digest',
    }
  );
}
