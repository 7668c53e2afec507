import { describe, expect, test } from 'vitest';
import { buildReport } from '../model/build/build-report.ts';
import { rules } from '../model/findings/rules.ts';
import type { Finding, Report } from '../model/report.ts';
import { isProbed, kindNames } from '../snapshots/kinds/kinds.ts';
import type { Coverage } from '../snapshots/schema.ts';
import { snapshotOf } from '../../test/snapshot-of.ts';
import { carry, type Day } from './day/day.ts';
import { fold } from './day/fold.ts';
import { toUnix } from './day/unix.ts';
import { diffFindings } from './diff/finding-changes.ts';
import { foldTrail } from './trail/trail.ts';

const [FIRST, SECOND] = ['2026-11-22T07:00:00Z', '2026-11-22T07:15:00Z'];
type Ready = { version: string; ready?: boolean };

function reportOf(time: string, coverage: Partial<Record<string, Partial<Coverage>>> = {}, server?: Ready) {
  const probed = Object.fromEntries(kindNames.filter(isProbed).map((kind) => [kind, {}]));
  return buildReport(
    snapshotOf({}, { time, coverage: { ...probed, ...coverage }, ...(server && { server }) }),
  );
}

/** A finding of a rule, as if it had been met. */
const findingOf = (rule: string, namespace?: string, kind = 'Thing'): Finding => ({
  ...{ rule, severity: 'degraded', title: 'A title', what: 'it is so', why: '', advice: '' },
  object: { kind, ...(namespace !== undefined && { namespace }), name: 'it' },
  ...{ evidence: [], objects: 1 },
});

/** What each reader says about a finding that one snapshot shows and the next does not. */
function fateOf(finding: Finding, before: Report, after: Report) {
  const met = { ...before, findings: [finding], silenced: [] };
  const left = { ...after, findings: [], silenced: [] };
  const diff = diffFindings(met, left);
  const moment = (number: number, instant: string) => ({
    ...{ number, instant, day: '2026-11-22', time: `${instant.slice(11, 19).replaceAll(':', '')}Z` },
  });
  const trail = foldTrail(foldTrail(undefined, met, moment(1, FIRST)), left, moment(2, SECOND));
  const days = [met, left].reduce<Day>(
    (day, report, index) =>
      fold(day, { number: index + 1, at: toUnix([FIRST, SECOND][index])!, digest: String(index), report }),
    carry(undefined, 'test', '2026-11-22'),
  );
  const entry = days.findings.find(({ rule }) => rule === finding.rule);
  return {
    diff: diff.resolved.length + diff.gone.length > 0,
    trail: trail.findings.length === 0,
    day: entry?.met.at(-1)?.lost !== true,
  };
}

/** The same for a finding that only the second shows: whether it is called new. */
function isNew(finding: Finding, before: Report, after: Report) {
  const left = { ...before, findings: [], silenced: [] };
  const met = { ...after, findings: [finding], silenced: [] };
  const day = [left, met].reduce<Day>(
    (one, report, index) =>
      fold(one, { number: index + 1, at: toUnix([FIRST, SECOND][index])!, digest: String(index), report }),
    carry(undefined, 'test', '2026-11-22'),
  );
  return {
    diff: diffFindings(left, met).new.length > 0,
    day: day.findings.find(({ rule }) => rule === finding.rule)?.met[0]?.atLeast !== true,
  };
}

const said = (over: boolean) => ({ diff: over, trail: over, day: over });

describe('what was not looked at is never over, and what shows later is not new', () => {
  const cases = rules.flatMap(({ id, needs }) => needs.map((kind) => [id, kind] as const));

  test.each(cases)('%s, where %s was not seen', (rule, kind) => {
    const whole = reportOf(FIRST);
    const failed = { [kind]: { state: 'failed' as const, error: 'timed out' } };
    const partly = { [kind]: { state: 'partial' as const, namespaces: ['shop'] } };
    for (const namespace of ['shop', 'bank', undefined]) {
      const finding = findingOf(rule, namespace);
      expect(fateOf(finding, whole, reportOf(SECOND, failed)), `${namespace}, failed`).toEqual(said(false));
      const looked = namespace === 'shop' && !isBlind(rule, partly);
      expect(fateOf(finding, whole, reportOf(SECOND, partly)), `${namespace}, partly`).toEqual(said(looked));
      expect(isNew(finding, reportOf(FIRST, failed), reportOf(SECOND))).toEqual({ diff: false, day: false });
      expect(isNew(finding, reportOf(FIRST, partly), reportOf(SECOND))).toEqual({
        diff: looked,
        day: looked,
      });
    }
  });

  test.each(rules.map(({ id }) => id))('%s is over where all was seen', (rule) => {
    for (const namespace of ['shop', undefined])
      expect(fateOf(findingOf(rule, namespace), reportOf(FIRST), reportOf(SECOND))).toEqual(said(true));
  });

  test('a kind that the rule does not read is of no matter to it', () => {
    const secret = { PersistentVolumeClaim: { state: 'failed' } } as const;
    expect(fateOf(findingOf('node-not-ready'), reportOf(FIRST), reportOf(SECOND, secret))).toEqual(
      said(true),
    );
  });

  test('what nothing else tells of an object rests on the kinds behind its own table', () => {
    const unseen = { PersistentVolume: { state: 'forbidden' } } as const;
    const fate = (kind: string) =>
      fateOf(findingOf('in-trouble', undefined, kind), reportOf(FIRST), reportOf(SECOND, unseen));
    expect(fate('Node')).toEqual(said(true));
    expect(fate('PersistentVolume')).toEqual(said(false));
    expect(isNew(findingOf('in-trouble', 'shop', 'Pod'), reportOf(FIRST, unseen), reportOf(SECOND))).toEqual({
      diff: true,
      day: true,
    });
  });

  test('a claim that was lost is not resolved when listing claims fails', () => {
    const unseen = { PersistentVolumeClaim: { state: 'failed', error: 'timed out' } } as const;
    const rule = rules.find(({ needs }) => needs.includes('PersistentVolumeClaim'))!.id;
    expect(fateOf(findingOf(rule, 'shop'), reportOf(FIRST), reportOf(SECOND, unseen))).toEqual(said(false));
  });

  test('a rule that was blind checked nothing, also where its kinds were seen', () => {
    const rule = rules.find(({ id }) => id === 'api-server-not-ready');
    if (!rule) throw new Error('no rule is blind by the server alone');
    const unknown = reportOf(SECOND, {}, { version: 'v1.33.2' });
    expect(unknown.unchecked.map((one) => one.rule)).toContain(rule.id);
    expect(fateOf(findingOf(rule.id), reportOf(FIRST), unknown)).toEqual(said(false));
  });
});

