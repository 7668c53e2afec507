/** The content of a link preview's picture: cluster, time, state and trouble. Pure. */
import { formatObject } from '../../model/object-ref.ts';
import type { State } from '../../model/report.ts';
import type { DigestRecord } from '../records/digest-record.ts';
import type { EditionRecord } from '../records/edition-record.ts';
import { fromUnix } from '../../history/day/unix.ts';
import { formatNumber } from '../../model/english.ts';
import { formatBegin, formatDay, formatTime, STATE_WORDS } from '../../words/format.ts';
import { editionFolder, type EditionKey } from '../paths.ts';
import type { ReviewRecord } from '../records/review-record.ts';
import type { Situation } from '../../history/trail/situation.ts';
import { describeAnswers, describeRollout, describeSince } from '../../words/situation.ts';
import { leadOf } from '../charts/timeline.ts';

/** Pixels, as sites with previews expect. */
export const PREVIEW_SIZE = { width: 1200, height: 630 } as const;

export interface Preview {
  /** In large type: the cluster's name, or the page's title for several clusters. */
  heading: string;
  /** Beside it: the cluster's name for people. */
  alias?: string;
  /** One line: `Sunday 22 November 2026 · 07:15:00 UTC · No. 412`. */
  when: string;
  /** Absent if the page's subject has no state. */
  state?: State;
  /** Beside the state: `since 14:45`. */
  since?: string;
  /** One sentence. */
  lead: string;
  /** The worst first; only as many as fit are shown. */
  trouble: PreviewTrouble[];
}

export interface PreviewTrouble {
  /** Absent if it has none. */
  state?: State;
  /** `Containers crash again and again`. */
  title: string;
  /** Its object: `Deployment shop/checkout`. */
  object?: string;
}

/** The picture of an edition, from the site's root; all its pages share it. */
export const previewFile = (key: EditionKey) => `${editionFolder(key)}/preview.png`;

/** For any edition, with a readable snapshot or not. */
export function toEditionPreview(record: EditionRecord): Preview {
  const { cluster, instant, number, summary, situation } = record;
  const since = situation && describeSince(situation, instant);
  return {
    heading: cluster,
    ...(summary?.alias !== undefined && { alias: summary.alias }),
    when: `${formatDay(instant)} · ${formatTime(instant)} · No. ${formatNumber(number)}`,
    state: summary?.state ?? 'unknown',
    ...(since !== undefined && { since }),
    lead: leadOf(record),
    trouble: [
      ...(situation ? listHurt(situation, instant) : []),
      ...(summary?.top ?? []).map(({ severity, title, object }) => ({
        state: severity,
        title,
        object: formatObject(object),
      })),
    ],
  };
}

/** The worst entrances, and what came just before. */
function listHurt({ entrances, cause }: Situation, now: string): PreviewTrouble[] {
  return [
    ...(entrances?.hurt ?? []).slice(0, 2).map((one) => ({
      state: one.state,
      title: one.name,
      object: describeAnswers(one),
    })),
    ...(cause ? [{ title: 'After a rollout', object: describeRollout(cause, now) }] : []),
  ];
}

export function toDigestPreview({ day, timeZone, lead, clusters }: DigestRecord): Preview {
  return {
    heading: formatDay(`${day}T00:00:00Z`),
    when: `Daily digest · ${timeZone}`,
    lead,
    trouble: clusters
      .filter(({ quiet }) => !quiet)
      .map(({ name, state = 'unknown', lead }) => ({ state, title: name, object: lead })),
  };
}

type ToldReview = Pick<ReviewRecord, 'cluster' | 'title' | 'from' | 'to' | 'worst' | 'lead' | 'story'>;

export function toReviewPreview({
  cluster,
  title,
  from,
  to,
  worst = 'unknown',
  lead,
  story,
}: ToldReview): Preview {
  const [begin, end] = [fromUnix(from), fromUnix(to)];
  return {
    heading: title,
    when: `Review of ${cluster} · ${formatBegin(begin, end)} to ${formatBegin(end, end)} UTC`,
    state: worst,
    // The story of the worst moment, as its edition tells it; then how it went on.
    lead: story?.situation.lead ?? lead,
    trouble: story ? [...listHurt(story.situation, story.instant), { title: lead }] : [],
  };
}

/** The same in words, for readers who do not see the picture. */
export function describePreview({ heading, when, state, since, lead }: Preview): string {
  const told = state ? `: ${STATE_WORDS[state]}${since === undefined ? '' : ` ${since}`}` : '';
  return `${heading}${told}. ${when}. ${lead}`;
}
