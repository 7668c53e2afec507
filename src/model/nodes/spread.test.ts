import { describe, expect, test } from 'vitest';
import { before, object, runningPod, snapshotOf } from '../../../test/snapshot-of.ts';
import { buildReport } from '../build/build-report.ts';

type Arguments = Parameters<typeof snapshotOf>;
type Objects = Arguments[0];
const rowsOf = (...args: Arguments) => buildReport(snapshotOf(...args)).spread;
const rowOf = (...args: Arguments) => {
  const [row, ...others] = rowsOf(...args);
  if (!row || others.length > 0) throw new Error('there is not just one row');
  return row;
};
const problemsOf = (...args: Arguments) =>
  rowOf(...args).problems.map(({ type, text }) => `${type}: ${text}`);

const HOST = 'kubernetes.io/hostname';
const labels = { app: 'web' };
const labelSelector = { matchLabels: labels };

/** a and b are in dc1, c and d in dc2, and a control-plane node in each. */
const node = (name: string, dc?: string, more: object = {}) =>
  object('Node', name, {
    metadata: { labels: { [HOST]: name, ...(dc && { dc }) } },
    spec: more,
    status: { conditions: [{ type: 'Ready', status: 'True' }] },
  });
const closed = { taints: [{ key: 'node-role.kubernetes.io/control-plane', effect: 'NoSchedule' }] };
const Node = [
  ...[node('a', 'dc1'), node('b', 'dc1'), node('c', 'dc2'), node('d', 'dc2')],
  ...[node('m1', 'dc1', closed), node('m2', 'dc2', closed)],
];

/** A StatefulSet with pods on these nodes. */
function web(hosts: string[], spec: object = {}, more: { replicas?: number; pod?: object } = {}): Objects {
  const set = object('StatefulSet', 'web', {
    metadata: { generation: 1 },
    spec: { replicas: more.replicas ?? hosts.length, template: { metadata: { labels }, spec } },
    status: { observedGeneration: 1, replicas: hosts.length, readyReplicas: hosts.length },
  });
  const Pod = hosts.map((host, index) =>
    runningPod(`web-${index}`, set, { metadata: { labels }, spec: { nodeName: host }, ...more.pod }),
  );
  return { Node, StatefulSet: [set], Pod };
}

test('a workload shows its running pods by data centre and by node', () => {
  expect(rowOf(web(['c', 'a', 'b', 'a']))).toMatchObject({
    ...{ kind: 'StatefulSet', namespace: 'shop', name: 'web', uid: 'StatefulSet/web', desired: 4 },
    dataCentres: [
      { name: 'dc1', pods: 3 },
      { name: 'dc2', pods: 1 },
    ],
    nodes: [
      { name: 'a', dataCentre: 'dc1', pods: 2 },
      { name: 'b', dataCentre: 'dc1', pods: 1 },
      { name: 'c', dataCentre: 'dc2', pods: 1 },
    ],
  });
});

test('a node without the label, or that was not seen, is in an unknown data centre', () => {
  const objects = { ...web(['x', 'a', 'gone']), Node: [...Node, node('x')] };
  const { dataCentres, nodes } = rowOf(objects);
  expect(dataCentres).toEqual([
    { name: 'dc1', pods: 1 },
    { name: '?', pods: 2 },
  ]);
  expect(nodes.map(({ name }) => name)).toEqual(['a', 'gone', 'x']);
});

test('pods that end, wait or go do not run anywhere', () => {
  const { Pod = [], ...objects } = web(['a', 'c', 'b', 'd']);
  const [first, second, third, fourth] = Pod;
  const changed = [
    { ...first!, status: { phase: 'Failed' } },
    { ...second!, status: { phase: 'Pending' } },
    { ...third!, metadata: { ...third!.metadata, deletionTimestamp: before(1) } },
    fourth!,
  ];
  expect(rowOf({ ...objects, Pod: changed }).nodes).toEqual([{ name: 'd', dataCentre: 'dc2', pods: 1 }]);
});

