import { expect, test } from 'vitest';
import type { ServiceLine, Standing } from '../../history/versions/compare-versions.ts';
import type { EditionRecord } from '../records/edition-record.ts';
import type { Trail } from '../../history/trail/trail-record.ts';
import { inOrderOfRelease, noteOn, writeVersionsLead } from './versions.ts';

const order = (names: string[], configured: string[] = []) =>
  inOrderOfRelease({
    clusters: names.map((name) => ({
      name,
      recent: [],
      thinned: [],
      days: [],
      outcomes: {},
      problems: [],
      hasWindows: false,
    })),
    order: configured,
  }).map(({ name }) => name);

test('clusters stand as the config has them; those that it does not name come before', () => {
  expect(order(['b', 'c', 'a', 'new'], ['c', 'a', 'b'])).toEqual(['new', 'c', 'a', 'b']);
});

test('without a config, the stages that the names speak of tell the way of a release', () => {
  expect(order(['acceptance', 'development', 'production', 'test'])).toEqual([
    'development',
    'test',
    'acceptance',
    'production',
  ]);
  expect(order(['eu-prod', 'eu-dev', 'us-prod', 'us-preprod', 'tools', 'qa'])).toEqual([
    'eu-dev',
    'qa',
    'tools',
    'us-preprod',
    'eu-prod',
    'us-prod',
  ]);
  expect(order(['b', 'a'])).toEqual(['a', 'b']);
});

const edition = { number: 7, instant: '2026-11-22T07:15:00Z', day: '2026-11-22', time: '071500Z' };
const latest: EditionRecord = { ...edition, cluster: 'prod' };
const trail = (more: Partial<Trail> = {}): Trail => ({
  edition,
  findings: [],
  versions: [],
  unchecked: [],
  unseen: [],
  ...more,
});

test('nothing is noted of a cluster whose newest edition saw all workloads', () => {
  expect(
    noteOn(latest, trail({ unseen: [{ kind: 'Event' }, { kind: 'Pod', namespaces: ['shop'] }] })),
  ).toEqual([]);
});

test('what keeps a cluster from saying its versions is noted', () => {
  expect(noteOn(undefined, undefined)).toEqual(['No snapshot is kept.']);
  expect(noteOn(latest, undefined)).toEqual([expect.stringContaining('older Gazette')]);
  expect(noteOn(latest, trail({ edition: undefined }))).toEqual([expect.stringContaining('cannot be read')]);
  expect(noteOn(latest, trail({ edition: { ...edition, number: 6 } }))).toEqual([
    'Its newest snapshot cannot be read: these are the versions of No. 6, 22 Nov 07:15:00 UTC.',
  ]);
  const unseen = [
    { kind: 'Deployment' },
    { kind: 'DaemonSet' },
    { kind: 'StatefulSet', namespaces: ['shop'] },
  ];
  expect(noteOn(latest, trail({ unseen }))).toEqual([
    'Deployments and DaemonSets were not seen.',
    'StatefulSets were seen in some namespaces only.',
  ]);
});

const lines = (...standings: Standing[]): ServiceLine[] =>
  standings.map((standing, index) => ({
    ...{ service: `s${index}`, apart: [], namespaces: [], standing, cells: [] },
  }));

test.each([
  [[], 3, 'No service is known.'],
  [['same', 'alone'], 3, 'Every service has the same version wherever it was seen.'],
  [['out-of-step'], 3, 'One service is out of step.'],
  [
    ['out-of-step', 'out-of-step', 'under-way', 'same'],
    3,
    'Two services are out of step; one is on the way.',
  ],
  [['under-way', 'under-way'], 3, 'Two services are on the way.'],
  [['under-way', 'unknown'], 3, 'One service is on the way; one cannot be compared.'],
  [['same', 'out-of-step'], 1, 'Two services are known; one runs in more than one version.'],
  [['same'], 1, 'One service is known.'],
] satisfies [Standing[], number, string][])('%j of %d clusters: %s', (standings, clusters, lead) => {
  expect(writeVersionsLead(lines(...standings), clusters)).toBe(lead);
});
