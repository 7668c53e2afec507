/** What scripts add to tables: heads that sort, and a filter box. */
import { announce } from './announce.ts';
import { isCopy } from './copy-pages.ts';
import { openListing, type Listing } from './listing.ts';
import { make } from './make-element.ts';
import { decodeFragment } from '../export/usual-fragment.ts';

/**
 * `#filter=failing+shop&sort=pods.Restarts.descending`: a link to a page with its filter and its order set. No row's
 * anchor has this form.
 */
const FRAGMENT = /^#(?:filter|sort)=/;

/** The tables of the page whose heads sort: each is told the order of the address, or nothing. */
const orders: ((order: string | null) => void)[] = [];

/** The filter boxes of the page, and their tables. */
const filters: { input: HTMLInputElement; table: HTMLTableElement; run: () => void }[] = [];

export function equipTables(): void {
  const listings = new Map<HTMLTableElement, Listing>();
  for (const table of document.querySelectorAll<HTMLTableElement>(
    'table.listing:not([data-sections=fixed])',
  )) {
    listings.set(table, equipTable(table));
  }
  for (const box of document.querySelectorAll<HTMLElement>('[data-filter]')) {
    const table = document.getElementById(box.dataset.filter ?? '') as HTMLTableElement | null;
    const listing = table && listings.get(table);
    if (listing) makeBoxFilter(box, table, listing);
  }
  addEventListener('hashchange', followFragment);
  followFragment();
}

/** Makes the heads sort. */
export function equipTable(table: HTMLTableElement): Listing {
  const listing = openListing(table);
  makeHeadsSort(table, listing);
  return listing;
}

/** Moves to the filter box of the table on the screen: the first that does not end above it. */
export function focusFilter(): boolean {
  const box = filters.find(({ table }) => table.getBoundingClientRect().bottom > 0) ?? filters.at(-1);
  box?.input.focus();
  return box !== undefined;
}

function makeBoxFilter(box: HTMLElement, table: HTMLTableElement, listing: Listing): void {
  const input = box.querySelector('input')!;
  const output = box.querySelector('output')!;
  const run = () => {
    const words = input.value.toLowerCase().split(/\s+/).filter(Boolean);
    const { shown, of } = listing.filter(words);
    output.textContent = words.length > 0 ? `${shown} of ${of}` : '';
  };
  box.hidden = false;
  input.addEventListener('input', run);
  input.addEventListener('change', () => {
    // Not at every key: browsers limit changes of the address.
    setAddress('filter', input.value.trim());
  });
  input.addEventListener('keydown', (event) => {
    if (event.key !== 'Escape') return;
    // A second press leaves the box.
    if (!input.value) input.blur();
    input.value = '';
    run();
  });
  filters.push({ input, table, run });
}

/** Puts the filter or the order into the address, so that a link and the browser's Back lead to them. */
function setAddress(name: 'filter' | 'sort', value: string): void {
  // In a copy of the whole edition, the fragment names the open page.
  if (isCopy()) return;
  const parts = new URLSearchParams(FRAGMENT.test(location.hash) ? location.hash.slice(1) : '');
  if (value) parts.set(name, value);
  else parts.delete(name);
  const here = location.pathname + location.search;
  history.replaceState(null, '', parts.size > 0 ? `#${parts.toString()}` : here);
}

/** Sets the filter and the order of the address; shows the row of the address, whatever the filter. */
function followFragment(): void {
  const { hash } = location;
  if (FRAGMENT.test(hash)) {
    const parts = new URLSearchParams(hash.slice(1));
    const text = parts.get('filter') ?? '';
    for (const { input, run } of filters) {
      input.value = text;
      run();
    }
    for (const order of orders) order(parts.get('sort'));
    return;
  }
  const row = document.getElementById(decodeFragment(hash.slice(1)))?.closest('tr');
  const filter = row?.hidden && filters.find(({ table }) => table.contains(row));
  if (!filter) return;
  filter.input.value = '';
  filter.run();
  row.scrollIntoView();
}

type Direction = 'ascending' | 'descending';

function makeHeadsSort(table: HTMLTableElement, listing: Listing): void {
  const heads = [...(table.tHead?.rows[0]?.cells ?? [])].filter(
    (head) => head.colSpan === 1 && head.dataset.sort !== 'none' && !head.classList.contains('action'),
  );
  const select = document.querySelector<HTMLSelectElement>(`select[data-order="${table.id}"]`);
  const sort = (head: HTMLTableCellElement | undefined, direction?: Direction) => {
    for (const other of heads) other.removeAttribute('aria-sort');
    if (head && direction) head.setAttribute('aria-sort', direction);
    listing.sort(direction && head?.cellIndex, direction === 'descending');
    if (select) select.value = head && direction ? toValue(head, direction) : '';
    setAddress('sort', head && direction ? nameOf(head, direction) : '');
    announce(direction ? `Sorted by ${head?.textContent.trim()}, ${direction}` : 'In the printed order');
  };
  const nameOf = (head: HTMLTableCellElement, direction: Direction) =>
    [table.id, head.textContent.trim().replaceAll(' ', '-'), direction].join('.');
  orders.push((order) => {
    const asked = heads.flatMap((head) =>
      (['ascending', 'descending'] as const).flatMap((direction) =>
        nameOf(head, direction) === order ? [{ head, direction }] : [],
      ),
    )[0];
    if (asked) sort(asked.head, asked.direction);
  });
  for (const head of heads) {
    const button = make('button', { type: 'button', className: 'sort' }, ...head.childNodes);
    head.append(button);
    button.addEventListener('click', () => {
      const now = head.ariaSort;
      // Of numbers, the largest are asked for first: most restarts, longest time.
      const figures = `tbody > tr > :nth-child(${head.cellIndex + 1}):is(.number, .figure)`;
      const order: Direction[] = table.querySelector(figures)
        ? ['descending', 'ascending']
        : ['ascending', 'descending'];
      const index = order.indexOf(now as Direction);
      sort(head, order[index + 1]);
    });
  }
  if (!select) return;
  // On a narrow screen, tables have no heads.
  select.closest('label')!.hidden = false;
  select.append(
    new Option('as printed', ''),
    ...heads.flatMap((head) =>
      (['ascending', 'descending'] as const).map(
        (direction) =>
          new Option(
            `${head.textContent.trim()} ${direction === 'ascending' ? '↑' : '↓'}`,
            toValue(head, direction),
          ),
      ),
    ),
  );
  select.addEventListener('change', () => {
    const [column, direction] = select.value.split(' ');
    const head = heads.find(({ cellIndex }) => String(cellIndex) === column);
    sort(head, direction as Direction | undefined);
  });
}

const toValue = (head: HTMLTableCellElement, direction: Direction) => `${head.cellIndex} ${direction}`;
