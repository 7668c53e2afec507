/** Updates the Days of a cluster from its snapshots. */
import { isBug } from '../errors.ts';
import { carry, opening, type Day } from '../history/day/day.ts';
import { fold, type Arrival } from '../history/day/fold.ts';
import { DAY_PARTS, toParts } from '../history/day/day-files.ts';
import { loadDay, loadDayStates } from './read-days.ts';
import { outcomeOf, type DayOutcome } from '../history/period/day-outcome.ts';
import { openObserver, type Observer } from './observe.ts';
import {
  daysOf,
  dayVersion,
  findDayBefore,
  forgetDaysState,
  listDayParts,
  listDays,
  lockDays,
  removeDay,
  writeDay,
} from '../snapshots/days.ts';
import { attempt } from '../snapshots/files.ts';
import { MANIFEST_START } from '../snapshots/manifest.ts';
import type { Store } from '../snapshots/open-store.ts';
import { dayOf } from '../snapshots/paths.ts';
import type { ManifestLine } from '../snapshots/schema.ts';
import type { Shelf } from '../snapshots/shelf.ts';
import { readManifestSince } from '../snapshots/store.ts';
import { judgeDay, planAfter, planDays, type Wanted } from './day-plan.ts';
import { readFoldState, writeFoldState, type DaysState } from './days-state.ts';

type ManifestPart = Awaited<ReturnType<typeof readManifestSince>>;

export interface UpdateDaysOptions {
  /** The store of the snapshots. */
  store: Store;
  cluster: string;
  /** The shelf of the Days, if they are not beside the snapshots. */
  shelf?: Shelf;
  /**
   * Folds every Day anew whose snapshots all exist. With `thinned`, also Days that know more than their remaining
   * snapshots.
   */
  rebuild?: 'whole' | 'thinned';
  now: () => Date;
  /** Reads the snapshots; absent means that nothing else needs them. */
  observer?: Observer;
  signal?: AbortSignal;
  /** Called after each folded snapshot with their number. */
  onProgress?: (folded: number) => void;
}

export interface UpdatedDays {
  shelf: Shelf;
  /** Snapshots that were read and folded. */
  folded: number;
  /** Days that were written. */
  days: string[];
  /** Days that were left unchanged, because retention deleted some of their snapshots. */
  kept: string[];
  /** Number of snapshots of the written Days that had been deleted before. */
  gone: number;
  /** Snapshots that cannot be read. */
  damaged: { number: number; why: string }[];
  /** Snapshots that could not be folded because of a fault of Gazette: their files, with the cluster's name. */
  faults: { file: string; error: Error }[];
  /** The version of each Day: differs whenever the Day does, and after a rebuild. */
  versions: Readonly<Record<string, string>>;
  /** How each day went. */
  outcomes: Readonly<Record<string, DayOutcome>>;
}

/**
 * Folds what is new. The cost depends on the new snapshots and the current Day only. Late arrivals, purges and a newer
 * Gazette are different: they read the whole manifest. They fold Days anew from the first affected Day, until a Day
 * ends as before.
 * @throws {GazetteError} The folder cannot be written, or another process is folding and does not end.
 */
export function updateDays(options: UpdateDaysOptions): Promise<UpdatedDays> {
  return attempt(`cannot fold the days of ${options.cluster}`, () => update(options));
}

