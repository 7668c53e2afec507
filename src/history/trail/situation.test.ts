/** The story of an edition. */
import { describe, expect, test } from 'vitest';
import { snapshotOf } from '../../../test/snapshot-of.ts';
import { buildReport } from '../../model/build/build-report.ts';
import type { Entrance, Finding, QuotaRow, Report, State } from '../../model/report.ts';
import {
  describeAnswers,
  describeCalm,
  describeFullest,
  describeOtherEntrances,
  describeSince,
  describeMissingKinds,
  tellSituation,
} from '../../words/situation.ts';
import { buildSituation, type Situation } from './situation.ts';
import { toUnix } from '../day/unix.ts';
import type { Rollout } from '../day/workload-day.ts';
import { listKnownRollouts } from './known-rollouts.ts';
import { foldTrail } from './trail.ts';
import type { Trail } from './trail-record.ts';

const at = (number: number) => ({
  ...{ number, day: '2026-11-22', time: `0${number}0000Z` },
  instant: `2026-11-22T0${number}:00:00Z`,
});
/** The situation at the last of some editions, an hour apart unless told otherwise. Its Days have rollouts of web. */
function situationAt(
  reports: readonly Report[],
  instants = reports.map((_, index) => at(index + 1).instant),
  rollouts: Rollout[] = [],
) {
  let trail: Trail | undefined;
  for (const [index, report] of reports.entries()) {
    const instant = instants[index]!;
    const web = { kind: 'Deployment', namespace: 'shop', name: 'web', rollouts };
    const known = listKnownRollouts([[web]], toUnix(instant)!);
    trail = foldTrail(trail, report, { ...at(index + 1), instant }, known);
  }
  return buildSituation(reports.at(-1)!, trail!);
}
/** Seen to begin and to end at one snapshot. */
const rolledOut = (instant: string): Rollout => {
  const begun = toUnix(instant)!;
  return {
    from: '1.0',
    to: '2.0',
    after: begun - 900,
    begun,
    endedAfter: begun - 900,
    ended: begun,
    replaced: 1,
  };
};

const workload = { kind: 'Deployment', namespace: 'shop', name: 'web', uid: 'u' };
const crash: Finding = {
  ...{ rule: 'crash-loop', severity: 'degraded', title: 'Crash loop', object: workload },
  ...{ what: 'exit 1', why: '', advice: '', evidence: [], objects: 1 },
};
const { meta } = snapshotOf({});
const settings = { ...meta.settings, intervalSeconds: 3600 };
const nothing = buildReport(snapshotOf({}, { settings }));
const report = (version: string, findings: Finding[] = [], more: Partial<Report> = {}): Report => ({
  ...nothing,
  state: findings.length > 0 ? 'degraded' : 'healthy',
  lead: findings.length > 0 ? 'web crashes again and again.' : 'A quiet moment.',
  versions: [{ service: 'web', serviceFrom: 'name', part: 'web', version, workload, images: [] }],
  findings,
  ...more,
});
const well = (version: string) => report(version);
const ill = (version: string, more: Partial<Report> = {}) => report(version, [crash], more);

