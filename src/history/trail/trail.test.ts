import fc from 'fast-check';
import { expect, test } from 'vitest';
import { snapshotOf } from '../../../test/snapshot-of.ts';
import { buildReport } from '../../model/build/build-report.ts';
import type { Finding, Report, ServiceVersion } from '../../model/report.ts';
import { rules } from '../../model/findings/rules.ts';
import type { Coverage } from '../../snapshots/schema.ts';
import { foldTrail, passOver } from './trail.ts';
import { TrailSchema, type Moment, type Trail } from './trail-record.ts';

/** A quarter of an hour after another. */
const edition = (number: number): Moment => {
  const instant = new Date(Date.UTC(2026, 10, 22) + number * 900_000).toISOString().replace('.000', '');
  return { number, instant, day: '2026-11-22', time: `${instant.slice(11, 19).replaceAll(':', '')}Z` };
};

let uids = 0;
const finding = (name: string, rule = 'crash-loop', kind = 'Pod', namespace = 'shop'): Finding => ({
  rule,
  severity: 'failing',
  title: '',
  object: { kind, namespace, name, uid: String((uids += 1)) },
  what: '',
  why: '',
  advice: '',
  evidence: [],
  objects: 1,
});

const service = (name: string, version: string, more: Partial<ServiceVersion> = {}): ServiceVersion => ({
  service: 'web',
  serviceFrom: 'app',
  part: name,
  version,
  versionFrom: 'image tag',
  workload: { kind: 'Deployment', namespace: 'shop', name, uid: name },
  images: [],
  ...more,
});

/** A report with some kinds forbidden, or seen only in some namespaces. */
function report(
  parts: Partial<Report>,
  unseen: Record<string, string[] | undefined> = {},
  unchecked: string[] = [],
): Report {
  const coverage = Object.fromEntries(
    Object.entries(unseen).map(([kind, namespaces]): [string, Partial<Coverage>] => [
      kind,
      { state: namespaces ? 'partial' : 'forbidden', ...(namespaces && { namespaces }) },
    ]),
  );
  const snapshot = snapshotOf({}, { coverage });
  const { meta } = snapshot;
  return {
    ...buildReport(snapshot),
    state: 'healthy',
    findings: [],
    silenced: [],
    versions: [],
    unseen: meta.coverage.filter(({ state }) => state !== 'complete'),
    unchecked: unchecked.map((rule) => ({ rule, title: rule })),
    ...parts,
  };
}

const next = (trail: Trail | undefined, one: Report | undefined, self: Moment) =>
  one ? foldTrail(trail, one, self) : passOver(trail, self);

/** Trail of the last of some editions, numbered from 1. */
const fold = (reports: readonly (Report | undefined)[], start?: Trail) =>
  reports.reduce<Trail | undefined>((trail, one, index) => next(trail, one, edition(index + 1)), start);

const since = (entries: Trail['findings'] | Trail['versions'] | undefined) =>
  entries?.map((entry) => `${entry.since.number}${entry.atLeast ? ' at least' : ''}`);

const EMPTY = report({});

test('what the first edition shows is there since that edition at least', () => {
  const trail = fold([report({ findings: [finding('a')], versions: [service('web', '1')] })]);
  expect(since(trail?.findings)).toEqual(['1 at least']);
  expect(since(trail?.versions)).toEqual(['1 at least']);
});

/** A rollout of web. */
const rollout = (isNew: boolean) => ({
  ...{ workload: { kind: 'Deployment', namespace: 'shop', name: 'web' }, from: '1', to: '2' },
  ...{ begun: Date.parse(edition(2).instant) / 1000, isNew },
});

test('the day before an edition is kept with what began, ended and was rolled out', () => {
  const one = report({ state: 'failing', findings: [finding('a', 'crash-loop', 'Thing')] });
  const two = report({
    findings: [finding('b'), { ...finding('c', 'single-replica'), severity: 'advice' }],
  });
  const trail = foldTrail(foldTrail(fold([one]), two, edition(2), [rollout(true)]), EMPTY, edition(3), [
    rollout(false),
  ]);
  expect(trail?.recent).toEqual([
    { ...edition(1), state: 'failing', interval: 900 },
    {
      ...edition(2),
      state: 'healthy',
      interval: 900,
      met: ['crash-loop Pod/shop/b'],
      over: ['crash-loop Thing/shop/a'],
      rolledOut: [{ workload: { kind: 'Deployment', namespace: 'shop', name: 'web' }, from: '1', to: '2' }],
    },
    { ...edition(3), state: 'healthy', interval: 900, gone: ['crash-loop Pod/shop/b'] },
  ]);
  expect(trail.course?.rollout).toMatchObject({ to: '2', at: edition(2) });
  const blind = fold([one, report({}, { Pod: undefined }, ['crash-loop'])]);
  expect(blind?.recent?.at(-1)).toEqual({ ...edition(2), state: 'healthy', interval: 900 });
});

