/** Reads Days from their cache: for folding, pages, digests and reviews. */
import { z } from 'zod';
import type { Day } from '../history/day/day.ts';
import { DAY_PARTS, fromParts, type DayPart } from '../history/day/day-files.ts';
import { DaySummarySchema, type DaySummary } from '../history/day/summary.ts';
import { dayOfUnix, SECONDS_A_DAY } from '../history/day/unix.ts';
import type { State } from '../model/report.ts';
import { daysOf, listDays, readDayPart, readDayParts } from '../snapshots/days.ts';
import type { Store } from '../snapshots/open-store.ts';
import type { Shelf } from '../snapshots/shelf.ts';

type StoredPart<Name extends DayPart> = z.infer<(typeof DAY_PARTS)[Name]>;

/** In characters of JSON. */
const MOST_REMEMBERED = 2_000_000;
/** Parts by their texts, the last read last. One publish reads the same parts for histories, digests and workloads. */
const remembered = new Map<string, unknown>();
let length = 0;

/** Parses the texts that were read last only once. What it returns is shared, and nobody may change it. */
function parsePart<Name extends DayPart>(part: Name, text: string): StoredPart<Name> | undefined {
  const key = `${part} ${text}`;
  const known = remembered.get(key);
  const schema: z.ZodType<StoredPart<Name>> = DAY_PARTS[part] as never;
  const value = (known as StoredPart<Name> | undefined) ?? schema.safeParse(JSON.parse(text)).data;
  if (value === undefined || key.length > MOST_REMEMBERED) return value;
  if (!remembered.delete(key)) length += key.length;
  remembered.set(key, value);
  for (const oldest of remembered.keys()) {
    if (length <= MOST_REMEMBERED) break;
    remembered.delete(oldest);
    length -= oldest.length;
  }
  return value;
}

/** A part of a Day; undefined if it is missing, damaged, or of an unknown format. */
export async function loadDayPart<Name extends DayPart>(
  shelf: Shelf,
  day: string,
  part: Name,
): Promise<StoredPart<Name> | undefined> {
  const text = await readDayPart(shelf, day, part);
  try {
    return text === undefined ? undefined : parsePart(part, text);
  } catch {
    return undefined;
  }
}

/** A whole Day; undefined if a part is missing, damaged, or of an unknown format. */
export async function loadDay(shelf: Shelf, day: string): Promise<Day | undefined> {
  const parts = await loadDayParts(shelf, day, ['summary', 'workloads', 'events', 'balance']);
  return parts && fromParts(parts);
}

/** Several parts of a Day that were written together; undefined as for {@link loadDay}. */
export async function loadDayParts<Name extends DayPart>(
  shelf: Shelf,
  day: string,
  names: readonly Name[],
): Promise<{ [Part in Name]: z.infer<(typeof DAY_PARTS)[Part]> } | undefined> {
  const texts = await readDayParts(shelf, day, names);
  if (!texts) return undefined;
  try {
    const parts = Object.fromEntries(names.map((name) => [name, parsePart(name, texts[name])]));
    if (names.some((name) => parts[name] === undefined)) return undefined;
    return parts as { [Part in Name]: z.infer<(typeof DAY_PARTS)[Part]> };
  } catch {
    return undefined;
  }
}

const loadDaySummary = (shelf: Shelf, day: string): Promise<DaySummary | undefined> =>
  loadDayPart(shelf, day, 'summary');

const DayStatesSchema = DaySummarySchema.pick({ day: true, known: true, states: true, snapshots: true });
/** The cluster's state during a day, and the times of its snapshots. */
export type DayStates = z.infer<typeof DayStatesSchema>;

/**
 * The cluster's state at each snapshot of a Day, by number, including deleted snapshots. Snapshots that left nothing in
 * the Day are left out.
 */
export function stateAtEach({ states, snapshots }: DayStates): ReadonlyMap<number, State> {
  return new Map(
    snapshots.flatMap(({ number, at, interval }) => {
      const shown = states.find(({ from, to = Infinity }) => from <= at && at < to);
      return shown && interval !== undefined ? [[number, shown.state] as const] : [];
    }),
  );
}

/** A small part of each Day, cheap to read even beside thousands of workloads. */
export async function loadDayStates(shelf: Shelf, day: string): Promise<DayStates | undefined> {
  const text = await readDayPart(shelf, day, 'summary');
  try {
    return text === undefined ? undefined : DayStatesSchema.safeParse(JSON.parse(text)).data;
  } catch {
    return undefined;
  }
}

/** The stored summaries between two days, both included, in order. */
export async function loadSummaries(
  store: Store,
  cluster: string,
  from: string,
  to: string,
  shelf = daysOf(store, cluster),
): Promise<DaySummary[]> {
  const days = (await listDays(shelf)).filter((day) => day >= from && day <= to);
  return loadAll(days, (day) => loadDaySummary(shelf, day));
}

/**
 * The Days for a slice (`sliceDays`) in Unix seconds. Includes the Day after its end, whose first snapshot may tell
 * what happened just before midnight.
 */
export async function loadDaysAround(
  store: Store,
  cluster: string,
  from: number,
  to: number,
  shelf = daysOf(store, cluster),
): Promise<Day[]> {
  const [first, last] = [dayOfUnix(from), dayOfUnix(to + SECONDS_A_DAY)];
  const days = (await listDays(shelf)).filter((day) => day >= first && day <= last);
  return loadAll(days, (day) => loadDay(shelf, day));
}

async function loadAll<Loaded>(days: readonly string[], load: (day: string) => Promise<Loaded | undefined>) {
  const loaded: Loaded[] = [];
  for (const day of days) {
    const one = await load(day);
    if (one) loaded.push(one);
  }
  return loaded;
}
