import type { FieldChange, Json, NotComparable, PathStep } from '../../history/diff/change.ts';
import { formatPath, leavesOf } from '../../history/diff/field-path.ts';
import { clip } from '../../model/english.ts';
import { tellSeenPart } from '../../model/seen.ts';
import type { Coverage } from '../../snapshots/schema.ts';
import { formatAuthor } from '../../words/author.ts';
import { formatMoment } from './format-moment.ts';

/** Number of characters that are shown of a value. */
const LONGEST_VALUE = 160;

/** A line of a diff: a field, with its values before and after. Undefined: absent. */
export interface FieldLine {
  path: string;
  before?: string;
  after?: string;
  /** Why the difference means nothing. */
  noise?: string;
  /** Who changed it, and when. */
  by?: string;
}

/** One line for a value, or one for each part of an object that was added or removed whole. */
export function toLines({ steps, before, after, by }: FieldChange): FieldLine[] {
  const author = by && { by: formatAuthor(by, formatMoment(by.time)) };
  if (before !== undefined && after !== undefined)
    return [{ path: formatPath(steps), before: formatValue(before), after: formatValue(after), ...author }];
  const whole = before ?? after;
  if (whole === undefined) return [];
  return [...leavesOf(whole, steps)].map(([path, value]: [readonly PathStep[], Json]) => ({
    path: formatPath(path),
    [before === undefined ? 'after' : 'before']: formatValue(value),
    ...author,
  }));
}

/** Texts unchanged, an empty text in quotes; other values as JSON. */
const formatValue = (value: Json) =>
  clip(typeof value === 'string' && value.trim() !== '' ? value : JSON.stringify(value), LONGEST_VALUE);

/** `registry/app:1.4 → 1.5`; both images in full if more than the tag differs. */
export function formatImage(before: string | undefined, after: string | undefined): string {
  if (before === undefined) return `new, ${after ?? ''}`;
  if (after === undefined) return `gone; it was ${before}`;
  const [name, tag] = splitTag(after);
  return splitTag(before)[0] === name && tag !== '' ? `${before} → ${tag}` : `${before} → ${after}`;
}

function splitTag(image: string): [name: string, tag: string] {
  const colon = image.indexOf(':', image.lastIndexOf('/') + 1);
  return colon === -1 || image.includes('@') ? [image, ''] : [image.slice(0, colon), image.slice(colon + 1)];
}

/** Why objects of a kind could not be compared: one clause for each side that did not see them all. */
export function formatNotComparable(
  { before, after, objects }: NotComparable,
  [first, second]: readonly [string, string],
): string {
  const why = [
    ...(before ? [`${formatGap(before)} in ${first}`] : []),
    ...(after ? [`${formatGap(after)} in ${second}`] : []),
  ];
  const hidden = objects.before + objects.after;
  const left =
    hidden === 0 ? '' : ` (${hidden} of the other side ${hidden === 1 ? 'is' : 'are'} neither new nor gone)`;
  return `${why.join(', ')}${left}`;
}

function formatGap(coverage: Coverage | 'not read'): string {
  if (coverage === 'not read') return 'not read';
  const why = coverage.error ? ` (${coverage.error})` : '';
  if (coverage.state !== 'partial') return `${coverage.state}${why}`;
  return `seen only ${tellSeenPart(coverage)}${why}`;
}
