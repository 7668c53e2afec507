/** The elements of a page of changes, of an edition or of any two snapshots. Pure. */
import type {
  CauseArticle,
  ChangesPage,
  EventTable,
  FieldTable,
  WordedMark,
  NamedObject,
  Phrase,
} from './page-shapes.ts';
import { breakable, STATE_WORDS } from '../../words/format.ts';
import { element, type Child, type Markup } from '../markup.ts';

export function renderChanges(page: ChangesPage): Markup {
  const { headline, notComparable, parts, causes, states, findings, objects, notCompared, events, noise } =
    page;
  return element(
    'div',
    { class: 'changes' },
    element('p', { class: 'lead minor' }, renderMark(headline.mark), headline.text),
    element('p', { class: 'muted' }, page.basis.map(renderPhrase)),
    notComparable &&
      element(
        'aside',
        { class: 'notice unknown', 'aria-label': 'Not comparable' },
        element('h2', {}, 'Not comparable'),
        element('p', {}, notComparable.note),
        element(
          'ul',
          {},
          notComparable.lines.map((line) => element('li', {}, line)),
        ),
      ),
    parts.length > 0
      ? element(
          'ul',
          { class: 'parts', 'aria-label': 'On this page' },
          parts.map(({ text, id }) => element('li', {}, element('a', { href: `#${id}` }, text))),
        )
      : element('p', {}, 'Nothing changed that says anything.'),
    causes &&
      renderSection('happened', causes.title, causes.articles.map(renderArticle), renderMore(causes.more)),
    states && renderSection('states', states.title, renderStates(states), renderMore(states.more)),
    findings &&
      renderSection('findings', { text: 'Findings', href: findings.href }, renderFindings(findings)),
    objects && renderSection('objects', objects.title, renderFields(objects.table)),
    notCompared !== undefined && element('p', { class: 'muted' }, notCompared),
    events &&
      renderSection(
        'events',
        'Events',
        element('p', {}, events.line),
        element('p', { class: events.lost.certain ? 'notice unknown' : 'muted' }, events.lost.text),
        events.warnings && renderEvents(events.warnings),
        events.normal &&
          element(
            'details',
            {},
            element('summary', {}, events.normal.summary),
            renderEvents(events.normal.table),
          ),
      ),
    noise && renderNoise(noise),
    element('p', { class: 'muted' }, 'The same on the command line:'),
    renderCommand(page.command),
  );
}

/** A complete command, with a button that copies it if scripts run. */
export function renderCommand(command: string): Markup {
  return element(
    'span',
    { class: 'command' },
    element('code', {}, ...withWholeFlags(command)),
    element(
      'button',
      { type: 'button', hidden: true, 'data-copy': command, 'aria-label': `Copy: ${command}` },
      'Copy',
    ),
  );
}

/** No line ends within `--context`. */
const withWholeFlags = (command: string): Child[] =>
  command
    .split(/(--[\w-]+)/)
    .map((part) => (part.startsWith('--') ? element('span', { class: 'flag' }, part) : part));

function renderSection(id: string, title: Phrase, ...children: Child[]): Markup {
  const head = `${id}-head`;
  return element(
    'section',
    { id, 'aria-labelledby': head },
    element('h2', { id: head }, renderPhrase(title)),
    children,
  );
}

const renderMore = (more: string | undefined) => more !== undefined && element('p', { class: 'muted' }, more);

/** The shape before a line, with its word for readers who cannot see the shape. */
const renderMark = ({ state, word }: WordedMark) =>
  element('span', { class: `mark ${state}` }, element('span', { class: 'hidden' }, word));

const renderPhrase = (phrase: Phrase): Markup | string =>
  typeof phrase === 'string' ? phrase : element('a', { href: phrase.href }, phrase.text);

/** A named object with its kind, and a link if there is one. */
export const renderObject = ({ name, kind, href }: NamedObject): (Markup | string)[] => [
  element(
    'a',
    { class: 'name', href },
    breakable(name).map((piece) => [piece, element('wbr', {})]),
  ),
  ' ',
  element('small', {}, kind),
];

/** What happened; the objects behind it are folded. */
function renderArticle({ id, mark, word, object, text, details, behind }: CauseArticle): Markup {
  return element(
    'article',
    { class: 'finding', id },
    element('h3', {}, renderMark(mark), word, object && renderObject(object)),
    text !== '' && element('p', {}, text),
    details.length > 0 &&
      element(
        'ul',
        { class: 'evidence' },
        details.map((detail) => element('li', {}, detail)),
      ),
    behind &&
      element(
        'details',
        {},
        element('summary', {}, behind.summary),
        element(
          'ul',
          { class: 'containers' },
          behind.rows.map((row) =>
            element('li', {}, row.word, element('a', { href: row.href }, row.name), row.status),
          ),
          behind.more !== undefined && element('li', {}, behind.more),
        ),
      ),
  );
}

