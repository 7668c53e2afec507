import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { dayOfPuts, moment, dbPod, put, restarted } from '../../test/days-of.ts';
import { play, scripts } from '../../test/histories.ts';
import { reviewOf } from '../../test/review-of.ts';
import { object, runningPod } from '../../test/snapshot-of.ts';
import { sliceDays, type Slice } from '../history/day/slice.ts';
import { fromUnix, toUnix } from '../history/day/unix.ts';
import type { Entry, EntryKind } from './entry.ts';

/** Whether an entry is about an object, alone or in a group. */
const tells = (entry: Entry, name: string) =>
  `${entry.object?.name} ${entry.text} ${entry.details.join(' ')}`.includes(name);
const covers = ({ at, after = at, until = at }: Entry, moment: number) =>
  moment >= after && moment <= Math.max(at, until);

const shownAt = (snapshots: Slice['snapshots'], moment: number) =>
  snapshots.find(({ at }) => at >= moment)?.at;

/** Facts of a slice that no entry tells. */
function missing(
  { workloads, nodes, findings, events, states, snapshots, from, to }: Slice,
  timeline: readonly Entry[],
): string[] {
  const faults: string[] = [];
  const first = snapshots[0]?.at ?? Infinity;
  const want = (kind: EntryKind, name: string, at: number, what: string) => {
    // A rollout began before the snapshot that showed it: for example, with its first pod.
    const shown = (moment: number) => snapshots.find((one) => one.at >= moment)?.at;
    const isThen = (entry: Entry) => (kind === 'rollout' ? shown(entry.at) === shown(at) : covers(entry, at));
    const found = timeline.some((entry) => entry.kind === kind && tells(entry, name) && isThen(entry));
    if (!found) faults.push(`${kind} ${name} at ${fromUnix(at)}: ${what}`);
  };
  const begins = (stretch: { since: number; from: number; atLeast?: true }) =>
    stretch.since === stretch.from && stretch.from >= from && !(stretch.atLeast && stretch.from <= first);
  for (const { from: at, state } of states.filter(begins)) want('state', '', at, state);
  for (const one of workloads) {
    for (const stretch of one.states.filter(begins)) {
      const isTold = timeline.some(
        ({ kind, object, at }) => kind === 'change' && object?.name === one.name && at >= stretch.from,
      );
      if (!isTold) want('state', one.name, stretch.from, stretch.state);
    }
    for (const { at, n } of one.replacements) {
      const isTold = timeline.some(
        (entry) =>
          ['pods', 'rollout', 'change'].includes(entry.kind) &&
          tells(entry, one.name) &&
          shownAt(snapshots, entry.at) === shownAt(snapshots, at),
      );
      if (!isTold) faults.push(`${n} pods of ${one.name} replaced at ${fromUnix(at)}`);
    }
    for (const restart of one.restarts) want('restart', one.name, restart.at, restart.pod);
    for (const { begun, ended } of one.rollouts) {
      if (begun >= from) want('rollout', one.name, begun, 'begins');
      if (ended !== undefined && ended >= from && ended < to) want('rollout', one.name, ended, 'ends');
    }
  }
  for (const { name, beats, recreated } of nodes) {
    for (const beat of beats.filter(begins)) want('heartbeat', name, beat.from, beat.beat);
    for (const at of recreated) want('heartbeat', name, at, 'recreated');
  }
  for (const { name, title, met } of findings)
    for (const one of met.filter(begins)) want('finding', name, one.from, title);
  for (const { reason, name, seen } of events)
    for (const { at } of seen) want('event', name.replace(/-\d+$/, ''), at, reason);
  return faults;
}

test('nothing that Days tell of a window is missing from its timeline', () => {
  fc.assert(
    fc.property(
      scripts(),
      fc.nat(11),
      fc.nat(11),
      fc.integer({ min: -400, max: 400 }),
      (script, a, b, shift) => {
        const { puts } = play(script);
        const times = puts.map(({ time }) => toUnix(moment(time))!);
        const [first, last] = [Math.min(a, b), Math.max(a, b)].map(
          (index) => times[Math.min(index, times.length - 1)]!,
        );
        const [from, to] = [first! + shift, Math.max(first! + shift + 60, last! + shift)];
        const { review, pass } = reviewOf(puts, fromUnix(from), fromUnix(to));
        const isRead = review.evidence.filter(({ lost }) => lost === undefined);
        const slice = sliceDays(pass.days, from, to);
        // Everything is compared with the first readable snapshot.
        expect(
          missing(
            { ...slice, snapshots: pass.pictures.map(({ at }) => ({ at, number: 0, digest: '' })) },
            review.timeline,
          ),
        ).toEqual([]);
        for (const { evidence, after, at, kind } of review.timeline) {
          if (kind === 'start' || kind === 'gap') continue;
          // Only readable snapshots bound an entry.
          expect(evidence.every((number) => isRead.some((one) => one.number === number))).toBe(true);
          expect(after === undefined || after <= at).toBe(true);
        }
        expect(review.timeline.map(({ id }) => id)).toEqual(
          review.timeline.map((_, index) => `t-${index + 1}`),
        );
      },
    ),
    { numRuns: 300 },
  );
});

