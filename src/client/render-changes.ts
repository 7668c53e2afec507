/**
 * What lies between two snapshots, as elements: those that `components/Changes.astro` prints. Texts of the cluster become
 * text nodes, with what would be invisible made visible, and never markup.
 */
import { toVisible } from '../export/visible.ts';
import { breakable, STATE_WORDS } from '../site/format.ts';
import type {
  CauseArticle,
  ChangesPage,
  EventTable,
  FieldTable,
  Mark,
  NamedObject,
  Phrase,
} from '../site/changes-page.ts';
import { make } from './make.ts';

type Child = Node | string | undefined | false;

/** An element with its class, and its children; those that are not there are left out. */
function element<Tag extends keyof HTMLElementTagNameMap>(
  tag: Tag,
  className: string,
  ...children: Child[]
): HTMLElementTagNameMap[Tag] {
  const shown = children.filter((child) => child !== undefined && child !== false);
  const properties = (className ? { className } : {}) as Partial<HTMLElementTagNameMap[Tag]>;
  return make(
    tag,
    properties,
    ...shown.map((child) => (typeof child === 'string' ? toVisible(child) : child)),
  );
}

export function renderChanges(page: ChangesPage): HTMLElement {
  const { headline, notComparable, parts, causes, states, findings, objects, notCompared, events, noise } =
    page;
  return element(
    'div',
    'changes',
    element('p', 'lead small', renderMark(headline.mark), headline.text),
    element('p', 'muted', ...page.basis.map(renderPhrase)),
    notComparable &&
      labelled(
        element(
          'aside',
          'notice unknown',
          element('h2', '', 'Not comparable'),
          element('p', '', notComparable.note),
          element('ul', '', ...notComparable.lines.map((line) => element('li', '', line))),
        ),
        'Not comparable',
      ),
    parts.length > 0
      ? labelled(
          element(
            'ul',
            'parts',
            ...parts.map(({ text, id }) => element('li', '', renderPhrase({ text, href: `#${id}` }))),
          ),
          'On this page',
        )
      : element('p', '', 'Nothing changed that says anything.'),
    causes &&
      section('happened', causes.title, ...causes.articles.map(renderArticle), renderMore(causes.more)),
    states && section('states', states.title, renderStates(states), renderMore(states.more)),
    findings && section('findings', { text: 'Findings', href: findings.href }, ...renderFindings(findings)),
    objects && section('objects', objects.title, renderFields(objects.table)),
    notCompared && element('p', 'muted', notCompared),
    events &&
      section(
        'events',
        'Events',
        element('p', '', events.line),
        element('p', events.lost.certain ? 'notice unknown' : 'muted', events.lost.text),
        events.warnings && renderEvents(events.warnings),
        events.normal && renderDetails(events.normal.summary, renderEvents(events.normal.table)),
      ),
    noise && renderNoise(noise),
    element('p', 'muted', 'The same on the command line:'),
    renderCommand(page.command),
  );
}

/** A command with its button to copy, which `copy.ts` listens to. */
export function renderCommand(command: string): HTMLElement {
  const button = element('button', '', 'Copy');
  button.type = 'button';
  button.dataset.copy = command;
  labelled(button, `Copy: ${command}`);
  return element('span', 'command', element('code', '', command), button);
}

function labelled<One extends HTMLElement>(one: One, label: string): One {
  one.ariaLabel = label;
  return one;
}

function section(id: string, title: Phrase, ...children: Child[]): HTMLElement {
  const head = element('h2', '', renderPhrase(title));
  head.id = `${id}-head`;
  const one = element('section', '', head, ...children);
  one.id = id;
  one.setAttribute('aria-labelledby', head.id);
  return one;
}

const renderMore = (more: string | undefined) => more !== undefined && element('p', 'muted', more);

const renderMark = ({ state, word }: Mark) =>
  element('span', `mark ${state}`, element('span', 'hidden', word));

function renderPhrase(phrase: Phrase): Node | string {
  if (typeof phrase === 'string') return phrase;
  return renderLink('', phrase.href, phrase.text);
}

function renderLink(className: string, href: string | undefined, ...children: Child[]): HTMLAnchorElement {
  const link = element('a', className, ...children);
  if (href !== undefined) link.href = href;
  return link;
}

/** A name that wraps, and its kind. */
const renderObject = ({ name, kind, href }: NamedObject): Child[] => [
  renderLink('name', href, ...breakable(name).flatMap((piece) => [piece, document.createElement('wbr')])),
  ' ',
  element('small', '', kind),
];

function renderDetails(summary: string, ...children: Child[]): HTMLDetailsElement {
  return element('details', '', element('summary', '', summary), ...children);
}

function renderArticle({ id, mark, word, object, text, details, behind }: CauseArticle): HTMLElement {
  const article = element(
    'article',
    'finding',
    element('h3', '', renderMark(mark), word, ...(object ? renderObject(object) : [])),
    text !== '' && element('p', '', text),
    details.length > 0 && element('ul', 'evidence', ...details.map((detail) => element('li', '', detail))),
    behind &&
      renderDetails(
        behind.summary,
        element(
          'ul',
          'containers',
          ...behind.rows.map((row) =>
            element('li', '', row.word, renderLink('', row.href, row.name), row.status),
          ),
          behind.more !== undefined && element('li', '', behind.more),
        ),
      ),
  );
  article.id = id;
  return article;
}

