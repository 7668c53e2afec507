/**
 * Addresses of pages. All links are relative and name the file, so that they work from any host, sub-path or `file://`.
 */
import type { SnapshotRecord } from '../history/day/snapshot-record.ts';
import { dayOfUnix, fromUnix } from '../history/day/unix.ts';
import { TOWARDS } from './towards.ts';

/** The place of an edition (the pages of one snapshot). */
export interface EditionKey {
  cluster: string;
  /** UTC day, `2026-11-22`. */
  day: string;
  /** UTC time, `071500Z`. */
  time: string;
}

/** Names of devices, which Windows lets no file or folder have, whatever its extension. */
const DEVICE = /^(?:con|prn|aux|nul|com\d|lpt\d)(?:\.|$)/;
export const isDevice = (name: string): boolean => DEVICE.test(name);

/** True for a namespace's name that every file system allows: a DNS label, but no device. */
export const isNamespaceFileName = (name: string): boolean =>
  /^[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?$/.test(name) && !isDevice(name);

/** The key in the store's file name: `2026-11-22/071500Z.full.jsonl.zst`. */
export function toEditionKey(cluster: string, file: string): EditionKey {
  const [day = '', name = ''] = file.split('/');
  return { cluster, day, time: name.slice(0, name.indexOf('.')) };
}

/** `prod/2026-11-22/071500Z`, below the site's root. */
export function editionFolder({ cluster, day, time }: EditionKey): string {
  return `${cluster}/${day}/${time}`;
}

/**
 * Link to a page of another edition: `findings.html#crash-loop/Pod/shop/web`. It names the overview, which is always
 * there. The overview's script goes on to the page, as long as the edition has that page.
 */
export function throughOverview(key: EditionKey, page: string): string {
  const overview = `${editionFolder(key)}/index.html`;
  return page === 'index.html' ? overview : `${overview}#${TOWARDS}${page.replace('#', '/')}`;
}
/** What the record of an edition is sealed for. */
export const recordPlace = (key: EditionKey): string => `${editionFolder(key)}/edition.json`;
/** What its trail is sealed for. When a clock goes back, a deleted second may be taken again, with another number. */
export const trailPlace = (key: EditionKey & { number: number }): string =>
  `${editionFolder(key)}/trail.json of No. ${key.number}`;

/** The time in an edition's address, in Unix seconds. */
export const instantOf = ({ day, time }: Pick<EditionKey, 'day' | 'time'>): number =>
  Date.parse(`${day}T${time.slice(0, 2)}:${time.slice(2, 4)}:${time.slice(4, 6)}Z`) / 1000;

/** The edition's address on the command line: `prod/2026-11-22T071500Z`. */
export function formatEdition({ cluster, day, time }: EditionKey): string {
  return `${cluster}/${day}T${time}`;
}

/** The page that compares any two editions; the fragment holds the picked editions. */
export const COMPARE_FILE = '-/compare.html';

/** The script that tells of a cluster's latest edition: `prod/latest.js`, from the site's root. */
export const latestFile = (cluster: string) => `${cluster}/latest.js`;

/** The pages of one edition in reading order; `page` is the file name without `.html`. */
export const EDITION_PAGES = [
  { page: 'index', title: 'Overview' },
  { page: 'findings', title: 'Findings' },
  { page: 'changes', title: 'Changes' },
  { page: 'pods', title: 'Health checks' },
  { page: 'workloads', title: 'Workloads' },
  { page: 'spread', title: 'Spread' },
  { page: 'nodes', title: 'Nodes' },
  { page: 'network', title: 'Network' },
  { page: 'storage', title: 'Storage' },
  { page: 'middleware', title: 'Middleware' },
  { page: 'events', title: 'Events' },
  { page: 'custom', title: 'Custom resources' },
  { page: 'raw', title: 'Raw' },
] as const;
export type EditionPage = (typeof EDITION_PAGES)[number]['page'];

/**
 * Relative link from one page to another file of the site. Both paths start at the site's root:
 * `relativeHref('a/b/index.html', 'a/c.html')` is `../c.html`.
 */
export function relativeHref(from: string, to: string): string {
  const here = from.split('/').slice(0, -1);
  const [target = '', fragment] = to.split('#');
  const there = target.split('/');
  let shared = 0;
  while (shared < here.length && shared < there.length - 1 && here[shared] === there[shared]) shared += 1;
  const path = [...here.slice(shared).map(() => '..'), ...there.slice(shared)].join('/');
  return fragment === undefined ? path : `${path}#${fragment}`;
}

/**
 * The same for readers that do not know the page's place: mail, feeds, previews. Absolute if the site's own address is
 * known, else relative.
 * @param site with a slash at the end
 */
export const addressOf = (site: string | undefined, from: string, to: string): string =>
  site === undefined ? relativeHref(from, to) : new URL(to, site).href;

/** The place of a snapshot's edition: from what its clock said, trusted or not. */
export function placeOf({ at, says = at }: Pick<SnapshotRecord, 'at' | 'says'>): {
  day: string;
  time: string;
} {
  const day = dayOfUnix(says);
  return { day, time: `${fromUnix(says).slice(11, 19).replaceAll(':', '')}Z` };
}
