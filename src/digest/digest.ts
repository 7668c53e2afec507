/** What a digest says: the same for the mail, as HTML and as text, for the page, and for whoever writes templates. */
import type { State } from '../model/report.ts';
import type { DigestRecord } from '../site/records/digest-record.ts';

/** `plain`: neither good nor bad, as a rollout that went well. */
export type ItemMark = 'failing' | 'degraded' | 'healthy' | 'unknown' | 'plain';

/** One thing to know, a line or two. */
export interface Item {
  mark: ItemMark;
  /** What it is about: `shop/Deployment/web`, `lxa150h`; absent where the text says it. */
  name?: string;
  text: string;
  /** A second line: why, or what else there is to it. */
  detail?: string;
  /** The page that shows it, from the site's root; absent where there is none. */
  link?: string;
}

export interface Section {
  /** `incidents`; names the section for templates and anchors. */
  id: string;
  title: string;
  /** How to read it, where that is not plain. */
  note?: string;
  items: Item[];
  /** Items that are not in the list. */
  more: number;
  /** Where all of them are, from the site's root. */
  all?: string;
}

/** The state in one part of the day: an hour, but for the last of a day of odd length. */
export interface HourCell {
  state: State | 'unseen';
  /** `14:00 to 15:00: Failing` */
  label: string;
}

export interface ClusterDigest {
  name: string;
  /** What people call it, where the name says less. */
  alias?: string;
  /** At the end of the day; `unknown` where nobody looked. */
  state: State;
  /** Its word: `Healthy`; `No data`. */
  word: string;
  /** How it is and how it moved, in one sentence. */
  lead: string;
  /** What happened until it was not seen any more: `failed for 2 h 45 min, and was not seen after 22:30`. */
  cutShort?: string;
  /** No data, or none any more: to be said loudly. */
  alarm?: string;
  strip: HourCell[];
  /** How the day went in words: the strip for those who do not see it. */
  course: string;
  sections: Section[];
  /** What there was that nothing is to be said of. */
  quiet: string;
  /** Nothing to tell, and everything was seen. */
  isQuiet: boolean;
  /** The cluster's page for the day, from the site's root; absent where there are no snapshots of it. */
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
  /** Whose digest it is; absent for everybody's. */
  team?: string;
  clusters: ClusterDigest[];
  isQuiet: boolean;
  /** The digest's own page, from the site's root. */
  link: string;
  record: DigestRecord;
}

/** Items of a section at most; below, and all the rest, `more`. */
export function cutSections(sections: readonly Section[], most: number): Section[] {
  return sections.map((section) => ({
    ...section,
    items: section.items.slice(0, most),
    more: section.more + Math.max(0, section.items.length - most),
  }));
}
