/**
 * Cells of a strip are narrower than a finger. A touch tells of a cell, in a link to its edition. Two buttons lead to
 * the cells beside it.
 */
import { make } from './make-element.ts';

/** The least size of a target, in pixels. */
const FINGER = 24;

export function tellTouchedCells(): void {
  document.addEventListener('click', (event) => {
    if (event.pointerType !== 'touch' || !(event.target instanceof Element)) return;
    const cell = event.target.closest('.strip svg a');
    if (!cell || cell.getBoundingClientRect().width >= FINGER) return;
    event.preventDefault();
    tell(cell);
  });
}

function tell(cell: Element): void {
  const strip = cell.closest('.strip')!;
  for (const other of strip.querySelectorAll('a.touched')) other.classList.remove('touched');
  cell.classList.add('touched');
  const words = cell.querySelector('title')?.textContent ?? '';
  const href = cell.getAttribute('href');
  const step = (sign: string, name: string, to: Element | null) => {
    const button = make('button', { type: 'button', ariaLabel: name, disabled: to?.localName !== 'a' }, sign);
    button.addEventListener('click', () => tell(to!));
    return button;
  };
  const told = make(
    'p',
    { className: 'cell-told' },
    step('←', 'The cell before', cell.previousElementSibling),
    href === null ? make('span', {}, words) : make('a', { href }, words),
    step('→', 'The cell after', cell.nextElementSibling),
  );
  const before = strip.querySelector('.cell-told');
  if (before) before.replaceWith(told);
  else strip.append(told);
}
