/** A copy of an edition or a review in one file: one document with all its pages. The fragment opens one page. */

export const isCopy = () => document.body.classList.contains('copy');

/** Styles show the open page, even without scripts; this only marks its link in the navigation. */
export function followPages(): void {
  if (!isCopy()) return;
  mark();
  // While the document loads, no element is the target of its address yet.
  addEventListener('load', mark);
  addEventListener('hashchange', mark);
}

function mark(): void {
  const pages = [...document.querySelectorAll('.page')];
  const open = pages.find((page) => page.matches(':target, :has(:target)')) ?? pages[0];
  // In the navigation, a part of a long table counts as its table.
  const name = open?.id.split('~')[0] ?? '';
  for (const link of document.querySelectorAll<HTMLAnchorElement>('.masthead nav a')) {
    if (link.getAttribute('href') === `#${name}`) link.setAttribute('aria-current', 'page');
    else link.removeAttribute('aria-current');
  }
}
