import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { anyCluster } from '../../../test/any-cluster.ts';
import { anySnapshot } from '../../../test/any-snapshot.ts';
import { deploymentWith, podWith } from '../../../test/finding-cases/case.ts';
import { before, object, runningPod, snapshotOf } from '../../../test/snapshot-of.ts';
import type { Silence, Snapshot } from '../../snapshots/schema.ts';
import { buildReport } from '../build/build-report.ts';
import { objectPath } from '../object-ref.ts';
import type { Finding, Judged, Report } from '../report.ts';
import { indexSeen } from '../seen.ts';
import { compareStates } from '../state.ts';
import { buildFindings } from './build-findings.ts';
import { rules } from './rules.ts';

const MINUTE = 60_000;
const SEVERITIES = ['failing', 'degraded', 'advice'] as const;

function silenced(snapshot: Snapshot, ...silences: Silence[]): Snapshot {
  const { meta } = snapshot;
  return { ...snapshot, meta: { ...meta, settings: { ...meta.settings, silences } } };
}

const describeFinding = ({ rule, object }: Finding) => `${rule} ${objectPath(object)}`;
const isTrouble = ({ state }: Judged) => state === 'failing' || state === 'degraded';

describe('in any cluster', () => {
  const check = (law: (snapshot: Snapshot, report: Report) => void) => {
    for (const [snapshots, numRuns] of [
      [anyCluster, 150],
      [anySnapshot, 40],
    ] as const) {
      fc.assert(
        fc.property(snapshots, (snapshot) => law(snapshot, buildReport(snapshot))),
        { numRuns, seed: 412 },
      );
    }
  };

  test('nothing in trouble is left without a finding', { timeout: MINUTE }, () => {
    check((snapshot, report) => {
      const { told } = buildFindings(snapshot, indexSeen(snapshot.meta), report, {
        weightOf: () => 0,
        entrancesOf: () => [],
        behind: () => [],
        reachOf: () => 'itself',
      });
      const rows = new Set<Judged>(told.flatMap((one) => one.rows));
      const { pods, workloads, nodes, services, routes, gateways, claims, quotas } = report;
      const all = [pods, workloads, nodes, services, routes, gateways, claims, quotas].flat<Judged[][]>();
      expect(all.filter((row) => isTrouble(row) && !rows.has(row))).toEqual([]);
    });
  });

  test('the lead of trouble is never that of a quiet moment', { timeout: MINUTE }, () => {
    check((_, { state, lead }) => {
      if (state === 'failing' || state === 'degraded')
        expect(lead).not.toMatch(/quiet moment|cluster is empty/);
    });
  });

  test('the state is as bad as the worst finding, and no worse', { timeout: MINUTE }, () => {
    check(({ meta }, { state, findings }) => {
      const worst =
        SEVERITIES.find((severity) => findings.some((one) => one.severity === severity)) ?? 'advice';
      if (worst === 'advice') expect(['healthy', 'unknown']).toContain(state);
      // Without any workload in sight, nobody knows how bad a consequence is.
      else if (
        worst === 'degraded' &&
        meta.coverage.some(({ kind, state }) => /^(Pod|Deployment)$/.test(kind) && state !== 'complete')
      )
        expect(['degraded', 'unknown']).toContain(state);
      else expect(state).toBe(worst);
    });
  });

  test(
    'a rule tells of an object once, the most harm first, and of equals the cause before what follows from it',
    { timeout: MINUTE },
    () => {
      check((_, { findings }) => {
        const rank = ({ severity, rule, weight = -1 }: Finding) => [
          -weight,
          SEVERITIES.indexOf(severity),
          rules.findIndex(({ id }) => id === rule),
        ];
        const ranks = findings.map(rank);
        expect(ranks).toEqual(
          ranks.toSorted((a, b) => a.map((one, index) => one - b[index]!).find((one) => one !== 0) ?? 0),
        );
        for (const { evidence, objects } of findings) {
          expect(evidence.length).toBe(Math.min(10, evidence.length));
          expect(objects).toBeGreaterThanOrEqual(Math.max(1, evidence.length));
        }
      });
      fc.assert(
        fc.property(anyCluster, (snapshot) => {
          const keys = buildReport(snapshot).findings.map(describeFinding);
          expect(keys).toEqual([...new Set(keys)]);
        }),
        { numRuns: 150, seed: 412 },
      );
    },
  );

  test('to silence all of it changes no table, and leaves it healthy or unknown', { timeout: MINUTE }, () => {
    check((snapshot, report) => {
      const quiet = buildReport(silenced(snapshot, { reason: 'Not now' }));
      expect(quiet.findings).toEqual([]);
      expect(quiet.silenced.map(describeFinding)).toEqual(report.findings.map(describeFinding));
      expect(['healthy', 'unknown']).toContain(quiet.state);
      expect(quiet.lead).not.toMatch(/failing|degraded/);
      expect([quiet.pods, quiet.workloads, quiet.nodes, quiet.counts, quiet.unchecked]).toEqual([
        ...[report.pods, report.workloads, report.nodes, report.counts, report.unchecked],
      ]);
    });
  });

  test('each silence takes its own findings out and no other', { timeout: MINUTE }, () => {
    fc.assert(
      fc.property(anyCluster, fc.constantFrom(...rules.map(({ id }) => id)), (snapshot, rule) => {
        const report = buildReport(snapshot);
        const quiet = buildReport(silenced(snapshot, { rule, reason: 'Not now' }));
        expect(quiet.findings).toEqual(report.findings.filter((finding) => finding.rule !== rule));
        expect(compareStates(quiet.state, report.state)).toBeGreaterThanOrEqual(0);
      }),
      { numRuns: 100, seed: 412 },
    );
  });
});

