/** The plan of a publish, to be printed in other ways. */
import { foldDays } from '../src/publish/fold-days.ts';
import { planPages } from '../src/publish/plan-pages.ts';
import { planReviews } from '../src/publish/plan-reviews.ts';
import { listStored, planWork } from '../src/publish/plan.ts';
import type { Again } from '../src/publish/plan-options.ts';
import { readState } from '../src/publish/site-state.ts';
import type { Plan } from '../src/site/plan.ts';
import { openStore } from '../src/snapshots/open-store.ts';

/** What a publish would print into `out` at once; the Days are folded. */
export async function planSite(data: string, out: string, again?: Again): Promise<Plan> {
  const store = openStore(data);
  const stored = await listStored(store, out, again);
  const state = await readState(out);
  const work = await planWork({ store, out, stored, gazette: '0.0.0', state, order: [], again });
  await foldDays({ store, out, now: () => new Date() }, work, stored);
  const editions = work.flatMap((cluster) => cluster.editions);
  const { forgotten: _, ...pages } = await planPages(out, work, editions, true);
  return {
    ...{ gazette: '0', title: 'T', store, out, editions, order: [], fullTablesUpTo: 2000 },
    reviews: await planReviews({ store, out }, work, stored),
    ...pages,
  };
}
