import { describe, expect, test } from 'vitest';
import { object } from '../../../test/snapshot-of.ts';
import { indexAutoscalers, type ScaleTarget } from './autoscalers.ts';

const scaleTargetRef = { apiVersion: 'apps/v1', kind: 'Deployment', name: 'web' };
const target: ScaleTarget = { kind: 'Deployment', namespace: 'shop', name: 'web', group: 'apps' };
const condition = (type: string, status: string, reason?: string, message?: string) => ({
  ...{ type, status, reason, message },
});
const READY = [
  condition('AbleToScale', 'True', 'ReadyForNewScale'),
  condition('ScalingActive', 'True', 'ValidMetricFound'),
];
const hpa = (spec: object, status: object = {}, name = 'web') =>
  object('HorizontalPodAutoscaler', name, {
    spec: { scaleTargetRef, minReplicas: 2, maxReplicas: 6, ...spec },
    status,
  });
const cpu = (field: 'target' | 'current', value: object) => ({
  ...{ type: 'Resource', resource: { name: 'cpu', [field]: value } },
});
const autoscalerOf = (...hpas: ReturnType<typeof hpa>[]) => indexAutoscalers(hpas)(target);

test('an autoscaler says its bounds, what it has and wants, and what it looks at', () => {
  const metrics = [cpu('target', { type: 'Utilization', averageUtilization: 70 })];
  const currentMetrics = [cpu('current', { averageUtilization: 61, averageValue: '305m' })];
  const status = { currentReplicas: 3, desiredReplicas: 4, currentMetrics, conditions: READY };
  expect(autoscalerOf(hpa({ metrics }, status))).toEqual({
    ...{ name: 'web', min: 2, max: 6, current: 3, desired: 4, atMaximum: false },
    metrics: [{ name: 'cpu', current: '61 %', target: '70 %' }],
  });
});

test('autoscaling/v1 knows the CPU alone, and no conditions', () => {
  const status = {
    ...{ currentReplicas: 6, desiredReplicas: 6, currentCPUUtilizationPercentage: 194 },
  };
  expect(autoscalerOf(hpa({ minReplicas: undefined, targetCPUUtilizationPercentage: 80 }, status))).toEqual({
    ...{ name: 'web', min: 1, max: 6, current: 6, desired: 6, atMaximum: true },
    metrics: [{ name: 'cpu', current: '194 %', target: '80 %' }],
  });
});

describe('a metric', () => {
  const metric = (spec: object, reading?: object) =>
    autoscalerOf(hpa({ metrics: [spec] }, { currentMetrics: reading ? [reading] : [] }))?.metrics[0];

  test.each<[string, object, object, object]>([
    [
      'of a resource, in bytes',
      { type: 'Resource', resource: { name: 'memory', target: { averageValue: '500Mi' } } },
      { type: 'Resource', resource: { name: 'memory', current: { averageValue: '419430400' } } },
      { name: 'memory', current: '400 MiB', target: '500 MiB on average' },
    ],
    [
      'of one container',
      {
        type: 'ContainerResource',
        containerResource: { name: 'cpu', container: 'app', target: { averageUtilization: 60 } },
      },
      {
        type: 'ContainerResource',
        containerResource: { name: 'cpu', container: 'app', current: { averageUtilization: 0 } },
      },
      { name: 'cpu of container app', current: '0 %', target: '60 %' },
    ],
    [
      'of pods',
      { type: 'Pods', pods: { metric: { name: 'queue' }, target: { averageValue: '10' } } },
      { type: 'Pods', pods: { metric: { name: 'queue' }, current: { averageValue: '16500m' } } },
      { name: 'queue', current: '16.5', target: '10 on average' },
    ],
    [
      'of an object',
      {
        type: 'Object',
        object: {
          metric: { name: 'requests' },
          describedObject: { kind: 'Ingress', name: 'main' },
          target: { value: '2k' },
        },
      },
      {
        type: 'Object',
        object: {
          metric: { name: 'requests' },
          describedObject: { kind: 'Ingress', name: 'main' },
          current: { value: 1500 },
        },
      },
      { name: 'requests of Ingress main', current: '1500', target: '2000' },
    ],
    [
      'from outside',
      { type: 'External', external: { metric: { name: 'lag' }, target: { value: 30 } } },
      { type: 'External', external: { metric: { name: 'lag' }, current: { value: 'much' } } },
      { name: 'lag', current: 'much', target: '30' },
    ],
  ])('%s', (_, spec, reading, expected) => {
    expect(metric(spec, reading)).toEqual(expected);
  });

  test('without a reading has no current value', () => {
    const spec = cpu('target', { averageUtilization: 70 });
    expect(metric(spec)).toEqual({ name: 'cpu', target: '70 %' });
    expect(metric(spec, { type: 'Resource', resource: { name: 'memory' } })).not.toHaveProperty('current');
  });

  test('finds its reading where others have none', () => {
    const metrics = [
      { type: 'External', external: { metric: { name: 'lag' }, target: { value: '30' } } },
      cpu('target', { averageUtilization: 70 }),
    ];
    const currentMetrics = [cpu('current', { averageUtilization: 61 })];
    expect(autoscalerOf(hpa({ metrics }, { currentMetrics }))?.metrics).toEqual([
      { name: 'lag', target: '30' },
      { name: 'cpu', current: '61 %', target: '70 %' },
    ]);
  });
});

