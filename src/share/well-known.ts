/**
 * Names that say which product runs, not whose cluster it is: domains of vendors, their namespaces, registries and
 * tools. A copy keeps these names, so that a vendor can help. Pure.
 */

const words = (text: string) => text.trim().split(/\s+/);

/** Domains of products. They stand in API groups, keys of labels, finalizers, drivers, and links to documentation. */
const PRODUCT_DOMAINS = new Set(
  words(`
  acme.cert-manager.io actions.github.com agones.dev aerospike.com airflow.apache.org akri.sh amd.com antrea.io
  apache.org apicur.io appscode.com aquasecurity.github.io argoproj.io atlasmap.io authzed.com backstage.io
  banzaicloud.io bitnami.com brigade.sh buildpacks.io calico.org camel.apache.org capsule.clastix.io cassandra.datastax.com
  cattle.io ceph.com ceph.io ceph.rook.io cert-manager.io chaos-mesh.org cilium.io clickhouse.altinity.com
  clickhouse.com cnrm.cloud.google.com cloud.google.com cncf.io cnpg.io cockroachlabs.com concourse-ci.org confluent.io
  consul.hashicorp.com containers.azure.com coreos.com couchbase.com crossplane.io crunchydata.com csi.aws.com
  csi.azure.com csi.hetzner.cloud csi.openstack.org csi.trident.netapp.io csi.vsphere.vmware.com dapr.io datadoghq.com
  dataloader.io datastax.com devspace.sh digitalocean.com docker.com dragonflydb.io dynatrace.com eks.amazonaws.com eksctl.io
  elastic.co elbv2.k8s.aws elastic.io emissary-ingress.dev envoyproxy.io etcd.io external-secrets.io falco.org
  flagger.app flannel.com fluentbit.io fluentd.org flux.io fluxcd.io fossul.io gatekeeper.sh getambassador.io gke.io
  goharbor.io golang.org grafana.com graylog.org hashicorp.com hazelcast.com helm.sh hetzner.cloud infinispan.org
  influxdata.com intel.com istio.io jaegertracing.io jenkins.io k0sproject.io k14s.io k3s.cattle.io k3s.io k6.io
  k8s.amazonaws.com k8s.aws k8s.elastic.co k8s.mariadb.com k8s.nginx.org k8s.ovn.org k8up.io kaito.sh kamaji.clastix.io
  karmada.io karpenter.sh karpenter.k8s.aws kasten.io keda.sh keycloak.org kind.x-k8s.io knative.dev konghq.com kserve.io
  kubecost.com kubeflow.org kubernetes.azure.com kubevela.io kubevirt.io kubewarden.io kured.dev kuma.io kyverno.io
  letsencrypt.org linbit.com linkerd.io linstor.csi.linbit.com litmuschaos.io loft.sh longhorn.io mariadb.com
  mesosphere.com metacontroller.k8s.io metal3.io metallb.io metallb.universe.tf microk8s.io min.io minio.min.io
  mongodb.com monitoring.coreos.com multus-cni.io mysql.oracle.com mysql.com nats.io networking.gke.io newrelic.com
  nginx.com nginx.org node-feature-discovery.com nodefeature.io nvidia.com okd.io openebs.io openfaas.com
  openfunction.io openkruise.io openshift.com openshift.io openstack.org opentelemetry.io openyurt.io operators.coreos.com
  operatorframework.io oracle.com otterize.com ovn.org percona.com pgv2.percona.com pingcap.com platform.confluent.io
  portworx.com postgres-operator.crunchydata.com postgresql.cnpg.io postgresql.org projectcalico.org
  projectcontour.io projectsveltos.io prometheus.io pulsar.apache.org purestorage.com pytorch.org rabbitmq.com rancher.com
  rancher.io ray.io redhat.com redis.com redis.io redislabs.com registry.redhat.io rke.cattle.io rook.io
  scylla.scylladb.com scylladb.com sealedsecrets.bitnami.com secrets-store.csi.x-k8s.io snyk.io solo.io sonarsource.com
  spark.apache.org spiffe.io spinnaker.io splunk.com spotahome.com stackgres.io stackrox.io storageos.com strimzi.io
  submariner.io suse.com sysdig.com tailscale.com talos.dev tekton.dev temporal.io tigera.io tikv.org toolkit.fluxcd.io
  traefik.containo.us traefik.io trident.netapp.io troubleshoot.sh tyk.io upbound.io ubuntu.com vault.banzaicloud.com
  vault.hashicorp.com vectorized.io velero.io veeam.com victoriametrics.com vitess.io vmware.com volcano.sh
  vpcresources.k8s.aws weave.works wildfly.org yugabyte.com zalan.do zalando.org zookeeper.apache.org
  `),
);

/** Kubernetes itself, the cluster's own DNS, the hub of images, and domains of examples (RFC 2606). */
const KUBERNETES =
  /(?:^|\.)(?:kubernetes\.io|k8s\.io|x-k8s\.io|svc|cluster\.local|docker\.io|localhost)$|^example\.(?:com|net|org)$/i;

