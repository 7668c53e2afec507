import { condition, labelSelector } from './metadata.ts';
import {
  address,
  apiWord,
  argument,
  fields,
  flag,
  freeText,
  imageReference,
  labelKey,
  labelMap,
  list,
  moreFields,
  namespaceName,
  nodeName,
  number,
  numberOrText,
  presentFields,
  word,
  textMap,
  textMapOf,
  time,
  urlPath,
} from './fields.ts';

const probe = fields({
  httpGet: fields({
    path: urlPath('HTTP path without the query'),
    port: numberOrText('Port'),
    scheme: apiWord('HTTP or HTTPS'),
  }),
  tcpSocket: fields({ port: numberOrText('Port') }),
  grpc: fields({ port: number('Port'), service: word('gRPC service name') }),
  exec: presentFields({}),
  initialDelaySeconds: number('Seconds before the first probe'),
  periodSeconds: number('Seconds between probes'),
  timeoutSeconds: number('Seconds after which a probe counts as failed'),
  failureThreshold: number('Failures in a row that count as failure'),
});

const container = fields({
  name: word('Name'),
  image: imageReference('Image as asked for'),
  restartPolicy: apiWord('Always marks a sidecar among the init containers'),
  tty: flag('Has a terminal, in which somebody types'),
  ports: list(
    fields({
      name: word('Port name'),
      containerPort: number('Port number'),
      protocol: apiWord('TCP, UDP or SCTP'),
    }),
  ),
  resources: fields({
    requests: textMap('Resources asked for'),
    limits: textMap('Resources allowed'),
  }),
  readinessProbe: probe,
  livenessProbe: probe,
  startupProbe: probe,
});

/** Containers of templates also keep what an engineer compares between versions, but never a value of `env`. */
const templateContainer = moreFields(container, {
  command: list(argument('Word of the entry point', 'program')).optional(),
  args: list(argument('Argument', 'arguments')).optional(),
  env: list(fields({ name: word('Variable name; its value is never stored') })).optional(),
});

const affinityTerm = fields({
  topologyKey: labelKey('Node label that the rule spreads over'),
  namespaces: list(namespaceName('Namespace that the rule looks at')),
  namespaceSelector: labelSelector,
  labelSelector,
  matchLabelKeys: list(labelKey('Label that must be the same on both pods')),
});

const nodeSelectorTerm = fields({
  matchExpressions: list(
    fields({
      key: labelKey('Node label key'),
      operator: apiWord('In, NotIn, Exists, DoesNotExist, Gt, Lt'),
      values: list(word('Node label value')),
    }),
  ),
});

const podSpec = {
  nodeName: nodeName('Node that the pod is bound to'),
  nodeSelector: labelMap('Labels that a node must have'),
  restartPolicy: apiWord('Always, OnFailure or Never'),
  hostNetwork: flag('Uses the network of the node'),
  priorityClassName: word('Priority class'),
  serviceAccountName: word('Service account'),
  terminationGracePeriodSeconds: number('Seconds allowed for a graceful end'),
  readinessGates: list(
    fields({ conditionType: word('Condition that must be True for the pod to be ready') }),
  ),
  schedulingGates: list(fields({ name: word('Gate that holds the pod back from scheduling') })),
  affinity: fields({
    nodeAffinity: fields({
      requiredDuringSchedulingIgnoredDuringExecution: fields({
        nodeSelectorTerms: list(nodeSelectorTerm),
      }),
    }),
    podAntiAffinity: fields({
      requiredDuringSchedulingIgnoredDuringExecution: list(affinityTerm),
      preferredDuringSchedulingIgnoredDuringExecution: list(
        fields({ weight: number('Weight, 1 to 100'), podAffinityTerm: affinityTerm }),
      ),
    }),
  }),
  topologySpreadConstraints: list(
    fields({
      maxSkew: number('Greatest difference allowed between domains'),
      topologyKey: labelKey('Node label that names a domain'),
      whenUnsatisfiable: apiWord('DoNotSchedule or ScheduleAnyway'),
      labelSelector,
      matchLabelKeys: list(labelKey('Label by whose values pods are counted apart')),
      minDomains: number('With fewer domains than this, a missing domain counts as empty'),
      nodeAffinityPolicy: apiWord('Honor or Ignore: whether only nodes that the pod may run on count'),
      nodeTaintsPolicy: apiWord('Honor or Ignore: whether nodes with taints count'),
    }),
  ),
};

const containerState = fields({
  waiting: presentFields({
    reason: apiWord('Why the container waits'),
    message: freeText('Explanation'),
  }),
  running: presentFields({ startedAt: time('When the container started') }),
  terminated: presentFields({
    exitCode: number('Exit status'),
    signal: number('Signal that ended it'),
    reason: apiWord('OOMKilled, Error, Completed, …'),
    message: freeText('Last words'),
    startedAt: time('When it started'),
    finishedAt: time('When it ended'),
  }),
});

const containerStatus = fields({
  name: word('Name'),
  ready: flag('Passes its readiness probe, or runs without a probe'),
  started: flag('Passed its startup probe'),
  restartCount: number('Restarts known to the kubelet: a lower bound'),
  image: imageReference('Image that runs'),
  imageID: imageReference('Image with its digest'),
  allocatedResources: textMap('Resources that the node has set aside; differ from the spec during a resize'),
  resources: fields({ requests: textMap('What it has') }),
  state: containerState,
  lastState: containerState,
});

export const pod = {
  spec: fields({
    ...podSpec,
    overhead: textMap('Resources that the pod needs besides its containers'),
    resources: fields({ requests: textMap('Resources asked for by the pod as a whole') }),
    initContainers: list(container),
    containers: list(container),
    volumes: list(
      fields({
        persistentVolumeClaim: fields({
          claimName: word('Claim that the pod mounts, in its namespace; other volumes are not kept'),
        }),
      }),
    ),
  }),
  status: fields({
    phase: apiWord('Pending, Running, Succeeded, Failed or Unknown'),
    reason: apiWord('Evicted, NodeLost, …'),
    message: freeText('Explanation'),
    podIP: address('Address of the pod'),
    podIPs: list(fields({ ip: address('Address, one per family') })),
    hostIP: address('Address of the node'),
    nominatedNodeName: nodeName('Node that pre-emption frees for the pod'),
    qosClass: apiWord('Guaranteed, Burstable or BestEffort'),
    startTime: time('When the kubelet acknowledged the pod'),
    conditions: list(condition),
    initContainerStatuses: list(containerStatus),
    containerStatuses: list(containerStatus),
  }),
};

/** `spec.template` of every workload. */
export const podTemplate = fields({
  metadata: fields({
    labels: labelMap('Labels of the pods'),
    annotations: textMapOf('Annotations, the named keys only', ['kubectl.kubernetes.io/restartedAt']),
  }),
  spec: fields({
    ...podSpec,
    initContainers: list(templateContainer),
    containers: list(templateContainer),
  }),
});