const web = (version: string, ready = 2, more: object = {}) =>
  object('Deployment', 'web', {
    metadata: { labels: { version }, generation: Number(version) },
    spec: {
      replicas: 2,
      template: { spec: { containers: [{ name: 'app', image: `registry/web:${version}` }] } },
      ...more,
    },
    status: {
      observedGeneration: Number(version),
      replicas: 2,
      updatedReplicas: 2,
      readyReplicas: ready,
      availableReplicas: ready,
    },
  });
const service = (port: number) =>
  object('Service', 'web', { spec: { type: 'ClusterIP', ports: [{ port }] } });
const node = object('Node', 'lxa150h', { status: { conditions: [{ type: 'Ready', status: 'True' }] } });

describe('a timeline', () => {
  const { review } = reviewOf(
    [
      put('07:00', { Deployment: [web('1')], Service: [service(80)], Node: [node] }),
      put('07:15', { Deployment: [web('2', 1)], Service: [service(8080)], Node: [node] }),
      put('07:30', { Deployment: [web('2')], Service: [service(8080)], Node: [node] }),
    ],
    '07:05',
    '07:30',
  );
  const line = ({ word, object: about, text }: Entry) => `${word} ${about?.name ?? ''}: ${text}`;
  const entries = review.timeline.filter(({ quiet }) => !quiet);

  test('has causes before what may follow, each bounded by two snapshots', () => {
    const words = entries.map(line);
    const place = (text: string) => words.findIndex((one) => one.startsWith(text));
    expect(place('Rollout begins web: 1 → 2')).toBeGreaterThan(-1);
    expect(place('Rollout begins web: 1 → 2')).toBeLessThan(place('Degraded web'));
    const rollout = entries[place('Rollout begins web: 1 → 2')]!;
    expect([rollout.evidence, rollout.after, rollout.at].flat()).toEqual([
      1,
      2,
      toUnix('2026-11-22T07:00:00Z'),
      toUnix('2026-11-22T07:15:00Z'),
    ]);
  });

  test('tells changed objects field by field, which Days do not hold', () => {
    const change = entries.find(({ object: about, kind }) => about?.kind === 'Service' && kind === 'change');
    expect(change).toMatchObject({ word: 'Changed', evidence: [1, 2] });
    expect(change!.fields.map(({ path, before, after }) => `${path} ${before} ${after}`).join('; ')).toMatch(
      /ports.*80.*8080/,
    );
  });

  test('says what came at the end of the window by the first snapshot after it', () => {
    expect(entries.map(line)).toContainEqual(expect.stringMatching(/^Healthy web: it was degraded/));
  });
});

test('restarts that came with a node are one entry about the node', () => {
  const pods = (restarts: number, ended?: string) =>
    ['a', 'b', 'c'].map((name) =>
      restarted(runningPod(`${name}-0`, object('StatefulSet', name)), {
        restarts,
        ...(ended && { ended, reason: 'Unknown', exitCode: 255 }),
      }),
    );
  const { review } = reviewOf(
    [put('07:00', { Pod: pods(0) }), put('07:15', { Pod: pods(1, '07:12') })],
    '07:00',
    '07:16',
  );
  expect(review.timeline.filter(({ kind }) => kind === 'restart')).toMatchObject([
    {
      ...{ word: 'Restarted its pods', object: { kind: 'Node', name: 'lxa150h' } },
      text: '3 pods of 3 workloads at once',
      at: toUnix('2026-11-22T07:12:00Z'),
      details: ['StatefulSet shop/a: a-0', 'StatefulSet shop/b: b-0', 'StatefulSet shop/c: c-0'],
    },
  ]);
});

