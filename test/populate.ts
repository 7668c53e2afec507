/** Shapes a cluster through the API: nodes, and applications whose pods the test writes itself. */
import { setTimeout as sleep } from 'node:timers/promises';
import type { ControlPlane } from './control-plane.ts';

interface Created {
  metadata: { name: string; uid: string };
}

const CONTAINERS = [{ name: 'app', image: 'registry.example/app:1' }];

export function createNode(cluster: ControlPlane, name: string): Promise<Created> {
  return cluster.api('POST', '/api/v1/nodes', { metadata: { name } });
}

export async function createNamespace(cluster: ControlPlane, name: string): Promise<void> {
  await cluster.api('POST', '/api/v1/namespaces', { metadata: { name } });
}

export function createPod(
  cluster: ControlPlane,
  namespace: string,
  pod: Record<string, unknown>,
): Promise<Created> {
  const { metadata, spec, ...rest } = pod as { metadata: object; spec?: object };
  return cluster.api('POST', `/api/v1/namespaces/${namespace}/pods`, {
    metadata,
    spec: { containers: CONTAINERS, ...spec },
    ...rest,
  });
}

interface CustomKind {
  group: string;
  kind: string;
  plural: string;
  /** The last version is the stored version. */
  versions: readonly string[];
  /** Columns that the server prints for the kind. */
  columns?: readonly object[];
}

/** Adds a namespaced kind of any shape to the cluster. */
export async function createCustomKind(cluster: ControlPlane, custom: CustomKind): Promise<void> {
  const { group, kind, plural, versions, columns } = custom;
  const schema = { type: 'object', 'x-kubernetes-preserve-unknown-fields': true };
  await cluster.api('POST', '/apis/apiextensions.k8s.io/v1/customresourcedefinitions', {
    metadata: {
      name: `${plural}.${group}`,
      // Groups of *.k8s.io belong to Kubernetes; without this annotation they are refused.
      annotations: { 'api-approved.kubernetes.io': 'unapproved, a test' },
    },
    spec: {
      group,
      scope: 'Namespaced',
      names: { plural, singular: kind.toLowerCase(), kind },
      versions: versions.map((name) => ({
        name,
        served: true,
        storage: name === versions.at(-1),
        schema: { openAPIV3Schema: schema },
        additionalPrinterColumns: columns,
      })),
    },
  });
}

/** Creates an object of a kind that the API server may not serve yet: a new definition takes a moment. */
export async function createWhenServed(cluster: ControlPlane, path: string, body: object): Promise<void> {
  for (let tries = 0; ; tries += 1) {
    try {
      await cluster.api('POST', path, body);
      return;
    } catch (error) {
      if (tries > 50) throw error;
      await sleep(200);
    }
  }
}

/**
 * A Deployment, its ReplicaSet and their pods, all on a separate node. Each object is created before those that refer
 * to it.
 */
export async function createApp(cluster: ControlPlane, name: string, replicas: number): Promise<void> {
  await createNode(cluster, name);
  const labels = { app: name };
  const template = { metadata: { labels }, spec: { containers: CONTAINERS } };
  const spec = { replicas, selector: { matchLabels: labels }, template };
  const apps = '/apis/apps/v1/namespaces/default';
  const deployment = await cluster.api<Created>('POST', `${apps}/deployments`, {
    metadata: { name, labels },
    spec,
  });
  const replicaSet = await cluster.api<Created>('POST', `${apps}/replicasets`, {
    metadata: { name, labels, ownerReferences: [owner('Deployment', deployment)] },
    spec,
  });
  const ownerReferences = [owner('ReplicaSet', replicaSet)];
  for (let index = 0; index < replicas; index += 1) {
    const metadata = { name: `${name}-${index}`, labels, ownerReferences };
    await createPod(cluster, 'default', { metadata, spec: { nodeName: name } });
  }
}

/** Deletes what `createApp` made, each object after those that refer to it. */
export async function deleteApp(cluster: ControlPlane, name: string): Promise<void> {
  const now = { gracePeriodSeconds: 0, propagationPolicy: 'Background' };
  await cluster.api('DELETE', `/api/v1/namespaces/default/pods?labelSelector=app%3D${name}`, now);
  await cluster.api('DELETE', `/apis/apps/v1/namespaces/default/replicasets/${name}`, now);
  await cluster.api('DELETE', `/apis/apps/v1/namespaces/default/deployments/${name}`, now);
  await cluster.api('DELETE', `/api/v1/nodes/${name}`, now);
}

function owner(kind: string, { metadata: { name, uid } }: Created) {
  return { apiVersion: 'apps/v1', kind, name, uid, controller: true };
}