test('an edition without a report hands its trail on, and was there', () => {
  const before = fold([report({ findings: [finding('a')] })]);
  const after = passOver(before, edition(2), 'failing');
  expect({ ...after, recent: before?.recent, course: before?.course }).toEqual(before);
  expect(after.course).toMatchObject({ state: 'failing', since: edition(2), trouble: { since: edition(2) } });
  expect(after.recent).toEqual([...(before?.recent ?? []), { ...edition(2), state: 'failing' }]);
  expect(passOver(before, edition(2)).recent?.at(-1)?.state).toBe('unknown');
});

test('of the day before nothing is kept that is older, and of one edition no more than a few', () => {
  const many = report({ findings: Array.from({ length: 11 }, (_, index) => finding(`pod-${index}`)) });
  const trail = fold([EMPTY, many]);
  expect(trail?.recent?.[1]).toMatchObject({ more: 3 });
  expect(trail?.recent?.[1]?.met).toHaveLength(8);
  const later = foldTrail(trail, EMPTY, { ...edition(3), instant: '2026-11-23T00:20:00Z' });
  expect(later.recent?.map(({ number }) => number)).toEqual([2, 3]);
  expect(foldTrail(trail, EMPTY, edition(3)).recent?.at(-1)).toMatchObject({ more: 3 });
});

test('a finding is there since the edition that showed it first, whatever became of UIDs, and anew after a break', () => {
  const there = report({ findings: [finding('a')] });
  expect(since(fold([EMPTY, there, there])?.findings)).toEqual(['2']);
  expect(since(fold([EMPTY, there, EMPTY, there])?.findings)).toEqual(['4']);
  const other = report({ findings: [finding('a'), finding('b'), finding('a', 'oom-kill')] });
  expect(since(fold([EMPTY, there, other])?.findings)).toEqual(['2', '3', '3']);
});

test('after a gap, a finding is there at least since the edition that shows it again, and nothing is news', () => {
  const there = report({ findings: [finding('a')], versions: [service('web', '1')] });
  const other = report({ findings: [finding('b', 'crash-loop', 'Thing')], versions: [service('web', '2')] });
  const before = fold([EMPTY, there, there]);
  const again = foldTrail(before, there, edition(9));
  expect(since(again.findings)).toEqual(['9 at least']);
  // What runs is no state that comes and goes: the same version goes on.
  expect(since(again.versions)).toEqual(['2']);
  const changed = foldTrail(before, other, edition(9));
  expect(since(changed.findings)).toEqual(['9 at least']);
  expect(since(changed.versions)).toEqual(['9 at least']);
  expect(changed.recent?.at(-1)).toEqual({ ...edition(9), state: 'healthy', interval: 900 });
  // A snapshot that was deleted since is no gap.
  const held = [4, 5, 6, 7, 8].reduce<Trail | undefined>((trail, n) => passOver(trail, edition(n)), before);
  expect(since(foldTrail(held, there, edition(9)).findings)).toEqual(['2']);
});

test('what only time ended, what was silenced, and what had not been looked at is not over', () => {
  const leave = (one: Report, then = EMPTY) => fold([EMPTY, one, then])?.recent?.at(-1)?.over;
  const thing = finding('a', 'crash-loop', 'Thing');
  expect(leave(report({ findings: [thing] }))).toEqual(['crash-loop Thing/shop/a']);
  expect(leave(report({ silenced: [thing] }))).toBeUndefined();
  expect(leave(report({ findings: [{ ...thing, severity: 'advice' }] }))).toBeUndefined();
  // A pod that no longer just starts is still not ready.
  const starting = finding('a', 'slow-start', 'Thing');
  const becomes = rules.find(({ becomes: next }) => next?.length)!;
  const [then] = becomes.becomes!;
  expect(
    leave(
      report({ findings: [{ ...starting, rule: becomes.id }] }),
      report({ findings: [{ ...starting, rule: then! }] }),
    ),
  ).toBeUndefined();
  const blind = report({}, { Pod: undefined }, ['crash-loop']);
  expect(fold([EMPTY, report({ findings: [thing] }), blind, EMPTY])?.recent?.at(-1)?.over).toBeUndefined();
});

