/**
 * The texts of a page of changes. It is printed for an edition, and made by the browser for any two snapshots. Pure.
 * Lists are cut to what fits, and the rest is counted.
 */
import { formatNotComparable } from '../../export/diff/format-value.ts';
import type { Change, ObjectChange } from '../../history/diff/change.ts';
import { formatCount, join } from '../../model/english.ts';
import { toArticle } from './cause-articles.ts';
import { basisOf, findingsLine, headlineOf, headsOf, sideNames, objectsLine } from './change-words.ts';
import { eventsOf, listChanged } from './event-tables.ts';
import { saysNothing, noiseOf, toFieldTable } from './field-tables.ts';
import { findingsOf } from './finding-groups.ts';
import { cut, stateMark, toNamed, type ChangesPage, type Surroundings } from './page-shapes.ts';

/** Describes what happened between two snapshots; the change must include noise. */
export function buildChangesPage(change: Change, around: Surroundings): ChangesPage {
  const { notCompared } = change;
  const byCause = Map.groupBy(change.objects, ({ cause }) => cause);
  const telling = (byCause.get(undefined) ?? []).filter((one) => !saysNothing(one));
  const titles = titlesOf(change, telling);
  return {
    headline: headlineOf(change),
    basis: [...basisOf(change, around), ` ${objectsLine(change)}`],
    ...notComparableOf(change),
    parts: listParts(change, telling, titles),
    ...causesOf(change, byCause, titles.causes, around),
    ...statesOf(change, titles.states, around),
    ...findingsOf(change, around),
    ...objectsOf(change, telling, titles.objects, around),
    ...(notCompared.length > 0 && {
      notCompared: `Of one cluster by nature, and not compared: ${join(notCompared)}.`,
    }),
    ...eventsOf(change, around),
    ...noiseOf(change, around),
    command: `gazette diff ${around.addresses.join(' ')}`,
  };
}

interface Titles {
  causes: string;
  states: string;
  objects: string;
}

const titlesOf = ({ across, states }: Change, telling: readonly ObjectChange[]): Titles => ({
  causes: across ? 'Versions' : 'What happened',
  states: formatCount(states.length, across ? 'other state' : 'changed state'),
  objects: formatCount(telling.length, across ? 'object' : 'other object'),
});

function listParts(change: Change, telling: readonly ObjectChange[], titles: Titles): ChangesPage['parts'] {
  const { causes, states, findings, events } = change;
  const parts = [
    { count: causes.length, text: titles.causes, id: 'happened' },
    { count: states.length, text: titles.states, id: 'states' },
    {
      count: findings.new.length + findings.resolved.length + findings.gone.length,
      text: findingsLine(change),
      id: 'findings',
    },
    { count: telling.length, text: titles.objects, id: 'objects' },
    {
      count: listChanged(events).length,
      text: `${formatCount(events?.occurrences ?? 0, 'occurrence')} of events`,
      id: 'events',
    },
  ];
  return parts.filter(({ count }) => count > 0).map(({ id, text }) => ({ id, text }));
}

function notComparableOf(change: Change): Pick<ChangesPage, 'notComparable'> {
  const { notComparable } = change;
  if (notComparable.length === 0) return {};
  const names = sideNames(change);
  return {
    notComparable: {
      note: 'What one of the two snapshots could not see was not deleted, and is not new.',
      lines: notComparable.map((one) => `${one.kind}: ${formatNotComparable(one, names)}`),
    },
  };
}

function causesOf(
  change: Change,
  byCause: ReadonlyMap<string | undefined, readonly ObjectChange[]>,
  title: string,
  around: Surroundings,
): Pick<ChangesPage, 'causes'> {
  if (change.causes.length === 0) return {};
  const shown = cut(change.causes, around.limits.causes, (causes) => ({
    articles: causes.map((cause) => toArticle(cause, byCause.get(cause.id) ?? [], change, around)),
  }));
  return { causes: { title, ...shown } };
}

function statesOf(change: Change, title: string, around: Surroundings): Pick<ChangesPage, 'states'> {
  if (change.states.length === 0) return {};
  const shown = cut(change.states, around.limits.states, (states) => ({
    rows: states.map(({ object, before, after }) => ({
      mark: stateMark(after.state),
      object: toNamed(object, around),
      before: before.state,
      after: after.state,
      why: after.why ?? (before.why ? `no more: ${before.why}` : ''),
    })),
  }));
  return { states: { title, heads: headsOf(change), ...shown } };
}

/** Objects without a cause. */
function objectsOf(
  change: Change,
  telling: readonly ObjectChange[],
  title: string,
  around: Surroundings,
): Pick<ChangesPage, 'objects'> {
  if (telling.length === 0) return {};
  const wants = ({ cause, noise }: ObjectChange['fields'][number]) => !cause && !noise;
  const table = toFieldTable('changed', telling, around.limits.objects, change, around, wants);
  return { objects: { title: `${title}, field by field`, table } };
}
