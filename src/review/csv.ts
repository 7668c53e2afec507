/** The whole timeline as CSV, including what the page leaves out. */
import { toCsvWithOrigin } from '../export/csv.ts';
import { timeOf } from '../history/tables/table.ts';
import { column, type Columns } from '../model/tables/column.ts';
import { ENTRY_KINDS, type Entry } from './entry.ts';
import type { Review } from './review.ts';

const COLUMNS: Columns<Entry> = {
  at: column.time('When it happened, or the snapshot that showed it first', ({ at }) => timeOf(at)),
  after: column.time('It happened after this snapshot', ({ after }) => timeOf(after)),
  until: column.time('The last time of several', ({ until }) => timeOf(until)),
  what: column.text(Object.values(ENTRY_KINDS).join(', '), ({ kind }) => ENTRY_KINDS[kind]),
  state: column.text('The state that it brought, or added, removed or changed', ({ mark }) =>
    mark === 'none' ? undefined : mark,
  ),
  word: column.text('What happened, in a word or two', ({ word }) => word),
  kind: column.text('Kind of the object; empty: the cluster as a whole', ({ object }) => object?.kind),
  namespace: column.text('Namespace of the object', ({ object }) => object?.namespace),
  name: column.text('Name of the object', ({ object }) => object?.name),
  text: column.text('What happened, in one clause', ({ text }) => text),
  details: column.list('Further clauses', ({ details }) => details),
  fields: column.list('Changed fields, each with its value before and after', ({ fields }) =>
    fields.map(({ path, before = 'nothing', after = 'nothing' }) => `${path}: ${before} → ${after}`),
  ),
  snapshots: column.list('The last snapshot without it, and the first with it', ({ evidence }) =>
    evidence.map((number) => `No. ${number}`),
  ),
  quiet: column.boolean(
    'Unimportant in most incidents: the page leaves it out',
    ({ quiet }) => quiet === true,
  ),
};

type Timeline = Pick<Review, 'timeline' | 'id'>;
const ORIGIN: Columns<Pick<Review, 'id'>> = { review: column.text('Id of the review', ({ id }) => id) };

/** As the documentation and the tests see it. */
export const REVIEW_TABLE = {
  title: '`timeline` of a review',
  holds: 'one row per entry of the timeline, also of those that the page leaves out',
  columns: { ...COLUMNS, ...(ORIGIN as Columns<never>) },
};

export const renderReviewCsv = ({ timeline, id }: Timeline): Generator<string> =>
  toCsvWithOrigin(COLUMNS, timeline, { columns: ORIGIN, of: { id } });
