/**
 * The current plan, and what its pages share. One process may print several plans, one after another or interleaved:
 * each page finds its own.
 */
import { AsyncLocalStorage } from 'node:async_hooks';
import { isBug } from '../errors.ts';
import type { Observer } from '../days/observe.ts';
import type { Plan } from './plan.ts';

export interface Printing {
  plan: Plan;
  /** Reads the snapshots that the pages show. */
  observer: Observer;
  /** Pages that could not be made so far. The overview and the record of an edition come after its other pages. */
  faults: PageFault[];
}

/** A file that could not be made, because of a fault of Gazette. */
export interface PageFault {
  /** Path from the site's root. */
  file: string;
  error: Error;
}

const running = new AsyncLocalStorage<Printing>();

/** Runs `work`, and everything that it calls and waits for, with `printing` as the current plan. */
export const withPrinting = <Result>(printing: Printing, work: () => Result): Result =>
  running.run(printing, work);

/** @throws when no plan is printed: somebody started Astro by hand. */
export function currentPrinting(): Printing {
  const printing = running.getStore();
  if (!printing)
    throw new Error(
      'astro build was started without a plan, and would print an empty site. ' +
        'Run `npm run gazette -- publish`: it plans the pages, prints them and merges them into site/.',
    );
  return printing;
}

/** Files of one folder that could not be made, without the folder's path. */
export const faultsBelow = (folder: string): string[] =>
  currentPrinting()
    .faults.map(({ file }) => file)
    .filter((file) => file.startsWith(`${folder}/`))
    .map((file) => file.slice(folder.length + 1));

/**
 * The value, or undefined if it cannot be made because of a fault of Gazette. For lists of things with pages of their
 * own. That page reports the fault, and the lists lack only this thing.
 * @throws {GazetteError} An expected failure, which ends the printing.
 */
export async function unlessFaulty<Value>(making: Promise<Value>): Promise<Value | undefined> {
  try {
    return await making;
  } catch (error) {
    if (isBug(error)) return undefined;
    throw error;
  }
}

export const currentPlan = (): Plan => currentPrinting().plan;

/**
 * A value of the current plan: made when a page first asks for it, and dropped with the plan.
 *
 *     const loaded = ownedByPlan(() => new Map<string, Report>());
 *     loaded().get('prod');
 */
export function ownedByPlan<Value>(make: () => Value): () => Value {
  const owned = new WeakMap<Printing, { value: Value }>();
  return () => {
    const printing = currentPrinting();
    let own = owned.get(printing);
    if (!own) owned.set(printing, (own = { value: make() }));
    return own.value;
  };
}
