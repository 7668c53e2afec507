/**
 * A permanent page never names in its own bytes what may be printed after it. The changing `editions.js` of its day
 * does: the incident reviews and the digests that tell of the page's time.
 */
import { overlaps } from '../history/overlaps.ts';
import { takeEditions } from './editions.ts';
import { make } from './make-element.ts';

export function linkRelatedPages(): void {
  const element = document.querySelector<HTMLElement>('[data-told]');
  if (!element) return;
  const { told: root = '', from, to } = element.dataset;
  const links = (takeEditions()?.told ?? [])
    .filter((one) => overlaps(one, { from: Number(from), to: Number(to) }))
    .map(({ file, text }) => make('a', { href: root + file }, text))
    .filter(({ pathname }) => pathname !== location.pathname);
  element.append(...links);
  element.hidden = links.length === 0;
}
