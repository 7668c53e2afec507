/** What a chat is told, and when. Pure. */
import { isTrouble } from '../model/state.ts';
import type { Situation } from '../history/trail/situation.ts';
import { formatBegin, formatStamp } from '../words/format.ts';
import { describeSince, tellFurther } from '../words/situation.ts';
import type { ClusterStatus } from '../status/read-status.ts';
import type { ChatMemory } from '../snapshots/chat-memory.ts';

export interface ChatNews {
  event:
    | 'incident-began'
    | 'incident-worse'
    | 'incident-over'
    | 'not-collected'
    | 'collected-again'
    | 'digest';
  cluster?: string;
  /** One line. */
  title: string;
  /** At most five, without the title. */
  lines: string[];
  /** Path of the page below the site's address. */
  page?: string;
  /** Path of its picture. */
  picture?: string;
}

/** The newest edition of a cluster. */
export interface LatestEdition {
  instant: string;
  situation?: Situation;
  page: string;
  picture: string;
}

/** A cluster that falls ill and recovers all the time is told of at most once an hour. */
const PAUSE_MS = 3_600_000;
const MOST_LINES = 5;

type Remembered = ChatMemory[string];

/**
 * What is new of a cluster since a chat was told last, and what to remember afterwards. If nothing is new, the memory is
 * the same.
 */
export function findChatNews(
  status: ClusterStatus,
  latest: LatestEdition | undefined,
  told: Remembered | undefined,
  now: Date,
): { news?: ChatNews; memory: Remembered } {
  const known = told ?? {};
  const at = now.toISOString();
  if (status.overdue) {
    if (known.overdue !== undefined) return { memory: known };
    return { news: tellOverdue(status), memory: { ...known, overdue: at } };
  }
  if (known.overdue !== undefined) {
    const { overdue: _, ...rest } = known;
    return { news: tellCollected(status, latest), memory: rest };
  }
  return latest?.situation
    ? findIncident(status.cluster, latest, latest.situation, known, at)
    : { memory: known };
}

function findIncident(
  cluster: string,
  latest: LatestEdition,
  situation: Situation,
  known: Remembered,
  at: string,
): { news?: ChatNews; memory: Remembered } {
  const { state } = situation;
  const { open } = known;
  if (isTrouble(state)) {
    const isWorse = open?.state === 'degraded' && state === 'failing';
    if (open && !isWorse) return { memory: known };
    const isSoon = known.at !== undefined && Date.parse(at) - Date.parse(known.at) < PAUSE_MS;
    if (!open && isSoon) return { memory: known };
    const since = open?.since ?? situation.trouble?.at ?? latest.instant;
    return {
      news: {
        ...tellIncident(cluster, latest, situation),
        event: isWorse ? 'incident-worse' : 'incident-began',
      },
      memory: { ...known, open: { since, state }, at },
    };
  }
  if (state !== 'healthy' || !open) return { memory: known };
  const { open: _, ...rest } = known;
  return { news: tellOver(cluster, latest, open.since), memory: { ...rest, at } };
}

function tellIncident(cluster: string, latest: LatestEdition, situation: Situation): Omit<ChatNews, 'event'> {
  const { state, lead, kinds } = situation;
  const since = describeSince(situation, latest.instant);
  return {
    cluster,
    title: `${cluster} is ${state}${since === undefined ? '' : `, ${since}`} UTC`,
    lines: [
      lead,
      ...tellFurther(situation, latest.instant),
      ...(kinds.unseen.length > 0 ? [`Not all was seen: ${kinds.unseen.join(', ')}.`] : []),
    ].slice(0, MOST_LINES),
    page: latest.page,
    picture: latest.picture,
  };
}

const tellOver = (cluster: string, latest: LatestEdition, since: string): ChatNews => ({
  event: 'incident-over',
  cluster,
  title: `${cluster} is healthy again`,
  lines: [
    `Its trouble since ${formatBegin(since, latest.instant)} UTC was over at ${formatStamp(latest.instant)}, or before.`,
  ],
  page: latest.page,
});

const tellOverdue = ({ cluster, last, due }: ClusterStatus): ChatNews => ({
  event: 'not-collected',
  cluster,
  title: `Nobody knows how ${cluster} is: ${last ? 'its next snapshot is overdue' : 'it was never collected'}`,
  lines: last
    ? [
        `The last snapshot is of ${formatStamp(last.time)}.`,
        ...(due === undefined ? [] : [`The next was due at ${formatStamp(due)}.`]),
        'Its pages show how it was then.',
      ]
    : ['The config names it, but the store has no snapshot of it.'],
  ...(last && { page: `${cluster}/index.html` }),
});

const tellCollected = ({ cluster, last }: ClusterStatus, latest: LatestEdition | undefined): ChatNews => ({
  event: 'collected-again',
  cluster,
  title: `${cluster} is collected again`,
  lines: [
    ...(last ? [`The last snapshot is of ${formatStamp(last.time)}.`] : []),
    ...(latest?.situation ? [latest.situation.lead] : []),
  ],
  page: latest?.page ?? `${cluster}/index.html`,
});
