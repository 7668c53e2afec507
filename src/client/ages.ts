/** Shows how old the page is: only the reader's clock knows that. */

/** "3 minutes", "2 hours", "5 days" for a number of milliseconds. */
export function spellAge(milliseconds: number): string {
  const seconds = Math.round(milliseconds / 1000);
  const [size, unit] =
    seconds < 90
      ? [1, 'second']
      : seconds < 5400
        ? [60, 'minute']
        : seconds < 129_600
          ? [3600, 'hour']
          : [86_400, 'day'];
  const count = Math.round(seconds / size);
  return `${count} ${unit}${count === 1 ? '' : 's'}`;
}

/** `data-due` (seconds) is the age from which the page warns. */
function tellAges(): void {
  for (const element of document.querySelectorAll<HTMLElement>('[data-age]')) {
    const age = Date.now() - Date.parse(element.dataset.age ?? '');
    const due = Number(element.dataset.due);
    const late = due > 0 && age > due * 1000;
    element.textContent =
      age < 0
        ? `${spellAge(-age)} ahead of this computer's clock`
        : `${spellAge(age)} ago${late ? ', overdue' : ''}`;
    element.hidden = false;
    element.classList.toggle('overdue', late);
  }
}

export function keepAgesTold(): void {
  tellAges();
  setInterval(tellAges, 30_000);
}