describe('a row is there', () => {
  test('for what keeps pods running, but not for DaemonSets and Jobs', () => {
    const owners = {
      DaemonSet: [object('DaemonSet', 'every-node')],
      Job: [object('Job', 'once')],
      ReplicationController: [object('ReplicationController', 'old')],
    };
    const Pod = Object.values(owners).flatMap(([owner]) =>
      runningPod(`${owner!.metadata.name}-1`, owner, { spec: { nodeName: 'a' } }),
    );
    const objects = { Node, Pod, ...owners };
    expect(rowsOf(objects).map(({ kind }) => kind)).toEqual(['ReplicationController']);
  });

  test('not for what is scaled to none, or has no pods', () => {
    expect(rowsOf(web([], {}, { replicas: 0 }))).toEqual([]);
    expect(rowsOf(web([], {}, { replicas: 2 }))).toEqual([]);
  });

  test('for custom controllers, by their pods, unless those run to an end', () => {
    const rollout = { ...object('Deployment', 'web'), kind: 'Rollout', apiVersion: 'argoproj.io/v1alpha1' };
    const status = { observedGeneration: 1, replicas: 2, readyReplicas: 2 };
    const set = object('ReplicaSet', 'web-1', { spec: { replicas: 2 }, status }, rollout);
    const spec = {
      topologySpreadConstraints: [
        { maxSkew: 1, topologyKey: 'dc', whenUnsatisfiable: 'ScheduleAnyway', labelSelector },
      ],
    };
    const objects = (more: object = {}) => ({
      ...{ Node, ReplicaSet: [set] },
      Pod: ['a', 'b'].map((nodeName) =>
        runningPod(`web-${nodeName}`, set, { metadata: { labels }, spec: { nodeName, ...spec, ...more } }),
      ),
    });
    expect(rowOf(objects())).toMatchObject({
      ...{ kind: 'Rollout', desired: 2, state: 'healthy' },
      rules: ['preferred: at most 1 apart over dc'],
      problems: [{ type: 'one-data-centre' }],
    });
    expect(rowsOf(objects({ restartPolicy: 'Never' }))).toEqual([]);
  });
});

describe('all replicas in one data centre', () => {
  test('stand out, as advice', () => {
    const row = rowOf(web(['a', 'b']));
    expect(row.problems).toEqual([{ type: 'one-data-centre', text: 'both replicas in dc1, none in dc2' }]);
    expect(row.state).toBe('healthy');
    expect(problemsOf(web(['c', 'c', 'd']))[0]).toBe('one-data-centre: all 3 replicas in dc2, none in dc1');
  });
  test('do not when one is elsewhere, or there is nowhere else', () => {
    expect(problemsOf(web(['a', 'c']))).toEqual([]);
    const dc1 = Node.filter(({ metadata }) => metadata.labels?.['dc'] === 'dc1');
    expect(problemsOf({ ...web(['a', 'b']), Node: [...dc1, node('m2', 'dc2', closed), node('x')] })).toEqual(
      [],
    );
  });
  test('do not when they are bound to it', () => {
    const required = {
      nodeSelectorTerms: [{ matchExpressions: [{ key: 'dc', operator: 'In', values: ['dc1'] }] }],
    };
    const affinity = { nodeAffinity: { requiredDuringSchedulingIgnoredDuringExecution: required } };
    expect(problemsOf(web(['a', 'b'], { nodeSelector: { dc: 'dc1' } }))).toEqual([]);
    expect(problemsOf(web(['a', 'b'], { affinity }))).toEqual([]);
    expect(rowOf(web(['a', 'b'], { nodeSelector: { dc: 'dc1' } })).rules).toEqual(['only nodes with dc=dc1']);
  });
  test('do not when one is where nobody knows', () => {
    expect(problemsOf({ ...web(['a', 'x']), Node: [...Node, node('x')] })).toEqual([]);
  });
});

describe('two replicas on one node', () => {
  test('stand out while other nodes have none', () => {
    expect(problemsOf(web(['a', 'a', 'c']))).toEqual([
      'same-node: two of 3 replicas on a; 2 nodes have none',
    ]);
    expect(problemsOf(web(['a', 'a', 'c', 'c', 'c', 'b']))).toEqual([
      'same-node: three of 6 replicas on c, and so on 1 more node; 1 node has none',
    ]);
  });
  test('do not when every node has one', () => {
    expect(problemsOf(web(['a', 'b', 'c', 'd', 'd']))).toEqual([]);
    expect(problemsOf(web(['a', 'a', 'b'], { nodeSelector: { dc: 'dc1' } }))).toEqual([]);
  });
});