async function update(options: UpdateDaysOptions): Promise<UpdatedDays> {
  const { store, cluster, now, rebuild, shelf = daysOf(store, cluster) } = options;
  const { observer = openObserver(0) } = options;
  const lock = await lockDays(shelf, now);
  try {
    const state = rebuild ? undefined : await readFoldState(shelf, cluster);
    const result: UpdatedDays = {
      ...{ shelf, folded: 0, days: [], kept: [], gone: 0, damaged: [], faults: [] },
      versions: state?.versions ?? {},
      outcomes: state?.outcomes ?? {},
    };
    const readable = await findReadable(options, observer, state);
    const fresh = await readManifestSince(store, cluster, state?.cursor);
    const lost = await findLost(shelf, state);
    if (state && !fresh.startOver && fresh.lines.length + readable.size + lost.length === 0) return result;
    const run: Run = { options, observer, result, shelf, readable, damaged: [] };
    const isKnown = state && !fresh.startOver && lost.length === 0;
    const next = isKnown && (await planNext(run, state, fresh.lines));
    let days = next && (await walkDays(run, next.plan, next.days, next.last));
    let cursor = fresh.cursor;
    if (!days) {
      const again = await walkFromFirst(run, state, fresh, lost);
      ({ days, cursor } = again);
    }
    const damaged = mergeDamaged(state?.damaged ?? [], run, days);
    result.versions = await updateVersions(options, result, days);
    result.outcomes = await updateOutcomes(result, days);
    await lock.verify();
    const { versions, outcomes } = result;
    await writeFoldState(shelf, cluster, {
      cursor,
      days: await listDays(shelf),
      versions,
      outcomes,
      damaged,
    });
    return result;
  } finally {
    await lock.release();
  }
}

/** Numbers of snapshots that were unreadable the last time, and are readable now. */
async function findReadable(
  { store, cluster }: UpdateDaysOptions,
  observer: Observer,
  state: DaysState | undefined,
): Promise<Set<number>> {
  const readable = new Set<number>();
  for (const snapshot of state?.damaged ?? []) {
    if ((await observer.observe(store, cluster, snapshot)).observed) readable.add(snapshot.number);
  }
  return readable;
}

/** Reads the whole manifest, and looks at every Day from the first that may be affected. */
async function walkFromFirst(
  run: Run,
  state: DaysState | undefined,
  fresh: ManifestPart,
  lost: readonly string[],
): Promise<{ days: string[]; cursor: ManifestPart['cursor'] }> {
  const { store, cluster } = run.options;
  const goesOn = state && !fresh.startOver;
  const all = goesOn ? await readManifestSince(store, cluster, MANIFEST_START) : fresh;
  const plan = planDays(cluster, all.lines);
  const concerned = goesOn ? findConcerned(fresh.lines, all.lines, run.readable) : [''];
  const first = [...lost, ...concerned, ...(state?.days.slice(-1) ?? [])].sort()[0] ?? '';
  await forgetDaysState(run.shelf);
  return { days: await walkAll(run, plan, first), cursor: all.cursor };
}

/** Unreadable snapshots: those of earlier updates that are so still, and those of this one. */
function mergeDamaged(earlier: DaysState['damaged'], { damaged, result }: Run, days: readonly string[]) {
  const walked = new Set(days);
  const found = new Set(damaged.map(({ number }) => number));
  const isStill = new Set(result.damaged.map(({ number }) => number));
  const before = earlier.filter(({ number, file }) =>
    walked.has(file.slice(0, 10)) ? isStill.has(number) && !found.has(number) : true,
  );
  return [...before, ...damaged];
}

/**
 * Versions of the Days after the update. They come from the stored Days, not from the steps of this run. A killed
 * update may have written a Day without noting it.
 */
async function updateVersions(
  { rebuild, now }: UpdateDaysOptions,
  { shelf, days: written, versions }: UpdatedDays,
  looked: readonly string[],
): Promise<Record<string, string>> {
  const updated = { ...versions };
  for (const day of looked) {
    const version = await dayVersion(shelf, day);
    if (version === undefined) delete updated[day];
    // A requested rebuild has the pages printed anew, even if the Day is unchanged.
    else if (rebuild && written.includes(day)) updated[day] = `${version} ${now().toISOString()}`;
    else if (!updated[day]?.startsWith(version)) updated[day] = version;
  }
  return updated;
}

/** How the days went after the update: of those that were written, and of those that nobody noted yet. */
async function updateOutcomes(
  { shelf, days: written, outcomes }: UpdatedDays,
  looked: readonly string[],
): Promise<Record<string, DayOutcome>> {
  const updated = { ...outcomes };
  for (const day of looked) {
    if (updated[day] && !written.includes(day)) continue;
    const states = await loadDayStates(shelf, day);
    const before = await findDayBefore(shelf, day);
    const earlier = before === undefined ? undefined : await loadDayStates(shelf, before);
    if (states) updated[day] = outcomeOf(earlier, states);
    else delete updated[day];
  }
  return updated;
}