describe('one trouble is one finding:', () => {
  const rulesOf = (snapshot: Snapshot) => buildReport(snapshot).findings.map(describeFinding);
  const web = deploymentWith('web', { desired: 3, ready: 1 });
  const crashing = (name: string) =>
    podWith(name, { restartCount: 5, state: { waiting: { reason: 'CrashLoopBackOff' } } }, web);

  test('missing replicas are told with the pods that account for them', () => {
    const Pod = [runningPod('web-1', web.owner), crashing('web-2'), crashing('web-3')];
    expect(rulesOf(snapshotOf({ ...web.objects, Pod }))).toEqual(['crash-loop Deployment/shop/web']);
  });

  test('and by themselves, where more are missing than pods are in trouble', () => {
    const Pod = [runningPod('web-1', web.owner), crashing('web-2')];
    expect(rulesOf(snapshotOf({ ...web.objects, Pod }))).toEqual([
      'crash-loop Deployment/shop/web',
      'replicas-short Deployment/shop/web',
    ]);
  });

  test('pods of a workload that are in different trouble make a finding each', () => {
    const unready = podWith('web-3', { state: { running: {} } }, web);
    const Pod = [runningPod('web-1', web.owner), crashing('web-2'), unready];
    expect(rulesOf(snapshotOf({ ...web.objects, Pod }))).toEqual([
      'crash-loop Deployment/shop/web',
      'not-ready Deployment/shop/web',
    ]);
  });

  test('what has pods on a node that is down is told with the node, unless nothing of it is left', () => {
    const Node = [
      object('Node', 'down', { status: { conditions: [{ type: 'Ready', status: 'Unknown' }] } }),
      object('Node', 'up', { status: { conditions: [{ type: 'Ready', status: 'True' }] } }),
    ];
    const lost = (name: string) =>
      podWith(name, { state: { running: {} } }, { owner: web.owner, spec: { nodeName: 'down' } });
    const one = runningPod('web-1', web.owner, { spec: { nodeName: 'up' } });
    const some = buildReport(snapshotOf({ Node, ...web.objects, Pod: [one, lost('web-2'), lost('web-3')] }));
    expect(some.findings.map(describeFinding)).toEqual(['node-not-ready Node/down']);
    expect(some.findings[0]).toMatchObject({
      what: 'is not ready; 2 pods on it',
      evidence: [{ object: { name: 'web' }, text: '1 of 3 replicas ready' }, {}, {}],
      objects: 3,
    });
    const none = deploymentWith('web', { desired: 2, ready: 0 }).objects;
    expect(rulesOf(snapshotOf({ Node, ...none, Pod: [lost('web-2')] }))).toEqual([
      'node-not-ready Node/down',
      'unavailable Deployment/shop/web',
    ]);
  });
});

