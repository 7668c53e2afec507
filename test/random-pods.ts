/** Pods in random states, as a POST and then a PUT to their status make them. */
import fc from 'fast-check';
import type { CorpusPod } from './pod-corpus.ts';

const time = fc
  .integer({ min: 1, max: 40 * 86_400 })
  .map((seconds) => new Date(Date.now() - seconds * 1000).toISOString().replace(/\.\d+Z$/, 'Z'));

const running = fc.record({ running: fc.record({ startedAt: time }) });
const waiting = fc.record({
  waiting: fc.record(
    {
      reason: fc.constantFrom(
        'ContainerCreating',
        'CrashLoopBackOff',
        'ImagePullBackOff',
        'PodInitializing',
        '',
      ),
    },
    { requiredKeys: [] },
  ),
});
const terminated = fc.record({
  terminated: fc.record(
    {
      exitCode: fc.constantFrom(0, 0, 1, 137),
      signal: fc.constantFrom(0, 9, 15),
      reason: fc.constantFrom('Completed', 'Error', 'OOMKilled', 'ContainerCannotRun'),
      startedAt: time,
      finishedAt: time,
    },
    { requiredKeys: ['exitCode', 'startedAt', 'finishedAt'] },
  ),
});
const state = fc.oneof(running, waiting, terminated, fc.constant({}));
const lastState = fc.oneof(terminated, fc.constant({}));

const containerStatus = fc.record({
  ready: fc.boolean(),
  started: fc.boolean(),
  restartCount: fc.constantFrom(0, 0, 1, 14, 2031),
  imageID: fc.constant(''),
  state,
  lastState,
});

const condition = (type: string, ...reasons: string[]) =>
  fc.record(
    {
      type: fc.constant(type),
      status: fc.constantFrom('True', 'False', 'Unknown'),
      reason: fc.constantFrom(...reasons, 'Because'),
    },
    { requiredKeys: ['type', 'status'] },
  );
const conditions = fc
  .tuple(
    fc.option(condition('Ready', 'ContainersNotReady'), { nil: undefined }),
    fc.option(condition('Initialized', 'ContainersNotInitialized'), { nil: undefined }),
    fc.option(condition('PodScheduled', 'SchedulingGated', 'Unschedulable'), { nil: undefined }),
    fc.option(condition('example.com/gate'), { nil: undefined }),
  )
  .map((all) => all.filter((one) => one !== undefined));

const names = (count: number, prefix: string) =>
  Array.from({ length: count }, (_, index) => `${prefix}${index}`);
const toContainers = (all: readonly string[]) => all.map((name) => ({ name, image: `registry/${name}:1.0` }));

/** Some containers have no status yet. */
const statuses = (all: readonly string[]) =>
  fc
    .tuple(fc.integer({ min: 0, max: all.length }), fc.array(containerStatus, { minLength: 5, maxLength: 5 }))
    .map(([count, drawn]) =>
      all.slice(0, count).map((name, index) => ({ name, image: `registry/${name}:1.0`, ...drawn[index]! })),
    );

const randomPod = fc
  .record({ containers: fc.integer({ min: 1, max: 3 }), init: fc.integer({ min: 0, max: 3 }) })
  .chain(({ containers, init }) => {
    const [main, first] = [names(containers, 'c'), names(init, 'i')];
    return fc.record({
      spec: fc.record(
        {
          containers: fc.constant(toContainers(main)),
          initContainers: fc.constant(toContainers(first)),
          nodeName: fc.constantFrom('lxa150a', 'lxa150b'),
          readinessGates: fc.constant([
            { conditionType: 'example.com/gate' },
            { conditionType: 'example.com/other' },
          ]),
        },
        { requiredKeys: ['containers', 'initContainers'] },
      ),
      status: fc
        .record(
          {
            phase: fc.constantFrom('Pending', 'Running', 'Succeeded', 'Failed', 'Unknown'),
            reason: fc.constantFrom('Evicted', 'NodeLost', 'NodeAffinity'),
            podIP: fc.constantFrom('10.129.0.7', '10.129.12.200', 'fd00::7'),
            nominatedNodeName: fc.constantFrom('lxa150c'),
            conditions,
            containerStatuses: statuses(main),
            initContainerStatuses: statuses(first),
          },
          { requiredKeys: ['phase', 'conditions', 'containerStatuses', 'initContainerStatuses'] },
        )
        .map((drawn) => ({ ...drawn, ...(drawn.podIP && { podIPs: [{ ip: drawn.podIP }] }) })),
      isDeleted: fc.boolean(),
    });
  });

/** @param seed the same pods again, but for their times */
export const randomPods = (count: number, seed: number): CorpusPod[] =>
  fc.sample(randomPod, { numRuns: count, seed }).map(({ spec, status, isDeleted }, index) => ({
    name: `random-${String(index).padStart(3, '0')}`,
    spec,
    finalizers: ['example.com/hold'],
    status,
    ...(isDeleted && { deleted: true }),
  }));
