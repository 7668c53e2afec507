import { describe, expect, test } from 'vitest';
import { snapshotOf } from '../../../test/snapshot-of.ts';
import { weighState } from '../harm/weigh-harm.ts';
import { join, pluralOf, spellDuration } from '../english.ts';
import { writeLead, type LeadFacts } from './lead.ts';
import type { NodeRow, PodRow, State, WorkloadRow } from '../report.ts';

const workload = (name: string, state: State = 'healthy', why?: string) =>
  ({ namespace: 'shop', name, state, why }) as WorkloadRow;
const node = (name: string, state: State = 'healthy', why?: string) => ({ name, state, why }) as NodeRow;
const pod = (name: string, state: State, why?: string) => ({ namespace: 'shop', name, state, why }) as PodRow;
const times = <Row>(number: number, row: Row): Row[] => Array.from({ length: number }, () => row);
const all = { pods: true, workloads: true, nodes: true, events: true };
const lead = (facts: Partial<LeadFacts>) =>
  writeLead({
    ...{ workloads: [], nodes: [], loose: [], clauses: [], quiet: new Set(), unseen: [], seen: all },
    ...{ entrances: [], weightOf: ({ state }) => weighState('itself', state) },
    ...facts,
  });
const unseen = (coverage: NonNullable<Parameters<typeof snapshotOf>[1]>['coverage']) =>
  snapshotOf({}, { coverage }).meta.coverage.filter(({ state }) => state !== 'complete');

const fine = { workloads: times(31, workload('fine')), nodes: times(12, node('fine')) };