test('restarts of one reason are told together, with each pod; a single one with its own moment', () => {
  const db = object('StatefulSet', 'db', {
    spec: { replicas: 2 },
    status: { replicas: 2, readyReplicas: 2 },
  });
  const pods = (one: number, other: number, ended?: string) => [
    dbPod('db-0', { restarts: one, ...(ended && { ended, reason: 'OOMKilled', exitCode: 137 }) }),
    dbPod('db-1', { restarts: other, ...(ended && { ended, reason: 'OOMKilled', exitCode: 137 }) }),
  ];
  const { review } = reviewOf(
    [
      put('07:00', { StatefulSet: [db], Pod: pods(0, 0) }),
      put('07:15', { StatefulSet: [db], Pod: pods(1, 0, '07:12') }),
      put('07:30', { StatefulSet: [db], Pod: pods(3, 4, '07:25') }),
    ],
    '07:00',
    '07:31',
  );
  const restarts = review.timeline.filter(({ kind }) => kind === 'restart');
  expect(restarts[0]).toMatchObject({
    word: 'Restart',
    at: toUnix('2026-11-22T07:12:00Z'),
    text: 'container app, OOMKilled, exit 137, pod db-0',
    evidence: [1, 2],
  });
  expect(restarts[0]!.after).toBeUndefined();
  expect(restarts[1]).toMatchObject({
    word: 'At least 6 restarts',
    after: toUnix('2026-11-22T07:15:00Z'),
    at: toUnix('2026-11-22T07:30:00Z'),
    details: ['db-0: 2 times, the last at 07:25:00', 'db-1: 4 times, the last at 07:25:00'],
  });
});

test('what happened to many in the same way is one entry that lists them all', () => {
  const many = (ready: number) =>
    Array.from({ length: 6 }, (_, index) =>
      object('Deployment', `app-${index}`, {
        metadata: { generation: 1 },
        spec: { replicas: 2 },
        status: {
          observedGeneration: 1,
          replicas: 2,
          updatedReplicas: 2,
          readyReplicas: ready,
          availableReplicas: ready,
        },
      }),
    );
  const { review } = reviewOf(
    [put('07:00', { Deployment: many(2) }), put('07:15', { Deployment: many(1) })],
    '07:00',
    '07:16',
  );
  const states = review.timeline.filter(
    ({ kind, object: about, word }) => kind === 'state' && !about && word === 'Degraded',
  );
  expect(states).toHaveLength(1);
  expect(states[0]!.details).toHaveLength(6);
  expect(states[0]!.text).toContain('6 objects: shop/app-0');
});

test('what lies in a gap says so, and a damaged snapshot bounds nothing', () => {
  const at = (time: string, restarts: number) =>
    put(time, { Pod: [dbPod('db-0', { restarts })], StatefulSet: [object('StatefulSet', 'db', {})] });
  const { review } = reviewOf([at('07:00', 0), put('07:15'), at('09:00', 2)], '07:00', '09:30');
  const restart = review.timeline.find(({ kind }) => kind === 'restart');
  expect(restart).toMatchObject({ evidence: [1, 3], after: toUnix('2026-11-22T07:00:00Z') });
  const words = review.timeline.map(({ word }) => word);
  expect(words).toContain('Not seen');
  expect(words).toContain('Events lost');
  expect(review.unknowns.map(({ text }) => text).join('\n')).toMatch(/1 snapshot cannot be read/);
  expect(review.incomplete).toBe(true);
});

const claimIn = (clock: string, phase: string) =>
  put(clock, {
    PersistentVolumeClaim: [object('PersistentVolumeClaim', 'data', { status: { phase }, spec: {} })],
  });
const findingsOf = (puts: Parameters<typeof reviewOf>[0]) =>
  reviewOf(puts, '07:00', '20:00')
    .review.timeline.filter(({ kind }) => kind === 'finding')
    .map(({ at, word, mark, text }) => [fromUnix(at).slice(11, 16), word, mark, text]);

test('a finding that is met before and after a gap went out of sight, and was not over', () => {
  const puts = [claimIn('07:00', 'Bound'), claimIn('07:15', 'Lost'), claimIn('17:15', 'Lost')];
  expect(findingsOf([...puts, claimIn('17:30', 'Bound')]).map((entry) => entry.slice(0, 3))).toEqual([
    ['07:15', 'Finding', 'failing'],
    ['07:37', 'Out of sight', 'unknown'],
    ['17:15', 'Finding', 'failing'],
    ['17:30', 'Over', 'healthy'],
  ]);
});

test('a finding that came a second time, and was checked between, is told as the first time', () => {
  const puts = ['Bound', 'Lost', 'Bound', 'Lost', 'Bound'].map((phase, n) =>
    claimIn(`07:${10 + n * 10}`, phase),
  );
  const told = findingsOf(puts);
  expect(told.map(([at, word]) => [at, word])).toEqual([
    ['07:20', 'Finding'],
    ['07:30', 'Over'],
    ['07:40', 'Finding'],
    ['07:50', 'Over'],
  ]);
  expect(told[2]!.slice(1)).toEqual(told[0]!.slice(1));
});