describe('it is at its maximum', () => {
  const limited = (status: string, reason: string) => [...READY, condition('ScalingLimited', status, reason)];
  const isAtMaximum = (conditions: object[], current = 194) =>
    autoscalerOf(
      hpa(
        { metrics: [cpu('target', { averageUtilization: 70 })] },
        {
          ...{ currentReplicas: 6, desiredReplicas: 6, conditions },
          currentMetrics: [cpu('current', { averageUtilization: current })],
        },
      ),
    )?.atMaximum;

  test('when its controller says that it wants more', () => {
    expect(isAtMaximum(limited('True', 'TooManyReplicas'))).toBe(true);
    expect(isAtMaximum(limited('True', 'TooFewReplicas'))).toBe(false);
    expect(isAtMaximum(limited('True', 'ScaleUpLimit'))).toBe(false);
    expect(isAtMaximum(limited('False', 'DesiredWithinRange'))).toBe(false);
  });
  test('when nothing is said and the metric is above its target by more than a tenth', () => {
    expect([78, 77].map((current) => isAtMaximum(READY, current))).toEqual([true, false]);
  });
  test('not when it has no reading any more', () => {
    const [able] = READY;
    const conditions = [able!, condition('ScalingActive', 'False', 'FailedGetResourceMetric')];
    expect(isAtMaximum([...conditions, condition('ScalingLimited', 'True', 'TooManyReplicas')])).toBe(false);
  });
});

describe('why it does not scale', () => {
  const problemOf = (...conditions: object[]) =>
    autoscalerOf(hpa({}, { currentReplicas: 2, conditions }))?.problem;
  test('is what its controller says', () => {
    expect(problemOf(...READY)).toBeUndefined();
    const metrics = condition('ScalingActive', 'False', 'FailedGetResourceMetric', 'no metrics returned');
    expect(problemOf(READY[0]!, metrics)).toBe('FailedGetResourceMetric: no metrics returned');
    expect(problemOf(condition('AbleToScale', 'False', 'FailedGetScale'), metrics)).toBe('FailedGetScale');
    expect(problemOf(condition('ScalingActive', 'False'))).toBe('ScalingActive is False');
  });
  test('is no problem when somebody scaled to zero', () => {
    const scaler = autoscalerOf(
      hpa({}, { desiredReplicas: 0, conditions: [condition('ScalingActive', 'False', 'ScalingDisabled')] }),
    );
    expect(scaler?.problem).toBeUndefined();
    expect([scaler?.current, scaler?.desired]).toEqual([0, 0]);
  });
});

describe('numbers that nobody has reported are absent', () => {
  const numbers = (status: object) => {
    const { current, desired } = autoscalerOf(hpa({}, status)) ?? {};
    return [current, desired];
  };
  test('with no report at all', () => {
    expect(numbers({ currentReplicas: 0, desiredReplicas: 0 })).toEqual([undefined, undefined]);
  });
  test('with a target that was not found', () => {
    const conditions = [condition('AbleToScale', 'False', 'FailedGetScale')];
    expect(numbers({ currentReplicas: 0, desiredReplicas: 0, conditions })).toEqual([undefined, undefined]);
  });
  test('with metrics that were never there', () => {
    const conditions = [READY[0], condition('ScalingActive', 'False', 'FailedGetResourceMetric')];
    expect(numbers({ currentReplicas: 3, desiredReplicas: 0, conditions })).toEqual([3, undefined]);
  });
});

describe('the target of an autoscaler', () => {
  const named = (ref: object) => hpa({ scaleTargetRef: { ...scaleTargetRef, ...ref } });
  test('is of the same kind, name and namespace', () => {
    expect(autoscalerOf(named({}))).toBeDefined();
    expect(autoscalerOf(named({ kind: 'StatefulSet' }))).toBeUndefined();
    expect(autoscalerOf(named({ name: 'web-2' }))).toBeUndefined();
    expect(indexAutoscalers([named({})])({ ...target, namespace: 'other' })).toBeUndefined();
  });
  test('is of the same group, where it is given', () => {
    expect(autoscalerOf(named({ apiVersion: 'example.com/v1' }))).toBeUndefined();
    expect(autoscalerOf(named({ apiVersion: 'extensions/v1beta1' }))).toBeDefined();
    expect(autoscalerOf(named({ apiVersion: undefined }))).toBeDefined();
    const core = named({ apiVersion: 'v1', kind: 'ReplicationController' });
    expect(indexAutoscalers([core])({ ...target, kind: 'ReplicationController', group: '' })).toBeDefined();
    expect(
      indexAutoscalers([core])({ ...target, kind: 'ReplicationController', group: 'x.io' }),
    ).toBeUndefined();
  });
  test('has of several the one with a problem', () => {
    const broken = hpa({}, { conditions: [condition('ScalingActive', 'False', 'AmbiguousSelector')] }, 'z');
    expect(autoscalerOf(hpa({}, {}, 'a'), broken)?.name).toBe('z');
    expect(autoscalerOf(hpa({}, {}, 'b'), hpa({}, {}, 'a'))?.name).toBe('a');
  });
});
