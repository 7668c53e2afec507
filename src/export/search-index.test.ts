import { gzipSync } from 'node:zlib';
import { expect, test } from 'vitest';
import { object, runningPod, snapshotOf } from '../../test/snapshot-of.ts';
import { buildReport } from '../model/build/build-report.ts';
import type { Finding, ObjectRef, Report } from '../model/report.ts';
import { buildSearchIndex, type SearchLinks } from './search-index.ts';
import { usualFragment } from './usual-fragment.ts';

const links: SearchLinks = {
  row: (ref) => `${ref.kind === 'Pod' ? `pods/${ref.namespace}.html` : 'table.html'}#${usualFragment(ref)}`,
  finding: ({ rule }) => `findings.html#${rule}`,
};
const report = (objects: Parameters<typeof snapshotOf>[0], more?: Parameters<typeof snapshotOf>[1]) =>
  buildReport(snapshotOf(objects, more));
const empty = report({});
const finding: Finding = {
  rule: 'crash-loop',
  severity: 'failing',
  title: 'Crash loop',
  object: { kind: 'Deployment', namespace: 'shop', name: 'web' },
  what: '',
  why: '',
  advice: '',
  evidence: [],
  objects: 1,
};

test('objects of a kind and namespace on one page stand together, each with its state and words', () => {
  const { groups } = buildSearchIndex(
    report({
      Pod: [
        runningPod('web-1', undefined, { status: { podIP: '10.1.2.3' } }),
        runningPod('web-2', undefined, { metadata: { namespace: 'bank' } }),
        object('Pod', 'web-3', { status: { phase: 'Pending' } }),
      ],
    }),
    links,
  );
  const pods = groups.filter(({ kind }) => kind === 'Pod');
  expect(pods.map(({ namespace, page, names }) => [namespace, page, names.toSorted()])).toEqual(
    expect.arrayContaining([
      ['bank', 'pods/bank.html', ['web-2']],
      ['shop', 'pods/shop.html', ['web-1', 'web-3']],
    ]),
  );
  const shop = pods.find(({ namespace }) => namespace === 'shop')!;
  expect(shop.words[shop.names.indexOf('web-1')]).toBe('10.1.2.3 lxa150h 1.4');
  expect(shop.words[shop.names.indexOf('web-3')]).toContain('Pending');
  expect(shop.states).toHaveLength(2);
  expect(shop.states[shop.names.indexOf('web-1')]).toBe('h');
  expect(shop.fragments).toBeUndefined();
});

test('findings come first; advice is no trouble', () => {
  const { groups } = buildSearchIndex(
    { ...empty, findings: [finding, { ...finding, rule: 'single-replica', severity: 'advice' }] },
    links,
  );
  expect(groups[0]).toEqual({
    kind: 'Finding',
    namespace: 'shop',
    page: 'findings.html',
    names: ['Crash loop: Deployment web', 'Crash loop: Deployment web'],
    states: 'f-',
    words: ['crash-loop', 'single-replica'],
    fragments: { 0: 'crash-loop', 1: 'single-replica' },
  });
});

test('what has no row on any page is left out', () => {
  const none = { ...links, row: ({ kind }: ObjectRef) => (kind === 'Pod' ? undefined : 'x.html') };
  const { groups } = buildSearchIndex(report({ Pod: [runningPod('web-1')] }), none);
  expect(groups.filter(({ kind }) => kind === 'Pod')).toEqual([]);
});

test('an autoscaler and a disruption budget are found beside the workload, a budget of several once', () => {
  const workload = (name: string) => ({
    ...report({ Deployment: [object('Deployment', name, { spec: { replicas: 1 } })] }).workloads[0]!,
    autoscaler: { name: `${name}-hpa`, min: 1, max: 3, metrics: [], atMaximum: false },
    disruptionBudget: { name: 'all', rule: 'minAvailable 1' },
  });
  const { groups } = buildSearchIndex({ ...empty, workloads: [workload('a'), workload('b')] }, links);
  const byKind = new Map(groups.map((group) => [group.kind, group]));
  expect(byKind.get('HorizontalPodAutoscaler')).toMatchObject({
    names: ['a-hpa', 'b-hpa'],
    fragments: { 0: 'Deployment/shop/a', 1: 'Deployment/shop/b' },
  });
  expect(byKind.get('PodDisruptionBudget')?.names).toEqual(['all']);
});

test('kinds that were not seen are named', () => {
  const { unseen } = buildSearchIndex(report({}, { coverage: { Job: { state: 'forbidden' } } }), links);
  expect(unseen).toEqual(['Job']);
});

test('names that every object has in JavaScript are names like any other', () => {
  const { groups } = buildSearchIndex(
    report({
      Pod: [
        runningPod('constructor'),
        runningPod('__proto__', undefined, { metadata: { namespace: '__proto__' } }),
      ],
    }),
    links,
  );
  expect(
    groups
      .filter(({ kind }) => kind === 'Pod')
      .flatMap(({ names }) => names)
      .toSorted(),
  ).toEqual(['__proto__', 'constructor']);
});

test('20,000 pods stay below 400 KB on the wire', () => {
  const pods = manyPods(20_000);
  const script = JSON.stringify(buildSearchIndex({ ...empty, pods }, links));
  const size = gzipSync(script, { level: 6 }).length;
  console.log(
    `search index of 20,000 pods: ${Math.round(size / 1000)} KB gzip, ${Math.round(script.length / 1000)} KB`,
  );
  expect(size).toBeLessThan(400_000);
});

/** Named as by their ReplicaSets: 20 pods each, 5,000 in one namespace. */
function manyPods(count: number): Report['pods'] {
  let seed = 1;
  const random = (below: number) => (seed = (seed * 48_271) % 0x7fffffff) % below;
  const letters = (length: number) =>
    Array.from({ length }, () => 'bcdfghjklmnpqrstvwxz2456789'[random(27)]).join('');
  const template = report({ Pod: [runningPod('web-1')] }).pods[0]!;
  let set = '';
  return Array.from({ length: count }, (_, index) => {
    if (index % 20 === 0) set = `service-${Math.floor(index / 20)}-${letters(10)}`;
    return {
      ...template,
      namespace: index < 5000 ? 'shop' : `team-${index % 40}`,
      name: `${set}-${letters(5)}`,
      ip: `10.${random(256)}.${random(256)}.${random(256)}`,
      node: `node-${random(300)}.dc${random(2)}.example`,
    };
  });
}