describe('the lead of', () => {
  test.each<[string, Partial<LeadFacts>, string]>([
    ['a quiet moment', fine, 'A quiet moment: all 31 workloads and all 12 nodes are healthy.'],
    [
      'a small quiet cluster',
      { workloads: [workload('a')], nodes: [node('b')] },
      'A quiet moment: the only workload and the only node are healthy.',
    ],
    [
      'a cluster that runs nothing',
      { nodes: times(2, node('a')) },
      'A quiet moment: both nodes are healthy.',
    ],
    ['an empty cluster', {}, 'The cluster is empty: it has no nodes and no workloads.'],
    [
      'one failing workload',
      {
        ...fine,
        workloads: [workload('web', 'failing', '0 of 3 replicas ready'), ...times(30, workload('fine'))],
      },
      'One of 31 workloads is failing (shop/web: 0 of 3 replicas ready).',
    ],
    [
      'a pod without a workload that starts: the cluster is degraded, and no quiet moment',
      { ...fine, loose: [pod('train-1', 'degraded', 'starting for 20s')] },
      'One pod without a workload is degraded (shop/train-1: starting for 20s).',
    ],
    [
      'two failing workloads and a silent node',
      {
        workloads: [workload('web', 'failing'), workload('cart', 'failing'), ...times(29, workload('fine'))],
        nodes: [node('lxa150h', 'failing', 'has not been heard for 6 minutes'), ...times(11, node('fine'))],
      },
      'Two of 31 workloads are failing (shop/web and shop/cart); node lxa150h has not been heard for 6 minutes.',
    ],
    [
      'a silent node that degrades workloads: the worst comes first',
      {
        workloads: [
          workload('web', 'degraded'),
          workload('cart', 'degraded'),
          ...times(29, workload('fine')),
        ],
        nodes: [node('lxa150h', 'failing', 'has not been heard for 6 minutes')],
      },
      'Node lxa150h has not been heard for 6 minutes; two of 31 workloads are degraded (shop/web and shop/cart).',
    ],
    [
      'a long reason: it is cut between words',
      { workloads: [workload('web', 'failing', `no pods: ${'exceeded quota '.repeat(20)}`)] },
      'The only workload is failing (shop/web: no pods: exceeded quota exceeded quota exceeded quota exceeded quota ' +
        'exceeded quota exceeded quota …).',
    ],
    [
      'many in trouble: two are named',
      {
        workloads: [
          ...['a', 'b', 'c'].map((name) => workload(name, 'failing')),
          workload('d', 'degraded'),
          ...times(13, workload('fine')),
        ],
        nodes: ['x', 'y', 'z'].map((name) => node(name, 'failing')),
      },
      'Three of 17 workloads are failing (shop/a and shop/b among them) and one is degraded; ' +
        'all 3 nodes are not ready (x and y among them).',
    ],
    [
      'only degraded ones',
      {
        workloads: times(13, workload('a', 'degraded', 'restarted')),
        nodes: [node('x', 'degraded', 'is closed to new pods')],
      },
      'All 13 workloads are degraded (shop/a and shop/a among them); node x is closed to new pods.',
    ],
    [
      'a workload that cannot be judged',
      { workloads: [workload('a', 'unknown', 'its controller has not reported'), workload('b')] },
      'One of 2 workloads is unknown (shop/a: its controller has not reported).',
    ],
    [
      'pods that belong to no workload',
      { ...fine, loose: [pod('tmp', 'failing', 'Error'), pod('young', 'degraded')] },
      'One pod without a workload is failing (shop/tmp: Error).',
    ],
    [
      'a control plane in trouble',
      {
        ...fine,
        clauses: [
          { state: 'degraded', weight: 0.05, text: 'the kube-scheduler has no leader', isCause: true },
        ],
      },
      'The kube-scheduler has no leader.',
    ],
    [
      'degraded workloads between what may be the cause and what is beside it',
      {
        ...fine,
        workloads: [workload('web', 'degraded', 'x'), ...times(30, workload('fine'))],
        clauses: [
          { state: 'degraded', weight: 0.05, text: 'an autoscaler is at its maximum (shop/web: …)' },
          { state: 'degraded', weight: 0.05, text: 'the kube-scheduler has no leader', isCause: true },
        ],
      },
      'The kube-scheduler has no leader; one of 31 workloads is degraded (shop/web: x); ' +
        'an autoscaler is at its maximum (shop/web: …).',
    ],
    [
      'worse news than the workloads have',
      {
        ...fine,
        workloads: [workload('web', 'degraded', 'x'), ...times(30, workload('fine'))],
        clauses: [{ state: 'failing', weight: 1, text: 'a volume is lost (shop/data: …)' }],
      },
      'A volume is lost (shop/data: …); one of 31 workloads is degraded (shop/web: x).',
    ],
    [
      'an incomplete snapshot',
      { ...fine, unseen: unseen({ Node: { state: 'forbidden' }, Pod: { state: 'failed' } }) },
      'Nothing is wrong with what was seen, but Pods and Nodes were not seen.',
    ],
    [
      'a snapshot of some namespaces',
      { ...fine, unseen: unseen({ Pod: { state: 'partial', namespaces: ['shop'] } }) },
      'Nothing is wrong with what was seen, but Pods were seen only in part.',
    ],
    [
      'a snapshot of which one kind was seen in part, and another not at all',
      { ...fine, unseen: unseen({ Pod: { state: 'partial' }, Node: { state: 'failed' } }) },
      'Nothing is wrong with what was seen, but Pods and Nodes were not wholly seen.',
    ],
    [
      'a snapshot in which nothing was seen that could be judged',
      {
        seen: { pods: false, workloads: false, nodes: false, events: true },
        unseen: unseen({
          Pod: { state: 'failed' },
          Deployment: { state: 'failed' },
          Node: { state: 'failed' },
        }),
      },
      'Nobody can tell how the cluster does: three kinds were not wholly seen (Pods and Nodes among them).',
    ],
    [
      'a snapshot in which the only workload that was seen is failing: there may be more',
      {
        workloads: [workload('web', 'failing', 'x')],
        seen: { ...all, workloads: false },
        unseen: unseen({ StatefulSet: { state: 'forbidden' } }),
      },
      'The one workload that was seen is failing (shop/web: x); StatefulSets were not seen.',
    ],
    [
      'a snapshot of some of the workloads, nodes and pods',
      {
        workloads: ['a', 'b'].map((name) => workload(name, 'failing')),
        nodes: [node('x', 'failing'), node('y', 'failing'), node('z')],
        loose: [pod('tmp', 'failing', 'Error')],
        seen: { pods: false, workloads: false, nodes: false, events: true },
        unseen: unseen({ Pod: { state: 'partial' }, Node: { state: 'partial' } }),
      },
      'Both workloads that were seen are failing (shop/a and shop/b); two of the 3 nodes that were seen are not ready ' +
        '(x and y); at least one pod without a workload is failing (shop/tmp: Error); Pods and Nodes were seen only in part.',
    ],
    [
      'one failing workload among those that were seen',
      {
        workloads: [workload('web', 'failing', 'x'), ...times(30, workload('fine'))],
        nodes: ['x', 'y', 'z'].map((name) => node(name, 'failing')),
        seen: { ...all, workloads: false, nodes: false },
        unseen: unseen({ Job: { state: 'forbidden' } }),
      },
      'One of the 31 workloads that were seen is failing (shop/web: x); all 3 nodes that were seen are not ready ' +
        '(x and y among them); Jobs were not seen.',
    ],
    [
      'an incomplete snapshot with trouble, whose workloads were all seen',
      {
        workloads: [workload('web', 'failing', 'x')],
        seen: { ...all, nodes: false },
        unseen: unseen({
          Node: { state: 'forbidden' },
          Lease: { state: 'forbidden' },
          Ingress: { state: 'forbidden' },
        }),
      },
      'The only workload is failing (shop/web: x); three kinds were not wholly seen (Nodes and Leases among them).',
    ],
  ])('%s', (_, facts, sentence) => {
    expect(lead(facts)).toBe(sentence);
  });
});

