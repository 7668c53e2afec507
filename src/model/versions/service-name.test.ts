import { expect, test } from 'vitest';
import { VersionRulesSchema } from '../../snapshots/schema.ts';
import { findServiceName } from './service-name.ts';

const rules = VersionRulesSchema.parse({});
const name = (workload: string, ...labels: Record<string, string>[]) =>
  findServiceName(workload, labels, rules);
const recommended = (service: string, instance?: string) => ({
  'app.kubernetes.io/name': service,
  ...(instance && { 'app.kubernetes.io/instance': instance }),
});

test('the recommended label comes before the old ones, and those before the name of the workload', () => {
  const old = { name: 'from-name', app: 'from-app' };
  expect(name('x-v1', old, recommended('a'))).toMatchObject({
    service: 'a',
    serviceFrom: 'app.kubernetes.io/name',
  });
  expect(name('x-v1', old)).toMatchObject({ service: 'from-name', serviceFrom: 'name' });
  expect(name('x-v1', { app: 'from-app' })).toMatchObject({ service: 'from-app', serviceFrom: 'app' });
  expect(name('x-v1', { tier: 'web' })).toMatchObject({ service: 'x', serviceFrom: 'workload name' });
});

test('a service has one name in both data centres and all versions', () => {
  const dc1 = name('crm-gateway-v12-dc1', { name: 'crm-gateway' });
  expect(dc1).toEqual({
    service: 'crm-gateway',
    serviceFrom: 'name',
    part: 'crm-gateway',
    dataCentre: 'dc1',
  });
  expect(name('crm-gateway-v13-dc2', { app: 'crm-gateway-v13-dc2' })).toEqual({
    service: 'crm-gateway',
    serviceFrom: 'app',
    part: 'crm-gateway',
    dataCentre: 'dc2',
  });
});

test('a label that says something else than the name is taken as it is', () => {
  expect(name('web-dc1', { app: 'shop-v2' })).toMatchObject({ service: 'shop-v2', dataCentre: 'dc1' });
});

test('of several installations of one chart each is told apart, those of one per data centre aside', () => {
  expect(name('sessions-redis', recommended('redis', 'sessions'))).toMatchObject({
    service: 'redis',
    instance: 'sessions',
  });
  expect(name('crm', recommended('crm', 'crm-dc2'))).toMatchObject({ instance: 'crm', dataCentre: 'dc2' });
  expect(name('redis', { app: 'redis', 'app.kubernetes.io/instance': 'x' }).instance).toBeUndefined();
});

test('labels that the config names are the only ones that count', () => {
  const own = { ...rules, serviceLabels: ['team/service', 'constructor'] };
  expect(findServiceName('x', [{ 'team/service': 's', ...recommended('a') }], own).service).toBe('s');
  expect(findServiceName('x', [recommended('a')], own).service).toBe('x');
  expect(findServiceName('x', [recommended('a')], { ...rules, serviceLabels: [] }).service).toBe('x');
});
