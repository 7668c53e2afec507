import { expect, test } from 'vitest';
import { HOUR } from '../plan/clock.ts';
import type { ClusterName } from '../plan/estate.ts';
import { answerHealth, healthEndpointsOf } from './health.ts';
import { BesideRefusal } from './request.ts';

const ANCHOR = Date.parse('2026-11-22T07:15:00Z');

/** What it answers: its body, or the error of its first component that is down. */
function ask(service: string, hours: number, cluster: ClusterName = 'production'): unknown {
  try {
    const now = ANCHOR + Math.round(hours * HOUR);
    return answerHealth({
      ...{ cluster, method: 'GET', path: [service], query: new URLSearchParams() },
      ...{ anchor: ANCHOR, now },
    });
  } catch (error) {
    if (!(error instanceof BesideRefusal)) throw error;
    expect(error.code).toBe(503);
    return Object.entries((error.body as { components: object }).components).map(
      ([name, { details }]: [string, { details: { error: string } }]) => `${name}: ${details.error}`,
    );
  }
}

const UP = { status: 'UP' };

test('a service is up, but for its own trouble and that of what it needs', () => {
  expect(ask('payments-api', -10)).toEqual(UP);
  expect(ask('payments-api', -8)).toEqual(['payments-api: Java heap space: 97 % used']);
  expect(ask('settlement', -8)).toEqual(['paymentsApi: payments-api: Java heap space: 97 % used']);
  expect(ask('settlement', -1)).toEqual(UP);
  expect(ask('customer-api', -8)).toEqual(UP);
});

test('what the readiness probe of a pod tells, its health tells', () => {
  expect(ask('notification-gateway', 0)).toEqual([
    expect.stringMatching(/^notification-gateway: HTTP probe failed with statuscode: 502/),
  ]);
});

test('a release that no pod runs of is down', () => {
  expect(ask('offers', 0, 'development')).toEqual(['offers: no instance is ready']);
});

test('the services of the bank have one, others have none', () => {
  expect(healthEndpointsOf('production').map(({ name }) => name)).toContain('payments-api');
  for (const service of ['payments-worker', 'redis', 'nobody', '__proto__'])
    expect(ask(service, 0)).toBeUndefined();
});
