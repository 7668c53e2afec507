/** A table of rows that the reader filters and sorts. Reads no layout, and moves rows in one go. */
import { toOrder, type SortRules } from './sort-order.ts';

interface Row {
  element: HTMLTableRowElement;
  /** What a filter looks at: all its cells but the commands, in lower case. */
  text: string;
  shown: boolean;
}

/** A `tbody`: rows under a subhead. */
interface Section {
  body: HTMLTableSectionElement;
  subhead: HTMLTableRowElement | undefined;
  /** In printed order. */
  rows: Row[];
}

export interface Listing {
  /** Shows the rows that hold every word, which are in lower case. */
  filter: (words: readonly string[]) => { shown: number; of: number };
  /** By a column; without one back to the printed order. */
  sort: (column?: number, descending?: boolean) => void;
}

/** States from bad to good, as the class of their mark says. */
const STATES = ['failing', 'degraded', 'unknown', 'healthy', 'normal'];

export function openListing(table: HTMLTableElement): Listing {
  // Sections that say what their rows have in common keep them while sorted; others become one list.
  const keepsSections = table.dataset.sections === 'keep';
  let sections: Section[] | undefined;
  let isMerged = false;

  const read = () => (sections ??= [...table.tBodies].map(readSection));
  const soon = globalThis.requestIdleCallback ?? setTimeout;
  soon(read);

  const showSubheads = () => {
    for (const { subhead, rows } of read()) {
      if (subhead) setHidden(subhead, isMerged || !rows.some((row) => row.shown));
    }
  };

  return {
    filter(words) {
      let [shown, of] = [0, 0];
      for (const { rows } of read()) {
        for (const row of rows) {
          row.shown = words.every((word) => row.text.includes(word));
          setHidden(row.element, !row.shown);
          if (row.shown) shown += 1;
          of += 1;
        }
      }
      showSubheads();
      return { shown, of };
    },
    sort(column, descending = false) {
      const printed = read();
      const first = printed[0];
      if (!first) return;
      const isSorted = column !== undefined;
      const arrange = (rows: readonly Row[]) => (isSorted ? toSorted(rows, column, descending) : rows);
      isMerged = isSorted && !keepsSections;
      if (isMerged) place(first.body, arrange(printed.flatMap(({ rows }) => rows)));
      else for (const { body, rows } of printed) place(body, arrange(rows));
      showSubheads();
    },
  };
}

function readSection(body: HTMLTableSectionElement): Section {
  const elements = [...body.rows];
  const rows = elements
    .filter((element) => !element.classList.contains('subhead'))
    .map((element) => ({
      element,
      text: [...element.cells]
        .filter((cell) => !cell.classList.contains('action'))
        .map((cell) => cell.textContent)
        .join('\n')
        .toLowerCase(),
      shown: !element.hidden,
    }));
  return { body, subhead: elements.find((element) => element.classList.contains('subhead')), rows };
}

function toSorted(rows: readonly Row[], column: number, descending: boolean): Row[] {
  const cells = rows.map(({ element }) => element.cells[column]);
  const keys = cells.map((cell) => (cell ? keyOf(cell) : ''));
  const rules: SortRules = { numeric: cells.some(isNumeric), descending };
  return toOrder(keys, rules).map((place) => rows[place]!);
}

/** A column of figures says so, or gives its values apart from its texts. */
const isNumeric = (cell: HTMLTableCellElement | undefined) =>
  cell !== undefined &&
  (cell.dataset.sort === undefined
    ? cell.classList.contains('number') || cell.classList.contains('state')
    : Number.isFinite(Number(cell.dataset.sort)));

function keyOf(cell: HTMLTableCellElement): string {
  const { sort } = cell.dataset;
  if (sort !== undefined) return sort;
  if (cell.classList.contains('state')) {
    const marks = cell.querySelector('.mark')?.classList;
    const rank = STATES.findIndex((state) => marks?.contains(state));
    return rank === -1 ? '' : String(rank);
  }
  return cell.querySelector('time')?.dateTime || textOf(cell).trim();
}

/** What stands on a cell's first line: neither its small print nor what unfolds. */
function textOf(node: Node): string {
  let text = '';
  for (const child of node.childNodes) {
    if (/^(SMALL|UL|OL)$/.test(child.nodeName)) {
      if (text.trim()) break;
    } else if (child.nodeName === 'DETAILS')
      text += (child as Element).querySelector('summary')?.textContent ?? '';
    else text += child.nodeType === Node.TEXT_NODE ? child.nodeValue : textOf(child);
  }
  return text;
}

/** Rows below the subhead, in this order. */
function place(body: HTMLTableSectionElement, rows: readonly Row[]): void {
  const fragment = document.createDocumentFragment();
  for (const row of rows) fragment.append(row.element);
  body.append(fragment);
}

function setHidden(row: HTMLTableRowElement, hidden: boolean): void {
  if (row.hidden !== hidden) row.hidden = hidden;
}
