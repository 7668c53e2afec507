/** A table of rows that the reader filters and sorts. It reads no layout. */
import { toOrder, type SortRules } from './sort-order.ts';

interface Row {
  element: HTMLTableRowElement;
  /** The text for filters: all cells except the commands, in lower case. */
  text: string;
  shown: boolean;
  /** The sort keys of its cells, as far as they have been read. */
  keys: string[];
}

/** A `tbody`: rows under a subhead. */
interface Section {
  body: HTMLTableSectionElement;
  subhead: HTMLTableRowElement | undefined;
  /** The text of the subhead that counts the rows, as printed: `22 need attention`. */
  title: { node: Text; printed: string } | undefined;
  /** "and 5 more": always the last row. */
  left: HTMLTableRowElement | undefined;
  /** In printed order. */
  rows: Row[];
}

export interface Listing {
  /** Shows the rows that contain every word; the words are in lower case. */
  filter: (words: readonly string[]) => { shown: number; of: number };
  /** Sorts by a column; without a column, restores the printed order. */
  sort: (column?: number, descending?: boolean) => void;
}

/** States from bad to good, as in the class of their mark. */
const STATES = ['failing', 'degraded', 'unknown', 'healthy', 'normal'];

export function openListing(table: HTMLTableElement): Listing {
  // Sections whose subheads say something stay when sorted; other sections become one list.
  const keepsSections = table.dataset.sections === 'keep';
  let sections: Section[] | undefined;
  let isMerged = false;

  const read = () => (sections ??= [...table.tBodies].map(readSection));
  const soon = globalThis.requestIdleCallback ?? setTimeout;
  soon(read);

  const showSubheads = () => {
    for (const { subhead, title, left, rows } of read()) {
      const shown = rows.filter((row) => row.shown).length;
      const hidden = isMerged || shown === 0;
      if (title) title.node.data = shown < rows.length ? countShown(title.printed, shown) : title.printed;
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
      if (isMerged) placeRows(first, arrange(printed.flatMap(({ rows }) => rows)));
      else for (const section of printed) placeRows(section, arrange(section.rows));
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
  const subhead = find('subhead');
  const node = [...(subhead?.cells[0]?.childNodes ?? [])].find(
    (child): child is Text => child instanceof Text && /\d/.test(child.data),
  );
  return { body, subhead, title: node && { node, printed: node.data }, left: find('left'), rows };
}

/** `3 of 22 need attention`, `2 of 19 healthy`: the count of a subhead, for the rows that a filter shows. */
function countShown(printed: string, shown: number): string {
  return printed.replace(/^(\s*)All (?=\d)/, '$1').replace(/\d[\d,]*/, `${shown} of $&`);
}

function toSorted(rows: readonly Row[], column: number, descending: boolean): Row[] {
  const cells = rows.map(({ element }) => cellAt(element, column));
  const keys = rows.map((row, index) => (row.keys[column] ??= cells[index] ? sortKeyOf(cells[index]) : ''));
  const rules: SortRules = { numeric: areFigures(cells), descending };
  return toOrder(keys, rules).map((place) => rows[place]!);
}

/** The cell below a head; undefined where one cell spans several columns. */
function cellAt(row: HTMLTableRowElement, column: number): HTMLTableCellElement | undefined {
  let at = 0;
  for (const cell of row.cells) {
    if (at === column) return cell.colSpan === 1 ? cell : undefined;
    at += cell.colSpan;
  }
  return undefined;
}

/** A column of figures says so, or has its values apart from its texts. */
function areFigures(cells: readonly (HTMLTableCellElement | undefined)[]): boolean {
  const given = cells.map((cell) => cell?.dataset.sort).filter(Boolean);
  if (given.length > 0) return given.every((value) => Number.isFinite(Number(value)));
  return cells.some((cell) => /\b(number|state)\b/.test(cell?.className ?? ''));
}

function sortKeyOf(cell: HTMLTableCellElement): string {
  const { sort } = cell.dataset;
  if (sort !== undefined) return sort;
  if (cell.classList.contains('state')) {
    const marks = cell.querySelector('.mark')?.classList;
    const rank = STATES.findIndex((state) => marks?.contains(state));
    return rank === -1 ? '' : String(rank);
  }
  return cell.querySelector('time')?.dateTime || textOf(cell).trim();
}

/** The text of a cell's first line, without small print or folded content. */
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
 * Puts the rows below the subhead in this order, and the remaining rows below them. It begins with the last row, so
 * that a row in its place does not move. `moveBefore`, if the browser has it, takes a quarter of the time.
 */
function placeRows(
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
