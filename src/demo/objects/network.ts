/** Services with their endpoints, and Ingresses. */
import { DAY } from '../plan/clock.ts';
import type { Workload } from '../plan/estate.ts';
import { between, suffix } from '../plan/hash.ts';
import { existsAt, isReadyAt, type PodLife } from '../plan/pod-lives.ts';
import { networks, type ExtraService } from '../plan/network-plan.ts';
import { lastApplied, metadataOf, uidOf, type ApiObject, type Instant } from './object.ts';
import { labelsOf, selectorOf } from './owners.ts';
import { podIp } from './pods.ts';

const exposed = ({
  plan,
}: Instant): { workload: Workload; port: number; headless: boolean; created: number }[] =>
  plan.estate.workloads.flatMap((workload) =>
    workload.service
      ? [
          {
            workload,
            headless: false,
            ...workload.service,
            created: plan.anchor - between(workload.name, 90, 400) * DAY,
          },
        ]
      : [],
  );

const clusterIp = ({ namespace, name }: { namespace: string; name: string }): string =>
  `10.96.${between(`${namespace}/${name}/a`, 0, 15)}.${between(`${namespace}/${name}/b`, 2, 250)}`;

/** Load balancers get node ports too. */
const portOf = (port: number, targetPort: number | string, nodePort?: number) => [
  { name: 'main', protocol: 'TCP', port, targetPort, ...(nodePort && { nodePort }) },
];

const BALANCED = 'ingress-nginx';

export function servicesAt(moment: Instant): ApiObject[] {
  const own = exposed(moment).map(({ workload, port, headless, created }) => {
    const isBalanced = workload.name === BALANCED;
    return {
      metadata: metadataOf(moment, 'Service', {
        ...{ name: workload.name, namespace: workload.namespace, created, manager: 'kubectl' },
        labels: labelsOf(workload, workload.version),
        annotations: lastApplied(workload.name),
      }),
      spec: {
        type: isBalanced ? 'LoadBalancer' : 'ClusterIP',
        clusterIP: headless ? 'None' : clusterIp(workload),
        selector: selectorOf(workload),
        ports: portOf(port, 'main', isBalanced ? 30443 : undefined),
        ...{ sessionAffinity: 'None', internalTrafficPolicy: 'Cluster' },
        // Its members must find each other before they are ready.
        ...(headless && { publishNotReadyAddresses: true }),
      },
      status: { loadBalancer: isBalanced ? { ingress: [{ ip: '192.0.2.10' }] } : {} },
    };
  });
  return [...own, ...extraServices(moment).map((extra) => extraService(moment, extra))];
}

/** The API server's own Service, which every cluster has; its endpoints are the control plane's nodes. */
const extraServices = ({ plan }: Instant): ExtraService[] => [
  {
    ...{ namespace: 'default', name: 'kubernetes', port: 443, targetPort: 6443 },
    addresses: plan.estate.nodes.filter(({ controlPlane }) => controlPlane).map(({ ip }) => ip),
  },
  ...networks[plan.estate.name].services,
];

function extraService(moment: Instant, extra: ExtraService): ApiObject {
  const { name, namespace, type = 'ClusterIP', port, targetPort = port, nodePort, externalName } = extra;
  return {
    metadata: metadataOf(moment, 'Service', {
      ...{ name, namespace, created: createdAt(moment, extra), manager: 'kubectl' },
      annotations: lastApplied(name),
    }),
    spec: {
      type,
      ...(type === 'ExternalName'
        ? { externalName }
        : { clusterIP: name === 'kubernetes' ? '10.96.0.1' : clusterIp(extra) }),
      ...(extra.selects && { selector: extra.selects.labels }),
      ports: portOf(port, targetPort, nodePort),
      sessionAffinity: 'None',
    },
    status: { loadBalancer: {} },
  };
}

const createdAt = ({ plan }: Instant, { namespace, name }: ExtraService): number =>
  plan.anchor - (name === 'kubernetes' ? 800 : between(`${namespace}/${name}`, 90, 400)) * DAY;

/** Running pods with an address, ready or not. */
const backing = ({ plan, at }: Instant, workload: Workload): PodLife[] =>
  (plan.replicas.get(workload)?.lives ?? []).filter(
    (life) => existsAt(life, at) && life.started !== undefined && life.started + 2000 <= at,
  );

