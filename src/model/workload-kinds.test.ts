import { expect, test } from 'vitest';
import {
  addsLetters,
  isBetween,
  isToEnd,
  LASTING,
  makesPods,
  mayHaveReplicaSets,
  mayScale,
  numbersPods,
  REPLICATED,
  ROLLED_OUT,
  rollsOut,
  rollsOutItself,
  SCALABLE,
  workloadKinds,
} from './workload-kinds.ts';

test('the kinds stand in the order of pages', () => {
  expect(workloadKinds.join(' ')).toBe(
    'Deployment StatefulSet DaemonSet ReplicationController ReplicaSet CronJob Job',
  );
});

test('each trait has its kinds', () => {
  expect(REPLICATED).toEqual(workloadKinds.filter((kind) => kind !== 'CronJob' && kind !== 'Job'));
  expect(SCALABLE).toEqual(REPLICATED.filter((kind) => kind !== 'DaemonSet'));
  expect(ROLLED_OUT).toEqual(['Deployment', 'StatefulSet', 'DaemonSet']);
  expect(LASTING).toEqual(workloadKinds.filter((kind) => kind !== 'Job'));
});

test.each([
  ['is rolled out', rollsOut, 'Deployment StatefulSet DaemonSet'],
  ['is rolled out without ReplicaSets', rollsOutItself, 'StatefulSet DaemonSet'],
  ['runs to its end', isToEnd, 'CronJob Job'],
  ['is between a pod and its workload', isBetween, 'ReplicaSet Job'],
  ['makes its pods itself', makesPods, 'StatefulSet DaemonSet ReplicationController ReplicaSet Job'],
  ['adds letters to its name', addsLetters, 'DaemonSet ReplicationController ReplicaSet Job'],
  ['numbers its pods', numbersPods, 'StatefulSet'],
  ['may have ReplicaSets', mayHaveReplicaSets, 'Deployment Rollout'],
  ['may be scaled', mayScale, 'Deployment StatefulSet ReplicationController ReplicaSet Rollout'],
])('which kind %s; Rollout is a custom kind', (_, has, kinds) => {
  expect([...workloadKinds, 'Rollout'].filter(has).join(' ')).toBe(kinds);
});
