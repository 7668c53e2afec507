import { describe, expect, test } from 'vitest';
import { snapshotOf } from '../../../test/snapshot-of.ts';
import { join, pluralOf, spellDuration } from '../english.ts';
import { writeLead, type LeadFacts } from './lead.ts';
import type { Finding, NodeRow, PodRow, State, WorkloadRow } from '../report.ts';

const workload = (name: string, state: State = 'healthy', more: Partial<WorkloadRow> = {}) =>
  ({ kind: 'Deployment', namespace: 'shop', name, state, ...more }) as WorkloadRow;
const found = (rule: string, name: string, more: Partial<Finding> = {}) =>
  ({
    ...{ rule, severity: 'degraded', title: 'T', what: 'w' },
    object: { kind: 'Deployment', namespace: 'shop', name },
    ...more,
  }) as Finding;
const lost = (name: string) =>
  found('node-not-ready', name, { severity: 'failing', object: { kind: 'Node', name } });
const node = (name: string, state: State = 'healthy', why?: string) => ({ name, state, why }) as NodeRow;
const pod = (name: string, state: State, why?: string) => ({ namespace: 'shop', name, state, why }) as PodRow;
const times = <Row>(number: number, row: Row): Row[] => Array.from({ length: number }, () => row);
const all = { pods: true, workloads: true, nodes: true, events: true };
const lead = (facts: Partial<LeadFacts>) =>
  writeLead({
    ...{ workloads: [], nodes: [], loose: [], findings: [], quiet: new Set(), unseen: [], seen: all },
    ...facts,
  });
const unseen = (coverage: NonNullable<Parameters<typeof snapshotOf>[1]>['coverage']) =>
  snapshotOf({}, { coverage }).meta.coverage.filter(({ state }) => state !== 'complete');

const QUIET = 'A quiet moment: all 31 workloads and all 12 nodes are healthy.';
const fine = { workloads: times(31, workload('fine')), nodes: times(12, node('fine')) };