describe('a single replica', () => {
  const Service = [object('Service', 'web', { spec: { selector: labels, ports: [{ port: 80 }] } })];
  test('stands out, where one is all that is wanted and it serves', () => {
    expect(problemsOf({ ...web(['a']), Service })).toEqual(['single-replica: a single replica']);
    expect(problemsOf({ ...web(['a'], {}, { replicas: 2 }), Service })).toEqual([]);
  });
  test('does not where no Service with ports selects it', () => {
    expect(problemsOf(web(['a']))).toEqual([]);
    const other = object('Service', 'other', { spec: { selector: { app: 'other' }, ports: [{ port: 80 }] } });
    const portless = object('Service', 'web', { spec: { selector: labels } });
    expect(problemsOf({ ...web(['a']), Service: [other, portless] })).toEqual([]);
  });
  test('does not where one node is all that takes its pods', () => {
    const one = [node('a', 'dc1'), node('m1', 'dc1', closed)];
    expect(problemsOf({ ...web(['a']), Service, Node: one })).toEqual([]);
    expect(problemsOf({ ...web(['a'], { nodeSelector: { [HOST]: 'a' } }), Service })).toEqual([]);
  });
});

describe('an anti-affinity', () => {
  const antiAffinity = (topologyKey: string, more: object = {}, wish = false) => {
    const term = { topologyKey, labelSelector, ...more };
    return {
      affinity: {
        podAntiAffinity: wish
          ? { preferredDuringSchedulingIgnoredDuringExecution: [{ weight: 100, podAffinityTerm: term }] }
          : { requiredDuringSchedulingIgnoredDuringExecution: [term] },
      },
    };
  };

  test('that is required and broken degrades, whatever broke it', () => {
    const row = rowOf(web(['a', 'a', 'c'], antiAffinity(HOST)));
    expect(row.rules).toEqual([`required: one per ${HOST}`]);
    expect(row.problems.map(({ type }) => type)).toEqual(['anti-affinity-violated', 'same-node']);
    expect([row.state, row.why]).toEqual([
      'degraded',
      `web-0 and web-1 share a; required is one per ${HOST}`,
    ]);
  });
  test('that is kept is no problem', () => {
    expect(rowOf(web(['a', 'b', 'c'], antiAffinity(HOST)))).toMatchObject({ state: 'healthy', problems: [] });
    expect(rowOf(web(['a', 'b', 'c'], antiAffinity('rack'))).problems).toEqual([]);
  });
  test('names the domain where most pods meet', () => {
    expect(problemsOf(web(['a', 'b', 'c', 'd', 'd'], antiAffinity('dc')))).toEqual([
      'anti-affinity-violated: web-2, web-3 and web-4 share dc2 (1 more like it); required is one per dc',
    ]);
  });
  test('that is a wish is no more than advice, and none where there is no room', () => {
    const row = rowOf(web(['a', 'a'], antiAffinity(HOST, {}, true)));
    expect(row.rules).toEqual([`preferred: one per ${HOST}`]);
    expect(row.problems.map(({ type }) => type)).toContain('anti-affinity-violated');
    expect(row.state).toBe('healthy');
    expect(rowOf(web(['a', 'b', 'c'], antiAffinity('dc', {}, true))).problems).toEqual([]);
  });
  test('counts pods of one version apart where it says so', () => {
    const rule = antiAffinity(HOST, { matchLabelKeys: ['version'] });
    const { Pod = [], ...objects } = web(['a', 'a', 'b', 'c'], rule);
    const versions = ['1', '2', '1', '1'];
    const versioned = Pod.map((pod, index) => ({
      ...pod,
      metadata: { ...pod.metadata, labels: { ...labels, version: versions[index]! } },
    }));
    expect(rowOf({ ...objects, Pod: versioned }).state).toBe('healthy');
    expect(rowOf({ ...objects, Pod }).state).toBe('degraded');
  });

  describe('against others', () => {
    const other = (name: string, nodeName: string, namespace = 'shop') =>
      runningPod(name, undefined, { metadata: { namespace, labels: { app: 'db' } }, spec: { nodeName } });
    const db = { labelSelector: { matchLabels: { app: 'db' } } };
    const stateWith = (rule: object, ...pods: ReturnType<typeof other>[]) => {
      const { Pod = [], ...objects } = web(['a', 'b'], {
        ...antiAffinity(HOST, { ...db, ...rule }),
        nodeSelector: { dc: 'dc1' },
      });
      const Namespace = [object('Namespace', 'data', { metadata: { labels: { tier: 'data' } } })];
      return rowOf({ ...objects, Namespace, Pod: [...Pod, ...pods] }).state;
    };
    test('lets its own pods be together, and not with those', () => {
      expect(stateWith({}, other('db-0', 'c'))).toBe('healthy');
      expect(stateWith({}, other('db-0', 'a'))).toBe('degraded');
      expect(rowOf(web(['a', 'a'], antiAffinity(HOST, db))).problems.map(({ type }) => type)).not.toContain(
        'anti-affinity-violated',
      );
      expect(rowOf(web(['a'], antiAffinity(HOST, db))).rules).toEqual([
        `required: not with app=db in one ${HOST}`,
      ]);
    });
    test('looks at its own namespace, at those it names, and at those it selects', () => {
      const elsewhere = other('db-0', 'a', 'data');
      expect(stateWith({}, elsewhere)).toBe('healthy');
      expect(stateWith({ namespaces: ['data'] }, elsewhere)).toBe('degraded');
      expect(stateWith({ namespaceSelector: { matchLabels: { tier: 'data' } } }, elsewhere)).toBe('degraded');
      expect(stateWith({ namespaceSelector: { matchLabels: { tier: 'x' } } }, elsewhere)).toBe('healthy');
      expect(stateWith({ namespaces: ['data'] }, other('db-0', 'a'))).toBe('healthy');
    });
  });
});

