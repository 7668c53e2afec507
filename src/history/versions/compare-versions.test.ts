import { expect, test } from 'vitest';
import { compareClusters, type ServiceLine } from './compare-versions.ts';
import type { KnownVersion, Trail } from '../trail/trail-record.ts';

const moment = (number: number) => ({
  number,
  instant: '2026-11-22T07:15:00Z',
  day: '2026-11-22',
  time: '071500Z',
});

type More = Partial<KnownVersion> & { namespace?: string; number?: number };

const runs = (
  service: string,
  version: string | undefined,
  { namespace = 'shop', number = 1, ...more }: More = {},
): KnownVersion => ({
  service,
  serviceFrom: 'app',
  part: service,
  version,
  workload: { kind: 'Deployment', namespace, name: more.part ?? service },
  since: moment(number),
  ...more,
});

const NAMES = ['development', 'test', 'production'];
const compare = (...clusters: (KnownVersion[] | undefined)[]) =>
  compareClusters(
    clusters.map((versions, index) => ({
      cluster: NAMES[index] ?? '',
      trail: versions && { versions, unseen: [] },
    })),
  );

/** `2.1 ahead`, `none`, per cluster; several versions with commas. */
const cellsOf = (line: ServiceLine | undefined) =>
  line?.cells.map(({ state, runs: own }) =>
    state === 'runs'
      ? own
          .map(({ version, relation, idle }) => [version, relation, idle && 'idle'].filter(Boolean).join(' '))
          .join()
      : state,
  );
const names = (lines: readonly ServiceLine[]) =>
  lines.map(({ service, apart }) => [service, ...apart].join(' · '));

test('the last cluster that has a service is the measure for those before it', () => {
  const [line] = compare([runs('web', '2.2')], [runs('web', '2.1-rc.1')], [runs('web', '2.1')]);
  expect(cellsOf(line)).toEqual(['2.2 ahead', '2.1-rc.1 behind', '2.1']);
  const [earlier] = compare([runs('web', '2.2')], [runs('web', '2.2')], []);
  expect(cellsOf(earlier)).toEqual(['2.2 same', '2.2', 'none']);
});

test('those that want a look come first, then what is on its way, what cannot be told, what stands alone, and the rest', () => {
  const lines = compare(
    [runs('a', '1'), runs('b', '2'), runs('c', '1'), runs('d', 'latest'), runs('f', 'x7-a')],
    [],
    [runs('a', '1'), runs('b', '1'), runs('c', '2'), runs('d', 'latest'), runs('e', '1'), runs('f', 'x7-b')],
  );
  expect(lines.map(({ service, standing }) => [service, standing])).toEqual([
    ['c', 'out-of-step'],
    ['f', 'out-of-step'],
    ['b', 'under-way'],
    ['d', 'unknown'],
    ['e', 'alone'],
    ['a', 'same'],
  ]);
});

test('two data centres with one version are one entry, with the later time; with two versions they are out of step', () => {
  const at = (dataCentre: string, version: string, number: number) =>
    runs('crm', version, { dataCentre, number, part: 'crm' });
  const [same] = compare([], [], [at('dc1', '12', 3), at('dc2', '12', 7)]);
  expect(same?.standing).toBe('alone');
  expect(same?.cells[2]).toMatchObject({
    split: false,
    runs: [{ version: '12', since: { since: { number: 7 } } }],
  });
  const [two] = compare([runs('crm', '12')], [], [at('dc1', '12', 3), at('dc2', '13', 7)]);
  expect(two?.standing).toBe('out-of-step');
  expect(two?.cells[2]).toMatchObject({ split: true, runs: [{ version: '12' }, { version: '13' }] });
  // A version that equals one of two is the same as that one.
  expect(cellsOf(two)).toEqual(['12 same', 'none', '12,13']);
});

test('a namespace tells services of one name apart only where one cluster has several', () => {
  const [one, ...rest] = compare([runs('web', '1', { namespace: 'shop-dev' })], [], [runs('web', '1')]);
  expect(rest).toEqual([]);
  expect(one?.namespaces).toEqual(['shop', 'shop-dev']);
  const two = compare(
    [runs('redis', '1', { namespace: 'bank' })],
    [],
    [runs('redis', '1'), runs('redis', '2', { namespace: 'bank' })],
  );
  expect(two.map(({ namespaces, standing }) => [namespaces.join(), standing])).toEqual([
    ['bank', 'out-of-step'],
    ['shop', 'alone'],
  ]);
});