describe('the lead of', () => {
  test.each<[string, Partial<LeadFacts>, string]>([
    ['a quiet moment', fine, QUIET],
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
      'a workload that lacks replicas',
      {
        ...fine,
        workloads: [workload('api', 'degraded', { desired: 14, ready: 7 }), ...times(30, workload('fine'))],
        findings: [found('oom-kill', 'api')],
      },
      'api is out of memory, 7 of 14 replicas ready.',
    ],
    [
      'names that are not unique',
      {
        workloads: [workload('api'), workload('api', 'healthy', { namespace: 'pay' })],
        findings: [found('crash-loop', 'api')],
      },
      'shop/api crashes again and again (w).',
    ],
    [
      'one object with several findings: it is told once',
      { ...fine, findings: [found('oom-kill', 'api'), found('rollout-stuck', 'api')] },
      'api is out of memory.',
    ],
    [
      'a node in its own words, and a workload',
      {
        workloads: times(31, workload('fine')),
        nodes: [node('lxa150h', 'failing', 'has not been heard for 6 minutes')],
        findings: [lost('lxa150h'), found('image-pull', 'web')],
      },
      'Node lxa150h has not been heard for 6 minutes; web cannot pull its image.',
    ],
    [
      'several with the same trouble',
      { ...fine, findings: ['a', 'b', 'c', 'd'].map((name) => found('crash-loop', name)) },
      'a, b and two more crash again and again.',
    ],
    [
      'many with one cause: the cause is told',
      {
        ...fine,
        findings: [
          found('unschedulable', 'shop', {
            object: { kind: 'Namespace', name: 'shop' },
            what: '186 Deployments: Insufficient cpu; a node more would help',
            members: [],
          }),
        ],
      },
      '186 Deployments: Insufficient cpu; a node more would help.',
    ],
    [
      'work that failed',
      {
        ...fine,
        workloads: [workload('report', 'failing', { runsToEnd: true, desired: 1, ready: 0 })],
        findings: [found('job-failed', 'report', { what: 'its last Job failed: DeadlineExceeded; 3 pods' })],
      },
      'report failed (DeadlineExceeded).',
    ],
    [
      'pods that belong to no workload',
      {
        ...fine,
        findings: [found('pod-failed', 'tmp', { object: { kind: 'Pod', namespace: 'shop', name: 'tmp' } })],
      },
      'Pod tmp failed.',
    ],
    [
      'a control plane in trouble',
      {
        ...fine,
        findings: [
          found('no-leader', 'kube-scheduler', {
            what: 'the kube-scheduler has no leader',
            object: { kind: 'Lease', name: 'kube-scheduler' },
          }),
        ],
      },
      'The kube-scheduler has no leader.',
    ],
    [
      'what the object alone does not say',
      { ...fine, findings: [found('claim-unbound', 'data', { what: 'no class fast' })] },
      'A volume claim waits for a volume (data: no class fast).',
    ],
    [
      'a rule without words of its own',
      { ...fine, findings: [found('other', 'web', { title: 'Odd' })] },
      'web is in trouble: Odd.',
    ],
    [
      'a workload that cannot be judged',
      {
        workloads: [workload('a', 'unknown', { why: 'its controller has not reported' }), workload('b')],
      },
      'One of 2 workloads is unknown (shop/a: its controller has not reported).',
    ],
    ['advice only', { ...fine, findings: [found('image-tag', 'web', { severity: 'advice' })] }, QUIET],
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
      'an incomplete snapshot with trouble',
      {
        workloads: [workload('web', 'failing', { desired: 1, ready: 0 })],
        findings: [found('unavailable', 'web')],
        seen: { ...all, workloads: false },
        unseen: unseen({ StatefulSet: { state: 'forbidden' } }),
      },
      'web does not run, 0 of 1 replica ready; StatefulSets were not seen.',
    ],
  ])('%s', (_, facts, sentence) => {
    expect(lead(facts)).toBe(sentence);
  });
});

describe('of what is silenced the lead says no more than that it is:', () => {
  const web = workload('web', 'failing');
  const tmp = pod('tmp', 'failing', 'Error');
  const far = node('far', 'degraded', 'is closed to new pods');
  const quiet = new Set([web, tmp, far]);

  test.each<[string, Partial<LeadFacts>, string]>([
    [
      'beside trouble, nothing',
      { workloads: [web, workload('cart', 'failing')], findings: [found('unavailable', 'cart')], quiet },
      'cart does not run (w).',
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

describe('a lead of at most 30 words', () => {
  const long = (name: string) => found(name, name, { title: 'one two three four five six seven' });

  test('leaves out details first, then the least harm', () => {
    const workloads = ['a', 'b', 'c', 'd'].map((name) =>
      workload(name, 'degraded', { desired: 2, ready: 1 }),
    );
    const findings = ['oom-kill', 'crash-loop', 'image-pull', 'not-ready'].map((rule, index) =>
      found(rule, 'abcd'.charAt(index)),
    );
    expect(lead({ ...fine, workloads, findings })).toBe(
      'a is out of memory, 1 of 2 replicas ready; b crashes again and again, 1 of 2 replicas ready; ' +
        'c cannot pull its image; d is not ready.',
    );
    expect(lead({ ...fine, findings: ['a', 'b', 'c', 'd'].map(long) })).toBe(
      'a is in trouble: one two three four five six seven; b is in trouble: one two three four five six seven; ' +
        'two more troubles.',
    );
  });

  test('always tells the worst, and what was not seen', () => {
    const what = 'word '.repeat(40).trim();
    const text = lead({
      ...fine,
      findings: [found('claim-unbound', 'data', { what }), found('crash-loop', 'web')],
      unseen: unseen({ Node: { state: 'failed' } }),
    });
    expect(text).toBe(
      'A volume claim waits for a volume (data); web crashes again and again; Nodes were not seen.',
    );
  });
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