describe('a topology spread constraint', () => {
  const spread = (more: object = {}) => ({
    topologySpreadConstraints: [
      { maxSkew: 1, topologyKey: 'dc', whenUnsatisfiable: 'DoNotSchedule', labelSelector, ...more },
    ],
  });
  const skewOf = (objects: Objects) =>
    rowOf(objects).problems.find(({ type }) => type === 'skew-exceeded')?.text;

  test('that is required and exceeded degrades', () => {
    const row = rowOf(web(['a', 'a', 'b', 'c'], spread()));
    expect(row.rules).toEqual(['required: at most 1 apart over dc']);
    expect(row.problems[0]).toEqual({
      ...{ type: 'skew-exceeded', text: '3 in dc1, 1 in dc2; required is at most 1 apart' },
    });
    expect([row.state, row.why]).toEqual(['degraded', row.problems[0]?.text]);
  });
  test('that is a wish is no more than advice', () => {
    const row = rowOf(web(['a', 'a', 'b', 'c'], spread({ whenUnsatisfiable: 'ScheduleAnyway' })));
    expect(row.rules).toEqual(['preferred: at most 1 apart over dc']);
    expect(row.problems.map(({ type }) => type)).toEqual(['same-node', 'skew-exceeded']);
    expect(row.state).toBe('healthy');
  });
  test('that is a wish for what all replicas in one data centre show already is not said again', () => {
    const wish = { whenUnsatisfiable: 'ScheduleAnyway' };
    expect(skewOf(web(['a', 'b'], spread(wish)))).toBeUndefined();
    expect(skewOf(web(['a', 'b'], spread()))).toBeDefined();
    expect(skewOf(web(['a', 'a', 'a'], spread({ ...wish, topologyKey: HOST })))).toBeDefined();
  });
  test('that is just kept is no problem', () => {
    expect(skewOf(web(['a', 'b', 'c'], spread()))).toBeUndefined();
    expect(skewOf(web(['a', 'a', 'b', 'c'], spread({ maxSkew: 2 })))).toBeUndefined();
  });
  test('counts a domain that has no pods, but not one where they may not run', () => {
    expect(skewOf(web(['a', 'b'], spread()))).toBe('2 in dc1, 0 in dc2; required is at most 1 apart');
    expect(skewOf(web(['a', 'b'], { ...spread(), nodeSelector: { dc: 'dc1' } }))).toBeUndefined();
    const ignoring = { ...spread({ nodeAffinityPolicy: 'Ignore' }), nodeSelector: { dc: 'dc1' } };
    expect(skewOf(web(['a', 'b'], ignoring))).toBeDefined();
  });
  test('counts nodes with taints unless it says otherwise', () => {
    const cluster = [node('a', 'dc1'), node('b', 'dc1'), node('m2', 'dc2', closed)];
    expect(skewOf({ ...web(['a', 'b'], spread()), Node: cluster })).toBeDefined();
    expect(
      skewOf({ ...web(['a', 'b'], spread({ nodeTaintsPolicy: 'Honor' })), Node: cluster }),
    ).toBeUndefined();
  });
  test('counts no node that lacks the label of another constraint', () => {
    const constraints = [
      ...spread().topologySpreadConstraints,
      ...spread({ topologyKey: 'rack' }).topologySpreadConstraints,
    ];
    expect(skewOf(web(['a', 'b'], { topologySpreadConstraints: constraints }))).toBeUndefined();
  });
  test('takes the least as none while there are fewer domains than it wants', () => {
    expect(skewOf(web(['a', 'b', 'c', 'd'], spread()))).toBeUndefined();
    expect(skewOf(web(['a', 'b', 'c', 'd'], spread({ minDomains: 3 })))).toBeDefined();
    expect(skewOf(web(['a', 'c'], spread({ minDomains: 3 })))).toBeUndefined();
  });
  test('that selects other pods says nothing of these', () => {
    const objects = web(['a', 'b'], spread({ labelSelector: { matchLabels: { app: 'old' } } }));
    expect(skewOf(objects)).toBeUndefined();
    expect(rowOf(objects).rules).toEqual(['required: at most 1 apart over dc for app=old']);
  });
  test('names the fullest and the emptiest of many domains', () => {
    const text = skewOf({
      ...web(['n1', 'n1', 'n1', 'n2', 'n2'], spread({ topologyKey: HOST })),
      Node: ['n1', 'n2', 'n3', 'n4', 'n5'].map((name) => node(name, 'dc1')),
    });
    expect(text).toBe('3 in n1, 2 in n2, 0 in n5; required is at most 1 apart');
  });
});