/** One update. */
interface Run {
  options: UpdateDaysOptions;
  observer: Observer;
  shelf: Shelf;
  result: UpdatedDays;
  /** Numbers of snapshots that were unreadable the last time, and are readable now. */
  readable: ReadonlySet<number>;
  /** Unreadable snapshots of the Days that were looked at. */
  damaged: DaysState['damaged'];
}

/** If everything new comes after what is stored, only the last Day is needed. */
async function planNext({ options, shelf, readable }: Run, state: DaysState, lines: readonly ManifestLine[]) {
  const taken = lines.filter((line) => line.type === 'snapshot');
  const name = state.days.at(-1);
  const isNext = lines.every(
    (line) =>
      (line.type === 'snapshot' && !line.marks?.includes('late') && dayOf(line.time) >= (name ?? '')) ||
      line.type === 'pin' ||
      line.type === 'unpin' ||
      (line.type === 'tombstone' && line.why === 'retention'),
  );
  if (!isNext || readable.size > 0) return undefined;
  const last = name === undefined ? undefined : await loadDay(shelf, name);
  if (name !== undefined && !last) return undefined;
  const plan = planAfter(options.cluster, last, taken);
  return { plan, days: [...new Set(taken.map(({ time }) => dayOf(time)))].sort(), last };
}

/** Days that the new lines may affect. */
function findConcerned(
  fresh: readonly ManifestLine[],
  all: readonly ManifestLine[],
  readable: ReadonlySet<number>,
): string[] {
  const numbers = new Set([
    ...readable,
    ...fresh.filter(({ type }) => type !== 'pin').map(({ number }) => number),
  ]);
  const concerned = all
    .filter((line) => line.type === 'snapshot')
    .filter(({ number }) => numbers.has(number));
  return concerned.map(({ time }) => dayOf(time));
}

/** Number of the newest Days whose bytes every update compares with their versions: those of the shortest window. */
const NEWEST_CHECKED = 8;
/** Number of older Days that it also compares, other ones each time, so that the cost does not grow. */
const OLDER_CHECKED = 4;

/** Days with a missing file. Also damaged ones, among the newest and some older ones. */
async function findLost(shelf: Shelf, state: DaysState | undefined): Promise<string[]> {
  if (!state) return [];
  const { days, versions, cursor } = state;
  const parts = await listDayParts(shelf);
  const lost = days.filter((day) => parts.get(day)?.length !== Object.keys(DAY_PARTS).length);
  const older = days.slice(0, -NEWEST_CHECKED);
  const turn = older.length === 0 ? 0 : parseInt(cursor.digest.slice(-8), 16) % older.length;
  for (const day of [...older.slice(turn, turn + OLDER_CHECKED), ...days.slice(-NEWEST_CHECKED)]) {
    const version = await dayVersion(shelf, day, parts.get(day));
    if (version !== undefined && !versions[day]?.startsWith(version)) lost.push(day);
  }
  return lost;
}

/** Looks at every Day from `first` on, in the store and in the cache. */
async function walkAll(run: Run, plan: Map<string, Wanted[]>, first: string): Promise<string[]> {
  const there = await listDays(run.shelf);
  const all = [...new Set([...there, ...plan.keys()])].sort();
  const before = all.filter((day) => day < first).at(-1);
  const days = all.filter((day) => day >= first);
  await walkDays(run, plan, days, before, true);
  return days;
}

/**
 * Updates Days in order; each opens from the Day before.
 * @param before the Day before the first of them, or its name
 * @param whole whether the plan knows all snapshots of these days; else returns undefined when it needs one more
 */