test('installations and parts are told apart where one cluster has several of them', () => {
  const redis = (instance: string) => runs('redis', '7', { instance, part: `${instance}-redis` });
  expect(names(compare([redis('sessions')], [], [redis('sessions'), redis('cache')]))).toEqual([
    'redis · cache',
    'redis · sessions',
  ]);
  expect(names(compare([redis('test')], [], [redis('prod')]))).toEqual(['redis']);
  const part = (name: string, version = '2') => runs('payments', version, { part: name });
  const parts = compare(
    [part('payments'), part('payments-worker')],
    [],
    [part('payments'), part('payments-worker')],
  );
  expect(names(parts)).toEqual(['payments', 'payments · payments-worker']);
});

test('blue and green are one service; the one that is idle is not compared', () => {
  const [line] = compare(
    [runs('web', '2')],
    [],
    [runs('web', '1', { part: 'web-blue' }), runs('web', '2', { part: 'web-green', idle: true })],
  );
  expect(cellsOf(line)).toEqual(['2 ahead', 'none', '1,2 idle']);
  expect(line?.standing).toBe('under-way');
});

test('a cluster that could not look has not "none", nor has one of which nothing is known', () => {
  const forbidden = { versions: [], unseen: [{ kind: 'Deployment' }] };
  const partly = { versions: [], unseen: [{ kind: 'Deployment', namespaces: ['bank'] }] };
  const elsewhere = { versions: [], unseen: [{ kind: 'Deployment', namespaces: ['shop'] }, { kind: 'Pod' }] };
  const trails: (Pick<Trail, 'versions' | 'unseen'> | undefined)[] = [
    forbidden,
    partly,
    elsewhere,
    undefined,
    { versions: [runs('web', '1')], unseen: [] },
  ];
  const [line] = compareClusters(trails.map((trail, index) => ({ cluster: String(index), trail })));
  expect(line?.cells.map(({ state }) => state)).toEqual(['unseen', 'unseen', 'none', 'unseen', 'runs']);
});

test('what was seen before and not this time is marked', () => {
  const [line] = compare([], [], [runs('web', '1', { lastSeen: moment(4) })]);
  expect(line?.cells[2]?.runs).toMatchObject([{ version: '1', unseen: true }]);
});

test('a workload without a version, or with a moving tag, is not called the same', () => {
  const [line] = compare([runs('web', undefined)], [], [runs('web', '1')]);
  expect(line?.standing).toBe('unknown');
  expect(compare([runs('web', 'latest')], [], [runs('web', 'latest')])[0]?.standing).toBe('unknown');
});

test('one cluster alone is compared with nothing', () => {
  expect(
    compareClusters([{ cluster: 'a', trail: { versions: [runs('__proto__', '1')], unseen: [] } }]),
  ).toMatchObject([{ service: '__proto__', standing: 'same', apart: [], namespaces: ['shop'] }]);
});

test('two tags are never the same, whatever a label calls both', () => {
  const [same] = compare([runs('web', 'v1', { tag: '3f2a1b9' })], [runs('web', 'v1', { tag: '3f2a1b9' })]);
  expect(cellsOf(same)).toEqual(['v1 same', 'v1']);
  const [other] = compare([runs('web', 'v1', { tag: '9c8d7e6' })], [runs('web', 'v1', { tag: '3f2a1b9' })]);
  expect(cellsOf(other)).toEqual(['v1 different', 'v1']);
  expect(other?.standing).toBe('out-of-step');
});

test('a service that is named after its cluster is one service, unless another cluster has it by that name', () => {
  const lines = compare(
    [runs('web-development', '2'), runs('test-runner', '1')],
    [runs('test-runner', '1')],
    [runs('web-production', '1')],
  );
  expect(lines.map((line) => [line.service, line.standing])).toEqual([
    ['web-*', 'under-way'],
    ['test-runner', 'same'],
  ]);
});
