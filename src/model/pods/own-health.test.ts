import { expect, test } from 'vitest';
import { object, runningPod, snapshotOf } from '../../../test/snapshot-of.ts';
import type { ObjectOf } from '../../snapshots/kinds/kinds.ts';
import { buildReport } from '../build/build-report.ts';

type Check = ObjectOf<'HealthCheck'>;

const check = (name: string, result: string, spec: Check['spec']) =>
  object('HealthCheck', name, {
    spec: { probe: name, scheme: 'http', path: '/', ...spec },
    status: { result },
  });

/** What two pods behind a Service say of their own health. */
function healthOf(...checks: Check[]) {
  const labels = { app: 'web' };
  const pods = ['web-1', 'web-2'].map((name) => runningPod(name, undefined, { metadata: { labels } }));
  const endpoints = pods.map(({ metadata: { name, uid } }, index) => ({
    addresses: [`10.1.0.${index}`],
    conditions: { ready: true },
    targetRef: { kind: 'Pod', name, uid },
  }));
  const report = buildReport(
    snapshotOf({
      Pod: pods,
      Service: [object('Service', 'web', { spec: { selector: labels, ports: [{ port: 80 }] } })],
      EndpointSlice: [
        object('EndpointSlice', 'web-a', {
          addressType: 'IPv4',
          endpoints,
          ports: [{ port: 80 }],
          metadata: { labels: { 'kubernetes.io/service-name': 'web' } },
        }),
      ],
      HealthCheck: checks,
    }),
  );
  return Object.fromEntries(report.pods.map(({ name, ownHealth }) => [name, ownHealth?.result]));
}

test('without a probe, nobody knows', () => {
  expect(healthOf()).toEqual({ 'web-1': undefined, 'web-2': undefined });
});

test("a Service's endpoint speaks for its pods, but a pod that was asked itself speaks for itself", () => {
  const service = check('all', 'OK', { service: 'web:80' });
  expect(healthOf(service)).toEqual({ 'web-1': 'OK', 'web-2': 'OK' });
  const pod = check('each/web-2', 'failing', { pod: 'web-2' });
  expect(healthOf(service, pod)).toEqual({ 'web-1': 'OK', 'web-2': 'failing' });
});

test('of several answers the worst counts, and no answer is not health', () => {
  const answers = ['OK', 'not seen', 'failing'].map((result) => check(result, result, { service: 'web:80' }));
  expect(healthOf(answers[0]!, answers[1]!)['web-1']).toBe('not seen');
  expect(healthOf(...answers)['web-1']).toBe('failing');
});
