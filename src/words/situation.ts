/** The words of a situation, for pages, mails, pictures and terminals. Pure. */
import { formatCount, join, pluralOf } from '../model/english.ts';
import { secondsBetween } from '../model/human-duration.ts';
import { formatObject } from '../model/object-ref.ts';
import { formatPercent } from '../model/quantity.ts';
import type { HurtEntrance, Since, Situation } from '../history/trail/situation.ts';
import { formatBegin, formatMinute, STATE_WORDS } from './format.ts';
import { formatLasted, nameRollout } from './history.ts';

/** `14:45`, or `28 Nov 14:45` for another day than `now`. */
const formatSince = ({ at, atLeast }: Since, now: string): string =>
  `${atLeast ? 'at least ' : ''}${at.slice(0, 10) === now.slice(0, 10) ? formatMinute(at) : formatBegin(at, now)}`;

/** Nobody saw when it began: it lasted at least from its first edition. Empty in that edition. */
function formatSoFar(since: string, now: string): string {
  const least = Math.max(0, secondsBetween(since, now) ?? 0);
  return least === 0 ? '' : ` (${formatLasted({ least })})`;
}

/**
 * `since 14:45 · in trouble since 13:45 (at least 1 h)`; undefined if nobody knows.
 * @param now time of the edition
 */
export function describeSince({ since, trouble }: Situation, now: string): string | undefined {
  if (!since) return undefined;
  const own = `since ${formatSince(since, now)}`;
  return trouble && trouble.at !== since.at
    ? `${own}${formatSoFar(since.at, now)} · in trouble since ${formatSince(trouble, now)}${formatSoFar(trouble.at, now)}`
    : `${own}${formatSoFar(since.at, now)}`;
}

/** `7 of 12 replicas answer`, `nothing answers`; that it does not answer in full if nobody counted. */
export function describeAnswers({ state, ready, wanted = 0 }: HurtEntrance): string {
  if (ready === undefined) return state === 'failing' ? 'does not answer' : 'does not answer in full';
  return ready === 0 || state === 'failing' ? 'nothing answers' : `${ready} of ${wanted} replicas answer`;
}

/** `3 others in full`, `all 4 answer in full`; undefined without others. */
export function describeOtherEntrances({ entrances }: Situation): string | undefined {
  if (!entrances) return undefined;
  const { hurt, more, whole, unseen } = entrances;
  const parts = [
    ...(more > 0 ? [`${more} more in trouble`] : []),
    ...(whole > 0
      ? [
          hurt.length === 0 && unseen === 0
            ? `all ${whole} answer in full`
            : `${formatCount(whole, 'other')} in full`,
        ]
      : []),
    ...(unseen > 0 ? [`${unseen} not seen`] : []),
  ];
  return parts.length === 0 ? undefined : join(parts);
}

/** `payments-api 2.14.0 → 2.15.0, by 13:30`. */
export const describeRollout = (
  { workload, at, ...rollout }: NonNullable<Situation['rollout']>,
  now: string,
): string => `${workload.name} ${nameRollout(rollout)}, by ${formatSince({ at }, now)}`;

/** `nothing: 22 of 22 kinds`, `Nodes and Leases`. */
export function describeMissingKinds({ kinds: { complete, all, unseen } }: Situation): string {
  if (unseen.length === 0) return `nothing: ${complete} of ${all} kinds were read`;
  const named = unseen.slice(0, 3).map(pluralOf);
  const more = unseen.length - named.length;
  return `all of ${join(more > 0 ? [...named, `${more} more kinds`] : named)}`;
}

/** `memory requests of all nodes: 71 %`, `quota payments/team: 90 % of pods`. */
export function describeFullest({ object, resource, share }: NonNullable<Situation['fullest']>): string {
  const percent = formatPercent(share);
  return object.kind === 'Cluster'
    ? `${resource}: ${percent} of all nodes is requested`
    : `${formatObject(object)}: ${percent} of ${resource} is used`;
}

/** `over since 22 Nov 03:00 (at least 3 d)`, or that none was seen. */
export const describeCalm = ({ since, atLeast, ever }: NonNullable<Situation['calm']>, now: string): string =>
  `${ever ? 'none seen' : 'over'} since ${formatSince({ at: since, ...(atLeast && { atLeast }) }, now)}${ever ? '' : formatSoFar(since, now)}`;

/** For whom, and after what, a sentence each: `payments.bank.example: 7 of 12 answer.` */
export function tellFurther({ cause, entrances }: Situation, now: string): string[] {
  return [
    ...(entrances && entrances.hurt.length > 0
      ? [`${entrances.hurt.map((one) => `${one.name}: ${describeAnswers(one)}`).join(', ')}.`]
      : []),
    ...(cause ? [`After the rollout of ${describeRollout(cause, now)}.`] : []),
  ];
}

/** The story in one text: for feeds and link previews. */
export function tellSituation(situation: Situation, now: string): string {
  const { state, lead } = situation;
  const since = describeSince(situation, now);
  return [
    `${STATE_WORDS[state]}${since === undefined ? '' : ` ${since}`}.`,
    lead,
    ...tellFurther(situation, now),
  ].join(' ');
}
