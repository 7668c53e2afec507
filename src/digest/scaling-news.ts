/** Workloads whose wanted number of replicas changed. Pure. */
import type { Scaling } from '../history/day/workload-day.ts';
import { formatObject } from '../model/object-ref.ts';
import { formatCount } from '../model/english.ts';
import { formatAuthor, nameAuthor } from '../words/author.ts';
import type { Item, Section } from './digest.ts';
import { showing } from './evidence.ts';
import type { ClusterFacts } from './facts.ts';
import type { LocalTimes } from './local-times.ts';

/** More steps than this are told as a range. */
const FEW = 4;

/** The widest change first. */
export function describeScalings(facts: ClusterFacts, times: LocalTimes): Section {
  const items = facts.slice.workloads
    .filter(({ scalings }) => scalings.length > 0)
    .map((workload) => ({ workload, range: rangeOf(workload.scalings) }))
    .sort((a, b) => b.range.most - b.range.least - (a.range.most - a.range.least))
    .map(({ workload, range }): Item => {
      const { scalings } = workload;
      return {
        mark: 'plain',
        name: formatObject(workload),
        text: `${scalings.length > FEW ? describeRange(scalings, range, times) : describeSteps(scalings, times)}.`,
        link: showing(facts, scalings.at(-1)!.at, 'changes'),
      };
    });
  return { id: 'scalings', title: 'Scaled', items, more: 0 };
}

function rangeOf(scalings: readonly Scaling[]) {
  const numbers = scalings.flatMap(({ from, to }) => [from, to]);
  return { least: Math.min(...numbers), most: Math.max(...numbers) };
}

/** `2 → 6 replicas, by kubectl at 10:00:07`, `2 → 6 → 2 replicas, by HorizontalPodAutoscaler, from 10:00 to 12:00` */
function describeSteps(scalings: readonly Scaling[], { at, exactly }: LocalTimes): string {
  const steps = scalings.map(({ from, to }, index) =>
    from === scalings[index - 1]?.to ? ` → ${to}` : `${index > 0 ? ', ' : ''}${from} → ${to}`,
  );
  const [first, last] = [at(scalings[0]!.at), at(scalings.at(-1)!.at)];
  const authors = new Set(scalings.map(({ by }) => by && nameAuthor(by)));
  const [author] = authors;
  const { by } = scalings[0]!;
  const when =
    scalings.length > 1
      ? [...(author && authors.size === 1 ? [`by ${author}`] : []), `from ${first} to ${last}`].join(', ')
      : by
        ? formatAuthor(by, exactly(by.at))
        : `by ${first}`;
  return `${steps.join('')} replicas, ${when}`;
}

/** `14 times between 2 and 9 replicas, from 08:15 to 19:30` */
const describeRange = (
  scalings: readonly Scaling[],
  { least, most }: { least: number; most: number },
  { at }: LocalTimes,
) =>
  `${formatCount(scalings.length, 'time')} between ${least} and ${most} replicas, from ${at(scalings[0]!.at)} to ${at(scalings.at(-1)!.at)}`;
