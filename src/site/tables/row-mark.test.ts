import { expect, test } from 'vitest';
import { object, snapshotOf } from '../../../test/snapshot-of.ts';
import { buildReport } from '../../model/build/build-report.ts';
import { rowMarkOf } from './row-mark.ts';

const labels = { app: 'web' };
const report = buildReport(
  snapshotOf({
    Deployment: [
      object('Deployment', 'web', {
        spec: {
          replicas: 2,
          selector: { matchLabels: labels },
          template: { metadata: { labels }, spec: { containers: [{ name: 'app' }] } },
        },
        status: { replicas: 2, readyReplicas: 1, updatedReplicas: 2, availableReplicas: 1 },
      }),
    ],
    Service: [object('Service', 'web', { spec: { selector: labels, ports: [{ port: 80 }] } })],
    EndpointSlice: [
      object('EndpointSlice', 'web-1', {
        metadata: { labels: { 'kubernetes.io/service-name': 'web' } },
        addressType: 'IPv4',
        ports: [{ port: 8080 }],
        endpoints: [
          { addresses: ['10.0.0.1'], conditions: { ready: true } },
          { addresses: ['10.0.0.2'], conditions: { ready: false } },
        ],
      }),
    ],
    Ingress: [
      object('Ingress', 'public', {
        spec: {
          rules: [
            {
              host: 'web.example',
              http: {
                paths: [
                  {
                    path: '/',
                    pathType: 'Prefix',
                    backend: { service: { name: 'web', port: { number: 80 } } },
                  },
                ],
              },
            },
          ],
        },
      }),
    ],
    ResourceQuota: [
      object('ResourceQuota', 'team', {
        status: {
          hard: { pods: '10', secrets: '10', services: '10' },
          used: { pods: '9', secrets: '10', services: '1' },
        },
      }),
    ],
  }),
);

test('an Ingress with half of its endpoints is not green', () => {
  const [row] = report.routes;
  expect(report.entrances[0]?.state).toBe('degraded');
  expect(rowMarkOf(report, 'routes', row!)).toEqual({ state: 'degraded' });
});

test('a workload has its own state on the page of spread', () => {
  const [workload] = report.workloads;
  expect(workload?.state).not.toBe('healthy');
  expect(rowMarkOf(report, 'spread', { ...workload!, state: 'healthy' }).state).toBe(workload?.state);
});

test('a quota that is nearly full is no trouble, and not green', () => {
  const marks = report.quotas.map((row) => [row.resource, rowMarkOf(report, 'quotas', row)]);
  expect(marks).toEqual([
    ['pods', { state: 'normal', says: 'Nearly full' }],
    ['secrets', { state: 'normal', says: 'Full' }],
    ['services', { state: 'healthy' }],
  ]);
});
