import { expect, test } from 'vitest';
import { runningPod } from '../../../test/snapshot-of.ts';
import { healthCheckOf } from './health-check.ts';

const probe = { httpGet: { path: '/ready' } };
const plain = { name: 'app', image: 'app:1' };
const ready = (status: string) => ({ phase: 'Running', conditions: [{ type: 'Ready', status }] });
const checkOf = (spec: object, status: object = ready('True')) =>
  healthCheckOf(runningPod('web', undefined, { spec, status }));

test('without a readiness probe there is none, however ready the pod is', () => {
  expect(checkOf({ containers: [plain] })).toBe('none');
  expect(checkOf({ containers: [{ ...plain, livenessProbe: probe, startupProbe: probe }] })).toBe('none');
});

test('with a readiness probe the Ready condition decides', () => {
  const spec = { containers: [plain, { ...plain, readinessProbe: probe }] };
  expect(checkOf(spec)).toBe('OK');
  expect(checkOf(spec, ready('False'))).toBe('failing');
  expect(checkOf(spec, { phase: 'Pending', conditions: undefined })).toBe('failing');
});

test('a readiness gate is a health check, and fails with all containers ready', () => {
  const spec = { containers: [plain], readinessGates: [{ conditionType: 'example.com/lb' }] };
  expect(checkOf(spec)).toBe('OK');
  expect(checkOf(spec, ready('False'))).toBe('failing');
});

test("a sidecar's probe counts, that of an init container which runs once does not", () => {
  const init = { name: 'init', readinessProbe: probe };
  expect(checkOf({ containers: [plain], initContainers: [{ ...init, restartPolicy: 'Always' }] })).toBe('OK');
  expect(checkOf({ containers: [plain], initContainers: [init] })).toBe('none');
});

test('nobody checks a pod that has ended', () => {
  expect(checkOf({ containers: [{ ...plain, readinessProbe: probe }] }, { phase: 'Succeeded' })).toBe('none');
});

test('a pod without spec and status has none', () => {
  expect(checkOf({ containers: undefined }, { phase: undefined, conditions: undefined })).toBe('none');
});
