/**
 * The current plan, and what its pages share. One process may print several plans, one after another or interleaved:
 * each page finds its own.
 */
import { AsyncLocalStorage } from 'node:async_hooks';
import type { Observer } from '../days/observe.ts';
import type { Plan } from './plan.ts';

export interface Printing {
  plan: Plan;
  /** Reads the snapshots that the pages show. */
  observer: Observer;
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
