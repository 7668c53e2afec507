/** What a page of changes shows of a change: cut to what fits on a page, with what was left out counted. */
import { describeCause, type Description } from '../export/diff/describe-cause.ts';
import { toLines, type FieldLine } from '../export/diff/format-value.ts';
import type { Cause, Change, ChangedCause, ObjectChange } from '../history/diff/change.ts';

/** As many as keep a page below its budget; the command line tells them all. */
const MOST = {
  causes: 60,
  behind: 30,
  states: 80,
  findings: 60,
  objects: 120,
  fields: 24,
  events: 80,
  noise: 60,
};

/** The first of a list, and how many more there are. */
export interface Cut<One> {
  shown: One[];
  more: number;
}

export interface CauseArticle {
  cause: Cause;
  description: Description;
  /** Objects that it tells of. */
  behind: Cut<ObjectChange>;
}

export interface ObjectRows {
  change: ObjectChange;
  lines: Cut<FieldLine>;
}

export interface ChangesPage {
  causes: Cut<CauseArticle>;
  states: Cut<Change['states'][number]>;
  newFindings: Cut<Change['findings']['new'][number]>;
  resolved: Cut<Change['findings']['new'][number]>;
  undecided: Cut<Change['findings']['new'][number]>;
  objects: Cut<ObjectRows>;
  /** What happened since, or ended. */
  events: Cut<ChangedCause>;
  noise: Cut<ObjectRows>;
}

export function buildChangesPage(change: Change): ChangesPage {
  const { causes, states, findings, objects, events } = change;
  const byCause = Map.groupBy(objects, ({ cause }) => cause);
  const loose = byCause.get(undefined) ?? [];
  const telling = loose.filter((one) => !isNoise(one));
  return {
    causes: cut(
      causes.map((cause) => ({
        cause,
        description: describeCause(cause),
        behind: cut(byCause.get(cause.id) ?? [], MOST.behind),
      })),
      MOST.causes,
    ),
    states: cut(states, MOST.states),
    newFindings: cut(findings.new, MOST.findings),
    resolved: cut(findings.resolved, MOST.findings),
    undecided: cut(findings.unknown, MOST.findings),
    objects: cut(
      telling.map((one) => toRows(one, ({ noise, cause }) => noise === undefined && cause === undefined)),
      MOST.objects,
    ),
    events: cut(
      (events?.causes ?? []).filter(
        ({ counts }) => counts.new + counts.recurred + counts.gone + counts.unknown > 0,
      ),
      MOST.events,
    ),
    noise: cut(
      objects
        .filter((one) => isNoise(one) || one.fields.some(({ noise }) => noise !== undefined))
        .map((one) => toRows(one, ({ noise }) => one.noise !== undefined || noise !== undefined)),
      MOST.noise,
    ),
  };
}

const isNoise = ({ noise, class: how, fields }: ObjectChange) =>
  noise !== undefined || (how === 'changed' && fields.every((field) => field.noise !== undefined));

function toRows(change: ObjectChange, wants: (field: ObjectChange['fields'][number]) => boolean): ObjectRows {
  const lines = change.fields
    .filter(wants)
    .flatMap((field) => toLines(field).map((line) => ({ ...line, noise: field.noise ?? change.noise })));
  return { change, lines: cut(lines, MOST.fields) };
}

const cut = <One>(all: readonly One[], most: number): Cut<One> => ({
  shown: all.slice(0, most),
  more: Math.max(0, all.length - most),
});
