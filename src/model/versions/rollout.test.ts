import { describe, expect, test } from 'vitest';
import { object } from '../../../test/snapshot-of.ts';
import { daemonSetRollout, deploymentRollout, statefulSetRollout } from './rollout.ts';

const generation = (number: number) => ({ metadata: { generation: number } });
const progressing = (reason: string) => [{ type: 'Progressing', status: 'True', reason }];

// The cases of k8s.io/kubectl/pkg/polymorphichelpers/rollout_status_test.go.
describe('the rollout of a Deployment is', () => {
  const rollout = (status: object, spec: object = { replicas: 3 }, at = 1) =>
    deploymentRollout(
      object('Deployment', 'web', { ...generation(at), spec, status: { observedGeneration: 1, ...status } }),
    );
  const done = { replicas: 3, updatedReplicas: 3, availableReplicas: 3 };

  test('complete when all replicas are updated, available, and none are left over', () => {
    expect(rollout(done)).toBe('complete');
    expect(rollout({}, { replicas: 0 })).toBe('complete');
  });
  test('progressing while replicas are not updated, old ones remain or new ones are not available', () => {
    expect(rollout({ ...done, updatedReplicas: 2 })).toBe('progressing');
    expect(rollout({ ...done, replicas: 4 })).toBe('progressing');
    expect(rollout({ ...done, availableReplicas: 2 })).toBe('progressing');
  });
  test('progressing until the controller has seen the change', () => {
    expect(rollout(done, { replicas: 3 }, 2)).toBe('progressing');
    expect(deploymentRollout(object('Deployment', 'web'))).toBe('progressing');
  });
  test('stuck when it exceeded its deadline', () => {
    expect(
      rollout({ ...done, updatedReplicas: 1, conditions: progressing('ProgressDeadlineExceeded') }),
    ).toBe('stuck');
    expect(rollout({ ...done, conditions: progressing('NewReplicaSetAvailable') })).toBe('complete');
  });
  test('complete when nothing is wanted, whatever its last word', () => {
    expect(rollout({ conditions: progressing('ProgressDeadlineExceeded') }, { replicas: 0 })).toBe(
      'complete',
    );
  });
  test('paused when it is', () => {
    expect(rollout(done, { replicas: 3, paused: true })).toBe('paused');
  });
});

describe('the rollout of a StatefulSet is', () => {
  const rollout = (status: object, updateStrategy?: object) =>
    statefulSetRollout(
      object('StatefulSet', 'db', {
        ...generation(1),
        spec: { replicas: 3, updateStrategy },
        status: { observedGeneration: 1, ...status },
      }),
    );
  const partition = (number: number) => ({ type: 'RollingUpdate', rollingUpdate: { partition: number } });
  const done = { readyReplicas: 3, updatedReplicas: 3, currentRevision: 'a', updateRevision: 'a' };

  test('complete when all are ready and of one revision', () => {
    expect(rollout(done)).toBe('complete');
    expect(rollout(done, partition(0))).toBe('complete');
  });
  test('progressing while one is not ready, or revisions differ', () => {
    expect(rollout({ ...done, readyReplicas: 2 })).toBe('progressing');
    expect(rollout({ ...done, updateRevision: 'b' })).toBe('progressing');
  });
  test('complete when what is above the partition is updated', () => {
    expect(rollout({ ...done, updatedReplicas: 1, updateRevision: 'b' }, partition(2))).toBe('complete');
    expect(rollout({ ...done, updatedReplicas: 0, updateRevision: 'b' }, partition(2))).toBe('progressing');
  });
  test('none with OnDelete', () => {
    expect(rollout(done, { type: 'OnDelete' })).toBeUndefined();
  });
});

describe('the rollout of a DaemonSet is', () => {
  const rollout = (status: object, updateStrategy?: object) =>
    daemonSetRollout(
      object('DaemonSet', 'proxy', {
        ...generation(1),
        spec: { updateStrategy },
        status: { observedGeneration: 1, ...status },
      }),
    );
  const done = { desiredNumberScheduled: 5, updatedNumberScheduled: 5, numberAvailable: 5 };

  test('complete when it is updated and available everywhere', () => {
    expect(rollout(done)).toBe('complete');
  });
  test('progressing while a node lacks the update or is not available', () => {
    expect(rollout({ ...done, updatedNumberScheduled: 4 })).toBe('progressing');
    expect(rollout({ ...done, numberAvailable: 4 })).toBe('progressing');
  });
  test('none with OnDelete', () => {
    expect(rollout(done, { type: 'OnDelete' })).toBeUndefined();
  });
});
