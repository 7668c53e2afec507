/**
 * Plans the editions that shrink because they got older. Also decides the forms of old editions that are printed for
 * another reason. A publish shrinks a few of them, so that it costs the same whatever the site holds. All links to such an
 * edition name its overview, so no other page changes.
 */
import { loadDayPart, stateAtEach } from '../days/read-days.ts';
import { OBJECTS_AT_A_TIME } from '../days/observe.ts';
import type { DaySummary } from '../history/day/summary.ts';
import { toUnix } from '../history/day/unix.ts';
import { editionFolder, toEditionKey, type EditionKey } from '../site/paths.ts';
import type { EditionForm, EditionPlan } from '../site/plan.ts';
import type { EditionRecord, EditionRef } from '../site/records/edition-record.ts';
import { foldManifest, type StoredSnapshot } from '../snapshots/fold-manifest.ts';
import { MANIFEST_START } from '../snapshots/manifest.ts';
import type { Store } from '../snapshots/open-store.ts';
import { readManifestSince } from '../snapshots/store.ts';
import type { ClusterWork } from './plan.ts';
import { findNearest } from './plan-editions.ts';
import { planForms, stepsOver, type KeepPolicy } from './plan-forms.ts';
import { listPublishedDays, listPublishedTimes, readEditionRecord } from './published.ts';
import type { Shrunk } from './site-state.ts';

interface ShrinkingOptions {
  store: Store;
  /** The published site. */
  out: string;
  /** Absent means that nothing shrinks. */
  keep: KeepPolicy | undefined;
  now: () => Date;
}

/** What a publish may spend on a cluster besides its news, and for each new edition. */
const BUDGET = { least: 32, forEach: 8 };
const COSTS = { look: 1 / 8, small: 1, brief: 4, full: 12 } as const;
/** Snapshots of large clusters are read at most this far beyond the news. */
const MOST_OBJECTS = OBJECTS_AT_A_TIME / 4;

/** Plans it for a cluster whose Days are folded. Changes the forms of the editions in its work. */
export async function planShrinking(
  { store, out, keep, now }: ShrinkingOptions,
  work: ClusterWork,
): Promise<void> {
  const { name, daysShelf, state, editions, shrunk: before } = work;
  work.shrunk = undefined;
  if (!keep) return;
  const newest = toUnix(state?.last?.instant);
  if (!daysShelf || newest === undefined) return;
  const time = Math.min(newest, now().getTime() / 1000);
  const over = (day: string) => stepsOver(day, keep, time);
  const days = await listPublishedDays(out, name);
  const until: Shrunk['until'] = isSame(before?.keep, keep) ? { ...before?.until } : {};
  const isDone = (day: string) => over(day).every((step) => day <= (until[step] ?? ''));
  const due = days.filter((day) => !isDone(day));
  const old = new Set(editions.filter(({ day }) => over(day).length > 0).map(({ day }) => day));
  work.shrunk = { keep, until };
  if (due.length === 0 && old.size === 0) return;

  const found = await readKept(store, name);
  const dayOf = async (day: string, held: ReadonlySet<number>): Promise<OldDay | undefined> => {
    const summary = await loadDayPart(daysShelf, day, 'summary');
    return summary && toOldDay(summary, { found, held, keep, time });
  };
  const planned = Map.groupBy(editions, ({ day }) => day);
  for (const day of old) {
    const own = planned.get(day) ?? [];
    const known = await dayOf(day, new Set(own.filter(({ asked }) => asked).map(({ number }) => number)));
    for (const edition of own)
      if (edition.stored && known) Object.assign(edition, formIn(known, edition, found));
  }

  const isPlanned = new Set(editions.map(editionFolder));
  let left = Math.max(BUDGET.least, editions.length * BUDGET.forEach);
  let objects = 0;
  for (const day of due) {
    const records = await readRecords(out, name, day);
    const asked = [...records, ...(planned.get(day) ?? [])].filter((one) => one.asked);
    const known = await dayOf(day, new Set(asked.map(({ number }) => number)));
    left -= records.length * COSTS.look;
    for (const record of records) {
      if (isPlanned.has(editionFolder(record))) continue;
      const plan = planSmaller(record, known, found);
      if (!plan) continue;
      left -= COSTS[plan.form ?? 'full'];
      objects += plan.form === 'small' ? 0 : (plan.stored?.objects ?? 0);
      work.shrinking.push(plan);
      if (left <= 0 || objects > MOST_OBJECTS) return;
    }
    for (const step of over(day)) if (day > (until[step] ?? '')) until[step] = day;
    if (left <= 0) return;
  }
}

