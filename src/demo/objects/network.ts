/** Services and what stands behind them, ingresses and volume claims. */
import { DAY } from '../clock.ts';
import type { Workload } from '../estate.ts';
import { between, suffix } from '../hash.ts';
import { existsAt, isReadyAt, type PodLife } from '../lives.ts';
import { lastApplied, metadata, uidOf, type ApiObject, type Moment } from './object.ts';
import { labelsOf, selectorOf } from './owners.ts';
import { podIp } from './pods.ts';

const exposed = ({
  plan,
}: Moment): { workload: Workload; port: number; headless: boolean; created: number }[] =>
  plan.estate.workloads.flatMap((workload) =>
    workload.service
      ? [
          {
            workload,
            headless: false,
            ...workload.service,
            created: plan.anchor - between(workload.name, 50, 400) * DAY,
          },
        ]
      : [],
  );

const clusterIp = ({ namespace, name }: Workload): string =>
  `10.96.${between(`${namespace}/${name}/a`, 0, 15)}.${between(`${namespace}/${name}/b`, 2, 250)}`;

export const services = (moment: Moment): ApiObject[] =>
  exposed(moment).map(({ workload, port, headless, created }) => ({
    metadata: metadata(moment, 'Service', {
      ...{ name: workload.name, namespace: workload.namespace, created, manager: 'kubectl' },
      labels: labelsOf(workload, workload.version),
      annotations: lastApplied(workload.name),
    }),
    spec: {
      type: workload.name === 'ingress-nginx' ? 'LoadBalancer' : 'ClusterIP',
      clusterIP: headless ? 'None' : clusterIp(workload),
      selector: selectorOf(workload),
      ports: [{ name: 'main', protocol: 'TCP', port, targetPort: 'main' }],
      ...{ sessionAffinity: 'None', internalTrafficPolicy: 'Cluster' },
    },
    status: { loadBalancer: workload.name === 'ingress-nginx' ? { ingress: [{ ip: '192.0.2.10' }] } : {} },
  }));

/** Pods with an address that have not ended, ready or not. */
const backing = ({ plan, at }: Moment, workload: Workload): PodLife[] =>
  (plan.replicas.get(workload)?.lives ?? []).filter(
    (life) => existsAt(life, at) && life.started !== undefined && life.started + 2000 <= at,
  );

export const endpointSlices = (moment: Moment): ApiObject[] =>
  exposed(moment).map(({ workload, port, created }) => {
    const { name, namespace } = workload;
    const owner = { apiVersion: 'v1', kind: 'Service', name, uid: uidOf(moment, 'Service', namespace, name) };
    return {
      metadata: metadata(moment, 'EndpointSlice', {
        ...{ name: `${name}-${suffix(`${namespace}/${name}`)}`, namespace, created },
        labels: {
          'kubernetes.io/service-name': name,
          'endpointslice.kubernetes.io/managed-by': 'endpointslice-controller.k8s.io',
        },
        ownerReferences: [{ ...owner, controller: true, blockOwnerDeletion: true }],
      }),
      addressType: 'IPv4',
      endpoints: backing(moment, workload).map((life) => {
        const serving = isReadyAt(life, moment.at);
        const terminating = life.deleted !== undefined && life.deleted <= moment.at;
        return {
          addresses: [podIp(life, moment)],
          conditions: { ready: serving && !terminating, serving, terminating },
          nodeName: life.node?.name,
          zone: life.node?.zone,
          targetRef: { kind: 'Pod', namespace, name: life.name, uid: life.uid },
        };
      }),
      ports: [{ name: 'main', port: workload.containers[0]?.port ?? port, protocol: 'TCP' }],
    };
  });

export function ingresses(moment: Moment): ApiObject[] {
  const { plan } = moment;
  const stray = plan.estate.strays.ingress;
  const all = [
    ...plan.estate.workloads.flatMap(({ name, namespace, host }) =>
      host ? [{ name, namespace, host, service: name }] : [],
    ),
    ...(stray ? [{ ...stray, host: `${stray.name}.dev.bank.example` }] : []),
  ];
  return all.map(({ name, namespace, host, service }) => ({
    metadata: metadata(moment, 'Ingress', {
      ...{ name, namespace, created: plan.anchor - between(host, 20, 300) * DAY, manager: 'kubectl' },
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

export function persistentVolumeClaims(moment: Moment): ApiObject[] {
  const { plan } = moment;
  const stray = plan.estate.strays.claim;
  const bound = plan.estate.workloads.flatMap((workload) =>
    Array.from({ length: workload.storage ? workload.replicas : 0 }, (_, slot) => ({
      ...{ name: `data-${workload.name}-${slot}`, namespace: workload.namespace },
      ...{ storage: workload.storage ?? '', storageClass: 'san-replicated', isBound: true },
    })),
  );
  const waiting = stray ? [{ ...stray, storage: '50Gi', storageClass: 'fast-ssd', isBound: false }] : [];
  return [...bound, ...waiting].map(({ name, namespace, storage, storageClass, isBound }) => ({
    metadata: metadata(moment, 'PersistentVolumeClaim', {
      ...{
        name,
        namespace,
        created: plan.anchor - (isBound ? 200 : 3) * DAY,
        finalizers: ['kubernetes.io/pvc-protection'],
      },
    }),
    spec: {
      ...{ accessModes: ['ReadWriteOnce'], storageClassName: storageClass, volumeMode: 'Filesystem' },
      resources: { requests: { storage } },
      ...(isBound && { volumeName: `pvc-${uidOf(moment, 'PersistentVolumeClaim', namespace, name)}` }),
    },
    status: isBound
      ? { phase: 'Bound', accessModes: ['ReadWriteOnce'], capacity: { storage } }
      : { phase: 'Pending' },
  }));
}