test('a finding keeps the rollout that was there when it began', () => {
  const web = finding('web', 'crash-loop', 'Deployment');
  const [calm, ill] = [report({}), report({ findings: [web] })];
  const begun = foldTrail(fold([calm]), ill, edition(2), [rollout(true)]);
  const { at, ...told } = begun.findings[0]!.rollout!;
  expect({ at, ...told }).toEqual({
    ...{ workload: { kind: 'Deployment', namespace: 'shop', name: 'web' }, from: '1', to: '2' },
    at: edition(2).instant,
  });
  const later = { ...rollout(true), to: '3' };
  expect(foldTrail(begun, ill, edition(3), [later]).findings[0]?.rollout).toMatchObject({ to: '2' });
  expect(
    foldTrail(fold([calm]), report({ findings: [finding('b')] }), edition(2), [later]).findings[0],
  ).not.toHaveProperty('rollout');
});

test('a silenced finding has its time, too, and keeps it when the silence ends', () => {
  const silent = report({ silenced: [finding('a')] });
  expect(since(fold([EMPTY, silent, report({ findings: [finding('a')] })])?.findings)).toEqual(['2']);
});

test('where a rule could not be checked, its findings are kept and marked, and are there since at least when they are seen again', () => {
  const there = report({ findings: [finding('a')] });
  const blind = report({}, { Pod: undefined }, ['crash-loop']);
  expect(fold([EMPTY, there, blind, blind])?.findings).toEqual([
    { key: 'crash-loop Pod/shop/a', severity: 'failing', since: edition(2), lastSeen: edition(2) },
  ]);
  expect(fold([EMPTY, there, blind, there])?.findings).toEqual([
    { key: 'crash-loop Pod/shop/a', severity: 'failing', since: edition(4), atLeast: true },
  ]);
  expect(fold([EMPTY, there, blind, EMPTY])?.findings).toEqual([]);
});

test('after an edition that could not check a rule, what is new is there since at least', () => {
  const blind = report({}, { Pod: undefined }, ['crash-loop']);
  expect(since(fold([EMPTY, blind, report({ findings: [finding('a')] })])?.findings)).toEqual(['3 at least']);
});

test('a rule that was checked in the namespace of an object counts as checked there', () => {
  const there = report({ findings: [finding('a'), finding('b', 'crash-loop', 'Pod', 'bank')] });
  const partly = report({}, { Pod: ['shop'], Node: undefined }, ['crash-loop']);
  expect(fold([EMPTY, there, partly])?.findings.map(({ key }) => key)).toEqual(['crash-loop Pod/bank/b']);
  const then = report({ findings: [finding('a')] }, { Pod: ['shop'], Node: undefined }, ['crash-loop']);
  expect(since(fold([EMPTY, partly, then])?.findings)).toEqual(['3']);
});

test('a rule that was blind for another reason than a kind that was not seen keeps what it found', () => {
  const there = report({ findings: [finding('a')] });
  expect(since(fold([EMPTY, there, report({}, {}, ['crash-loop'])])?.findings)).toEqual(['2']);
});

test('after an edition without a report what was there before goes on', () => {
  const there = report({ findings: [finding('a')], versions: [service('web', '1')] });
  expect(since(fold([EMPTY, there, undefined, there])?.findings)).toEqual(['2']);
  expect(since(fold([undefined, there])?.findings)).toEqual(['2 at least']);
});

test('a version is there since the edition that showed it first; going back begins anew', () => {
  const at = (version: string) => report({ versions: [service('web', version)] });
  expect(since(fold([EMPTY, at('1'), at('1')])?.versions)).toEqual(['2']);
  expect(since(fold([EMPTY, at('1'), at('2')])?.versions)).toEqual(['3']);
  expect(since(fold([at('1'), at('2'), at('1')])?.versions)).toEqual(['3']);
});