const isSame = (a: KeepPolicy | undefined, b: KeepPolicy) =>
  a?.all === b.all && a.hourly === b.hourly && a.brief === b.brief;

/** What the store has of a cluster. */
interface Found {
  kept: ReadonlyMap<number, StoredSnapshot>;
  /** Why the others were deleted. */
  why: ReadonlyMap<number, 'retention' | 'purge'>;
  /** The kept neighbours of deleted snapshots. */
  nearest: ReturnType<typeof findNearest>;
}

async function readKept(store: Store, cluster: string): Promise<Found> {
  const { lines } = await readManifestSince(store, cluster, MANIFEST_START);
  const { snapshots, tombstones } = foldManifest(cluster, lines);
  const kept = new Map(snapshots.map((snapshot) => [snapshot.number, snapshot]));
  const taken = lines.filter((line) => line.type === 'snapshot');
  return {
    kept,
    why: new Map(tombstones.map((tombstone) => [tombstone.number, tombstone.why])),
    nearest: findNearest(cluster, taken, kept),
  };
}

/** A day of which a step is over. */
interface OldDay {
  forms: ReadonlyMap<number, EditionForm>;
  /** Snapshots whose editions keep all their pages when every step is over, in order. */
  lasting: readonly number[];
}

function toOldDay(
  summary: DaySummary,
  options: { found: Found; held: ReadonlySet<number>; keep: KeepPolicy; time: number },
): OldDay {
  const { found, held, keep, time } = options;
  const states = stateAtEach(summary);
  const candidates = summary.snapshots.map(({ number, at, interval }) => {
    const state = states.get(number);
    const stored = found.kept.get(number);
    return {
      ...{ number, at, isShown: stored !== undefined && interval !== undefined },
      isHeld: stored?.pinned === true || held.has(number),
      ...(state && { state }),
    };
  });
  const last = planForms(summary.day, candidates, keep, Infinity);
  return {
    forms: planForms(summary.day, candidates, keep, time),
    lasting: [...last].flatMap(([number, form]) => (form === 'full' ? [number] : [])),
  };
}

/** The form of a kept edition of the day. */
function formIn(
  { forms, lasting }: OldDay,
  { cluster, number }: Pick<EditionPlan, 'cluster' | 'number'>,
  { kept }: Found,
): Pick<EditionPlan, 'form' | 'nearestFull'> {
  const form = forms.get(number);
  const order = [...forms.keys()];
  const place = order.indexOf(number);
  const before = lasting.findLast((other) => order.indexOf(other) < place);
  const stored = before === undefined ? undefined : kept.get(before);
  const nearestFull = stored && {
    ...toEditionKey(cluster, stored.file),
    ...{ number: stored.number, instant: stored.time },
  };
  return { ...(form && { form }), ...(form === 'small' && nearestFull && { nearestFull }) };
}

async function readRecords(out: string, cluster: string, day: string): Promise<EditionRecord[]> {
  const times = await listPublishedTimes(out, cluster, day);
  const records = await Promise.all(times.map((time) => readEditionRecord(out, { cluster, day, time })));
  return records.filter((record) => record !== undefined);
}

const SIZES: Readonly<Record<EditionForm, number>> = { small: 0, brief: 1, full: 2 };
const formOf = ({ small, full }: EditionRecord): EditionForm =>
  small ? 'small' : full === false ? 'brief' : 'full';

/** The plan of an edition that has more pages than it should; undefined for others. */
function planSmaller(
  record: EditionRecord,
  known: OldDay | undefined,
  found: Found,
): EditionPlan | undefined {
  const { number, previous, asked } = record;
  const { kept, why, nearest } = found;
  const stored = kept.get(number);
  const { form, nearestFull } = stored
    ? known
      ? formIn(known, record, found)
      : {}
    : { form: 'small' as const };
  if (form === undefined || SIZES[form] >= SIZES[formOf(record)]) return undefined;
  const ref = toRef(record);
  if (!stored)
    return {
      ...ref,
      previous,
      form,
      removed: { why: why.get(number) ?? 'retention', ...nearest.get(number) },
    };
  return {
    ...ref,
    ...{ stored, previous, form },
    before: previous && kept.get(previous.number),
    keptBefore: previous && nearest.get(previous.number)?.before,
    ...(nearestFull && { nearestFull }),
    ...(asked && { asked }),
  };
}

const toRef = ({ cluster, day, time, number, instant }: EditionRecord): EditionRef & EditionKey => ({
  ...{ cluster, day, time, number, instant },
});
