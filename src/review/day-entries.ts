/** What Days tell of a window, entry by entry: states, rollouts, scalings, restarts, heartbeats, findings, events. */
import type { DiffMark } from '../export/diff/diff-sections.ts';
import { formatEnd } from '../export/diff/format-value.ts';
import { BEATS, beatWord } from '../history/day/beats.ts';
import { subjectKey, subjectOf } from '../history/day/event-day.ts';
import type { Slice, WorkloadSlice } from '../history/day/slice.ts';
import type { Restart, Rollout } from '../history/day/workload-day.ts';
import { clip, count, join } from '../model/english.ts';
import { fingerprint } from '../model/fingerprint.ts';
import { findingKey } from '../model/findings/finding-key.ts';
import { objectKey, toObjectRef } from '../model/object-ref.ts';
import type { State } from '../model/report.ts';
import { formatNumber, STATE_WORDS } from '../site/format.ts';
import { nameRollout } from '../site/history/words.ts';
import { at, type Entry } from './entry.ts';
import type { Moments } from './moments.ts';
import { formatClockTime } from './times.ts';
import { turnsOf } from './tracks.ts';

const word = (state: State | 'gone') => (state === 'gone' ? 'Gone' : STATE_WORDS[state]);
const markOf = (state: State | 'gone'): DiffMark => (state === 'gone' ? 'removed' : state);

export function clusterEntries({ states }: Slice, moments: Moments): Entry[] {
  return turnsOf(states, moments).map(({ at: moment, from, to, unseenBefore }) =>
    at(moments, moment, {
      kind: 'state',
      mark: to.state,
      word: 'Cluster',
      text: [
        from ? `${word(from.state)} → ${word(to.state)}` : word(to.state),
        ...(to.why ? [to.why] : []),
        ...(unseenBefore ? ['not seen just before'] : []),
      ].join('; '),
    }),
  );
}

/** @param told whether a change between snapshots tells that the workload came or went */
export function workloadEntries(
  slice: Slice,
  moments: Moments,
  told: (workload: WorkloadSlice, moment: number) => boolean,
): Entry[] {
  return slice.workloads.flatMap((workload) => {
    const object = toObjectRef(workload);
    return turnsOf(workload.states, moments).flatMap(({ at: moment, from, to, unseenBefore }) => {
      if (to.state === 'gone' && told(workload, moment)) return [];
      if (!from && !unseenBefore && to.state === 'healthy' && told(workload, moment)) return [];
      const isSame = from?.state === to.state;
      const isBlind = to.state === 'unknown' || (from?.state === 'unknown' && to.state === 'healthy');
      return [
        at(moments, moment, {
          kind: 'state',
          mark: markOf(to.state),
          word: word(to.state),
          object,
          text: [
            ...(isSame
              ? ['still so when it was seen again']
              : from
                ? [`it was ${word(from.state).toLowerCase()}`]
                : []),
            ...(!from && !unseenBefore ? ['it is new'] : []),
            ...(unseenBefore && !isSame ? ['not seen just before'] : []),
            ...(to.why ? [to.why] : []),
          ].join('; '),
          alike: {
            key: `${from?.state} ${to.state} ${isSame || unseenBefore}`,
            gist: from && !isSame ? `${word(from.state)} before` : '',
          },
          ...((isSame || isBlind) && { quiet: true as const }),
        }),
      ];
    });
  });
}

/** Beginnings and ends of rollouts in the window. */
export function rolloutEntries(
  slice: Slice,
  moments: Moments,
): { entry: Entry; rollout: Rollout; key: string }[] {
  const isIn = (moment: number) => moment >= slice.from && moment < slice.to;
  return slice.workloads.flatMap((workload) =>
    workload.rollouts.flatMap((rollout) => {
      const object = toObjectRef(workload);
      const key = objectKey(workload);
      const { begun, ended, superseded, stuck, replaced } = rollout;
      const entries: { entry: Entry; rollout: Rollout; key: string }[] = [];
      const pods = replaced > 0 ? [`at least ${count(replaced, 'pod')} replaced`] : [];
      if (isIn(begun)) {
        const isOver = ended === begun;
        entries.push({
          key,
          rollout,
          entry: at(moments, begun, {
            kind: 'rollout',
            mark: 'none',
            word: isOver ? 'Rollout' : 'Rollout begins',
            object,
            text: [nameRollout(rollout), ...(isOver ? ['complete', ...pods] : [])].join(', '),
          }),
        });
      }
      if (ended !== undefined && ended !== begun && isIn(ended)) {
        entries.push({
          key,
          rollout,
          entry: at(moments, ended, {
            kind: 'rollout',
            mark: 'none',
            word: superseded ? 'Rollout given up' : 'Rollout complete',
            object,
            text: [
              nameRollout(rollout),
              ...(superseded ? ['another took its place'] : []),
              ...(stuck ? ['it was seen stuck'] : []),
              ...pods,
            ].join(', '),
          }),
        });
      }
      return entries;
    }),
  );
}

