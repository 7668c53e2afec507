/**
 * Since when: the trails of the editions that the current build prints. Each is folded onto the trail of the edition
 * before.
 */
import { isSystemError } from '../../errors.ts';
import { carry, type Day } from '../../history/day/day.ts';
import { fold } from '../../history/day/fold.ts';
import { dayOfUnix, fromUnix, SECONDS_A_DAY, startOfDay, toUnix } from '../../history/day/unix.ts';
import { listKnownRollouts, type KnownRollout } from '../../history/trail/known-rollouts.ts';
import { foldTrail, passOver } from '../../history/trail/trail.ts';
import { TrailSchema, type Trail } from '../../history/trail/trail-record.ts';
import type { Report, State } from '../../model/report.ts';
import { parseSealed } from '../../snapshots/seal.ts';
import { loadDayStates, stateAtEach } from '../../days/read-days.ts';
import { findDaysShelf, loadSummariesOf, loadSummary } from '../load-summary.ts';
import { findPlannedSnapshot, loadEdition, readBeside } from '../load-edition.ts';
import { editionFolder, placeOf, trailPlace } from '../paths.ts';
import type { EditionPlan } from '../plan.ts';
import type { EditionRef } from '../records/edition-record.ts';
import { currentPrinting, ownedByPlan, unlessFaulty } from '../printing.ts';
import { findStanding } from './standing.ts';

const loaded = ownedByPlan(() => new Map<string, Promise<Trail>>());

/** The trail of an edition that this build prints. */
export function loadTrail(edition: EditionPlan): Promise<Trail> {
  // Goes back to the first edition whose predecessor is known, then forward: a build may print thousands in a row.
  const unknown: EditionPlan[] = [];
  for (let next = planBefore(edition); next && !loaded().has(editionFolder(next));) {
    unknown.push(next);
    next = planBefore(next);
  }
  for (const earlier of unknown.toReversed()) void unlessFaulty(ensureTrail(earlier));
  return ensureTrail(edition);
}

/** The trail of any edition; undefined where an older Gazette printed it. */
export async function findTrail(ref: EditionRef): Promise<Trail | undefined> {
  const own = findPlannedSnapshot(ref);
  return own ? loadTrail(own) : readTrail(ref);
}

/** The editions whose trail may come before an edition's own: the first that has a trail counts. */
const editionsBefore = ({ previous, keptBefore }: EditionPlan) =>
  [previous, keptBefore].filter((ref) => ref !== undefined);

/** The edition before, if this build prints it too. */
function planBefore(edition: EditionPlan): EditionPlan | undefined {
  for (const ref of editionsBefore(edition)) {
    const found = findPlannedSnapshot(ref);
    if (found) return found;
  }
  return undefined;
}

/** The trails of earlier editions in this build are known already. */
function ensureTrail(edition: EditionPlan): Promise<Trail> {
  const folder = editionFolder(edition);
  const trail = loaded().get(folder) ?? buildTrail(edition);
  loaded().set(folder, trail);
  return trail;
}

async function buildTrail(edition: EditionPlan): Promise<Trail> {
  const { number, instant, day, time } = edition;
  if (findStanding(edition)) {
    const own = readTrail(edition);
    if (own) return own;
  }
  let before: Trail | undefined;
  for (const ref of editionsBefore(edition)) {
    const own = findPlannedSnapshot(ref) && loaded().get(editionFolder(ref));
    before ??= (own && (await unlessFaulty(own))) ?? readTrail(ref);
  }
  const { report } = await loadEdition(edition);
  const self = { number, instant, day, time };
  const known = before && (await passThinned(before, edition));
  if (!report) return passOver(known, self, await findState(edition));
  const trail = foldTrail(known, report, self, await listRollouts(edition, report));
  // In the order of fields that a trail has when it is read again.
  return edition.form === 'small' ? TrailSchema.parse(trail) : trail;
}

/** Passes over the editions in between, which left no trail: their snapshots were taken, and deleted since. */
async function passThinned(trail: Trail, { cluster, number, instant }: EditionPlan): Promise<Trail> {
  const shelf = findDaysShelf(cluster);
  const last = trail.recent?.at(-1);
  if (!shelf || !last || number - last.number <= 1) return trail;
  let passed = trail;
  const between = { from: startOfDay(last.day), to: toUnix(instant)! + 1 };
  for (const day of await loadSummariesOf(shelf, between)) {
    const states = stateAtEach(day);
    for (const snapshot of day.snapshots) {
      if (snapshot.number <= last.number || snapshot.number >= number) continue;
      const self = { number: snapshot.number, instant: fromUnix(snapshot.at), ...placeOf(snapshot) };
      passed = passOver(passed, self, states.get(snapshot.number));
    }
  }
  return passed;
}

/** The cluster's state at an unreadable snapshot, from its Days. */
async function findState({ cluster, day, number }: EditionPlan): Promise<State | undefined> {
  const shelf = findDaysShelf(cluster);
  const states = shelf && (await loadDayStates(shelf, day));
  return states && stateAtEach(states).get(number);
}

/** The rollouts that the edition's Days know. If they do not know the edition, as in a copy, the snapshot before tells. */
async function listRollouts(edition: EditionPlan, report: Report): Promise<KnownRollout[]> {
  const { cluster, number, instant, before } = edition;
  const said = toUnix(instant)!;
  const shelf = findDaysShelf(cluster);
  if (shelf) {
    const [yesterday, today] = await Promise.all(
      [said - SECONDS_A_DAY, said].map((at) => loadSummary(shelf, dayOfUnix(at))),
    );
    const self = today?.snapshots.find((snapshot) => snapshot.number === number);
    if (today && self) return listKnownRollouts([yesterday?.workloads ?? [], today.workloads], self.at);
  }
  const { plan, observer } = currentPrinting();
  const earlier = before && (await observer.observe(plan.store, before.cluster, before)).observed?.report;
  if (!earlier) return [];
  const { workloads } = [earlier, report].reduce<Day>(
    (day, one, index) => fold(day, { number: index, at: toUnix(one.meta.time)!, digest: '', report: one }),
    carry(undefined, cluster, dayOfUnix(toUnix(earlier.meta.time)!)),
  );
  return listKnownRollouts([workloads], said);
}

function readTrail(ref: EditionRef): Trail | undefined {
  try {
    return parseSealed(readBeside(ref, 'trail.json'), TrailSchema, trailPlace(ref));
  } catch (error) {
    if (isSystemError(error, 'ENOENT', 'ENOTDIR')) return undefined;
    throw error;
  }
}