describe('what ends because time passes is told once, and resolves nothing', () => {
  const fate = (finding: Finding, now: Finding[] = []) => {
    const met = { ...reportOf(FIRST), findings: [finding], silenced: [] };
    const left = { ...reportOf(SECOND), findings: now, silenced: [] };
    const { resolved, gone, unknown } = diffFindings(met, left);
    const day = [met, left].reduce<Day>(
      (one, report, index) =>
        fold(one, { number: index + 1, at: toUnix([FIRST, SECOND][index])!, digest: String(index), report }),
      carry(undefined, 'test', '2026-11-22'),
    );
    const lapsed = day.findings.find(({ rule }) => rule === finding.rule)?.met[0]?.lapsed;
    return { diff: resolved.length + gone.length + unknown.length, day: lapsed };
  };

  test.each(rules.filter(({ isPast }) => isPast).map(({ id }) => id))('%s, as advice', (rule) => {
    expect(fate({ ...findingOf(rule, 'shop'), severity: 'advice' })).toEqual({ diff: 0, day: true });
    if (rules.find(({ id }) => id === rule)?.severity !== 'advice')
      expect(fate({ ...findingOf(rule, 'shop'), severity: 'failing' })).toEqual({ diff: 1, day: undefined });
  });

  test('the rules of the last hour are among them', () => {
    expect(rules.filter(({ isPast }) => isPast).map(({ id }) => id)).toEqual(
      expect.arrayContaining(['restarts', 'oom-kill', 'node-restarted', 'leader-changed']),
    );
  });

  test.each([
    ['starting', 'not-ready'],
    ['cordoned', 'cordoned-long'],
  ])('%s that goes on as %s', (rule, next) => {
    const finding = findingOf(rule, 'shop');
    expect(fate(finding, [findingOf(next, 'shop')])).toEqual({ diff: 0, day: true });
    expect(fate(finding, [findingOf(next, 'bank')])).toEqual({ diff: 1, day: undefined });
    expect(fate(finding)).toEqual({ diff: 1, day: undefined });
  });
});

describe('what another finding explains is told with it', () => {
  const cause = findingOf('crash-loop', 'shop');
  const part = findingOf('unavailable', 'shop');
  const explains = [{ rule: part.rule, object: part.object }];
  const withPart = [{ ...cause, explains }];
  const said = (before: Finding[], now: Finding[]) => {
    const reports = [before, now].map((findings, index) => ({
      ...reportOf([FIRST, SECOND][index]!),
      ...{ findings, silenced: [] },
    }));
    const { resolved, new: begun } = diffFindings(reports[0]!, reports[1]!);
    const day = reports.reduce<Day>(
      (one, report, index) =>
        fold(one, { number: index + 1, at: toUnix([FIRST, SECOND][index])!, digest: String(index), report }),
      carry(undefined, 'test', '2026-11-22'),
    );
    const [met] = day.findings.find(({ rule }) => rule === part.rule)?.met ?? [];
    return { resolved: resolved.map(({ rule }) => rule), new: begun.map(({ rule }) => rule), met };
  };

  test('so it is not resolved when it folds', () => {
    expect(said([part], withPart)).toMatchObject({
      resolved: [],
      new: ['crash-loop'],
      met: { lapsed: true },
    });
    expect(said([part], [cause])).toMatchObject({ resolved: ['unavailable'], new: ['crash-loop'] });
  });

  test('and it is not new when its cause is not seen any more', () => {
    expect(said(withPart, [part])).toMatchObject({ resolved: ['crash-loop'], new: [] });
    expect(said(withPart, [part]).met).toHaveProperty('atLeast', true);
    expect(said([cause], [part])).toMatchObject({ resolved: ['crash-loop'], new: ['unavailable'] });
  });
});

const isBlind = (rule: string, coverage: Parameters<typeof reportOf>[1]) =>
  reportOf(SECOND, coverage).unchecked.some((one) => one.rule === rule && one.blind);