/** Changes of the number of replicas that is wanted. @param told whether a change between snapshots tells of it */
export function scalingEntries(
  slice: Slice,
  moments: Moments,
  told: (workload: WorkloadSlice, moment: number) => boolean,
): Entry[] {
  return slice.workloads.flatMap((workload) => {
    let before: number | undefined;
    return workload.replicas.flatMap(({ desired, from }) => {
      const was = before;
      before = desired ?? before;
      if (desired === undefined || was === undefined || was === desired || told(workload, from)) return [];
      return [
        at(moments, from, {
          kind: 'scaling',
          mark: 'none',
          word: 'Scaling',
          object: toObjectRef(workload),
          text: `${was} → ${count(desired, 'replica')}`,
        }),
      ];
    });
  });
}

/** Restarts; those of one container of a workload that one snapshot showed, and for one reason, together. */
export function restartEntries(slice: Slice, moments: Moments): Entry[] {
  return slice.workloads.flatMap((workload) => {
    const groups = Map.groupBy(workload.restarts, ({ container, reason, exitCode, signal, by }) =>
      JSON.stringify([container, reason, exitCode, signal, by]),
    );
    return [...groups.values()].map((group) => {
      const ordered = group.toSorted((a, b) => a.at - b.at);
      const [first] = ordered as [Restart];
      const n = sumOf(ordered);
      const why =
        first.reason === undefined && first.exitCode === undefined
          ? 'reason not seen'
          : formatEnd(toLast(first));
      const last = Math.max(...ordered.map((one) => one.at));
      const isExact = ordered.every(({ finishedAt, n: times }) => finishedAt !== undefined && times === 1);
      // A restart that is told to have happened is none of those that the counter alone tells.
      const entry = at(
        moments,
        isExact ? first.at : first.by,
        {
          kind: 'restart',
          mark: first.exitCode === 0 ? 'none' : 'degraded',
          word: n === 1 ? 'Restart' : `At least ${formatNumber(n)} restarts`,
          object: toObjectRef(workload),
          text: [`container ${first.container}`, why, ...(n === 1 ? [`pod ${first.pod}`] : [])].join(', '),
          details: n === 1 ? [] : ordered.map(toRestartLine),
        },
        isExact,
      );
      const bounded = isExact
        ? entry
        : { ...entry, at: first.by, after: Math.min(...ordered.map(({ after }) => after)) };
      return isExact && last > first.at ? { ...bounded, until: last } : bounded;
    });
  });
}

const toLast = ({ container, reason, exitCode, signal }: Restart) => ({
  container,
  ...(reason !== undefined && { reason }),
  ...(exitCode !== undefined && { exitCode }),
  ...(signal !== undefined && { signal }),
});

const toRestartLine = ({ pod, n, at: moment, finishedAt }: Restart) =>
  `${pod}: ${n === 1 ? 'once' : `${n} times`}${finishedAt === undefined ? '' : `, ${n === 1 ? '' : 'the last '}at ${formatClockTime(moment)}`}`;

const sumOf = (entries: readonly { n: number }[]) => entries.reduce((sum, { n }) => sum + n, 0);

/** Pods that took the place of others. @param told whether a change between snapshots tells of them */
export function replacementEntries(
  slice: Slice,
  moments: Moments,
  told: (workload: WorkloadSlice, moment: number) => boolean,
): Entry[] {
  return slice.workloads.flatMap((workload) =>
    workload.replacements
      .filter(({ at: moment }) => !told(workload, moment))
      .map(({ at: moment, after, n }) => ({
        ...at(moments, moment, {
          kind: 'pods',
          mark: 'none',
          word: 'Pods',
          object: toObjectRef(workload),
          text: `at least ${count(n, 'pod')} replaced`,
        }),
        after,
      })),
  );
}

export function heartbeatEntries(slice: Slice, moments: Moments): Entry[] {
  return slice.nodes.flatMap(({ name, beats, recreated }) => {
    const object = { kind: 'Node', name };
    const turns = turnsOf(beats, moments).map(({ at: moment, from, to, unseenBefore }) => {
      const { state, word: told, text } = BEATS[to.beat];
      const isSame = from?.beat === to.beat;
      return at(moments, moment, {
        kind: 'heartbeat',
        mark: markOf(state),
        word: told,
        object,
        text: [
          text,
          ...(isSame ? ['as before it was out of sight'] : from ? [`it was ${beatWord(from.beat)}`] : []),
          ...(unseenBefore && !isSame ? ['not seen just before'] : []),
        ].join('; '),
        ...(isSame && { quiet: true as const }),
      });
    });
    const others = recreated.map((moment) =>
      at(moments, moment, {
        kind: 'heartbeat',
        mark: 'changed',
        word: 'Replaced',
        object,
        text: 'another node of that name',
      }),
    );
    return [...turns, ...others];
  });
}

