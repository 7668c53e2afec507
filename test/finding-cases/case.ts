/** What a rule of the table of findings says about small snapshots. */
import type { Finding } from '../../src/model/report.ts';
import type { Snapshot } from '../../src/snapshots/schema.ts';
import { before, object, runningPod, snapshotOf } from '../snapshot-of.ts';
import type { ObjectOf } from '../../src/snapshots/kinds/kinds.ts';

export interface Case {
  /** A snapshot in which the rule fires once. */
  fires: Snapshot;
  /** `Deployment/shop/web`. */
  about: string;
  finding: Partial<Pick<Finding, 'severity' | 'since' | 'objects'>> & {
    what: string | RegExp;
    command?: string;
    /** `Pod/shop/web-1: not ready`. */
    evidence?: string[];
  };
  /** Similar snapshots in which the rule does not fire. */
  quiet: Record<string, Snapshot>;
}

export type Cases = Record<string, Case>;

export type CaseObjects = Parameters<typeof snapshotOf>[0];

type Status<Name extends 'Pod'> = ObjectOf<Name>['status'];

/** A Deployment with its ReplicaSet and this many ready replicas; its controller has reported. */
export function deploymentWith(
  name: string,
  {
    desired = 1,
    ready = desired,
    status = {},
    spec = {},
  }: { desired?: number; ready?: number; status?: object; spec?: object } = {},
): {
  objects: { Deployment: ObjectOf<'Deployment'>[]; ReplicaSet: ObjectOf<'ReplicaSet'>[] };
  owner: ObjectOf<'ReplicaSet'>;
} {
  const labels = { app: name };
  const template = {
    metadata: { labels },
    spec: { containers: [{ name: 'app', image: `registry/${name}:1.4` }] },
  };
  const counts = {
    replicas: desired,
    readyReplicas: ready,
    availableReplicas: ready,
    updatedReplicas: desired,
  };
  const own = object('Deployment', name, {
    spec: { replicas: desired, template, ...spec },
    status: { observedGeneration: 1, ...counts, ...status },
  });
  const owner = object('ReplicaSet', `${name}-7d9`, { spec: { replicas: desired } }, own);
  return { objects: { Deployment: [own], ReplicaSet: [owner] }, owner };
}

/** A pod with one container in some state. */
export function podWith(
  name: string,
  container: NonNullable<NonNullable<Status<'Pod'>>['containerStatuses']>[number],
  {
    owner,
    status,
    ...more
  }: {
    owner?: Parameters<typeof runningPod>[1];
    status?: Status<'Pod'>;
    spec?: ObjectOf<'Pod'>['spec'];
    metadata?: object;
  } = {},
): ObjectOf<'Pod'> {
  return runningPod(name, owner, {
    ...more,
    status: {
      phase: 'Running',
      conditions: [
        { type: 'Ready', status: container.ready ? 'True' : 'False', lastTransitionTime: before(1200) },
      ],
      containerStatuses: [{ name: 'app', ready: false, restartCount: 0, ...container }],
      ...status,
    },
  });
}

export const ended = (
  finishedAgo: number,
  {
    exitCode = 1,
    reason = 'Error',
    message,
    startedAgo = finishedAgo + 10,
  }: { exitCode?: number; reason?: string; message?: string; startedAgo?: number } = {},
) => ({
  terminated: { exitCode, reason, message, startedAt: before(startedAgo), finishedAt: before(finishedAgo) },
});
