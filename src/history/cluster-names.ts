/** Names that differ between clusters only since they are named after them: `gateway-east-w2` and `gateway-west-w2`. */
import { formatObject, namespacedName } from '../model/object-ref.ts';
import type { ObjectRef } from '../model/report.ts';

/** The text without the name of a cluster, by the cluster's place in the list. */
type Unmark = (text: string, index: number) => string;

/** What stands for the cluster's name. */
const CLUSTER_SIGN = '*';
/** A shorter name of a cluster may be part of any other name. */
const SHORTEST = 2;

/**
 * A cluster is named in whole, or by what sets its name apart: of `shop-east` and `shop-west`, `east` and `west`. Only
 * whole words count, so that `east` is not found in `feast`.
 */
export function unmarkClusters(clusters: readonly string[]): Unmark {
  const words = clusters.map((name) => name.split(SEPARATOR));
  const shortest = Math.min(...words.map(({ length }) => length));
  const isShared = (at: number) => new Set(words.map((own) => own.at(at))).size === 1;
  let [head, tail] = [0, 0];
  if (clusters.length > 1) {
    while (head < shortest && isShared(head)) head += 1;
    while (tail < shortest - head && isShared(-1 - tail)) tail += 1;
  }
  const patterns = words.map((own, index) => {
    const apart = own.slice(head, own.length - tail).join('-');
    const names = [...new Set([clusters[index]!, apart])].filter(({ length }) => length >= SHORTEST);
    const any = names.map((name) => name.split(SEPARATOR).map(escape).join('[-._]'));
    return any.length > 0 ? new RegExp(`(?<![a-z0-9])(?:${any.join('|')})(?![a-z0-9])`, 'gi') : undefined;
  });
  return (text, index) => {
    const pattern = patterns[index];
    return pattern ? text.replace(pattern, CLUSTER_SIGN) : text;
  };
}

const SEPARATOR = /[-._]/;
const escape = (text: string) => text.replace(/\W/g, String.raw`\$&`);

/**
 * Objects of two clusters that are one but for the clusters' names. Equal names need no pairing; with several
 * candidates, there is no pair.
 * @param before objects of the first cluster, by objectKey
 * @returns by objectKey of the second's object, its counterpart in the first
 */
export function pairMarked(
  before: ReadonlyMap<string, ObjectRef>,
  after: ReadonlyMap<string, ObjectRef>,
  unmark: Unmark,
): Map<string, ObjectRef> {
  const group = (own: typeof before, others: typeof before, index: number) =>
    Map.groupBy(
      [...own].filter(
        ([key, ref]) => !others.has(key) && unmark(namespacedName(ref), index).includes(CLUSTER_SIGN),
      ),
      ([, ref]) => formatObject({ kind: ref.kind, name: unmark(namespacedName(ref), index) }),
    );
  const candidates = group(before, after, 0);
  const pairs = new Map<string, ObjectRef>();
  for (const [name, own] of group(after, before, 1)) {
    const others = candidates.get(name) ?? [];
    if (own.length === 1 && others.length === 1) pairs.set(own[0]![0], others[0]![1]);
  }
  return pairs;
}
