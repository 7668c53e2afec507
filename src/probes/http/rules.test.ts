import { expect, test } from 'vitest';
import { object, snapshotOf } from '../../../test/snapshot-of.ts';
import { diff } from '../../history/diff/diff.ts';
import { buildReport } from '../../model/build/build-report.ts';
import type { ObjectOf } from '../../snapshots/kinds/kinds.ts';
import type { Coverage } from '../../snapshots/schema.ts';

const seen = (status: ObjectOf<'HealthCheck'>['status'], coverage: Partial<Coverage> = {}) => {
  const check = object('HealthCheck', 'web', { spec: { probe: 'web', scheme: 'https', path: '/' }, status });
  const node = object('Node', 'a', { status: { conditions: [{ type: 'Ready', status: 'True' }] } });
  const snapshot = snapshotOf(
    { HealthCheck: [check], Node: [node] },
    { coverage: { HealthCheck: coverage } },
  );
  return { snapshot, report: buildReport(snapshot) };
};
const failing = () => seen({ result: 'failing', code: 503, message: 'status 503' });
const hanging = () =>
  seen(
    { result: 'not seen', message: 'no data for 10 s' },
    { state: 'partial', error: 'web: no data for 10 s' },
  );

test('an endpoint that stops answering ends no finding, and makes no cluster healthy', () => {
  const [before, after] = [failing(), hanging()];
  expect(before.report.state).toBe('degraded');
  expect(after.report).toMatchObject({ state: 'unknown', unseen: [{ kind: 'HealthCheck' }] });
  expect(after.report.lead).toBe(
    'Nothing is wrong with what was seen, but HealthChecks were seen only in part.',
  );
  const { findings } = diff(before, after);
  expect(findings.resolved).toEqual([]);
  expect(findings.unknown.map(({ rule }) => rule)).toContain('health-says-no');
});

test('of an expired certificate, the expiry is told, and not that the service is ill', () => {
  const { report } = seen({ result: 'failing', message: 'its certificate has expired', expired: true });
  expect(report.findings.map(({ rule, what }) => `${rule}: ${what}`)).toEqual([
    'certificate-expires: its certificate has expired',
  ]);
});
