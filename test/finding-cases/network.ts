import { before, object, runningPod, snapshotOf } from '../snapshot-of.ts';
import { deploymentWith, podWith, type Cases, type CaseObjects } from './case.ts';

const labels = { metadata: { labels: { app: 'web' } } };
const service = (spec: object = {}) =>
  object('Service', 'web', {
    spec: {
      clusterIP: '10.0.0.1',
      selector: { app: 'web' },
      ports: [{ port: 80, protocol: 'TCP' }],
      ...spec,
    },
  });
const slice = (...ready: boolean[]) =>
  object('EndpointSlice', 'web-x1', {
    metadata: { labels: { 'kubernetes.io/service-name': 'web' } },
    addressType: 'IPv4',
    endpoints: ready.map((isReady, index) => ({
      addresses: [`10.1.0.${index + 1}`],
      conditions: { ready: isReady, serving: isReady },
      nodeName: 'lxa150h',
      targetRef: { kind: 'Pod', namespace: 'shop', name: `web-${index}` },
    })),
    ports: [{ port: 8080, protocol: 'TCP' }],
  });
const portless = (...ports: object[]) => ({ ...slice(true), ports });
const behind = (...ready: boolean[]) =>
  snapshotOf({ Service: [service()], EndpointSlice: [slice(...ready)] });
const ingress = (name: string, port = 80) =>
  object('Ingress', 'front', {
    spec: {
      rules: [
        {
          host: 'shop.example',
          http: { paths: [{ path: '/', backend: { service: { name, port: { number: port } } } }] },
        },
      ],
    },
  });
const routed = (to: string, port?: number, more: CaseObjects = {}) =>
  snapshotOf({ Service: [service()], EndpointSlice: [slice(true)], Ingress: [ingress(to, port)], ...more });
const gateway = (status: string) =>
  object('Gateway', 'edge', {
    spec: { gatewayClassName: 'envoy', listeners: [{ name: 'https', protocol: 'HTTPS', port: 443 }] },
    status: {
      conditions: [
        { type: 'Accepted', status: 'True' },
        { type: 'Programmed', status, reason: 'AddressNotAssigned' },
      ],
    },
  });
const web = deploymentWith('web', { ready: 0 });

export const networkCases: Cases = {
  'service-no-endpoints': {
    fires: behind(false),
    about: 'Service/shop/web',
    finding: {
      severity: 'degraded',
      what: '0 of 1 endpoint ready',
      command: 'kubectl -n shop get endpointslices -l kubernetes.io/service-name=web',
      evidence: ['Pod/shop/web-0: 10.1.0.1 is not ready, on lxa150h'],
    },
    quiet: {
      'one is ready': behind(false, true),
      'it has no ports, so that nobody can call it': snapshotOf({
        Service: [service({ ports: undefined, selector: undefined, clusterIP: 'None' })],
      }),
      'all its pods have done their work': snapshotOf({
        Service: [service()],
        Pod: [runningPod('web-0', undefined, { ...labels, status: { phase: 'Succeeded' } })],
      }),
      'it is scaled to zero': snapshotOf({
        ...deploymentWith('web', { desired: 0 }).objects,
        Service: [service()],
      }),
      'the workload behind it tells it': snapshotOf({
        ...web.objects,
        Service: [service()],
        EndpointSlice: [slice(false)],
        Pod: [podWith('web-0', { state: { running: {} } }, { ...labels, owner: web.owner })],
      }),
      'the workload behind it has no pods': snapshotOf({ ...web.objects, Service: [service()] }),
    },
  },
  'endpoints-not-ready': {
    fires: behind(true, false),
    about: 'Service/shop/web',
    finding: { severity: 'degraded', what: '1 of 2 endpoints ready' },
    quiet: {
      'all are ready': behind(true, true),
      'two ports, both served': snapshotOf({
        Service: [
          service({
            ports: [
              { name: 'http', port: 80 },
              { name: 'admin', port: 81 },
            ],
          }),
        ],
        EndpointSlice: [portless({ name: 'http', port: 8080 }, { name: 'admin', port: 8081 })],
      }),
    },
  },
  'load-balancer-pending': {
    fires: snapshotOf({
      Service: [service({ type: 'LoadBalancer' })],
      EndpointSlice: [slice(true)],
      Event: [
        object('Event', 'web.1', {
          type: 'Warning',
          reason: 'SyncLoadBalancerFailed',
          message: 'Error syncing load balancer: quota exceeded',
          involvedObject: { kind: 'Service', namespace: 'shop', name: 'web' },
          lastTimestamp: before(20),
        }),
      ],
    }),
    about: 'Service/shop/web',
    finding: {
      severity: 'degraded',
      what: 'its load balancer has no address: Error syncing load balancer: quota exceeded',
    },
    quiet: { 'no load balancer': behind(true) },
  },
  'ingress-to-nothing': {
    fires: routed('web-old'),
    about: 'Ingress/shop/front',
    finding: {
      severity: 'degraded',
      what: 'Service shop/web-old does not exist',
      evidence: ['Ingress/shop/front: shop.example/: Service shop/web-old does not exist'],
    },
    quiet: { 'a Service that is there': routed('web') },
  },
  'route-degraded': {
    fires: snapshotOf({
      HTTPRoute: [
        object('HTTPRoute', 'front', {
          spec: { rules: [{ filters: [], backendRefs: [] }] },
        }),
      ],
    }),
    about: 'HTTPRoute/shop/front',
    finding: { severity: 'degraded', what: 'a rule of it leads nowhere' },
    quiet: {
      'the Service tells it': routed('web', 80, { EndpointSlice: [slice(false)] }),
      'a route that works': routed('web'),
    },
  },
  'gateway-degraded': {
    fires: snapshotOf({ Gateway: [gateway('False')] }),
    about: 'Gateway/shop/edge',
    finding: { severity: 'degraded', what: 'not programmed: AddressNotAssigned' },
    quiet: { 'a Gateway that works': snapshotOf({ Gateway: [gateway('True')] }) },
  },
};

