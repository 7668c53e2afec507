/**
 * Buttons that copy the command beside them. One listener serves all: a page may have a thousand buttons. In tables,
 * the button comes when its row is unfolded, so that each row has its command once.
 */
import { announce } from './announce.ts';
import { make } from './make-element.ts';

const SAY_FOR_MS = 1500;

export function listenForCopies(): void {
  for (const button of document.querySelectorAll<HTMLElement>('button[data-copy]')) button.hidden = false;
  document.addEventListener('click', (event) => {
    const button = (event.target as Element).closest<HTMLButtonElement>('button[data-copy]');
    if (button) void copy(button);
  });
  // The event does not bubble.
  document.addEventListener('toggle', ({ target }) => addButtons(target as Element), true);
}

function addButtons(details: Element): void {
  for (const command of details.querySelectorAll('.command:not(:has(button))')) {
    const button = make('button', { type: 'button', ariaLabel: 'Copy the command' }, 'Copy');
    button.dataset.copy = command.querySelector('code')?.textContent ?? '';
    command.append(button);
  }
}

async function copy(button: HTMLButtonElement): Promise<void> {
  const text = button.dataset.copy ?? '';
  try {
    await navigator.clipboard.writeText(text);
  } catch {
    if (!copyBySelection(text, button)) {
      announce('Could not copy');
      return;
    }
  }
  const label = button.textContent;
  if (label === 'Copied') return;
  button.textContent = 'Copied';
  announce('Copied');
  setTimeout(() => (button.textContent = label), SAY_FOR_MS);
}

/** `file://` and plain HTTP have no clipboard API. */
function copyBySelection(text: string, button: HTMLButtonElement): boolean {
  const area = make('textarea', { value: text });
  button.after(area);
  area.select();
  const copied = document.execCommand('copy');
  area.remove();
  button.focus();
  return copied;
}