/** @param whatAt how a finding was said when it was met, where that is known */
export function findingEntries(
  slice: Slice,
  moments: Moments,
  whatAt: (key: string, moment: number) => string | undefined,
): Entry[] {
  return slice.findings.flatMap((finding) => {
    const { rule, severity, title, what, met } = finding;
    const object = toObjectRef(finding);
    const isQuiet = severity === 'advice';
    const begun = turnsOf(met, moments).map(({ at: moment, from, to, unseenBefore }) => {
      const quiet = isQuiet || to.silenced === true || (from !== undefined && unseenBefore);
      return at(moments, moment, {
        kind: 'finding',
        mark: severity === 'advice' || to.silenced ? 'none' : severity,
        word: 'Finding',
        object,
        text: [
          `${title}: ${whatAt(findingKey(rule, finding), moment) ?? what}`,
          ...(to.silenced ? ['silenced'] : []),
          ...(unseenBefore ? ['could not be checked just before'] : []),
        ].join('; '),
        alike: { key: `met ${rule} ${to.silenced} ${unseenBefore}`, gist: title },
        ...(quiet && { quiet: true as const }),
      });
    });
    const over = met.flatMap((stretch, index) => {
      const next = met[index + 1];
      if (stretch.goesOn || stretch.to >= slice.to || next?.from === stretch.to) return [];
      return [
        at(moments, stretch.to, {
          kind: 'finding',
          mark: stretch.lost ? 'unknown' : 'healthy',
          word: stretch.lost ? 'Out of sight' : 'Over',
          object,
          text: stretch.lost ? `${title}: could not be checked any more` : title,
          alike: { key: `over ${rule} ${stretch.silenced} ${stretch.lost}`, gist: title },
          ...([isQuiet, stretch.silenced, stretch.lost].includes(true) && { quiet: true as const }),
        }),
      ].map((entry) => (stretch.lost ? outOfSight(entry, moments) : entry));
    });
    return [...begun, ...over];
  });
}

/** When it went out of sight nobody saw, but that the next snapshot did not show it. */
function outOfSight(entry: Entry, moments: Moments): Entry {
  const interval = moments.intervalAt(entry.at);
  return interval
    ? { ...entry, at: interval.after.at, ...(interval.before && { after: interval.before.at }) }
    : entry;
}

/** Characters of a message that stands for many. */
const LONGEST_GIST = 120;

/** Objects that a group of events names. */
const MOST_NAMED = 6;

/**
 * Occurrences of events: of one cause that one snapshot showed together, as on the events page. Normal ones are quiet.
 */
export function eventEntries({ events }: Slice, moments: Moments): Entry[] {
  const occurrences = events.flatMap(({ seen, ...event }) => seen.map((one) => ({ event, ...one })));
  const groups = Map.groupBy(occurrences, ({ event, at: moment }) =>
    JSON.stringify([
      event.type,
      event.reason,
      event.kind,
      event.namespace,
      event.owner ?? event.name,
      fingerprint(event.message, event.name),
      moments.intervalAt(moment)?.after.number,
    ]),
  );
  return [...groups.values()].map((group) => {
    const ordered = group.toSorted((a, b) => a.at - b.at);
    const { event } = ordered.at(-1)!;
    const n = sumOf(ordered);
    const names = [...new Set(ordered.map((one) => one.event.name))].sort();
    const object = subjectOf(event);
    const [first, last] = [ordered[0]!, ordered.at(-1)!];
    // The first of several is told by the event itself, where it began after the snapshot before.
    const begin = Math.min(
      ...ordered.map((one) =>
        one.n > 1 && one.event.first !== undefined && one.event.first > one.after
          ? Math.min(one.event.first, one.at)
          : one.at,
      ),
    );
    const isTold = ordered.every((one) => one.n === 1 || (one.event.first ?? 0) > one.after);
    const source = event.source && `reported by ${event.source}`;
    const entry = at(moments, isTold ? begin : first.at, {
      kind: 'event',
      mark: event.type === 'Normal' ? 'none' : 'degraded',
      word: `${event.type === 'Normal' ? 'Event' : 'Warning'} ${event.reason}`,
      object,
      text: `${n > 1 ? `at least ${formatNumber(n)} times: ` : ''}${event.message}`,
      details: [
        ...(subjectKey(event) !== objectKey(event)
          ? [
              `${event.kind} ${join(names.slice(0, MOST_NAMED))}${names.length > MOST_NAMED ? ` and ${names.length - MOST_NAMED} more` : ''}`,
            ]
          : []),
        ...(source ? [source] : []),
      ],
      alike: {
        key: `${event.type} ${event.reason} ${fingerprint(event.message, event.name)}`,
        gist: clip(event.message, LONGEST_GIST),
      },
      ...(event.type === 'Normal' && { quiet: true as const }),
    });
    const until = last.at > entry.at ? { until: last.at } : {};
    if (isTold) return { ...entry, ...until };
    // It happened several times, of which the last is known.
    const after = Math.min(...ordered.map((one) => one.after));
    return { ...entry, ...(after < entry.at && { after }), ...until };
  });
}
