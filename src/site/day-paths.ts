/** `getStaticPaths` of the files of a day: only the days that the running build prints. */
import { loadPlan, type DayPlan } from './plan.ts';

export function dayPaths(): { params: { cluster: string; day: string }; props: { plan: DayPlan } }[] {
  return loadPlan().days.map((plan) => ({
    params: { cluster: plan.cluster, day: plan.day },
    props: { plan },
  }));
}
