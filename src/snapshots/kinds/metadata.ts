import {
  apiWord,
  domainName,
  fields,
  flag,
  freeText,
  identifier,
  labelKey,
  labelMap,
  list,
  managerName,
  moreFields,
  namespaceName,
  number,
  presentFields,
  word,
  textMapOf,
  time,
} from './fields.ts';

/** Annotations that Gazette reads. All others are dropped: they contain manifests, tokens and noise. */
const KEPT_ANNOTATIONS = [
  'deployment.kubernetes.io/revision',
  'kubectl.kubernetes.io/restartedAt',
  'kubernetes.io/ingress.class',
] as const;

/**
 * Annotations of the tool that manages an object, of kinds that people and their tools write. Neither embeds a manifest.
 * Sources: argoproj/argo-cd common/common.go `AnnotationKeyAppInstance`; helm/helm pkg/action/validate.go
 * `helmReleaseNameAnnotation`.
 */
export const ORIGIN_ANNOTATIONS = ['argocd.argoproj.io/tracking-id', 'meta.helm.sh/release-name'] as const;

/** @param own annotations of one kind, besides those of every object */
export const annotationsOf = (own: readonly string[]) => ({
  annotations: textMapOf('Annotations, the named keys only', [...KEPT_ANNOTATIONS, ...own]).optional(),
});

const ownerReference = fields({
  apiVersion: domainName('API version of the owner'),
  kind: apiWord('Kind of the owner'),
  name: word('Name of the owner'),
  uid: identifier('UID of the owner'),
  controller: flag('True for the one owner that manages this object'),
});

/** Who wrote an object. Only of kinds that people and their tools write, and only where no controller owns the object. */
const writer = fields({
  manager: managerName('Program that wrote, as it calls itself'),
  operation: apiWord('Apply or Update'),
  subresource: apiWord('scale, if it wrote through that; writers of the status are not kept'),
  time: time('When the program last changed one of its parts'),
  parts: list(
    apiWord(
      'Field of the spec that it wrote last; image, resources, env or template of the pod template; labels, annotations, finalizers',
    ),
  ),
});

/** `metadata` of every stored object. `uid`, `namespace` and `name` come first: the store reads them as a prefix. */
export const metadata = fields({
  uid: identifier('Identity of the object within its cluster; empty for metrics'),
  namespace: namespaceName('Namespace; absent for cluster-scoped objects'),
  name: word('Name'),
  generateName: word('Prefix from which the API server made the name'),
  creationTimestamp: time('When the API server created the object'),
  deletionTimestamp: time('When the object should be gone; set means Terminating'),
  deletionGracePeriodSeconds: number('Seconds allowed for a graceful end'),
  generation: number('Counter of changes to the desired state'),
  labels: labelMap('Labels'),
  ...annotationsOf([]),
  ownerReferences: list(ownerReference),
  finalizers: list(domainName('What must happen before the object may go')),
  managedFields: list(writer),
}).required({ uid: true, name: true });

export const condition = fields({
  type: apiWord('Type of the condition'),
  status: apiWord('True, False or Unknown'),
  reason: apiWord('Machine-readable reason of the last transition'),
  message: freeText('Explanation of the last transition'),
  lastTransitionTime: time('When the status last changed'),
});

/** For kinds whose controllers say which generation a condition describes. */
export const generationCondition = moreFields(condition, {
  observedGeneration: number('Generation of the object that the condition describes').optional(),
});

/** Also Cluster API's severity. */
export const customCondition = moreFields(generationCondition, {
  severity: apiWord('Error, Warning or Info: how much a condition that is False matters').optional(),
});

/** An empty selector selects everything, an absent selector nothing. */
export const labelSelector = presentFields({
  matchLabels: labelMap('Labels that must all match'),
  matchExpressions: list(
    fields({
      key: labelKey('Label key'),
      operator: apiWord('In, NotIn, Exists, DoesNotExist'),
      values: list(word('Label value')),
    }),
  ),
});
