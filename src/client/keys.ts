/** Single-key shortcuts, and a dialog that lists them and turns them off. */
import { make } from './make-element.ts';
import { focusFilter } from './tables.ts';

const STORED = 'gazette-single-keys';

/** `on`: the element that a page needs for the key. */
const KEYS: readonly { key: string; says: string; act: () => boolean; on?: string }[] = [
  { key: '/', says: 'Filter the table', act: focusFilter },
  {
    ...{ key: 's', says: 'Search all objects of the snapshot', on: '[data-search]' },
    act: () => focus('[data-search] input'),
  },
  { key: 'p', says: 'Previous edition', act: () => follow('a[rel=prev]'), on: 'a[rel=prev]' },
  { key: 'n', says: 'Next edition', act: () => follow('a[rel=next]:not([hidden])'), on: 'a[rel=next]' },
  { key: '?', says: 'These keys', act: showKeys },
];

let dialog: HTMLDialogElement | undefined;

export function listenForKeys(): void {
  addKeysButton();
  addEventListener('keydown', (event) => {
    // If a keyboard makes a character with Ctrl and Alt, it is still that character.
    const modified = (event.ctrlKey || event.altKey || event.metaKey) && !event.getModifierState('AltGraph');
    if (modified || event.isComposing || !areOn()) return;
    if ((event.target as Element).closest('input, textarea, select, dialog, [contenteditable]')) return;
    const command = KEYS.find(({ key }) => key === event.key);
    if (command?.act()) event.preventDefault();
  });
}

function focus(selector: string): boolean {
  const element = document.querySelector<HTMLElement>(selector);
  element?.focus();
  return element !== null;
}

function follow(selector: string): boolean {
  const link = document.querySelector<HTMLAnchorElement>(selector);
  link?.click();
  return link !== null;
}

function showKeys(): boolean {
  dialog ??= makeDialog();
  dialog.showModal();
  return true;
}

function addKeysButton(): void {
  const button = make('button', { type: 'button' }, 'Keyboard');
  button.addEventListener('click', showKeys);
  document.querySelector('.imprint')?.append(button);
}

function makeDialog(): HTMLDialogElement {
  const there = KEYS.filter(({ on }) => on === undefined || document.querySelector(on));
  const terms = there.flatMap(({ key, says }) => [
    make('dt', {}, make('kbd', {}, key)),
    make('dd', {}, says),
  ]);
  const toggle = make('input', { type: 'checkbox', checked: areOn() });
  toggle.addEventListener('change', () => setOn(toggle.checked));
  const close = make('button', { type: 'button' }, 'Close');
  const element = make(
    'dialog',
    { ariaLabel: 'Keyboard' },
    make('dl', {}, ...terms),
    make('label', {}, toggle, ' Single keys work on these pages'),
    close,
  );
  close.addEventListener('click', () => element.close());
  document.body.append(element);
  return element;
}

// Some browsers store nothing for pages from files: then the keys are on.
function areOn(): boolean {
  try {
    return localStorage.getItem(STORED) !== 'off';
  } catch {
    return true;
  }
}

function setOn(on: boolean): void {
  try {
    if (on) localStorage.removeItem(STORED);
    else localStorage.setItem(STORED, 'off');
  } catch {
    // Nothing is stored.
  }
}