test('a workload that takes the place of another with the same version takes over its time', () => {
  const one = report({ versions: [service('web', '1')] });
  const renamed = report({ versions: [service('web-2', '1')] });
  expect(since(fold([EMPTY, one, renamed])?.versions)).toEqual(['2']);
  const beside = report({ versions: [service('web', '1'), service('web-2', '1')] });
  expect(since(fold([EMPTY, one, beside])?.versions)).toEqual(['2', '3']);
  const elsewhere = report({ versions: [service('web-2', '1', { dataCentre: 'dc2' })] });
  expect(since(fold([EMPTY, one, elsewhere])?.versions)).toEqual(['3']);
});

test('services whose workloads could not be seen are kept and marked; those that are gone are gone', () => {
  const one = report({ versions: [service('web', '1')] });
  expect(fold([EMPTY, one, report({}, { Deployment: undefined })])?.versions).toMatchObject([
    { since: edition(2), lastSeen: edition(2) },
  ]);
  expect(fold([EMPTY, one, report({}, { Deployment: ['bank'] })])?.versions).toHaveLength(1);
  expect(fold([EMPTY, one, report({}, { Deployment: ['shop'] })])?.versions).toEqual([]);
  expect(fold([EMPTY, one, report({}, { StatefulSet: undefined })])?.versions).toEqual([]);
  const blind = report({}, { Deployment: undefined });
  expect(since(fold([EMPTY, blind, one])?.versions)).toEqual(['3 at least']);
});

test('a custom kind is seen by its pods and ReplicaSets', () => {
  const custom = { workload: { kind: 'Rollout', namespace: 'shop', name: 'web', uid: 'u' } };
  const one = report({ versions: [service('web', '1', custom)] });
  expect(fold([EMPTY, one, report({}, { Pod: undefined })])?.versions).toHaveLength(1);
  expect(fold([EMPTY, one, report({}, { Deployment: undefined })])?.versions).toEqual([]);
});

test('a trail is bounded, and what was cut off begins "at least" when it comes back', () => {
  const many = report({ findings: Array.from({ length: 2500 }, (_, index) => finding(`p${index}`)) });
  const trail = fold([EMPTY, many]);
  expect(trail?.findings).toHaveLength(2000);
  expect(trail?.cut).toBe(true);
  const [known, cut] = foldTrail(
    trail,
    report({ findings: [finding('p0'), finding('p2400')] }),
    edition(3),
  ).findings;
  expect(since([known!, cut!])).toEqual(['2', '3 at least']);
});

const names = fc.subarray(['a', 'b', 'constructor', '__proto__', 'a/b']);
const step = fc.option(
  fc.record({ found: names, running: names, version: fc.constantFrom('1', '2'), blind: fc.boolean() }),
  { nil: undefined },
);
const toReport = (one: typeof step extends fc.Arbitrary<infer T> ? T : never) =>
  one &&
  report(
    {
      findings: one.found.map((name) => finding(name)),
      versions: one.running.map((name) => service(name, one.version, { service: name })),
    },
    one.blind ? { Pod: undefined, Deployment: undefined } : {},
    one.blind ? ['crash-loop'] : [],
  );

test('while something persists its time never moves, and the same editions give the same trail', () => {
  fc.assert(
    fc.property(fc.array(step, { maxLength: 12 }), (steps) => {
      const reports = steps.map(toReport);
      let before: Trail | undefined;
      for (const [index, one] of reports.entries()) {
        const trail = next(before, one, edition(index + 1));
        const earlier = new Map(before?.findings.map((entry) => [entry.key, entry]));
        for (const { key, since: begun, lastSeen, atLeast } of trail.findings) {
          const known = earlier.get(key);
          // What was out of sight, and is seen again, is there since at least now.
          const isSeenAgain = known?.lastSeen !== undefined && lastSeen === undefined;
          expect(begun).toEqual(isSeenAgain ? edition(index + 1) : (known?.since ?? edition(index + 1)));
          if (isSeenAgain) expect(atLeast).toBe(true);
        }
        before = trail;
      }
      expect(fold(reports)).toEqual(before);
    }),
  );
});

test('it reads back from JSON as it was', () => {
  fc.assert(
    fc.property(fc.array(step, { minLength: 1, maxLength: 6 }), (steps) => {
      const trail = fold(steps.map(toReport));
      expect(TrailSchema.parse(JSON.parse(JSON.stringify(trail)))).toEqual(trail);
    }),
  );
});