describe('of what is silenced the lead says no more than that it is:', () => {
  const web = workload('web', 'failing', 'x');
  const tmp = pod('tmp', 'failing', 'Error');
  const far = node('far', 'degraded', 'is closed to new pods');
  const quiet = new Set([web, tmp, far]);

  test.each<[string, Partial<LeadFacts>, string]>([
    [
      'beside trouble, nothing',
      { workloads: [web, workload('cart', 'failing', 'y'), ...times(29, workload('fine'))], quiet },
      'One of 31 workloads is failing (shop/cart: y).',
    ],
    [
      'on a quiet day, how many',
      {
        workloads: [web, ...times(30, workload('fine'))],
        nodes: times(12, node('fine')),
        quiet: new Set([web]),
      },
      'A quiet moment: 30 of 31 workloads and all 12 nodes are healthy; what is wrong with another is silenced.',
    ],
    [
      'on a quiet day, how many of several sorts',
      { workloads: [web, workload('cart')], nodes: [far], loose: [tmp], quiet },
      'A quiet moment: one of 2 workloads is healthy; what is wrong with three others is silenced.',
    ],
    [
      'where nothing else is there, what it is',
      { workloads: [web], nodes: [far], loose: [tmp], quiet },
      'A quiet moment: what is wrong is silenced (web and far among it).',
    ],
    [
      'where not all was seen, that there is something',
      { ...fine, workloads: [web], quiet, unseen: unseen({ Ingress: { state: 'forbidden' } }) },
      'Nothing but what is silenced is wrong with what was seen, but Ingresses were not seen.',
    ],
  ])('%s', (_, facts, sentence) => {
    expect(lead(facts)).toBe(sentence);
  });
});

test('many troubles are too many for one sentence: the worst three are told', () => {
  const clauses = ['a', 'b', 'c', 'd', 'e'].map((name, index) => ({
    state: index === 3 ? ('failing' as const) : ('degraded' as const),
    weight: index === 3 ? 1 : 0.05,
    text: `claim ${name} waits`,
  }));
  expect(lead({ ...fine, clauses })).toBe('Claim d waits; claim a waits; claim b waits; two more troubles.');
  expect(lead({ ...fine, clauses: clauses.slice(0, 4) })).toBe(
    'Claim d waits; claim a waits; claim b waits; claim c waits.',
  );
});

test('lists, plurals and durations read as English', () => {
  expect([join([]), join(['a']), join(['a', 'b']), join(['a', 'b', 'c'])]).toEqual([
    '',
    'a',
    'a and b',
    'a, b and c',
  ]);
  expect(['Pod', 'Ingress', 'Endpoints', 'rollouts.argoproj.io'].map(pluralOf)).toEqual([
    'Pods',
    'Ingresses',
    'Endpoints',
    'rollouts.argoproj.io',
  ]);
  expect([1, 59.9, 60, 3599, 7200, 86_400, 172_800].map(spellDuration)).toEqual([
    '1 second',
    '59 seconds',
    '1 minute',
    '59 minutes',
    '2 hours',
    '24 hours',
    '2 days',
  ]);
});
