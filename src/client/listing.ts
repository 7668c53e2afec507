/** A table of rows that the reader filters and sorts. Reads no layout. */
import { toOrder, type SortRules } from './sort-order.ts';

interface Row {
  element: HTMLTableRowElement;
  /** What a filter looks at: all its cells but the commands, in lower case. */
  text: string;
  shown: boolean;
  /** What its cells sort by, as far as they have been read. */
  keys: string[];
}

/** A `tbody`: rows under a subhead. */
interface Section {
  body: HTMLTableSectionElement;
  subhead: HTMLTableRowElement | undefined;
  /** "and 5 more": the last row, wherever the others go. */
  left: HTMLTableRowElement | undefined;
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
    for (const { subhead, left, rows } of read()) {
      const hidden = isMerged || !rows.some((row) => row.shown);
      if (subhead) setHidden(subhead, hidden);
      if (left) setHidden(left, hidden);
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
      if (isMerged) place(first, arrange(printed.flatMap(({ rows }) => rows)));
      else for (const section of printed) place(section, arrange(section.rows));
      showSubheads();
    },
  };
}

function readSection(body: HTMLTableSectionElement): Section {
  const elements = [...body.rows];
  const rows = elements
    .filter((element) => !/\b(subhead|left)\b/.test(element.className))
    .map((element) => ({
      element,
      text: [...element.cells]
        .filter((cell) => !cell.classList.contains('action'))
        .map((cell) => cell.textContent)
        .join('\n')
        .toLowerCase(),
      shown: !element.hidden,
      keys: [],
    }));
  const find = (name: string) => elements.find((element) => element.classList.contains(name));
  return { body, subhead: find('subhead'), left: find('left'), rows };
}

function toSorted(rows: readonly Row[], column: number, descending: boolean): Row[] {
  const cells = rows.map(({ element }) => cellAt(element, column));
  const keys = rows.map((row, index) => (row.keys[column] ??= cells[index] ? keyOf(cells[index]) : ''));
  const rules: SortRules = { numeric: areFigures(cells), descending };
  return toOrder(keys, rules).map((place) => rows[place]!);
}

/** The cell below a head; none where one cell stands for several. */
function cellAt(row: HTMLTableRowElement, column: number): HTMLTableCellElement | undefined {
  let at = 0;
  for (const cell of row.cells) {
    if (at === column) return cell.colSpan === 1 ? cell : undefined;
    at += cell.colSpan;
  }
  return undefined;
}

/** A column of figures says so, or gives its values apart from its texts. */
function areFigures(cells: readonly (HTMLTableCellElement | undefined)[]): boolean {
  const given = cells.map((cell) => cell?.dataset.sort).filter(Boolean);
  if (given.length > 0) return given.every((value) => Number.isFinite(Number(value)));
  return cells.some((cell) => /\b(number|state)\b/.test(cell?.className ?? ''));
}

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

/**
 * Rows below the subhead, in this order, and what is left below them. From the last, so that a row which is in its place stays; and by `moveBefore`
 * where the browser has it: it takes a quarter of the time.
 */
function place(
  { body, left = null }: Pick<Section, 'body'> & { left?: Element | null },
  rows: readonly Row[],
): void {
  const isMoving = 'moveBefore' in body;
  let next = left;
  for (const { element } of rows.toReversed()) {
    if (element.parentNode !== body || element.nextSibling !== next) {
      if (isMoving) body.moveBefore(element, next);
      else (body as Node).insertBefore(element, next);
    }
    next = element;
  }
}

function setHidden(row: HTMLTableRowElement, hidden: boolean): void {
  if (row.hidden !== hidden) row.hidden = hidden;
}