async function walkDays(
  run: Run,
  plan: ReadonlyMap<string, Wanted[]>,
  days: readonly string[],
  before: Day | string | undefined,
  whole = false,
): Promise<string[] | undefined> {
  const { options, shelf, result, readable } = run;
  let yesterday = before;
  let reopened = false;
  for (const [index, name] of days.entries()) {
    const wanted = plan.get(name) ?? [];
    const cached = await findCached(run, name, yesterday);
    const verdict = cached
      ? judgeDay(cached, wanted, { again: reopened || options.rebuild !== undefined, readable })
      : ({ what: 'refold' } as const);
    if (cached && verdict.what === 'refold' && !whole) return undefined;
    if (!cached && wanted.length === 0) {
      await removeDay(shelf, name);
      continue;
    }
    const day = await bringUpToDate(run, name, wanted, { cached, verdict, yesterday });
    if (day && day !== cached) {
      const parts = Object.entries(toParts(day)).map(
        ([part, value]) => [part, JSON.stringify(value)] as const,
      );
      await writeDay(shelf, name, Object.fromEntries(parts));
      result.days.push(name);
    }
    const isLast = index === days.length - 1;
    reopened = !isLast && day !== cached && JSON.stringify(opening(cached)) !== JSON.stringify(opening(day));
    noteDamaged(run, day, wanted);
    yesterday = day;
  }
  return [...days];
}

/** The stored Day, unless it is of another cluster, or a rebuild does without. */
async function findCached(
  { options, shelf }: Run,
  name: string,
  yesterday: Day | string | undefined,
): Promise<Day | undefined> {
  const isOpened = typeof yesterday === 'object' && yesterday.day === name;
  const isWithout = !isOpened && options.rebuild === 'thinned';
  const found = isOpened ? yesterday : isWithout ? undefined : await loadDay(shelf, name);
  return found?.cluster === options.cluster && found.day === name ? found : undefined;
}

interface Judged {
  cached: Day | undefined;
  verdict: ReturnType<typeof judgeDay> | { what: 'refold' };
  /** The Day before, or its name. */
  yesterday: Day | string | undefined;
}

/** The Day after the verdict about it: folded anew, continued, or left as it is with what came late. */
async function bringUpToDate(
  run: Run,
  name: string,
  wanted: readonly Wanted[],
  { cached, verdict, yesterday }: Judged,
): Promise<Day | undefined> {
  const { options, shelf, result } = run;
  switch (verdict.what) {
    case 'refold': {
      const opener = typeof yesterday === 'string' ? await loadDay(shelf, yesterday) : yesterday;
      const day = await foldOn(run, carry(opener, options.cluster, name), wanted);
      result.gone += wanted.filter(({ gone }) => gone).length;
      return day;
    }
    case 'append':
      return await foldOn(run, cached!, verdict.wanted);
    case 'keep': {
      result.kept.push(name);
      let day = cached;
      for (const { stored: _, ...late } of verdict.late) day = fold(day!, { ...late, leftOut: true });
      return day;
    }
    default:
      return cached;
  }
}

async function foldOn({ options, observer, result }: Run, day: Day, wanted: readonly Wanted[]): Promise<Day> {
  const { store, cluster, signal, onProgress } = options;
  let folded = day;
  for (const { stored, ...one } of wanted) {
    signal?.throwIfAborted();
    const { observed, damaged } = one.gone || !stored ? {} : await observer.observe(store, cluster, stored);
    const arrival: Arrival = one.gone ? one : { ...one, report: observed?.report, damaged };
    try {
      folded = fold(folded, arrival);
    } catch (error) {
      if (!isBug(error) || !stored) throw error;
      result.faults.push({ file: `${cluster}/${stored.file}`, error });
      folded = fold(folded, {
        ...one,
        damaged: `${cluster}/${stored.file}: cannot be folded: ${error.message}`,
      });
      continue;
    }
    if (!arrival.report) continue;
    result.folded += 1;
    onProgress?.(result.folded);
  }
  return folded;
}

function noteDamaged({ result, damaged }: Run, day: Day | undefined, wanted: readonly Wanted[]): void {
  const stored = new Map(wanted.map((one) => [one.number, one.stored]));
  for (const { number, damaged: why } of day?.snapshots ?? []) {
    const file = stored.get(number);
    if (why === undefined) continue;
    result.damaged.push({ number, why });
    if (file)
      damaged.push({ number, file: file.file, digest: file.digest, ...(file.base && { base: file.base }) });
  }
}