describe('what was not seen', () => {
  const forbidden = { state: 'forbidden' as const };

  test('leaves a row unknown, and nothing is said of evenness', () => {
    const row = rowOf({ ...web(['a', 'a']), Node: [] }, { coverage: { Node: forbidden } });
    expect(row).toMatchObject({ state: 'unknown', why: 'nodes were not all seen', problems: [] });
    const withoutPods = rowOf({ ...web(['a', 'b']), Pod: [] }, { coverage: { Pod: forbidden } });
    expect(withoutPods).toMatchObject({ state: 'unknown', why: 'its pods were not all seen', nodes: [] });
  });
  test('in another namespace does not matter', () => {
    const coverage = { Pod: { state: 'partial' as const, namespaces: ['shop'] } };
    expect(rowOf(web(['a', 'b']), { coverage }).problems).toHaveLength(1);
  });
  test('of ReplicaSets leaves Deployments unknown', () => {
    const Deployment = [object('Deployment', 'web', { spec: { replicas: 2 } })];
    const row = rowOf({ Node, Deployment }, { coverage: { ReplicaSet: forbidden } });
    expect(row).toMatchObject({ state: 'unknown', why: 'its pods were not all seen', desired: 2 });
  });
  test('does not hide what was', () => {
    const rule = {
      affinity: {
        podAntiAffinity: {
          requiredDuringSchedulingIgnoredDuringExecution: [{ topologyKey: HOST, labelSelector }],
        },
      },
    };
    const coverage = { Pod: { state: 'partial' as const, namespaces: ['other'] } };
    expect(rowOf(web(['a', 'a'], rule), { coverage }).state).toBe('degraded');
    const Service = [object('Service', 'web', { spec: { selector: labels, ports: [{ port: 80 }] } })];
    expect(rowOf({ ...web(['a'], {}, { replicas: 1 }), Service }, { coverage })).toMatchObject({
      ...{ state: 'unknown', problems: [{ type: 'single-replica' }] },
    });
  });
  test('of a workload itself: nobody knows how many it wants', () => {
    const row = rowOf({ ...web(['a']), StatefulSet: [] }, { coverage: { StatefulSet: forbidden } });
    expect(row).toMatchObject({ state: 'unknown', why: 'it was not seen itself', problems: [] });
    expect(row.desired).toBeUndefined();
  });
});
