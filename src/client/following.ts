/**
 * A permanent page never names its successor in its own bytes: `editions.js` of its day, which changes, does. The link
 * that waits for it leads to the day's page, so it says where that lies.
 */
interface Editions {
  /** Of the day, in order. */
  times: string[];
  /** The first of the next day, `2026-11-23/000000Z`. */
  next?: string;
  /** Those of them that have no tables. */
  brief?: string[];
}

export function linkFollowing(): void {
  const { edition } = document.documentElement.dataset;
  const link = document.querySelector<HTMLAnchorElement>('[data-following]');
  const { gazetteEditions } = globalThis as { gazetteEditions?: Editions };
  if (!link || !gazetteEditions) return;
  const { times, next, brief = [] } = gazetteEditions;
  const place = times.indexOf(edition ?? '');
  const later = times[place + 1] ?? next;
  if (place === -1 || !later) return;
  const day = link.getAttribute('href')!.replace(/[^/]*$/, '');
  const page = brief.includes(later) ? 'index.html' : link.dataset.page;
  link.href = `${day}${later === next ? '../' : ''}${later}/${page}`;
  link.hidden = false;
}
