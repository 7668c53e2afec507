/** Services, claims, Namespaces and the like that were created, deleted, or deleted and made anew. Pure. */
import type { ObjectComing } from '../history/day/fold-objects.ts';
import { formatCount, join } from '../model/english.ts';
import { formatObject, objectKey } from '../model/object-ref.ts';
import type { Item } from './digest.ts';
import { showing } from './evidence.ts';
import type { ClusterFacts } from './facts.ts';
import type { LocalTimes } from './local-times.ts';

/** One object on the day. */
interface Fate {
  object: ObjectComing;
  what: keyof typeof FATE_WORDS;
  /** When it came or went last. */
  at: number;
}

const FATE_WORDS = {
  created: 'created',
  deleted: 'deleted',
  recreated: 'deleted and made anew',
  passed: 'created and deleted',
};

/** More objects of a kind than this are told together, whatever their number. */
const FEW = 3;

/** A line for each of a few objects, or one for each kind. */
export function describeObjects(facts: ClusterFacts, times: LocalTimes): Item[] {
  const { comings, moreComings } = facts.slice;
  const groups = Map.groupBy(listFates(comings), ({ what, object }) => JSON.stringify([object.kind, what]));
  const items = [...groups.values()].flatMap((group) =>
    group.length > FEW
      ? [describeMany(group, facts, times)]
      : group.map((one) => describeOne(one, facts, times)),
  );
  const more: Item = {
    mark: 'unknown',
    text: `${formatCount(moreComings, 'further object')} came or went: the day holds no more of them.`,
  };
  return moreComings > 0 ? [...items, more] : items;
}

/** In order of time. A volume comes and goes with its claim, and everything in a Namespace goes with it. */
export function listFates(comings: readonly ObjectComing[]): Fate[] {
  const fates = [...Map.groupBy(comings, objectKey).values()].map((own): Fate => {
    const [first, last] = [own[0]!, own.at(-1)!];
    const wasThere = first.what !== 'created';
    const isThere = last.what !== 'deleted';
    const what = wasThere ? (isThere ? 'recreated' : 'deleted') : isThere ? 'created' : 'passed';
    return { object: last, what, at: last.at };
  });
  const told = new Set(fates.map(({ object, what }) => `${what} ${objectKey(object)}`));
  return fates
    .filter(({ object: { namespace, claim }, what }) => {
      const isWithClaim = claim !== undefined && told.has(`${what} ${claim}`);
      const isWithNamespace =
        namespace !== undefined && told.has(`${what} ${objectKey({ kind: 'Namespace', name: namespace })}`);
      return !isWithClaim && !isWithNamespace;
    })
    .sort((a, b) => a.at - b.at);
}

export const listGoneNamespaces = (comings: readonly ObjectComing[]): Set<string> =>
  new Set(
    listFates(comings).flatMap(({ object: { kind, name }, what }) =>
      kind === 'Namespace' && what === 'deleted' ? [name] : [],
    ),
  );

const describeOne = ({ object, what, at }: Fate, facts: ClusterFacts, times: LocalTimes): Item => ({
  mark: 'plain',
  name: formatObject(object),
  text: `${FATE_WORDS[what]} by ${times.at(at)}.`,
  link: showing(facts, at, 'changes'),
});

function describeMany(group: readonly Fate[], facts: ClusterFacts, times: LocalTimes): Item {
  const [{ object, what }] = group as [Fate];
  const at = Math.max(...group.map((one) => one.at));
  const names = group.slice(0, FEW).map((one) => formatObject(one.object));
  return {
    mark: 'plain',
    text: `${formatCount(group.length, object.kind)} ${FATE_WORDS[what]} by ${times.at(at)}.`,
    detail: `${join([...names, `${group.length - names.length} more`])}.`,
    link: showing(facts, at, 'changes'),
  };
}