/** If unready pods are published, `ready` is true for all. Source: k8s.io/endpointslice/utils.go `podToEndpoint`. */
function endpointOf(moment: Instant, life: PodLife, publishesNotReady = false) {
  const serving = isReadyAt(life, moment.at);
  const terminating = life.deleted !== undefined && life.deleted <= moment.at;
  return {
    addresses: [podIp(life, moment)],
    conditions: { ready: publishesNotReady || (serving && !terminating), serving, terminating },
    nodeName: life.node?.name,
    zone: life.node?.zone,
    targetRef: { kind: 'Pod', namespace: life.workload.namespace, name: life.name, uid: life.uid },
  };
}

interface Sliced {
  name: string;
  namespace: string;
  created: number;
  port: number | undefined;
  endpoints: object[];
  /** Written by hand, without a controller. */
  byHand?: boolean;
}

export function endpointSlices(moment: Instant): ApiObject[] {
  const own = exposed(moment).map(({ workload, port, headless, created }): Sliced => ({
    ...{ name: workload.name, namespace: workload.namespace, created },
    port: workload.containers[0]?.port ?? port,
    endpoints: backing(moment, workload).map((life) => endpointOf(moment, life, headless)),
  }));
  const extra = extraServices(moment).flatMap((service): Sliced[] => {
    const { name, namespace, port, targetPort, selects, addresses } = service;
    if (!selects && !addresses) return [];
    const workloads = moment.plan.estate.workloads.filter((workload) =>
      selects?.workloads.includes(workload.name),
    );
    const byHand = addresses?.map((address) => ({ addresses: [address], conditions: { ready: true } }));
    return [
      {
        ...{ name, namespace, created: createdAt(moment, service), byHand: byHand !== undefined },
        port: typeof targetPort === 'number' ? targetPort : (workloads[0]?.containers[0]?.port ?? port),
        endpoints:
          byHand ??
          workloads.flatMap((workload) => backing(moment, workload)).map((life) => endpointOf(moment, life)),
      },
    ];
  });
  return [...own, ...extra].map((slice) => endpointSlice(moment, slice));
}

function endpointSlice(
  moment: Instant,
  { name, namespace, created, port, endpoints, byHand }: Sliced,
): ApiObject {
  const owner = { apiVersion: 'v1', kind: 'Service', name, uid: uidOf(moment, 'Service', namespace, name) };
  const manager = byHand ? 'endpointslicemirroring' : 'endpointslice';
  return {
    metadata: metadataOf(moment, 'EndpointSlice', {
      ...{ name: `${name}-${suffix(`${namespace}/${name}`)}`, namespace, created },
      labels: {
        'kubernetes.io/service-name': name,
        'endpointslice.kubernetes.io/managed-by': `${manager}-controller.k8s.io`,
      },
      ...(!byHand && {
        ownerReferences: [{ ...owner, controller: true as const, blockOwnerDeletion: true as const }],
      }),
    }),
    addressType: 'IPv4',
    endpoints,
    ports: [{ name: 'main', port, protocol: 'TCP' }],
  };
}

export function ingresses(moment: Instant): ApiObject[] {
  const { plan } = moment;
  const stray = plan.estate.strays.ingress;
  const all = [
    ...plan.estate.workloads.flatMap(({ name, namespace, host }) =>
      host ? [{ name, namespace, host, service: name }] : [],
    ),
    ...(stray ? [{ ...stray, host: `${stray.name}.dev.bank.example` }] : []),
  ];
  return all.map(({ name, namespace, host, service }) => ({
    metadata: metadataOf(moment, 'Ingress', {
      ...{ name, namespace, created: plan.anchor - between(host, 90, 300) * DAY, manager: 'kubectl' },
      annotations: {
        ...lastApplied(name),
        'nginx.ingress.kubernetes.io/auth-secret': 'canary-annotation-basic-auth',
      },
    }),
    spec: {
      ingressClassName: 'nginx',
      tls: [{ hosts: [host], secretName: `${name}-tls` }],
      rules: [
        {
          host,
          http: {
            paths: [
              {
                path: '/',
                pathType: 'Prefix',
                backend: { service: { name: service, port: { number: 8080 } } },
              },
            ],
          },
        },
      ],
    },
    status: { loadBalancer: { ingress: [{ ip: '192.0.2.10' }] } },
  }));
}
