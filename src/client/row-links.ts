/** A link of its own for each row and each finding, to copy. It appears beside the name that has the pointer or the focus. */
import { announce } from './announce.ts';
import { isCopy } from './copy-pages.ts';
import { make } from './make-element.ts';

const OWNERS = '.listing tr[id], article.finding[id]';

export function offerRowLinks(): void {
  if (isCopy()) return;
  const link = make(
    'a',
    { className: 'own-link', title: 'Link to this row', ariaLabel: 'Link to this row' },
    '#',
  );
  const offer = ({ target }: Event) => {
    const owner = target instanceof Element ? target.closest<HTMLElement>(OWNERS) : null;
    if (!owner || owner.contains(link)) return;
    link.href = `#${encodeURI(owner.id)}`;
    owner.querySelector('.name, h3 > a, th[scope=row] > *')?.after(link);
  };
  addEventListener('pointerover', offer, { passive: true });
  addEventListener('focusin', offer);
  link.addEventListener('click', () => {
    // The address of the page becomes that of the row, also where nothing may be copied.
    navigator.clipboard?.writeText(link.href).then(
      () => announce('The link is copied'),
      () => undefined,
    );
  });
}
