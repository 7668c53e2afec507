import { expect, test } from 'vitest';
import { VersionRulesSchema } from '../../snapshots/schema.ts';
import { parseWorkloadName } from './workload-name.ts';

const rules = VersionRulesSchema.parse({});

test.each([
  ['crm-gateway-v12-dc1', { base: 'crm-gateway', version: 'v12', dataCentre: 'dc1' }],
  ['crm-gateway-dc-2-v12', { base: 'crm-gateway', version: 'v12', dataCentre: 'dc-2' }],
  ['ledger-1.4.2', { base: 'ledger', version: '1.4.2' }],
  ['ledger-v1-4-2', { base: 'ledger', version: 'v1-4-2' }],
  ['redis-2', { base: 'redis-2' }],
  ['dc1', { base: 'dc1' }],
  ['-dc1', { base: '-dc1' }],
  ['v12-dc1', { base: 'v12', dataCentre: 'dc1' }],
  ['gateway-dc1-dc2', { base: 'gateway-dc1', dataCentre: 'dc2' }],
  ['constructor', { base: 'constructor' }],
])('%s is %j', (name, parsed) => {
  expect(parseWorkloadName(name, rules)).toEqual(parsed);
});

test('the config says how a data centre ends a name, with a part in parentheses or without', () => {
  const parse = (dataCentreSuffix: string) => parseWorkloadName('web-fra-v2', { ...rules, dataCentreSuffix });
  expect(parse('-(fra|ams)')).toEqual({ base: 'web', version: 'v2', dataCentre: 'fra' });
  expect(parse('-fra|-ams')).toEqual({ base: 'web', version: 'v2', dataCentre: '-fra' });
  expect(parse('x*')).toEqual({ base: 'web-fra', version: 'v2' });
});
