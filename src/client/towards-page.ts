import { TOWARDS } from '../site/towards.ts';

/**
 * Links between editions name the overview, which is always there (`throughOverview`). If the edition has the page that
 * is meant, goes on to it. Otherwise goes to what this page tells.
 */
export function goTowardsPage(): void {
  if (!location.hash.startsWith(`#${TOWARDS}`)) return;
  const [page = '', ...anchor] = location.hash.slice(1 + TOWARDS.length).split('/');
  const fragment = anchor.join('/');
  const links = document.querySelectorAll<HTMLAnchorElement>('nav a[href]');
  if ([...links].some((link) => link.getAttribute('href') === page)) {
    location.replace(fragment === '' ? page : `${page}#${fragment}`);
  } else if (fragment !== '') location.replace(`#${fragment}`);
}