/** Public hosts below which anybody has a path; the host itself says nothing. */
const PUBLIC_HOSTS = new Set(
  words(
    'github.com gitlab.com bitbucket.org codeberg.org ghcr.io quay.io gcr.io public.ecr.aws mcr.microsoft.com pkg.dev',
  ),
);

/** Hosts of names in XML and JSON Schema. Logs have them, and pictures within pages do. */
const OF_SCHEMAS = new Set(
  words(
    'www.w3.org json-schema.org schemas.xmlsoap.org maven.apache.org schemas.microsoft.com xmlns.jcp.org jakarta.ee java.sun.com www.springframework.org xml.apache.org purl.org schemas.openxmlformats.org',
  ),
);

/** Where vendors have their documentation. A customer's host has another first label. */
const DOCUMENTATION =
  /^(?:www|docs?|documentation|kb|blog|support|access|help|learn|go|api|registry|charts|helm|pkg|dl|download|get|releases|catalog|slack|artifacthub)$/;

/** Whether everybody may know the host: of Kubernetes, or of a vendor's documentation. */
export function isCommonHost(host: string): boolean {
  if (KUBERNETES.test(host) || !/[\p{L}\p{N}]/u.test(host)) return true;
  const lower = host.toLowerCase();
  if (PUBLIC_HOSTS.has(lower) || OF_SCHEMAS.has(lower) || PRODUCT_DOMAINS.has(lower)) return true;
  const dot = lower.indexOf('.');
  return DOCUMENTATION.test(lower.slice(0, dot)) && PRODUCT_DOMAINS.has(lower.slice(dot + 1));
}

/** Whether an API group, the prefix of a label, a finalizer or a driver belongs to Kubernetes or a product. */
export function isProductGroup(group: string): boolean {
  if (isCommonHost(group)) return true;
  const lower = group.toLowerCase();
  for (let dot = lower.indexOf('.'); dot !== -1; dot = lower.indexOf('.', dot + 1))
    if (PRODUCT_DOMAINS.has(lower.slice(dot + 1))) return true;
  return false;
}

/** Every cluster has these namespaces, and Gazette reads meaning from them. */
const COMMON_NAMESPACES = new Set(['default', 'kube-system', 'kube-public', 'kube-node-lease']);
export const isCommonNamespace = (name: string) => COMMON_NAMESPACES.has(name);

/** Namespaces that products bring. Only Kubernetes and OpenShift may use the prefixes `kube-` and `openshift-`. */
const PRODUCT_NAMESPACES = new Set(
  words(`
  actions-runner-system amazon-cloudwatch amazon-guardduty argo argo-cd argo-events argo-rollouts argocd
  aws-observability azure-arc calico-apiserver calico-system capi-system cattle-fleet-system cattle-monitoring-system
  cattle-system cdi ceph cert-manager chaos-mesh cilium cilium-secrets cnpg-system config-management-system consul
  contour-system crossplane-system dapr-system datadog elastic-system emissary envoy-gateway-system external-dns
  external-secrets falco fleet-system flux-system gatekeeper-system gmp-public gmp-system gpu-operator grafana
  harbor hive ingress-nginx ingress-controller istio-operator istio-system jaeger k8up karpenter kasten-io keda
  keycloak knative-eventing knative-operator knative-serving kong kubernetes-dashboard kubevirt kuma-system kured
  kyverno linkerd linkerd-viz litmus local-path-storage logging longhorn-system metallb-system minio-operator
  monitoring multicluster-engine nginx-gateway nginx-ingress node-feature-discovery nvidia-gpu-operator observability
  olm open-cluster-management openebs opentelemetry-operator-system operators portworx projectcontour prometheus
  rabbitmq-system rook-ceph sealed-secrets snapshot-controller spire stackrox strimzi submariner-operator
  system-upgrade tekton-pipelines tigera-operator traefik trident trivy-system vault velero victoria-metrics
  vpa-system
  `),
);
const PRODUCT_PREFIX =
  /^(?:openshift|kube|gke-managed|gke|gmp|eks|aks|cattle|fleet|calico|cilium|istio|knative|tekton|open-cluster-management|redhat)(?:-|$)/;

/** Whether products bring a namespace of this name to many clusters. */
export const isProductNamespace = (name: string) => PRODUCT_NAMESPACES.has(name) || PRODUCT_PREFIX.test(name);