test('a finding whose object was deleted is gone, and not over', () => {
  const puts = [claimIn('07:00', 'Bound'), claimIn('07:15', 'Lost'), put('07:30', {}), put('07:45', {})];
  expect(findingsOf(puts).at(-1)).toEqual([
    '07:30',
    'Gone',
    'none',
    'Volume is lost: its object was deleted',
  ]);
});

test('a rollout that went on before the window is no restart, and its end is told', () => {
  const rolling = (version: string, updated: number) =>
    object('Deployment', 'web', {
      metadata: { labels: { version }, generation: Number(version) },
      spec: {
        replicas: 2,
        template: { spec: { containers: [{ name: 'app', image: `registry/web:${version}` }] } },
      },
      status: {
        observedGeneration: Number(version),
        replicas: 2 + (updated < 2 ? 1 : 0),
        updatedReplicas: updated,
        readyReplicas: 2,
        availableReplicas: 2,
      },
    });
  const puts = [
    put('07:00', { Deployment: [rolling('1', 2)] }),
    put('07:15', { Deployment: [rolling('2', 1)] }),
    put('07:30', { Deployment: [rolling('2', 1)] }),
    put('07:45', { Deployment: [rolling('2', 2)] }),
    put('08:00', { Deployment: [rolling('2', 2)] }),
  ];
  const { review } = reviewOf(puts, '07:20', '08:00');
  const rollouts = review.timeline.filter(({ kind }) => kind === 'rollout');
  expect(rollouts.map(({ word, text }) => `${word} ${text}`)).toEqual(['Rollout complete 1 → 2']);
  const start = review.timeline.find(({ kind }) => kind === 'start');
  expect(start!.details.join()).toContain('being rolled out, 1 → 2');
});

test('the same snapshots say the same, whatever came after', () => {
  const at = (time: string, ready: number, what: string) =>
    put(time, {
      Deployment: [web('1', ready)],
      Pod: [runningPod(what)],
    });
  const story = [at('07:00', 2, 'a'), at('07:15', 1, 'b'), at('07:30', 2, 'c')];
  const later = [...story, at('07:45', 0, 'd'), at('08:00', 1, 'e')];
  expect(reviewOf(later, '07:05', '07:30').review).toEqual(reviewOf(story, '07:05', '07:30').review);
  expect(dayOfPuts(story).snapshots).toHaveLength(3);
});

test('pods that went from a node are told with the node, and not once more; a DaemonSet does not scale with it', () => {
  const set = (name: string) =>
    object('StatefulSet', name, {
      metadata: { generation: 1 },
      spec: { replicas: 1 },
      status: { observedGeneration: 1, replicas: 1, readyReplicas: 1, updatedReplicas: 1 },
    });
  const [one, other] = [set('one'), set('other')];
  const agent = (nodes: number) =>
    object('DaemonSet', 'agent', {
      metadata: { generation: 1 },
      status: {
        observedGeneration: 1,
        desiredNumberScheduled: nodes,
        numberReady: nodes,
        currentNumberScheduled: nodes,
      },
    });
  const node = (name: string, unschedulable: boolean) =>
    object('Node', name, {
      spec: { unschedulable },
      status: { conditions: [{ type: 'Ready', status: 'True' }] },
    });
  const on = (owner: typeof one, uid: string, nodeName: string) =>
    runningPod(`${owner.metadata.name}-0`, owner, { metadata: { uid }, spec: { nodeName } });
  const { review } = reviewOf(
    [
      put('07:00', {
        StatefulSet: [one, other],
        DaemonSet: [agent(3)],
        Node: [node('a', false), node('b', false), node('c', false)],
        Pod: [on(one, 'one-a', 'a'), on(other, 'other-a', 'a')],
      }),
      put('07:15', {
        StatefulSet: [one, other],
        DaemonSet: [agent(2)],
        Node: [node('a', true), node('b', false)],
        Pod: [on(one, 'one-b', 'b'), on(other, 'other-b', 'b')],
      }),
    ],
    '07:00',
    '07:16',
  );
  const about = (text: string) => review.timeline.filter((entry) => JSON.stringify(entry).includes(text));
  expect(about('one-0').map(({ kind }) => kind)).toEqual(['heartbeat']);
  expect(review.timeline.filter(({ kind }) => kind === 'pods' || kind === 'scaling')).toEqual([]);
});
