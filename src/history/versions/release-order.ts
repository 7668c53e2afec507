/** The order in which releases travel through clusters: development first, production last. Pure. */
import { compareText } from '../../model/state.ts';

/** The usual names of the stages of a release, as parts of a cluster's name. */
const STAGES = [
  /^(local|sandbox|dev|devel|develop|development)$/,
  /^(ci|int|integration|test|testing|tst|qa)$/,
  /^(acc|acceptance|uat|stage|staging|stg|pre|preprod|preview|preproduction)$/,
  /^(prod|production|prd|live)$/,
];

function stageOf(name: string): number {
  const places = name.split('-').map((word) => STAGES.findIndex((stage) => stage.test(word)));
  const found = places.filter((place) => place !== -1);
  // A name without a stage gets a place in the middle.
  return found.length > 0 ? Math.min(...found) : 1.5;
}

/**
 * Clusters in the order of a release. Clusters without a place in the config come first, in the order of the stages in
 * their names.
 * @param order names in the order of the config
 */
export const inReleaseOrder = (names: Iterable<string>, order: readonly string[]): string[] =>
  [...names].sort((a, b) => compareStages(a, b, order) || compareText(a, b));

/** The other way round, for readers: production first. */
export const productionFirst = (names: Iterable<string>, order: readonly string[]): string[] =>
  [...names].sort((a, b) => compareStages(b, a, order) || compareText(a, b));

const compareStages = (a: string, b: string, order: readonly string[]) =>
  order.indexOf(a) - order.indexOf(b) || stageOf(a) - stageOf(b);