const renderHead = (heads: readonly Markup[]) => element('thead', {}, element('tr', {}, heads));
const renderColumn = (title: Child, attributes: Record<string, string> = {}) =>
  element('th', { scope: 'col', ...attributes }, title);
/** The title of a column of marks, for readers who cannot see the marks. */
const renderHidden = (title: string) => element('span', { class: 'hidden' }, title);
const renderWide = (columns: number, ...children: Child[]) =>
  element('tr', {}, element('td', { colspan: columns, class: 'muted' }, children));

function renderStates({ heads, rows }: NonNullable<ChangesPage['states']>): Markup {
  return element(
    'table',
    { class: 'listing', id: 'changed-states' },
    renderHead([
      renderColumn(renderHidden('State')),
      ...['Of', ...heads, 'Why'].map((head) => renderColumn(head)),
    ]),
    element(
      'tbody',
      {},
      rows.map(({ mark, object, before, after, why }) =>
        element(
          'tr',
          {},
          element('td', { class: 'state' }, renderMark(mark)),
          element('th', { scope: 'row' }, renderObject(object)),
          element('td', { 'data-label': heads[0], class: `${before}-text` }, STATE_WORDS[before]),
          element('td', { 'data-label': heads[1], class: `${after}-text` }, STATE_WORDS[after]),
          element('td', { class: 'message' }, why),
        ),
      ),
    ),
  );
}

const renderFindings = ({ groups }: NonNullable<ChangesPage['findings']>): Child =>
  groups.map(({ title, rows, more }) => [
    element('h3', {}, title),
    element(
      'ul',
      { class: 'changed-findings' },
      rows.map((row) =>
        element('li', {}, renderMark(row.mark), `${row.title}: `, renderObject(row.object), `, ${row.what}`),
      ),
      more !== undefined && element('li', {}, more),
    ),
  ]);

/** Objects field by field: values before and after. */
function renderFields({ id, heads, objects, more }: FieldTable): Markup {
  const notThere = element('span', { class: 'muted' }, 'not there');
  return element(
    'table',
    { class: 'listing fields', id },
    // Its rows keep their own order.
    renderHead(['Field', ...heads].map((head) => renderColumn(head, { 'data-sort': 'none' }))),
    objects.map(({ object, how, notes, lines, more: moreLines }) =>
      element(
        'tbody',
        {},
        element(
          'tr',
          { class: 'object' },
          element(
            'th',
            { scope: 'rowgroup', colspan: 3 },
            renderObject(object),
            element('span', { class: 'how' }, how),
            notes.map((note) => element('small', {}, note)),
          ),
        ),
        lines.map((line) =>
          element(
            'tr',
            {},
            element(
              'th',
              { scope: 'row' },
              element('code', {}, line.path),
              line.noise !== undefined && element('small', {}, line.noise),
              line.by !== undefined && element('small', {}, line.by),
            ),
            element('td', { 'data-label': heads[0], class: 'was' }, line.before ?? notThere),
            element('td', { 'data-label': heads[1], class: 'is' }, line.after ?? notThere),
          ),
        ),
        moreLines !== undefined && renderWide(3, moreLines),
      ),
    ),
    more !== undefined &&
      element(
        'tbody',
        {},
        renderWide(3, `${more}: `, element('code', {}, 'gazette diff'), ' tells them all'),
      ),
  );
}

/** Events by cause: new, continued and ended. */
function renderEvents({ id, rows, more }: EventTable): Markup {
  return element(
    'table',
    { class: 'listing', id },
    renderHead([
      renderColumn(renderHidden('Type')),
      ...['Reason', 'Of', 'Events'].map((head) => renderColumn(head)),
      renderColumn('Since', { class: 'number' }),
      renderColumn('Message'),
    ]),
    element(
      'tbody',
      {},
      rows.map((row) =>
        element(
          'tr',
          {},
          element('td', { class: 'state' }, renderMark(row.mark)),
          element('th', { scope: 'row', class: 'name' }, row.reason),
          element('td', { 'data-label': 'Of' }, typeof row.of === 'string' ? row.of : renderObject(row.of)),
          element('td', { 'data-label': 'Events' }, row.counts),
          element('td', { 'data-label': 'Occurrences since', class: 'number' }, row.since),
          element('td', { class: 'message' }, row.message),
        ),
      ),
    ),
    more !== undefined &&
      element(
        'tbody',
        {},
        renderWide(6, `${more}: `, element('code', {}, 'gazette diff -o json'), ' tells them all'),
      ),
  );
}

const renderNoise = ({ summary, note, table }: NonNullable<ChangesPage['noise']>): Markup =>
  element(
    'details',
    { class: 'coverage', id: 'noise' },
    element('summary', {}, summary),
    element('p', { class: 'muted' }, note),
    table && renderFields(table),
  );
