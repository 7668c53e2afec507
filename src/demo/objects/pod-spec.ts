/** The spec of a pod, as in its template. */
import type { DemoContainer, Workload } from '../plan/estate.ts';
import { templateAt } from '../plan/template.ts';
import { labelsOf, selectorOf } from './owners.ts';

const HOST_NETWORK = [
  'kube-proxy',
  'node-exporter',
  'etcd',
  'kube-apiserver',
  'kube-controller-manager',
  'kube-scheduler',
];
export const usesHostNetwork = ({ name }: Workload): boolean => HOST_NETWORK.includes(name);

export const imageOf = ({ image, version }: DemoContainer): string => `${image}:${version}`;

function containerSpec(container: DemoContainer, role: 'init' | 'sidecar' | 'main') {
  const { name, port, cpu, memory, env = {}, args } = container;
  const probe = port && {
    httpGet: { path: '/health', port, scheme: 'HTTP' },
    periodSeconds: 10,
    timeoutSeconds: 2,
    failureThreshold: 3,
  };
  return {
    name,
    image: imageOf(container),
    ...(args && { args }),
    ...(port && { ports: [{ name: 'main', containerPort: port, protocol: 'TCP' }] }),
    env: Object.entries(env).map(([variable, value]) => ({ name: variable, value })),
    resources: { requests: { cpu, memory }, limits: { memory } },
    ...(probe && role !== 'init' && { readinessProbe: probe }),
    ...(probe && role === 'main' && { livenessProbe: { ...probe, initialDelaySeconds: 60 } }),
    ...(role === 'sidecar' && { restartPolicy: 'Always' }),
    volumeMounts: [
      { name: 'kube-api-access', mountPath: '/var/run/secrets/kubernetes.io/serviceaccount', readOnly: true },
    ],
    terminationMessagePath: '/dev/termination-log',
    terminationMessagePolicy: 'File',
    imagePullPolicy: 'IfNotPresent',
  };
}

function antiAffinity(workload: Workload) {
  const term = {
    topologyKey: 'kubernetes.io/hostname',
    labelSelector: { matchLabels: selectorOf(workload) },
  };
  return workload.apart === 'required'
    ? { requiredDuringSchedulingIgnoredDuringExecution: [term] }
    : { preferredDuringSchedulingIgnoredDuringExecution: [{ weight: 100, podAffinityTerm: term }] };
}

/** Sidecars and init containers in their order, then the containers. */
export function podSpec(workload: Workload, version: string) {
  const { kind, name, fate } = workload;
  const { init, sidecars, containers } = templateAt(workload, version);
  const before = [
    ...sidecars.map((container) => containerSpec(container, 'sidecar')),
    ...init.map((container) => containerSpec(container, 'init')),
  ];
  return {
    ...(before.length > 0 && { initContainers: before }),
    containers: containers.map((container) => containerSpec(container, 'main')),
    restartPolicy: kind === 'CronJob' ? 'Never' : 'Always',
    terminationGracePeriodSeconds: 30,
    dnsPolicy: 'ClusterFirst',
    serviceAccountName: kind === 'StaticPod' ? undefined : name,
    ...(usesHostNetwork(workload) && { hostNetwork: true }),
    ...(kind === 'DaemonSet' || kind === 'StaticPod' ? { priorityClassName: 'system-node-critical' } : {}),
    ...(fate === 'gated' && { schedulingGates: [{ name: 'quota.bank.example/approval' }] }),
    ...(workload.zone && { nodeSelector: { 'topology.kubernetes.io/zone': workload.zone } }),
    schedulerName: 'default-scheduler',
    securityContext: { runAsNonRoot: true },
    ...(workload.apart && { affinity: { podAntiAffinity: antiAffinity(workload) } }),
    // The old ReplicationControllers are older than constraints.
    ...(workload.replicas > 1 &&
      kind !== 'ReplicationController' && {
        topologySpreadConstraints: [
          {
            ...{ maxSkew: 1, topologyKey: 'topology.kubernetes.io/zone' },
            whenUnsatisfiable: workload.spread === 'required' ? 'DoNotSchedule' : 'ScheduleAnyway',
            labelSelector: { matchLabels: selectorOf(workload) },
          },
        ],
      }),
  };
}

export const podTemplateOf = (workload: Workload, version: string, hash?: string) => ({
  metadata: {
    labels: { ...labelsOf(workload, version), ...(hash && { 'pod-template-hash': hash }) },
  },
  spec: podSpec(workload, version),
});
