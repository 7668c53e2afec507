/** A copy of an edition or a review in one file: all its pages in one document, of which the fragment opens one. */

export const isCopy = () => document.body.classList.contains('copy');

/** Styles show the page that is open, also without scripts; only its link in the navigation has to be told. */
export function followPages(): void {
  if (!isCopy()) return;
  mark();
  // While the document is read, nothing is the target of its address yet.
  addEventListener('load', mark);
  addEventListener('hashchange', mark);
}

function mark(): void {
  const pages = [...document.querySelectorAll('.page')];
  const open = pages.find((page) => page.matches(':target, :has(:target)')) ?? pages[0];
  // A part of a long table is in the navigation as its table.
  const name = open?.id.split('~')[0] ?? '';
  for (const link of document.querySelectorAll<HTMLAnchorElement>('.masthead nav a')) {
    if (link.getAttribute('href') === `#${name}`) link.setAttribute('aria-current', 'page');
    else link.removeAttribute('aria-current');
  }
}