describe('the situation', () => {
  test('tells since when, and which rollout came just before', () => {
    const instants = ['01:00', '02:00', '02:15', '02:30'].map((time) => `2026-11-22T${time}:00Z`);
    const told = situationAt([well('1.0'), well('2.0'), ill('2.0'), ill('2.0')], instants, [
      rolledOut(instants[1]!),
    ]);
    expect(told).toMatchObject({
      state: 'degraded',
      since: { at: instants[2] },
      trouble: { at: instants[2] },
      cause: {
        workload: { kind: 'Deployment', namespace: 'shop', name: 'web' },
        from: '1.0',
        to: '2.0',
        at: instants[1],
      },
    });
    expect(tellSituation(told, instants[3]!)).toBe(
      'Degraded since 02:15 (at least 15\u00a0min). web crashes again and again. ' +
        'After the rollout of web 1.0 → 2.0, by 02:00.',
    );
  });

  test('tells no rollout that came long before, or whose trouble may be older', () => {
    const early = [well('1.0'), well('2.0'), well('2.0'), ill('2.0')];
    expect(situationAt(early, undefined, [rolledOut(at(2).instant)])).not.toHaveProperty('cause');
    expect(situationAt([ill('2.0')])).toMatchObject({ since: { atLeast: true } });
    const late = [ill('1.0'), ill('2.0')];
    expect(situationAt(late, undefined, [rolledOut(at(2).instant)])).not.toHaveProperty('cause');
    // What began in a gap may be older than the rollout.
    const unseen = ['01:00', '04:00'].map((time) => `2026-11-22T${time}:00Z`);
    expect(situationAt([well('1.0'), ill('2.0')], unseen, [rolledOut(unseen[1]!)])).not.toHaveProperty(
      'cause',
    );
  });

  test('tells how much of each entrance answers', () => {
    const entrance = (name: string, state: State, more: Partial<Entrance> = {}): Entrance => ({
      ...{ name, state, by: [], backends: [] },
      ...more,
    });
    const hurt = [
      entrance('a', 'failing', { ready: 0, wanted: 2 }),
      entrance('b', 'degraded', { ready: 7, wanted: 12 }),
      ...['c', 'd', 'e'].map((name) => entrance(name, 'degraded')),
    ];
    const others = [entrance('f', 'healthy', { ready: 1, wanted: 1 }), entrance('g', 'unknown')];
    const told = situationAt([ill('1.0', { entrances: [...hurt, ...others] })]);
    expect(told.entrances).toEqual({
      hurt: [
        { name: 'a', state: 'failing', ready: 0, wanted: 2 },
        { name: 'b', state: 'degraded', ready: 7, wanted: 12 },
        { name: 'c', state: 'degraded' },
      ],
      ...{ more: 2, whole: 1, unseen: 1 },
    });
    expect(told.entrances?.hurt.map(describeAnswers)).toEqual([
      'nothing answers',
      '7 of 12 replicas answer',
      'does not answer in full',
    ]);
    expect(describeOtherEntrances(told)).toBe('2 more in trouble, 1 other in full and 1 not seen');
    expect(situationAt([well('1.0')])).not.toHaveProperty('entrances');
  });

  test('of a quiet day tells the last rollout, what runs out next, and how long it is quiet', () => {
    const quotas = [8, 4].map((used): QuotaRow => ({
      ...{ uid: 'q', namespace: 'shop', name: 'team', resource: `r${used}`, used: String(used), hard: '10' },
      ...{ share: used / 10, state: 'healthy' },
    }));
    const told = situationAt(
      [well('1.0'), ill('2.0'), well('2.0'), report('2.0', [], { quotas })],
      undefined,
      [rolledOut(at(2).instant)],
    );
    expect(told).toMatchObject({
      rollout: { from: '1.0', to: '2.0', at: at(2).instant },
      fullest: {
        object: { kind: 'ResourceQuota', namespace: 'shop', name: 'team' },
        resource: 'r8',
        share: 0.8,
      },
      calm: { since: at(3).instant, ever: false },
    });
    expect(describeFullest(told.fullest!)).toBe('ResourceQuota shop/team: 80 % of r8 is used');
    expect(describeCalm(told.calm!, '2026-11-25T04:00:00Z')).toBe(
      'over since 22 Nov 03:00 (at least 3\u00a0d\u00a01\u00a0h)',
    );
    expect(situationAt([well('1.0')]).calm).toEqual({ since: at(1).instant, ever: true });
  });

  test('tells what was not seen', () => {
    const { meta } = snapshotOf({}, { coverage: { Node: { state: 'forbidden' } } });
    const told = situationAt([buildReport({ ...snapshotOf({}), meta })]);
    expect(told.kinds.unseen).toEqual(['Node']);
    expect(describeMissingKinds(told)).toBe('all of Nodes');
  });
});

test('since when is told with its day where that is another', () => {
  const situation = { state: 'failing', since: { at: '2026-11-22T14:45:00Z' } } as Situation;
  expect(describeSince(situation, '2026-11-22T14:45:00Z')).toBe('since 14:45');
  const worse = { ...situation, trouble: { at: '2026-11-21T13:45:00Z', atLeast: true as const } };
  expect(describeSince(worse, '2026-11-22T14:45:00Z')).toBe(
    'since 14:45 · in trouble since at least 21 Nov 13:45 (at least 1\u00a0d\u00a01\u00a0h)',
  );
});
