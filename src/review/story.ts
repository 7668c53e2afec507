/**
 * What an incident did, and how it came: few sentences, each with the snapshots that show it. Nobody says here that one
 * thing caused another, except where a rule knows.
 */
import type { Slice } from '../history/day/slice.ts';
import type { Rollout } from '../history/day/workload-day.ts';
import { precedes } from '../history/likely-cause.ts';
import { formatCount, formatNumber, join, uncapitalize } from '../model/english.ts';
import { objectKey } from '../model/object-ref.ts';
import type { ObjectRef, State } from '../model/report.ts';
import { compareStates, isTrouble } from '../model/state.ts';
import { nameAuthor } from '../words/author.ts';
import { nameRollout } from '../words/history.ts';
import { describeAnswers } from '../words/situation.ts';
import { compareHarm, foldByCause, type Affected, type AffectedThread } from './affected.ts';
import { sumOf } from './entry.ts';
import type { Picture } from './fold-snapshots.ts';
import { numbersOf, type Moments, type When } from './moments.ts';
import { formatShort } from './times.ts';

export interface StorySentence {
  state?: State;
  /** Absent where the text names it. */
  object?: ObjectRef;
  text: string;
  /** Numbers of the snapshots that show it. */
  evidence: number[];
}

/** A step of the story, at its time. */
export interface StoryStep extends StorySentence, When {}

/** Number of entrances that the page tells of. */
const MOST_ENTRANCES = 6;

/** Who missed what: entrances at their worst, workloads and nodes, restarts. */
export function tellImpact(
  pictures: readonly Picture[],
  affected: readonly Affected[],
  slice: Slice,
): StorySentence[] {
  const within = pictures.filter(({ at }) => at >= slice.from && at < slice.to);
  const entrances = listHurtEntrances(within);
  const more = entrances.length - MOST_ENTRANCES;
  return [
    ...entrances.slice(0, MOST_ENTRANCES),
    ...(more > 0
      ? [{ text: `And ${formatCount(more, 'more entrance')} did not answer in full.`, evidence: [] }]
      : []),
    ...tellAffected(within, affected),
    ...tellRestarts(slice),
    ...tellFigures(slice),
  ];
}

/** Figures of tables that rose, such as dead letters. */
function tellFigures({ snapshots }: Slice): StorySentence[] {
  const names = new Set(snapshots.flatMap(({ figures }) => Object.keys(figures?.others ?? {})));
  return [...names].flatMap((name) => {
    const known = snapshots.flatMap(({ at, number, figures }) => {
      const amount = figures?.others?.[name];
      return amount === undefined ? [] : [{ at, number, amount }];
    });
    const [first] = known;
    const most = known.reduce((worst, one) => (one.amount > worst.amount ? one : worst), known[0]!);
    if (!first || most.amount <= first.amount) return [];
    const begin = `${formatNumber(first.amount)} at the beginning`;
    return [
      {
        text: `${name}: ${begin}, at most ${formatNumber(most.amount)} (${formatShort(most.at)}).`,
        evidence: [first.number, most.number],
      },
    ];
  });
}

function listHurtEntrances(pictures: readonly Picture[]): StorySentence[] {
  const seen = pictures.flatMap(({ number, at, entrances }) =>
    entrances.filter(({ state }) => isTrouble(state)).map((entrance) => ({ number, at, entrance })),
  );
  const shareOf = ({ entrance: { state, ready = 0, wanted = 0 } }: (typeof seen)[number]) =>
    state === 'failing' ? 0 : wanted > 0 ? ready / wanted : 1;
  const worst = [...Map.groupBy(seen, ({ entrance }) => entrance.name).values()].map((own) => {
    const [least] = own.toSorted((a, b) => shareOf(a) - shareOf(b));
    return { own, least: least!, share: shareOf(least!) };
  });
  return worst
    .sort((a, b) => a.share - b.share || b.own.length - a.own.length)
    .map(({ own, least: { entrance, number, at } }) => {
      const [first, last] = [own[0]!, own.at(-1)!];
      const shown =
        own.length === 1
          ? 'in one snapshot'
          : `in ${own.length} snapshots, ${formatShort(first.at)} to ${formatShort(last.at)}`;
      const worstAt = own.length === 1 ? formatShort(at) : `at worst, ${formatShort(at)}`;
      return {
        state: entrance.state,
        text: `${entrance.name}: ${describeAnswers(entrance)} (${worstAt}); not in full ${shown}.`,
        evidence: [...new Set([first.number, number, last.number])],
      };
    });
}

