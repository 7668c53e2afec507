import { describe, expect, test } from 'vitest';
import { snapshotOf } from '../../../test/snapshot-of.ts';
import { buildReport } from '../../model/build/build-report.ts';
import { objectTable, objectTableNames } from '../../model/tables/registry.ts';
import type { Report } from '../../model/report.ts';
import type { Coverage } from '../../snapshots/schema.ts';
import { formatTotal } from '../../words/format.ts';
import { holdsAll, kindsBehind, whyEmpty } from './table-seen.ts';

const reportOf = (coverage: Record<string, Partial<Coverage>> = {}): Report =>
  buildReport(snapshotOf({}, { coverage }));
/** As if it had been taken before Gazette read these kinds. */
function before(...kinds: string[]): Report {
  const report = reportOf();
  report.meta.coverage = report.meta.coverage.filter(({ kind }) => !kinds.includes(kind));
  return report;
}

describe.each(objectTableNames)('of %s', (name) => {
  const { rowsFrom, heading, noun } = objectTable(name);
  const [kind = ''] = rowsFrom;
  const seen = Object.fromEntries(rowsFrom.map((one) => [one, {}]));
  const titleOf = (report: Report) =>
    formatTotal(0, holdsAll(report, name), ...(heading ?? ([noun, `${noun}s`] as const)));

  test('nothing there is none, and nothing seen is not seen', () => {
    expect(titleOf(reportOf(seen))).toMatch(/^0 /);
    for (const state of ['forbidden', 'failed', 'partial'] as const)
      expect(titleOf(reportOf({ [kind]: { state } }))).toMatch(/ were not seen$/);
  });

  test('what is not served, and what nobody looked for, is told apart from what is not there', () => {
    const absent = Object.fromEntries(rowsFrom.map((one) => [one, { state: 'absent' as const }]));
    expect(whyEmpty(reportOf(seen), name)).toBeUndefined();
    expect(whyEmpty(reportOf(absent), name)).toBe('absent');
    expect(whyEmpty(before(...rowsFrom), name)).toBe('unread');
  });
});

test('the kinds of a page include what stands in for one of them', () => {
  expect(kindsBehind('services')).toEqual(['Service', 'EndpointSlice', 'Endpoints']);
});
