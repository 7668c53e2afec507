/** The content of a page of changes, as texts and links: its printer and the browser draw it. */
import { namespacedName } from '../../model/object-ref.ts';
import type { ObjectRef, State } from '../../model/report.ts';
import { formatCount } from '../../model/english.ts';
import { STATE_WORDS } from '../../words/format.ts';
import type { FieldLine } from '../../export/diff/format-value.ts';

/** Largest number of entries in each list of a page. */
export interface Limits {
  causes: number;
  /** Objects behind a cause. */
  behind: number;
  states: number;
  findings: number;
  objects: number;
  /** Fields of an object. */
  fields: number;
  events: number;
  noise: number;
}

/** These limits keep a printed page below its budget; the command line has no limits. */
export const PRINTED: Limits = {
  causes: 60,
  behind: 30,
  states: 80,
  findings: 60,
  objects: 120,
  fields: 24,
  events: 80,
  noise: 60,
};

/** What is beside the page. */
export interface Surroundings {
  limits: Limits;
  /** Addresses of the two snapshots on the command line. */
  addresses: [before: string, after: string];
  /** Links to the two editions; absent if there is none. */
  editions: [before?: string, after?: string];
  /** Link to the page of findings. */
  findings: string;
  /** Link to the row of an object in the later snapshot. */
  row: (object: ObjectRef) => string | undefined;
}

/** A text, or a link with its text. */
export type Phrase = string | { text: string; href?: string };

/** An object's name with its kind. */
export interface NamedObject {
  name: string;
  kind: string;
  /** Link to its row, if a page has the row. */
  href?: string;
}

/** A shape before a line; `normal` has no meaning. */
export interface WordedMark {
  state: State | 'normal';
  word: string;
}

export interface CauseArticle {
  id: string;
  mark: WordedMark;
  /** `Rollout: `, before the object; empty if its kind says the same. */
  word: string;
  object?: NamedObject;
  text: string;
  details: string[];
  /** The affected objects. */
  behind?: { summary: string; rows: BehindRow[]; more?: string };
}

interface BehindRow {
  /** `new: Pod `. */
  word: string;
  name: string;
  href?: string;
  /** ` (1/1 Running → 0/1 Error)`, or empty. */
  status: string;
}

export interface StateRow {
  mark: WordedMark;
  object: NamedObject;
  before: State;
  after: State;
  why: string;
}

export interface ChangedFindings {
  title: string;
  rows: { mark: WordedMark; title: string; object: NamedObject; what: string }[];
  more?: string;
}

export interface ObjectRows {
  object: NamedObject;
  /** `changed`. */
  how: string;
  /** Further remarks. */
  notes: string[];
  lines: readonly FieldLine[];
  more?: string;
}

/** Objects field by field. */
export interface FieldTable {
  id: string;
  /** The names of the two sides. */
  heads: [before: string, after: string];
  objects: ObjectRows[];
  more?: string;
}

export interface EventRows {
  mark: WordedMark;
  reason: string;
  /** One object, or a kind with the number of its objects. */
  of: NamedObject | string;
  counts: string;
  since: string;
  message: string;
}

export interface EventTable {
  id: string;
  rows: EventRows[];
  more?: string;
}

/** In reading order; empty parts are absent. */
export interface ChangesPage {
  /** The state before and after, and how much happened. */
  headline: { mark: WordedMark; text: string };
  /** What is compared, and the counts of objects. */
  basis: Phrase[];
  notComparable?: { note: string; lines: string[] };
  /** The sections and their content. */
  parts: { id: string; text: string }[];
  causes?: { title: string; articles: CauseArticle[]; more?: string };
  states?: { title: string; heads: [before: string, after: string]; rows: StateRow[]; more?: string };
  findings?: { href: string; groups: ChangedFindings[] };
  objects?: { title: string; table: FieldTable };
  /** Between two clusters: what was left out. */
  notCompared?: string;
  events?: {
    line: string;
    lost: { text: string; certain: boolean };
    warnings?: EventTable;
    normal?: { summary: string; table: EventTable };
  };
  /** Hidden until the reader asks for it. */
  noise?: { summary: string; note: string; table?: FieldTable };
  /** The same on the command line. */
  command: string;
}

export const stateMark = (state: State): WordedMark => ({ state, word: STATE_WORDS[state] });

/** @param gone the later snapshot does not have the object */
export function toNamed(object: ObjectRef, { row }: Surroundings, gone = false): NamedObject {
  const href = gone ? undefined : row(object);
  return { name: namespacedName(object), kind: object.kind, ...(href !== undefined && { href }) };
}

/** The first entries of a list as shown, and the number of the others. */
export function cut<One, Shown>(
  all: readonly One[],
  most: number,
  show: (shown: readonly One[]) => Shown,
  [one, many]: [one: string, many: string] = ['more', 'more'],
): Shown & { more?: string } {
  const more = Math.max(0, all.length - most);
  return { ...show(all.slice(0, most)), ...(more > 0 && { more: `and ${formatCount(more, one, many)}` }) };
}
