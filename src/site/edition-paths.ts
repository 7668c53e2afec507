/** `getStaticPaths` of the pages of an edition: only those that the running build prints. */
import { loadPlan, type EditionPlan } from './plan.ts';

export function editionPaths(): {
  params: { cluster: string; day: string; time: string };
  props: { edition: EditionPlan };
}[] {
  return loadPlan().editions.map((edition) => ({
    params: { cluster: edition.cluster, day: edition.day, time: edition.time },
    props: { edition },
  }));
}
