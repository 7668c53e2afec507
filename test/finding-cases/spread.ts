import { object, runningPod, snapshotOf } from '../snapshot-of.ts';
import type { Snapshot } from '../../src/snapshots/schema.ts';
import { deploymentWith, type Cases } from './case.ts';

const node = (name: string, dc: string) =>
  object('Node', name, {
    metadata: { labels: { dc, 'kubernetes.io/hostname': name } },
    status: { conditions: [{ type: 'Ready', status: 'True' }] },
  });
const Node = [node('a', 'dc1'), node('b', 'dc1'), node('c', 'dc2'), node('d', 'dc2')];
const selector = { matchLabels: { app: 'web' } };
const template = (spec: object) => ({
  metadata: { labels: { app: 'web' } },
  spec: { containers: [{ name: 'app', image: 'registry/web:1.4' }], ...spec },
});

/** A Deployment whose pods run on these nodes. */
function spreadOver(nodes: string[], spec: object = {}) {
  const web = deploymentWith('web', { desired: nodes.length, spec: { template: template(spec), selector } });
  const Pod = nodes.map((nodeName, index) =>
    runningPod(`web-${index}`, web.owner, { metadata: { labels: { app: 'web' } }, spec: { nodeName } }),
  );
  return snapshotOf({ ...web.objects, Node, Pod });
}

/** Clients call it through a Service. */
function served({ meta, objects }: Snapshot): Snapshot {
  const Service = [object('Service', 'web', { spec: { selector: { app: 'web' }, ports: [{ port: 80 }] } })];
  const EndpointSlice = [
    object('EndpointSlice', 'web-x', {
      metadata: { labels: { 'kubernetes.io/service-name': 'web' } },
      addressType: 'IPv4',
      endpoints: [{ addresses: ['10.0.0.1'] }],
      ports: [{ port: 8080 }],
    }),
  ];
  return { meta, objects: { ...objects, Service, EndpointSlice } };
}

const apart = {
  affinity: {
    podAntiAffinity: {
      requiredDuringSchedulingIgnoredDuringExecution: [
        { topologyKey: 'kubernetes.io/hostname', labelSelector: selector },
      ],
    },
  },
};
const even = {
  topologySpreadConstraints: [
    { maxSkew: 1, topologyKey: 'dc', whenUnsatisfiable: 'DoNotSchedule', labelSelector: selector },
  ],
};

export const spreadCases: Cases = {
  'anti-affinity': {
    fires: spreadOver(['a', 'a', 'c'], apart),
    about: 'Deployment/shop/web',
    finding: {
      severity: 'degraded',
      what: 'web-0 and web-1 share a; required is one per kubernetes.io/hostname; two of 3 replicas on a; 2 nodes have none',
      command: 'kubectl -n shop get pods -o wide',
    },
    quiet: { 'one on each node': spreadOver(['a', 'b', 'c'], apart) },
  },
  skew: {
    fires: spreadOver(['a', 'b', 'a', 'c'], even),
    about: 'Deployment/shop/web',
    finding: { severity: 'degraded', what: /dc/ },
    quiet: { 'as even as three can be': spreadOver(['a', 'b', 'c'], even) },
  },
  'one-data-centre': {
    fires: spreadOver(['a', 'b']),
    about: 'Deployment/shop/web',
    finding: { severity: 'advice', what: 'both replicas in dc1, none in dc2' },
    quiet: { 'one in the other': spreadOver(['a', 'c']) },
  },
  'same-node': {
    fires: spreadOver(['a', 'a', 'c']),
    about: 'Deployment/shop/web',
    finding: { severity: 'advice', what: /^two of 3 replicas on a; / },
    quiet: { 'each on its own': spreadOver(['a', 'c']) },
  },
  'single-replica': {
    fires: served(spreadOver(['a'])),
    about: 'Deployment/shop/web',
    finding: { severity: 'advice', what: 'a single replica' },
    quiet: { two: served(spreadOver(['a', 'c'])), 'one that does not serve': spreadOver(['a']) },
  },
};

const rc = (name: string, image: string) =>
  object('ReplicationController', name, {
    spec: { replicas: 1, template: template({ containers: [{ name: 'app', image }] }) },
    status: { observedGeneration: 1, replicas: 1, readyReplicas: 1 },
  });
const crm = (...versions: [string, string]) =>
  snapshotOf({
    ReplicationController: versions.map((version, index) =>
      rc(`crm-v${version}-dc${index + 1}`, `registry/crm:${version}`),
    ),
  });
const image = (name: string) => {
  const web = deploymentWith('web', {
    spec: { template: { spec: { containers: [{ name: 'app', image: name }] } } },
  });
  return snapshotOf({ ...web.objects, Pod: [runningPod('web-1', web.owner)] });
};

export const versionCases: Cases = {
  'version-differs': {
    fires: crm('12', '13'),
    about: 'ReplicationController/shop/crm',
    finding: {
      severity: 'advice',
      what: '12 in dc1 and 13 in dc2',
      evidence: [
        'ReplicationController/shop/crm-v12-dc1: 12 in dc1',
        'ReplicationController/shop/crm-v13-dc2: 13 in dc2',
      ],
    },
    quiet: { 'the same in both': crm('12', '12') },
  },
  'image-tag': {
    fires: image('registry:5000/team/web'),
    about: 'Deployment/shop/web',
    finding: { severity: 'advice', what: 'registry:5000/team/web' },
    quiet: {
      'a tag': image('registry:5000/team/web:1.4'),
      'a digest': image('registry:5000/team/web@sha256:0123456789abcdef'),
    },
  },
};

export const restCases: Cases = {
  'in-trouble': {
    fires: snapshotOf({
      PersistentVolumeClaim: [
        object('PersistentVolumeClaim', 'data', {
          status: { phase: 'Bound', conditions: [{ type: 'ControllerResizeError', status: 'True' }] },
        }),
      ],
    }),
    about: 'PersistentVolumeClaim/shop/data',
    finding: { severity: 'degraded', what: 'its volume cannot be resized' },
    quiet: { 'what another rule tells': spreadOver(['a', 'a', 'c'], apart) },
  },
};
