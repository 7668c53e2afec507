/** `getStaticPaths` of the files of a day: only the days that the current build prints. */
import type { DayPlan } from '../plan.ts';
import { currentPlan } from '../printing.ts';

export function dayPaths(): { params: { cluster: string; day: string }; props: { plan: DayPlan } }[] {
  return currentPlan().days.map((plan) => ({
    params: { cluster: plan.cluster, day: plan.day },
    props: { plan },
  }));
}