test('a finding of very many pods names ten of them and counts them all', () => {
  const web = deploymentWith('web', { desired: 30, ready: 0 });
  const Pod = Array.from({ length: 30 }, (_, index) =>
    podWith(`web-${index}`, { restartCount: index, state: { waiting: { reason: 'CrashLoopBackOff' } } }, web),
  );
  const [finding] = buildReport(snapshotOf({ ...web.objects, Pod })).findings;
  expect(finding).toMatchObject({ rule: 'crash-loop', objects: 30 });
  expect(finding?.evidence).toHaveLength(10);
  expect(finding?.evidence[0]?.object.name).toBe('web-29');
});

test('commands are for the kubectl context of those who read the page', () => {
  const { settings } = snapshotOf({}).meta;
  const Node = [object('Node', 'a', { status: { conditions: [{ type: 'Ready', status: 'False' }] } })];
  const snapshot = snapshotOf({ Node }, { settings: { ...settings, viewerContext: 'bank production' } });
  expect(buildReport(snapshot).findings[0]?.command).toBe(
    "kubectl --context 'bank production' describe node/a",
  );
});

describe('what no row tells', () => {
  const web = deploymentWith('web', { desired: 2 });
  const Pod = ['web-1', 'web-2'].map((name) => runningPod(name, web.owner));
  const at = (target: string) =>
    object('HorizontalPodAutoscaler', target, {
      spec: {
        scaleTargetRef: { apiVersion: 'apps/v1', kind: 'Deployment', name: target },
        maxReplicas: 2,
      },
      status: {
        currentReplicas: 2,
        conditions: [
          {
            type: 'ScalingLimited',
            status: 'True',
            reason: 'TooManyReplicas',
            lastTransitionTime: before(9),
          },
        ],
      },
    });

  test('makes the cluster degraded and stands in the lead', () => {
    const report = buildReport(snapshotOf({ ...web.objects, Pod, HorizontalPodAutoscaler: [at('web')] }));
    expect(report).toMatchObject({
      state: 'degraded',
      why: 'Deployment shop/web: 2 of at most 2 replicas',
      lead: 'An autoscaler is at its maximum (web: 2 of at most 2 replicas).',
    });
    expect(report.workloads.map(({ state }) => state)).toEqual(['healthy']);
  });

  test('stands there once, however often it is found', () => {
    const names = ['a', 'b', 'c'];
    const many = names.map((name) => deploymentWith(name));
    const report = buildReport(
      snapshotOf({
        Deployment: many.flatMap(({ objects }) => objects.Deployment),
        ReplicaSet: many.flatMap(({ objects }) => objects.ReplicaSet),
        Pod: many.map(({ owner }, index) => runningPod(`${names[index]}-1`, owner)),
        HorizontalPodAutoscaler: names.map(at),
      }),
    );
    expect(report.lead).toBe('Three autoscalers are at their maximum (a and b among them).');
  });

  test('does neither when it is silenced', () => {
    const snapshot = snapshotOf({ ...web.objects, Pod, HorizontalPodAutoscaler: [at('web')] });
    const report = buildReport(
      silenced(snapshot, { rule: 'hpa-at-maximum', name: 'w*', reason: 'By design' }),
    );
    expect(report).toMatchObject({ state: 'healthy', lead: 'A quiet moment: the only workload is healthy.' });
    expect(report.silenced).toMatchObject([{ rule: 'hpa-at-maximum', silence: 'By design' }]);
  });
});

test('what is told with a silenced finding is silent too; what is not, is not', () => {
  const web = deploymentWith('web', { desired: 2, ready: 1 });
  const loop = podWith('web-2', { restartCount: 5, state: { waiting: { reason: 'CrashLoopBackOff' } } }, web);
  const objects = { ...web.objects, Pod: [runningPod('web-1', web.owner), loop] };
  const silence = { rule: 'crash-loop', namespace: 'shop', reason: 'An experiment' };
  const report = buildReport(silenced(snapshotOf(objects), silence));
  expect(report).toMatchObject({
    state: 'healthy',
    findings: [],
    workloads: [{ state: 'degraded' }],
    lead: 'A quiet moment: what is wrong is silenced (web).',
  });
  expect(report.silenced[0]?.what).toMatch(/; 1 of 2 replicas ready$/);
  const other = buildReport(silenced(snapshotOf(objects), { ...silence, rule: 'not-ready' }));
  expect(other).toMatchObject({ state: 'degraded', silenced: [] });
});