const claim = (phase: string, spec: object = {}) =>
  object('PersistentVolumeClaim', 'data', {
    spec: { storageClassName: 'fast', resources: { requests: { storage: '50Gi' } }, ...spec },
    status: { phase },
  });
const volume = (phase: string, persistentVolumeReclaimPolicy: string) =>
  object('PersistentVolume', 'pv-1', {
    spec: { persistentVolumeReclaimPolicy, claimRef: { namespace: 'shop', name: 'data' } },
    status: { phase },
  });
const quota = (pods: string, cpu = '1') =>
  object('ResourceQuota', 'team', {
    status: { hard: { pods: '20', 'requests.cpu': '10' }, used: { pods, 'requests.cpu': cpu } },
  });

export const storageCases: Cases = {
  'claim-lost': {
    fires: snapshotOf({
      PersistentVolumeClaim: [claim('Lost', { volumeName: 'pv-1' })],
      Pod: [object('Pod', 'web', { spec: { volumes: [{ persistentVolumeClaim: { claimName: 'data' } }] } })],
    }),
    about: 'PersistentVolumeClaim/shop/data',
    finding: { severity: 'failing', what: 'its volume is gone; 50Gi of class fast; Pod web uses it' },
    quiet: { bound: snapshotOf({ PersistentVolumeClaim: [claim('Bound')] }) },
  },
  'volume-released': {
    fires: snapshotOf({ PersistentVolume: [volume('Released', 'Retain')] }),
    about: 'PersistentVolume/pv-1',
    finding: { severity: 'advice', what: 'its claim shop/data is gone; it keeps its data (Retain)' },
    quiet: {
      'a claim has it': snapshotOf({ PersistentVolume: [volume('Bound', 'Retain')] }),
      'it should go, which is trouble': snapshotOf({ PersistentVolume: [volume('Released', 'Delete')] }),
    },
  },
  'claim-unbound': {
    fires: snapshotOf({ PersistentVolumeClaim: [claim('Pending')] }),
    about: 'PersistentVolumeClaim/shop/data',
    finding: { severity: 'degraded', what: /^waits for .* for a volume.*; 50Gi of class fast$/ },
    quiet: { bound: snapshotOf({ PersistentVolumeClaim: [claim('Bound')] }) },
  },
  quota: {
    fires: snapshotOf({ ResourceQuota: [quota('20', '9')] }),
    about: 'ResourceQuota/shop/team',
    finding: {
      severity: 'advice',
      what: 'pods: 20 of 20 (100 %) and requests.cpu: 9 of 10 (90 %)',
      command: 'kubectl -n shop describe resourcequota/team',
    },
    quiet: { 'more is left': snapshotOf({ ResourceQuota: [quota('17', '8900m')] }) },
  },
};
