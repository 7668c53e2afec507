import { describe, expect, test } from 'vitest';
import { object, runningPod } from '../../../test/snapshot-of.ts';
import { buildNodeResources, podRequests, sumRequests } from './node-resources.ts';

const asks = (cpu?: string, memory?: string, more: object = {}) => ({
  resources: { requests: { ...(cpu && { cpu }), ...(memory && { memory }) } },
  ...more,
});
const sidecar = { restartPolicy: 'Always' };

// The cases of TestPodRequestsAndLimits in k8s.io/kubectl/pkg/util/resource/resource_test.go.
describe('a pod asks for', () => {
  const cpuOf = (containers: object[], initContainers: object[] = [], more: object = {}) =>
    podRequests({ spec: { containers, initContainers, ...more } }).cpu;

  test('what its containers ask for together', () => {
    const containers = [asks('100m', '64Mi'), asks('1', '1Gi'), asks()];
    expect(podRequests({ spec: { containers } })).toEqual({ cpu: 1.1, memory: 1088 * 1024 ** 2 });
    expect(podRequests({})).toEqual({ cpu: 0, memory: 0 });
  });
  test('the peak of its init containers where that is more', () => {
    expect(cpuOf([asks('1')], [asks('2'), asks('3')])).toBe(3);
    expect(cpuOf([asks('1'), asks('4')], [asks('3')])).toBe(5);
  });
  test('its sidecars too', () => {
    expect(cpuOf([asks('1')], [asks('2', undefined, sidecar)])).toBe(3);
  });
  test('the peak of an init container with the sidecars before it, not those after it', () => {
    expect(cpuOf([asks('1')], [asks('2', undefined, sidecar), asks('5')])).toBe(7);
    expect(cpuOf([asks('1')], [asks('5'), asks('2', undefined, sidecar)])).toBe(5);
    expect(
      cpuOf([asks('1')], [asks('2', undefined, sidecar), asks('3', undefined, sidecar), asks('1')]),
    ).toBe(6);
  });
  test('each resource by itself', () => {
    expect(
      podRequests({ spec: { containers: [asks('1', '1Ki')], initContainers: [asks('500m', '2Ki')] } }),
    ).toEqual({
      ...{ cpu: 1, memory: 2048 },
    });
  });
  test('its overhead on top', () => {
    expect(cpuOf([asks('1')], [asks('3')], { overhead: { cpu: '250m' } })).toBe(3.25);
  });
  test('what its spec says of the pod as a whole', () => {
    const whole = { resources: { requests: { cpu: '6' } }, overhead: { cpu: '1' } };
    expect(podRequests({ spec: { containers: [asks('1', '1Ki')], ...whole } })).toEqual({
      cpu: 7,
      memory: 1024,
    });
  });
  test('no more than the sum of many small parts', () => {
    expect(cpuOf(Array.from({ length: 10 }, () => asks('100m')))).toBe(1);
  });
  test('nothing by what is no quantity', () => {
    expect(cpuOf([asks('plenty'), asks('1')])).toBe(1);
  });
});

test('pods count on their node until they end', () => {
  const pod = (name: string, spec: object, phase = 'Running') =>
    runningPod(name, undefined, { spec: { containers: [asks('250m')], ...spec }, status: { phase } });
  const sums = sumRequests([
    pod('a', { nodeName: 'n1' }),
    pod('b', { nodeName: 'n1' }, 'Pending'),
    pod('c', { nodeName: 'n1' }, 'Succeeded'),
    pod('d', { nodeName: 'n1' }, 'Failed'),
    pod('e', { nodeName: undefined }),
    pod('f', { nodeName: 'n2' }),
  ]);
  expect([...sums]).toEqual([
    ['n1', { cpu: 0.5, memory: 0, pods: 2 }],
    ['n2', { cpu: 0.25, memory: 0, pods: 1 }],
  ]);
});

test('a node without pods has nothing requested; one without figures has none', () => {
  const resources = buildNodeResources(
    object('Node', 'n1', { status: { capacity: { cpu: '4' } } }),
    new Map(),
    {},
  );
  expect(resources).toEqual([
    { name: 'cpu', allocatable: 4, requested: 0 },
    { name: 'memory', requested: 0 },
    { name: 'pods', requested: 0 },
  ]);
});
