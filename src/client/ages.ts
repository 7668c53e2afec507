/** Shows how old the page is: only the reader's clock knows that. */
import { spellDuration } from '../model/english.ts';

/** `data-due` (seconds) is the age from which the page warns. */
function tellAges(): void {
  for (const element of document.querySelectorAll<HTMLElement>('[data-age]')) {
    const age = Date.now() - Date.parse(element.dataset.age ?? '');
    const due = Number(element.dataset.due);
    const late = due > 0 && age > due * 1000;
    element.textContent =
      age < 0
        ? `${spellDuration(-age / 1000)} ahead of this computer's clock`
        : `${spellDuration(age / 1000)} ago${late ? ', overdue' : ''}`;
    element.hidden = false;
    element.classList.toggle('overdue', late);
  }
}

export function keepAgesTold(): void {
  tellAges();
  setInterval(tellAges, 30_000);
}