interface Column {
  text: string;
  /** For those who cannot see it. */
  hidden?: boolean;
  number?: boolean;
  /** Its rows have no order but their own. */
  fixed?: boolean;
}

function renderTable(id: string, className: string, columns: readonly Column[], ...bodies: Child[]) {
  const heads = columns.map(({ text, hidden, number, fixed }) => {
    const head = element('th', number ? 'number' : '', hidden ? element('span', 'hidden', text) : text);
    head.scope = 'col';
    if (fixed) head.dataset.sort = 'none';
    return head;
  });
  const table = element('table', className, element('thead', '', element('tr', '', ...heads)), ...bodies);
  table.id = id;
  return table;
}

function rowHead(className: string, ...children: Child[]): HTMLTableCellElement {
  const head = element('th', className, ...children);
  head.scope = 'row';
  return head;
}

function cell(label: string | undefined, className: string, ...children: Child[]): HTMLTableCellElement {
  const one = element('td', className, ...children);
  if (label !== undefined) one.dataset.label = label;
  return one;
}

function wide(columns: number, ...children: Child[]): HTMLTableRowElement {
  const one = element('td', 'muted', ...children);
  one.colSpan = columns;
  return element('tr', '', one);
}

const renderStates = ({ heads, rows }: NonNullable<ChangesPage['states']>) =>
  renderTable(
    'changed-states',
    'listing',
    [{ text: 'State', hidden: true }, ...['Of', ...heads, 'Why'].map((text) => ({ text }))],
    element(
      'tbody',
      '',
      ...rows.map(({ mark, object, before, after, why }) =>
        element(
          'tr',
          '',
          cell(undefined, 'state', renderMark(mark)),
          rowHead('', ...renderObject(object)),
          cell(heads[0], `${before}-text`, STATE_WORDS[before]),
          cell(heads[1], `${after}-text`, STATE_WORDS[after]),
          cell(undefined, 'message', why),
        ),
      ),
    ),
  );

const renderFindings = ({ groups }: NonNullable<ChangesPage['findings']>): Child[] =>
  groups.flatMap(({ title, rows, more }) => [
    element('h3', '', title),
    element(
      'ul',
      'changed-findings',
      ...rows.map((row) =>
        element(
          'li',
          '',
          renderMark(row.mark),
          `${row.title}: `,
          ...renderObject(row.object),
          `, ${row.what}`,
        ),
      ),
      more !== undefined && element('li', '', more),
    ),
  ]);

function renderFields({ id, heads, objects, more }: FieldTable): HTMLTableElement {
  const notThere = () => element('span', 'muted', 'not there');
  const bodies = objects.map(({ object, how, notes, lines, more: moreLines }) => {
    const head = element(
      'th',
      '',
      ...renderObject(object),
      element('span', 'how', how),
      ...notes.map((note) => element('small', '', note)),
    );
    head.scope = 'rowgroup';
    head.colSpan = 3;
    return element(
      'tbody',
      '',
      element('tr', 'object', head),
      ...lines.map((line) =>
        element(
          'tr',
          '',
          rowHead(
            '',
            element('code', '', line.path),
            line.noise !== undefined && element('small', '', line.noise),
          ),
          cell(heads[0], 'was', line.before ?? notThere()),
          cell(heads[1], 'is', line.after ?? notThere()),
        ),
      ),
      moreLines !== undefined && wide(3, moreLines),
    );
  });
  return renderTable(
    id,
    'listing fields',
    ['Field', ...heads].map((text) => ({ text, fixed: true })),
    ...bodies,
    more !== undefined &&
      element('tbody', '', wide(3, `${more}: `, element('code', '', 'gazette diff'), ' tells them all')),
  );
}

const renderEvents = ({ id, rows, more }: EventTable) =>
  renderTable(
    id,
    'listing',
    [
      { text: 'Type', hidden: true },
      ...['Reason', 'Of', 'Events'].map((text) => ({ text })),
      { text: 'Since', number: true },
      { text: 'Message' },
    ],
    element(
      'tbody',
      '',
      ...rows.map((row) =>
        element(
          'tr',
          '',
          cell(undefined, 'state', renderMark(row.mark)),
          rowHead('name', row.reason),
          cell('Of', '', ...(typeof row.of === 'string' ? [row.of] : renderObject(row.of))),
          cell('Events', '', row.counts),
          cell('Occurrences since', 'number', row.since),
          cell(undefined, 'message', row.message),
        ),
      ),
    ),
    more !== undefined &&
      element(
        'tbody',
        '',
        wide(6, `${more}: `, element('code', '', 'gazette diff -o json'), ' tells them all'),
      ),
  );

function renderNoise({ summary, note, table }: NonNullable<ChangesPage['noise']>): HTMLDetailsElement {
  const details = renderDetails(summary, element('p', 'muted', note), table && renderFields(table));
  details.className = 'coverage';
  details.id = 'noise';
  return details;
}
