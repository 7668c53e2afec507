/** The content of a digest. It is the same for the mail, as HTML and as text, for the page, and for templates. */
import type { State } from '../model/report.ts';
import type { DigestRecord } from '../site/records/digest-record.ts';

/** `plain`: neither good nor bad, such as a rollout that went well. */
export type ItemMark = 'failing' | 'degraded' | 'healthy' | 'unknown' | 'plain';

/** One fact, in a line or two. */
export interface Item {
  mark: ItemMark;
  /** Its object: `shop/Deployment/web`, `lxa150h`; absent if the text names it. */
  name?: string;
  text: string;
  /** A second line: the reason, or further details. */
  detail?: string;
  /** The page that shows it, from the site's root; absent if there is none. */
  link?: string;
  /** Further pages, from the site's root. */
  links?: { text: string; link: string }[];
}

export interface Section {
  /** `incidents`; identifies the section for templates and anchors. */
  id: string;
  title: string;
  /** How to read it, if that is not obvious. */
  note?: string;
  items: Item[];
  /** Number of items that are not in the list. */
  more: number;
  /** The page with all of them, from the site's root. */
  all?: string;
  /** Whoever has little time can leave it out. */
  isMinor?: true;
}

/** The state in one part of the day: an hour. The last part of a day of unusual length may be shorter. */
export interface HourCell {
  state: State | 'unseen';
  /** `14:00 to 15:00: Failing` */
  label: string;
}

export interface ClusterDigest {
  name: string;
  /** The cluster's name for people, if it differs. */
  alias?: string;
  /** At the end of the day; `unknown` if nobody looked. */
  state: State;
  /** Its word: `Healthy`; `No data`. */
  word: string;
  /** The state and its changes, in one sentence. */
  lead: string;
  /** The worst news of the day: what, how long, for whom, after what. */
  culprit?: string;
  /** What happened before it went out of sight, such as `failed for 2 h 45 min`, and when it did: `22:30`. */
  cutShort?: { was: string; after: string };
  /** No data, or no data any more: printed prominently. */
  alarm?: string;
  strip: HourCell[];
  /** The course of the day in words: the strip for readers who do not see it. */
  course: string;
  sections: Section[];
  /** Trouble from before the day that goes on, in one line. */
  old?: string;
  /** What existed without any news. */
  quiet: string;
  /** No news, and everything was seen. */
  isQuiet: boolean;
  /** The cluster's page for the day, from the site's root; absent if it has no snapshots. */
  link?: string;
}

export interface Digest {
  /** `2026-11-21` */
  day: string;
  /** `Saturday 21 November 2026` */
  date: string;
  /** `Europe/Amsterdam, 25 hours long` */
  zone: string;
  /** `Gazette: Sat 21 Nov, prod failed for 45 min` */
  subject: string;
  /** One sentence on all clusters. */
  lead: string;
  /** The digest's team; absent for the digest for everybody. */
  team?: string;
  clusters: ClusterDigest[];
  isQuiet: boolean;
  /** The digest's own page, from the site's root. */
  link: string;
  record: DigestRecord;
}

/** Limits the items of each section; the remaining items count as `more`. */
export function cutSections(sections: readonly Section[], most: number): Section[] {
  return sections.map((section) => ({
    ...section,
    items: section.items.slice(0, most),
    more: section.more + Math.max(0, section.items.length - most),
  }));
}
