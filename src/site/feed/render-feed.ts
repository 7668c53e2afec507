/** A feed as Atom (RFC 4287). Pure. */
import { Feed } from 'feed';
import { toVisible } from '../../export/visible.ts';
import { addressOf } from '../paths.ts';
import type { FeedEntry } from './entries.ts';
import { feedFile } from './feed-file.ts';

export interface ClusterFeed {
  /** Identifies the feed for ever, wherever the site is. */
  id: string;
  cluster: string;
  /** The site's title. */
  title: string;
  /** The site's public address, with a slash at the end. If it is unknown, links are relative. */
  url?: string;
  /** The newest first. */
  entries: FeedEntry[];
}

/** The library accepts only absolute addresses. No text contains this one: a quotation mark in a text is an entity. */
const HERE = 'https://site.invalid/';
const RELATIVE = /(?<= href=")https:\/\/site\.invalid\/([^"]*)/g;

export function renderFeed({ id, cluster, title, url, entries }: ClusterFeed): string {
  const file = feedFile(cluster);
  const link = (to: string) => addressOf(url ?? HERE, file, to);
  const feed = new Feed({
    id,
    title: toText(`${cluster} · ${title}`),
    description: `State changes, reviews and digests of ${cluster}`,
    // Never from the clock, but from the newest entry.
    updated: new Date(entries[0]?.updated ?? 0),
    generator: 'Gazette',
    author: { name: 'Gazette' },
    link: link(`${cluster}/index.html`),
    ...(url !== undefined && { feed: link(file) }),
  });
  for (const entry of entries) {
    feed.addItem({
      id: entry.id,
      title: toHtml(entry.title),
      description: toHtml(entry.summary),
      link: link(entry.file),
      date: new Date(entry.updated),
      category: [{ term: entry.category }],
    });
  }
  const xml = feed.atom1();
  const placed =
    url === undefined ? xml.replaceAll(RELATIVE, (_, to: string) => addressOf(url, file, to)) : xml;
  return `${placed}\n`;
}

/** Some characters are impossible in XML, in any notation. */
const toText = (text: string) =>
  toVisible(text)
    .toWellFormed()
    .replaceAll(/[\ufffe\uffff]/g, '\ufffd');

const ENTITIES: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' };

/** The library declares titles and summaries as HTML. */
const toHtml = (text: string) => toText(text).replaceAll(/[&<>"]/g, (character) => ENTITIES[character]!);
