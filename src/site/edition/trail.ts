/**
 * Since when: the trails of the editions that the current build prints. Each is folded onto the trail of the edition
 * before.
 */
import { isSystemError } from '../../errors.ts';
import { foldTrail, passOver } from '../../history/trail/trail.ts';
import { TrailSchema, type Trail } from '../../history/trail/trail-record.ts';
import type { State } from '../../model/report.ts';
import { parseSealed } from '../../snapshots/seal.ts';
import { loadDayStates, stateAtEach } from '../../days/read-days.ts';
import { findPlannedSnapshot, loadEdition, readBeside } from '../load-edition.ts';
import { editionFolder, trailPlace } from '../paths.ts';
import type { EditionPlan } from '../plan.ts';
import type { EditionRef } from '../records/edition-record.ts';
import { currentPlan, ownedByPlan, unlessFaulty } from '../printing.ts';

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
  let before: Trail | undefined;
  for (const ref of editionsBefore(edition)) {
    const own = findPlannedSnapshot(ref) && loaded().get(editionFolder(ref));
    before ??= (own && (await unlessFaulty(own))) ?? readTrail(ref);
  }
  const { report } = await loadEdition(edition);
  const self = { number, instant, day, time };
  return report ? foldTrail(before, report, self) : passOver(before, self, await findState(edition));
}

/** The cluster's state at an unreadable snapshot, from its Days. */
async function findState({ cluster, day, number }: EditionPlan): Promise<State | undefined> {
  const shelf = currentPlan().clusters.find(({ name }) => name === cluster)?.daysShelf;
  const states = shelf && (await loadDayStates(shelf, day));
  return states && stateAtEach(states).get(number);
}

function readTrail(ref: EditionRef): Trail | undefined {
  try {
    return parseSealed(readBeside(ref, 'trail.json'), TrailSchema, trailPlace(ref));
  } catch (error) {
    if (isSystemError(error, 'ENOENT', 'ENOTDIR')) return undefined;
    throw error;
  }
}
