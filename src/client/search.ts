/**
 * The search over all objects of an edition, however many pages they fill. A combobox with a list (ARIA Authoring
 * Practices, "Editable Combobox With List Autocomplete"). Its index is a script, because `file://` blocks everything
 * else. It is loaded when the reader first uses the box.
 */
import type { SearchIndex } from '../export/search-index.ts';
import { openIndex, toWords, type SearchAnswer, type FoundObject } from './find-objects.ts';
import { loadScript } from './load-script.ts';
import { make } from './make-element.ts';
import { formatBesideName } from '../model/object-ref.ts';

const LIMIT = 50;

const takeIndex = () => (globalThis as { gazetteSearch?: SearchIndex }).gazetteSearch;

export function equipSearch(): void {
  const box = document.querySelector<HTMLElement>('[data-search]');
  if (!box) return;
  const input = box.querySelector('input')!;
  const panel = box.querySelector<HTMLElement>('.results')!;
  const list = panel.querySelector<HTMLElement>('[role=listbox]')!;
  const status = panel.querySelector<HTMLElement>('[role=status]')!;
  const { search = '', base = '' } = box.dataset;
  box.hidden = false;

  let find: ReturnType<typeof openIndex> | undefined;
  let unseen: string[] = [];
  let active = -1;

  const load = makeLoader(
    search,
    (index) => {
      find = openIndex(index);
      unseen = index.unseen;
      run();
    },
    () => (status.textContent = 'The index could not be loaded.'),
  );

  const activate = (next: number) => {
    list.children[active]?.removeAttribute('aria-selected');
    active = next;
    const option = list.children[active];
    option?.setAttribute('aria-selected', 'true');
    if (option) input.setAttribute('aria-activedescendant', option.id);
    else input.removeAttribute('aria-activedescendant');
  };

  const close = () => {
    panel.hidden = true;
    input.ariaExpanded = 'false';
    activate(-1);
  };

  const run = () => {
    const words = toWords(input.value);
    if (words.length === 0) {
      close();
      return;
    }
    const answer = find?.(words, LIMIT);
    list.replaceChildren(...(answer?.found ?? []).map((found, index) => toOption(found, index, words, base)));
    status.textContent = answer ? describe(answer, unseen) : 'Loading …';
    panel.hidden = false;
    list.hidden = !answer?.total;
    input.ariaExpanded = String(!list.hidden);
    activate(list.hidden ? -1 : 0);
  };

  input.addEventListener('focus', () => {
    load();
    if (input.value) run();
  });
  input.addEventListener('input', () => {
    load();
    run();
  });
  input.addEventListener('keydown', (event) => {
    if (onKey(event, { input, panel, list }, { active, activate, close, run })) event.preventDefault();
  });
  list.addEventListener('click', close);
  box.addEventListener('focusout', (event) => {
    if (!box.contains(event.relatedTarget as Node | null)) close();
  });
}

/** Loads the index once; after a failure, the next call tries again. */
function makeLoader(
  search: string,
  onIndex: (index: SearchIndex) => void,
  onFailure: () => void,
): () => void {
  let isLoading = false;
  return () => {
    if (isLoading) return;
    isLoading = true;
    // A copy of the edition in one file contains the index.
    const loaded = takeIndex() ? Promise.resolve() : loadScript(search);
    loaded.then(
      () => {
        const index = takeIndex();
        if (index) onIndex(index);
      },
      () => {
        isLoading = false;
        onFailure();
      },
    );
  };
}

interface SearchBox {
  input: HTMLInputElement;
  panel: HTMLElement;
  list: HTMLElement;
}

interface SearchActions {
  /** Index of the active option; -1: none. */
  active: number;
  activate: (next: number) => void;
  close: () => void;
  run: () => void;
}

/** Whether the key does something in the search. */
function onKey(event: KeyboardEvent, { input, panel, list }: SearchBox, actions: SearchActions): boolean {
  const { active, activate, close, run } = actions;
  const step = event.key === 'ArrowDown' ? 1 : event.key === 'ArrowUp' ? -1 : 0;
  const count = list.children.length;
  if (event.key === 'Escape') {
    // The first press closes, the second empties, the third leaves.
    if (!panel.hidden) close();
    else if (input.value) input.value = '';
    else input.blur();
  } else if (event.key === 'Enter') {
    // Modifiers that open a tab or a window work here, too.
    const { ctrlKey, metaKey, shiftKey } = event;
    list.children[active]?.dispatchEvent(
      new MouseEvent('click', { bubbles: true, cancelable: true, ctrlKey, metaKey, shiftKey }),
    );
  } else if (step !== 0 && panel.hidden) run();
  else if (step !== 0 && count > 0) {
    const next = (active + step + count) % count;
    activate(next);
    list.children[next]?.scrollIntoView({ block: 'nearest' });
  } else return false;
  return true;
}

function describe({ found, total }: SearchAnswer, unseen: readonly string[]): string {
  if (total > found.length) return `${total - found.length} more. Another word narrows it down.`;
  if (total > 0) return `${total} found.`;
  return `Nothing found.${unseen.length > 0 ? ` Not, or not wholly, seen: ${unseen.join(', ')}.` : ''}`;
}

/** A link, so that it opens in the reader's usual way. */
function toOption(found: FoundObject, index: number, words: readonly string[], base: string): HTMLElement {
  const { name, state, href } = found;
  const mark = state && make('span', { className: 'hidden' }, `${state} `);
  return make(
    'a',
    { role: 'option', id: `found-${index}`, tabIndex: -1, href: base + href },
    make('span', { className: `mark ${state ?? ''}` }, ...(mark ? [mark] : []), ...emphasise(name, words)),
    make('small', {}, ...emphasise(formatBesideName(found), words)),
  );
}

/** The text in pieces, with the words of the query in <mark>. A longer word wins over its beginning. */
function emphasise(text: string, words: readonly string[]): (Node | string)[] {
  const literal = words
    .toSorted()
    .reverse()
    .map((word) => word.replace(/[^\p{L}\p{N}]/gu, '\\$&'));
  // After a split by a group, every second piece is a match.
  return text
    .split(new RegExp(`(${literal.join('|')})`, 'i'))
    .map((piece, index) => (index % 2 ? make('mark', {}, piece) : piece));
}
