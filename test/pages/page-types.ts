/** The types of pages of a site, by their files. */
import fs from 'node:fs/promises';
import path from 'node:path';
import { HISTORY_PAGES } from '../../src/site/windows.ts';
import { MISSING_FILE } from '../../src/site/missing-file.ts';
import { EDITION_PAGES } from '../../src/site/paths.ts';
import { listSite } from '../site-fixtures.ts';

/** For a day and for a longer window: `day restarts`, `long restarts`. */
export const HISTORY_TYPES = HISTORY_PAGES.flatMap(({ page }) => [`day ${page}`, `long ${page}`]);

const ORDER = [
  ...['front', 'missing', 'versions', 'compare', 'reviews', 'review', 'cluster', 'day'],
  ...HISTORY_TYPES,
  'workload',
  'node',
  ...['digest', 'digests'],
  ...EDITION_PAGES.map(({ page }) => page),
  ...['incomplete', 'sheet', 'brief', 'removed', 'damaged'],
];

/**
 * One page of each type of a site, as its file, in reading order. From the edition in the folder `preferred` if
 * possible.
 */
export async function samplePages(out: string, preferred: string): Promise<Map<string, string>> {
  const files = listSite(out).filter((file) => file.endsWith('.html'));
  const isPreferred = (file: string) => file.startsWith(`${preferred}/`);
  const found = new Map<string, string>();
  for (const file of [...files.filter(isPreferred), ...files.filter((file) => !isPreferred(file))]) {
    const type = await typeOf(out, file);
    if (!found.has(type)) found.set(type, file);
  }
  const place = (type: string) => (ORDER.includes(type) ? ORDER.indexOf(type) : ORDER.length);
  return new Map([...found].sort(([a], [b]) => place(a) - place(b)));
}

async function typeOf(out: string, file: string): Promise<string> {
  const parts = file.split('/');
  const page = path.basename(file, '.html');
  if (file === MISSING_FILE) return 'missing';
  if (parts[0] === '-')
    return page === 'index' || parts.length < 3
      ? (parts[1]?.replace('.html', '') ?? page)
      : parts[1]!.replace(/s$/, '');
  if (parts[1] === 'workloads') return 'workload';
  if (parts[1] === 'nodes') return 'node';
  if (parts.length === 3 && page !== 'index') {
    return `${/^\d/.test(parts[1]!) ? 'day' : 'long'} ${page}`;
  }
  if (parts.length < 4) return ['front', 'cluster', 'day'][parts.length - 1]!;
  const record = JSON.parse(
    await fs.readFile(path.join(out, ...parts.slice(0, 3), 'edition.json'), 'utf8'),
  ) as { removed?: string; damaged?: string; full?: boolean; summary?: { complete: boolean } };
  if (record.removed) return 'removed';
  if (record.damaged) return 'damaged';
  if (parts.length > 4) return 'sheet';
  if (page === 'index' && record.full === false) return 'brief';
  if (page === 'index' && record.summary?.complete === false) return 'incomplete';
  return page;
}