function tellAffected(pictures: readonly Picture[], affected: readonly Affected[]): StorySentence[] {
  const troubleIn = ({ summary: { counts } }: Picture) =>
    counts.workloads.failing + counts.workloads.degraded;
  const most = pictures.reduce<Picture | undefined>(
    (worst, one) => (!worst || troubleIn(one) > troubleIn(worst) ? one : worst),
    undefined,
  );
  if (!most || troubleIn(most) === 0) return [];
  const { failing } = most.summary.counts.workloads;
  const all = Object.values(most.summary.counts.workloads).reduce((sum, one) => sum + one, 0);
  const things = new Set(affected.map(({ object }) => objectKey(object))).size;
  return [
    {
      state: failing > 0 ? 'failing' : 'degraded',
      text: `At most ${troubleIn(most)} of ${formatCount(all, 'workload')} in trouble at once (${formatShort(most.at)})${failing > 0 ? `, ${failing} of them failing` : ''}; ${formatCount(things, 'object')} in all.`,
      evidence: [most.number],
    },
  ];
}

function tellRestarts({ workloads, snapshots }: Slice): StorySentence[] {
  const counts = workloads
    .map(({ name, restarts }) => ({ name, n: sumOf(restarts) }))
    .filter(({ n }) => n > 0)
    .sort((a, b) => b.n - a.n);
  const [first] = counts;
  if (!first) return [];
  const total = sumOf(counts);
  const [begin, end] = [snapshots[0], snapshots.at(-1)];
  return [
    {
      text: `At least ${formatCount(total, 'restart')} of containers, ${first.n === total ? 'all' : first.n} of ${first.name}.`,
      evidence: [begin, end].flatMap((one) => (one ? [one.number] : [])),
    },
  ];
}

/** Number of causes that are told, the most harmful. */
const MOST_CAUSES = 5;
const NAMED = 3;

/** How it came, in order: rollouts, trouble and what followed from it, and how each ended. */
export function tellThread(affected: readonly Affected[], slice: Slice, moments: Moments): StoryStep[] {
  const byObject = Map.groupBy(foldByCause(affected), ({ head }) => objectKey(head.object));
  // What follows from a cause is its harm, too.
  const worstOf = (threads: readonly AffectedThread[]) =>
    threads.flatMap(({ head, followers }) => [head, ...followers]).toSorted(compareHarm)[0]!;
  return [...byObject.values()]
    .toSorted((a, b) => compareHarm(worstOf(a), worstOf(b)))
    .slice(0, MOST_CAUSES)
    .flatMap((threads) => tellCause(threads, slice, moments))
    .sort((a, b) => placeOf(a) - placeOf(b));
}

/** Of what is only bounded, the later bound. */
const placeOf = ({ at }: When) => at;

/** In the second in which its author wrote, if that is known. Otherwise, two snapshots bound it. */
function whenBegun({ begun, after, by }: Rollout): When {
  if (by && !by.latest) return { at: by.at };
  return { at: by?.at ?? begun, ...(after !== undefined && { after }) };
}

/** What was in trouble several times is told from the first to the last of them. */
function tellCause(threads: readonly AffectedThread[], { workloads }: Slice, moments: Moments): StoryStep[] {
  const { object, from, why, atLeast } = threads[0]!.head;
  const { to, end, eased } = threads.at(-1)!.head;
  const worst = threads.map(({ head }) => head.worst).toSorted(compareStates)[0]!;
  const followers = threads.flatMap((thread) => thread.followers);
  const step = (when: When, told: Omit<StorySentence, 'evidence'>): StoryStep => {
    const interval = moments.intervalAt(when.at);
    return { ...when, ...told, evidence: interval ? numbersOf(interval) : [] };
  };
  const rollouts = workloads.find((one) => objectKey(one) === objectKey(object))?.rollouts ?? [];
  const before = rollouts.findLast((one) => precedes(one, from.at));
  const later = rollouts.filter(({ begun }) => begun > from.at && (to === undefined || begun <= to.at));
  const told = [...(before ? [before] : []), ...later].map((rollout) =>
    step(whenBegun(rollout), {
      object,
      text: `rolled out ${nameRollout(rollout)}${rollout.by ? ` by ${nameAuthor(rollout.by)}` : ''}`,
    }),
  );
  const times = threads.length > 1 ? `, for the first of ${threads.length} times` : '';
  const taken =
    followers.length === 0 ? '' : `; ${followers.length} more in trouble by it: ${nameSome(followers)}`;
  const began = step(from, {
    state: worst,
    object,
    text: `${worst}${atLeast ? ' since before' : ''}${times}${why === undefined ? '' : `: ${uncapitalize(why)}`}${taken}`,
  });
  const ended = {
    recovered: eased ? 'no worse any more' : 'healthy again',
    gone: 'deleted',
    unseen: 'last seen so; how it went on was not seen',
    open: undefined,
  }[end];
  return [
    ...told,
    began,
    ...(to && ended !== undefined
      ? [
          step(to, {
            ...(!eased && { state: end === 'recovered' ? ('healthy' as const) : ('unknown' as const) }),
            object,
            text: ended,
          }),
        ]
      : []),
  ];
}

function nameSome(followers: readonly Affected[]): string {
  const names = [...new Set(followers.map(({ object }) => object.name))];
  const more = names.length - NAMED;
  return join(more > 1 ? [...names.slice(0, NAMED), `${more} more`] : names);
}
