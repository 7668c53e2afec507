/** Histories for properties: a small cluster with events, and what its snapshots show of them. */
import fc from 'fast-check';
import { fromUnix } from '../src/history/day/unix.ts';
import { object, runningPod, type Unseen } from './snapshot-of.ts';
import { put, restarted, type Put } from './days-of.ts';

/** What happens before a snapshot, and how much of it the snapshot sees. */
const steps = fc.record({
  minutes: fc.oneof(
    { weight: 6, arbitrary: fc.constant(15) },
    { weight: 2, arbitrary: fc.integer({ min: 1, max: 25 }) },
    { weight: 1, arbitrary: fc.integer({ min: 60, max: 2000 }) },
  ),
  restarts: fc.array(fc.record({ pod: fc.nat(3), n: fc.integer({ min: 1, max: 3 }), dated: fc.boolean() }), {
    maxLength: 2,
  }),
  replaced: fc.option(fc.nat(3), { freq: 4 }),
  node: fc.constantFrom('', '', '', 'silent', 'lost', 'cordoned', 'deleted', 'recreated'),
  gone: fc.oneof({ weight: 5, arbitrary: fc.constant(false) }, { weight: 1, arbitrary: fc.constant(true) }),
  version: fc.oneof({ weight: 5, arbitrary: fc.constant(0) }, { weight: 1, arbitrary: fc.nat(3) }),
  event: fc.nat(3),
  expired: fc.oneof(
    { weight: 5, arbitrary: fc.constant(false) },
    { weight: 1, arbitrary: fc.constant(true) },
  ),
  unseen: fc.constantFrom('', '', '', '', '', 'Pod', 'Node', 'StatefulSet', 'Event', 'Lease'),
  damaged: fc.oneof(
    { weight: 8, arbitrary: fc.constant(false) },
    { weight: 1, arbitrary: fc.constant(true) },
  ),
});
type StepOf = typeof steps extends fc.Arbitrary<infer Value> ? Value : never;

interface History {
  puts: Put[];
  /** How often containers restarted after the first readable snapshot. */
  restarts: number;
  /** Whether a pod was deleted, or out of sight, with restarts that nobody may have seen. */
  lost: boolean;
}

export const scripts = () => fc.array(steps, { minLength: 1, maxLength: 12 });

export function play(script: readonly StepOf[]): History {
  let time = Date.parse('2026-11-22T20:00:00Z') / 1000;
  const pods = [0, 1, 2, 3].map((index) => ({
    uid: `uid-${index}`,
    restarts: index,
    created: time - 9000,
    ended: 0,
  }));
  const history: History = { puts: [], restarts: 0, lost: false };
  let node = { uid: 'node-0', silent: false, down: false, closed: false, there: true };
  const event = { uid: 'event-0', count: 0, first: time, last: time };
  let version = 0;
  let begun = false;
  for (const [index, step] of script.entries()) {
    const before = time;
    time += step.minutes * 60;
    const { gone } = step;
    if (gone) {
      // Its pods are gone with it; other pods come back.
      for (const one of pods)
        Object.assign(one, { uid: `${one.uid}.${index}`, restarts: 0, created: time + 30, ended: 0 });
      history.lost = true;
    }
    for (const { pod: which, n, dated } of step.restarts) {
      const one = pods[which]!;
      one.restarts += n;
      one.ended = dated ? time - 30 : one.ended;
      if (begun || gone) history.restarts += n;
    }
    if (step.replaced !== null) {
      history.lost = true;
      pods[step.replaced] = { uid: `uid-${index}-new`, restarts: 0, created: before + 30, ended: 0 };
    }
    if (step.node === 'silent' || step.node === 'lost')
      node = { ...node, silent: true, down: step.node === 'lost' };
    else if (step.node === 'cordoned') node = { ...node, silent: false, down: false, closed: true };
    else if (step.node === 'deleted') node = { ...node, there: false };
    else if (step.node === 'recreated')
      node = { uid: `node-${index}`, silent: false, down: false, closed: false, there: true };
    version += step.version;
    if (step.expired) Object.assign(event, { uid: `event-${index}`, count: 0, first: time });
    if (step.event > 0) Object.assign(event, { count: event.count + step.event, last: time - 5 });
    // No Day counts restarts before the first sight of a pod, except the last restart.
    if (step.damaged || step.unseen === 'Pod') history.lost = true;
    begun = true;
    if (index === 0) history.restarts += pods.filter(({ ended }) => ended > 0).length;
    history.puts.push(toPut());

    function toPut(): Put {
      const stamp = fromUnix(time);
      if (step.damaged) return put(stamp);
      const db = object('StatefulSet', 'db', {
        metadata: { generation: version + 1 },
        spec: {
          replicas: 4,
          template: { spec: { containers: [{ name: 'app', image: `registry/app:1.${version}` }] } },
        },
        status: {
          observedGeneration: version + 1,
          replicas: 4,
          readyReplicas: 4 - Number(step.restarts.length > 1),
        },
      });
      const objects = {
        StatefulSet: gone || step.unseen === 'StatefulSet' ? [] : [db],
        Pod:
          gone || step.unseen === 'Pod'
            ? []
            : pods.map((one, ordinal) =>
                restarted(runningPod(`db-${ordinal}`, db), {
                  uid: one.uid,
                  restarts: one.restarts,
                  created: fromUnix(one.created),
                  ...(one.ended > 0 && { ended: fromUnix(one.ended), reason: 'Error' }),
                }),
              ),
        Node:
          node.there && step.unseen !== 'Node'
            ? [
                object('Node', 'lxa150h', {
                  metadata: { uid: node.uid },
                  spec: { unschedulable: node.closed },
                  status: { conditions: [{ type: 'Ready', status: node.down ? 'Unknown' : 'True' }] },
                }),
              ]
            : [],
        Lease:
          node.there && step.unseen !== 'Lease'
            ? [
                object('Lease', 'lxa150h', {
                  metadata: { namespace: 'kube-node-lease' },
                  spec: { leaseDurationSeconds: 40, renewTime: fromUnix(time - (node.silent ? 300 : 3)) },
                }),
              ]
            : [],
        Event:
          event.count > 0 && step.unseen !== 'Event'
            ? [
                object('Event', 'db-0.1', {
                  metadata: { uid: event.uid },
                  involvedObject: { kind: 'Pod', namespace: 'shop', name: 'db-0' },
                  type: 'Warning',
                  reason: 'BackOff',
                  message: 'Back-off restarting failed container',
                  count: event.count,
                  firstTimestamp: fromUnix(event.first),
                  lastTimestamp: fromUnix(event.last),
                }),
              ]
            : [],
      };
      const coverage: Unseen = step.unseen ? { [step.unseen]: { state: 'forbidden' } } : {};
      return put(stamp, objects, { coverage });
    }
  }
  return history;
}
