import { expect, test } from 'vitest';
import { dayOfPuts, daysOfPuts, moment, put, type Put } from '../../../test/days-of.ts';
import { object } from '../../../test/snapshot-of.ts';
import { sliceDays } from './slice.ts';
import { toUnix } from './unix.ts';

const comingsOf = (puts: Put[]) =>
  (dayOfPuts(puts).comings ?? []).map(
    ({ kind, name, what, at }) =>
      `${kind} ${name} ${what} ${new Date(at * 1000).toISOString().slice(11, 16)}`,
  );
const service = (name: string, fields = {}) => object('Service', name, { metadata: fields });

test('what the first snapshot shows was there; later ones tell what came, went, and was made anew', () => {
  const created = moment('07:20');
  expect(
    comingsOf([
      put('07:00', { Service: [service('a'), service('b')] }),
      put('07:15', { Service: [service('b')] }),
      put('07:30', {
        Service: [service('b', { uid: 'other' }), service('c', { creationTimestamp: created })],
      }),
    ]),
  ).toEqual(['Service a deleted 07:15', 'Service b recreated 07:30', 'Service c created 07:20']);
});

test('each kind that people care for is followed, and nothing that has a controller', () => {
  const all = {
    Namespace: [object('Namespace', 'shop')],
    Ingress: [object('Ingress', 'web')],
    PersistentVolumeClaim: [object('PersistentVolumeClaim', 'data')],
    PersistentVolume: [object('PersistentVolume', 'pv')],
    ResourceQuota: [object('ResourceQuota', 'most')],
    HorizontalPodAutoscaler: [object('HorizontalPodAutoscaler', 'web')],
    PodDisruptionBudget: [object('PodDisruptionBudget', 'web')],
    Service: [service('web')],
    EndpointSlice: [object('EndpointSlice', 'web-1')],
  };
  const told = comingsOf([put('07:00', all), put('07:15', {})]).map((line) => line.split(' ')[0]!);
  expect(told.toSorted()).toEqual(
    Object.keys(all)
      .filter((kind) => kind !== 'EndpointSlice')
      .toSorted(),
  );
  const owned = object('PersistentVolumeClaim', 'scratch', {}, object('Pod', 'web-1'));
  expect(comingsOf([put('07:00', { PersistentVolumeClaim: [owned] }), put('07:15', {})])).toEqual([]);
});

test('what could not be listed did neither go nor come', () => {
  const hidden = { coverage: { Service: { state: 'forbidden' as const } } };
  const puts = [
    put('07:00', { Service: [service('a'), service('b')] }),
    put('07:15', {}, hidden),
    put('07:30', { Service: [service('a')] }),
  ];
  expect(comingsOf(puts.slice(0, 2))).toEqual([]);
  expect(comingsOf(puts)).toEqual(['Service b deleted 07:30']);
  expect(comingsOf([put('07:00', {}, hidden), ...puts.slice(2)])).toEqual([]);
});

test('a deletion over midnight stands on its day', () => {
  const days = daysOfPuts([
    put('2026-11-22T23:45:00Z', { Service: [service('a')] }),
    put('2026-11-23T00:00:00Z', {}),
  ]);
  const of = (from: string, to: string) =>
    sliceDays(days, toUnix(moment(from))!, toUnix(moment(to))!).comings;
  expect(of('2026-11-22T00:00:00Z', '2026-11-23T00:00:00Z')).toEqual([]);
  expect(of('2026-11-23T00:00:00Z', '2026-11-24T00:00:00Z')).toMatchObject([{ name: 'a', what: 'deleted' }]);
});
