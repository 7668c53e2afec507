/** The whole timeline as CSV, including what the page leaves out. */
import { toRecords } from '../export/csv.ts';
import { fromUnix } from '../history/day/unix.ts';
import { ENTRY_KINDS, type Entry } from './entry.ts';
import type { Review } from './review.ts';

const COLUMNS: readonly (readonly [string, (entry: Entry) => string | boolean | string[] | undefined])[] = [
  ['at', ({ at }) => fromUnix(at)],
  ['after', ({ after }) => (after === undefined ? undefined : fromUnix(after))],
  ['until', ({ until }) => (until === undefined ? undefined : fromUnix(until))],
  ['what', ({ kind }) => ENTRY_KINDS[kind]],
  ['state', ({ mark }) => (mark === 'none' ? undefined : mark)],
  ['word', ({ word }) => word],
  ['kind', ({ object }) => object?.kind],
  ['namespace', ({ object }) => object?.namespace],
  ['name', ({ object }) => object?.name],
  ['text', ({ text }) => text],
  ['details', ({ details }) => details],
  [
    'fields',
    ({ fields }) =>
      fields.map(({ path, before = 'nothing', after = 'nothing' }) => `${path}: ${before} → ${after}`),
  ],
  ['snapshots', ({ evidence }) => evidence.map((number) => `No. ${number}`)],
  ['quiet', ({ quiet }) => quiet === true],
];

export const renderReviewCsv = ({ timeline, id }: Pick<Review, 'timeline' | 'id'>): Generator<string> =>
  toRecords(
    [...COLUMNS.map(([name]) => name), 'review'],
    timeline.map((entry) => [...COLUMNS.map(([, cell]) => cell(entry)), id]),
  );
