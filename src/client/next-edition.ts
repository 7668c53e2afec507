/**
 * A permanent page never names its successor in its own bytes; the changing `editions.js` of its day does. Until then,
 * the link leads to the day's page, and so gives its place.
 */
import { takeEditions } from './editions.ts';

export function linkFollowing(): void {
  const { edition } = document.documentElement.dataset;
  const link = document.querySelector<HTMLAnchorElement>('[data-following]');
  const editions = takeEditions();
  if (!link || !editions) return;
  const { times, next, brief = [] } = editions;
  const place = times.indexOf(edition ?? '');
  const later = times[place + 1] ?? next;
  if (place === -1 || !later) return;
  const day = link.getAttribute('href')!.replace(/[^/]*$/, '');
  const page = brief.includes(later) ? 'index.html' : link.dataset.page;
  link.href = `${day}${later === next ? '../' : ''}${later}/${page}`;
  link.hidden = false;
}
