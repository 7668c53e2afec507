import { describe, expect, test } from 'vitest';
import { object, snapshotOf } from '../../../test/snapshot-of.ts';
import { buildReport } from '../../model/build/build-report.ts';
import type { Finding, Report } from '../../model/report.ts';
import { buildFindingsPage } from './findings-page.ts';

const finding = (rule: string, severity: Finding['severity'], index: number, silence?: string): Finding => ({
  ...{ rule, severity, title: rule, what: 'x', why: 'y', advice: 'z', evidence: [], objects: 1, silence },
  object: { kind: 'Deployment', namespace: 'shop', name: `web-${index}` },
});
const many = (count: number, ...[rule, severity, silence]: [string, Finding['severity'], string?]) =>
  Array.from({ length: count }, (_, index) => finding(rule, severity, index, silence));
const pageOf = (more: Partial<Report>) => buildFindingsPage({ ...buildReport(snapshotOf({})), ...more });
const sizes = (groups: { key: string; findings: Finding[]; left: number }[]) =>
  groups.map(({ key, findings, left }) => [key, findings.length, left]);

test('trouble is told at length, advice by rule, and what is silenced by its reason', () => {
  const page = pageOf({
    findings: [
      ...many(2, 'crash-loop', 'failing'),
      ...many(1, 'restarts', 'degraded'),
      ...many(3, 'skew', 'advice'),
    ],
    silenced: [
      finding('crash-loop', 'failing', 7, 'Experiments'),
      finding('skew', 'advice', 8, 'By design'),
      finding('restarts', 'degraded', 9, 'Experiments'),
    ],
  });
  expect(page.articles.map(({ rule }) => rule)).toEqual(['crash-loop', 'crash-loop', 'restarts']);
  expect(page.more).toEqual([]);
  expect(sizes(page.advice)).toEqual([['advice-skew', 3, 0]]);
  expect(page.silenced.map(({ title, findings }) => [title, findings.length])).toEqual([
    ['Experiments', 2],
    ['By design', 1],
  ]);
});

test('of very much trouble the first forty are told at length, the rest in tables, of which a page has room for', () => {
  const page = pageOf({
    findings: [
      ...many(30, 'crash-loop', 'failing'),
      ...many(1000, 'not-ready', 'degraded'),
      ...many(300, 'skew', 'advice'),
    ],
  });
  expect(page.articles).toHaveLength(40);
  expect(sizes(page.more)).toEqual([['more-not-ready', 225, 765]]);
  expect(sizes(page.advice)).toEqual([['advice-skew', 225, 75]]);
});

test('every table has some rows, however many there are', () => {
  const findings = Array.from({ length: 60 }, (_, index) => many(20, `rule-${index}`, 'advice')).flat();
  expect(new Set(pageOf({ findings }).advice.map((one) => one.findings.length))).toEqual(new Set([10]));
});

describe('a rule that could not be checked', () => {
  test('says what it reads that was not seen', () => {
    const coverage = { ResourceQuota: { state: 'forbidden' as const } };
    const page = buildFindingsPage(buildReport(snapshotOf({ Node: [object('Node', 'a')] }, { coverage })));
    expect(page.unchecked.find(({ rule }) => rule === 'quota')).toEqual({
      rule: 'quota',
      title: 'Quota is nearly used',
      unseen: ['ResourceQuota: the collector may not list it'],
    });
  });

  test('says so where an older Gazette did not read it', () => {
    const { meta, objects } = snapshotOf({});
    const coverage = meta.coverage.filter(({ kind }) => kind !== 'Gateway');
    const page = buildFindingsPage(buildReport({ meta: { ...meta, coverage }, objects }));
    expect(page.unchecked.find(({ rule }) => rule === 'gateway-degraded')?.unseen).toEqual([
      'Gateway: the Gazette that took this snapshot did not read it',
    ]);
  });

  test('says nothing where nobody can say more', () => {
    const page = buildFindingsPage(buildReport(snapshotOf({}, { server: {} })));
    expect(page.unchecked).toEqual([
      { rule: 'api-server-not-ready', title: 'API server is not ready', unseen: [] },
    ]);
  });
});