/** These registries and their paths are well known, and say nothing about who uses them. */
const COMMON_REGISTRIES =
  /^(?:(?:[a-z0-9-]+\.)?registry\.k8s\.io(?:\/.*)?|k8s\.gcr\.io(?:\/.*)?|(?:docker\.io\/)?library|docker\.io|mcr\.microsoft\.com(?:\/.*)?|registry\.redhat\.io(?:\/.*)?|public\.ecr\.aws\/(?:docker|eks|eks-distro|aws-observability|amazonlinux|karpenter|aws-ec2|ebs-csi-driver)(?:\/.*)?|quay\.io\/(?:openshift-release-dev|openshift|jetstack|prometheus|prometheus-operator|cilium|calico|tigera|argoproj|coreos|strimzi|ceph|metallb|kiwigrid|brancz|thanos|keycloak|minio)|(?:docker\.io\/)?(?:longhornio|rancher|grafana|prom|calico|cilium|istio|bitnami|hashicorp|fluxcd|falcosecurity|traefik|envoyproxy|jaegertracing|openebs|rook|velero)|ghcr\.io\/(?:fluxcd|kedacore|kyverno|cloudnative-pg|dexidp|aquasecurity|external-secrets|open-telemetry)(?:\/.*)?|registry\.connect\.redhat\.com(?:\/.*)?|docker\.elastic\.co(?:\/.*)?|cr\.fluentbit\.io(?:\/.*)?|docker\.io\/(?:apache|confluentinc)|image-registry\.openshift-image-registry\.svc(?::\d+)?\/openshift)$/;
export const isCommonRegistry = (registry: string) => COMMON_REGISTRIES.test(registry);

/** Owners of public repositories, to whose issues and documentation messages refer. */
const PUBLIC_OWNERS =
  /^(?:kubernetes|kubernetes-sigs|kubernetes-csi|helm|argoproj|fluxcd|cert-manager|istio|longhorn|rook|openshift|rancher|k3s-io|prometheus|prometheus-operator|grafana|cilium|projectcalico|containerd|opencontainers|golang|moby|etcd-io|coredns|external-secrets|kedacore|kyverno|strimzi|cloudnative-pg|metallb|traefik|hashicorp|aws|azure|googlecloudplatform)$/i;
export const isPublicOwner = (owner: string) => PUBLIC_OWNERS.test(owner);

/** Accounts of programs, and tools that manage objects. Other managers may be people. */
const COMMON_USERS = new Set(
  words(`
  admin administrator anonymous argo argocd argo-cd backup cluster-admin daemon default docker elastic fleet flux
  fluxcd guest helm helm-controller jenkins karpenter kube-admin kubeadmin kube-apiserver-kubelet-client kubelet
  kubernetes-admin kustomize kustomize-controller minikube mysql nginx nobody olm openshift operator pgbouncer
  pod-garbage-collector postgres prometheus prometheus-operator pulumi rabbitmq rancher redis replicator root service
  skaffold terraform tiller ubuntu user vault velero web www-data cert-manager longhorn-manager eks endpointslice-controller.k8s.io
  endpointslicemirroring-controller.k8s.io kapp tilt azuredisk gke aks addon-manager
  `),
);
export const isCommonUser = (name: string) =>
  COMMON_USERS.has(name.toLowerCase()) || name.startsWith('system:');

/**
 * Programs that write objects, as they call themselves: the first word of their user agent, unless they choose a name.
 * Source: k8s.io/apiserver/pkg/endpoints/handlers/create.go `managerOrUserAgent`.
 */
const COMMON_MANAGERS = new Set(
  words(`
  agent ancient-changes ansible ansible-httpget apache-httpclient argo-rollouts argocd-application-controller
  argocd-controller argocd-server axios azure-cloud-controller-manager before-first-apply cainjector calico-node
  cdk8s cilium-agent cilium-operator client-go cloud-controller-manager cluster-autoscaler cluster-policy-controller
  cluster-proportional-autoscaler cnpg-manager controller coredns crossplane csi-provisioner curl
  dashboard deno ebs-csi-driver external-dns fabric8-kubernetes-client flagger flanneld fleetagent flux-client-side-apply
  freelens gardener-resource-manager gazette go-http-client grafana-operator headlamp headlamp-server image-automation-controller
  istio-operator java k3s k8s k9s keda keda-operator kopf kpt kube-addon-manager kube-apiserver kube-controller-manager
  kube-proxy kube-scheduler kubernetes-dashboard kyverno lens logstash machine-config-controller machine-config-daemon
  manager metallb-controller mozilla nginx-ingress-controller node node-fetch notification-controller oc octant
  okhttp openapi-generator openlens openshift-controller-manager operator-sdk pilot-discovery postman provisioner
  pulumi-kubernetes pulumi-resource-kubernetes python python-requests python-urllib3 rancher-agent rke2 rook
  snapshot-controller source-controller speaker spinnaker swagger-codegen tanka telepresence terraform-provider-helm
  terraform-provider-kubernetes traefik unknown velero-server vpa-recommender vpa-updater webhook werf wget
  `),
);
/** kubectl names its commands: `kubectl-edit`, `kubectl-client-side-apply`. */
export const isCommonManager = (name: string) =>
  isCommonUser(name) || COMMON_MANAGERS.has(name.toLowerCase()) || /^kubectl(?:-[a-z-]+)?$/.test(name);
