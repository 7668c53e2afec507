/** The controllers of workloads, one step at a time. Sources: pkg/controller/{deployment,replicaset,statefulset,daemon,job,cronjob}. */
import { minutes } from './clock.ts';
import type { Departure } from './ledger.ts';
import { isActivePod, isReadyPod, type SimPod, type ReplicaSetThing, type WorkloadThing } from './things.ts';
import type { Backstage } from './stage.ts';

export function reconcile(world: Backstage, workload: WorkloadThing): void {
  const steps = {
    Deployment: syncDeployment,
    StatefulSet: syncStatefulSet,
    DaemonSet: syncDaemonSet,
    ReplicationController: syncReplicas,
    Job: syncJob,
    CronJob: syncCronJob,
  };
  steps[workload.kind](world, workload);
  noteReplicas(world, workload);
}

const replicasOf = (workload: WorkloadThing) => ({
  apiVersion:
    workload.kind === 'ReplicationController' ? 'v1' : workload.kind.endsWith('Job') ? 'batch/v1' : 'apps/v1',
  ...{ kind: workload.kind, name: workload.name, uid: workload.uid },
});

/** What its status says, where that is another than before. */
function noteReplicas(world: Backstage, workload: WorkloadThing): void {
  const { kind, key } = workload;
  if (kind === 'Job' || kind === 'CronJob') return;
  const desired = kind === 'DaemonSet' ? world.nodes.size : workload.replicas;
  const ready = world.podsOf(workload).filter((pod) => isReadyPod(pod) && isActivePod(pod)).length;
  if (workload.noted?.desired === desired && workload.noted.ready === ready) return;
  workload.noted = { desired, ready };
  world.ledger.replicas.push({ at: world.now, workload: key, desired, ready });
}

const ALPHABET = 'bcdfghjklmnpqrstvwxz2456789';
function suffixOf(world: Backstage): string {
  let seed = Number(world.uid().slice(-12)) * 7919 + 104_729;
  let text = '';
  for (let index = 0; index < 5; index += 1) {
    text += ALPHABET[seed % ALPHABET.length];
    seed = Math.floor(seed / ALPHABET.length) + 7 * index + 3;
  }
  return text;
}

/** Those that go first: not bound, not ready, youngest. Source: pkg/controller/controller_utils.go `ActivePodsWithRanks`. */
const byWorth = (a: SimPod, b: SimPod) =>
  Number(isReadyPod(a)) - Number(isReadyPod(b)) || b.created - a.created || (a.uid < b.uid ? 1 : -1);

/** Brings a ReplicaSet to its number of pods. */
function syncSet(
  world: Backstage,
  workload: WorkloadThing,
  set: ReplicaSetThing,
  why: Departure['why'],
): void {
  const own = [...world.pods.values()].filter((pod) => pod.owner?.uid === set.uid && isActivePod(pod));
  for (let missing = set.replicas - own.length; missing > 0; missing -= 1) {
    const name = `${set.name}-${suffixOf(world)}`;
    const owner = { apiVersion: 'apps/v1', kind: 'ReplicaSet', name: set.name, uid: set.uid };
    world.addPod({ namespace: set.namespace, name, workload: workload.key, owner, template: set.template });
  }
  for (const pod of own.toSorted(byWorth).slice(0, Math.max(0, own.length - set.replicas)))
    world.deletePod(pod, why);
}

function newSetOf(world: Backstage, workload: WorkloadThing): ReplicaSetThing {
  const { sets, hash, name, namespace, template } = workload;
  const newest = Math.max(0, ...sets.map(({ revision }) => revision));
  let set = sets.find((one) => one.hash === hash);
  if (!set) {
    set = {
      uid: world.uid(),
      name: `${name}-${hash}`,
      namespace,
      hash,
      template,
      revision: newest + 1,
      replicas: 0,
      created: world.now,
    };
    sets.push(set);
  } else if (set.revision < newest) set.revision = newest + 1;
  // What behaves otherwise is the same template.
  set.template = template;
  return set;
}

function syncDeployment(world: Backstage, workload: WorkloadThing): void {
  const { sets, replicas, maxSurge, maxUnavailable, strategy } = workload;
  const next = newSetOf(world, workload);
  const old = sets.filter((set) => set !== next);
  const podsOf = (set: ReplicaSetThing) =>
    [...world.pods.values()].filter((pod) => pod.owner?.uid === set.uid && isActivePod(pod));
  const readyOf = (set: ReplicaSetThing) => podsOf(set).filter(isReadyPod).length;
  const isRolling = old.some((set) => set.replicas > 0);
  if (workload.paused !== true) {
    if (strategy === 'Recreate') {
      for (const set of old) set.replicas = 0;
      const isClear = [...world.pods.values()].every((pod) => !old.some(({ uid }) => uid === pod.owner?.uid));
      next.replicas = isClear ? replicas : next.replicas;
    } else if (!isRolling) next.replicas = replicas;
    else {
      const all = () => sets.reduce((sum, set) => sum + set.replicas, 0);
      next.replicas = Math.min(
        replicas,
        Math.max(next.replicas, next.replicas + replicas + maxSurge - all()),
      );
      const least = replicas - maxUnavailable;
      // Those that are not ready go first: nothing is lost with them.
      let room = all() - least - (next.replicas - readyOf(next));
      for (const set of old) {
        const sick = Math.min(room, set.replicas - readyOf(set));
        if (sick > 0) [set.replicas, room] = [set.replicas - sick, room - sick];
      }
      let spare = sets.reduce((sum, set) => sum + readyOf(set), 0) - least;
      for (const set of old) {
        const count = Math.min(set.replicas, Math.max(0, spare), Math.max(0, readyOf(set)));
        if (count > 0 && set.replicas > 0) [set.replicas, spare] = [set.replicas - count, spare - count];
      }
    }
  }
  for (const set of old) syncSet(world, workload, set, 'rollout');
  syncSet(world, workload, next, 'scaling');
  const available = sets.reduce((sum, set) => sum + readyOf(set), 0);
  const isAvailable = available >= replicas - maxUnavailable;
  if (workload.available.is !== isAvailable) workload.available = { is: isAvailable, since: world.now };
  const progress = `${podsOf(next).length} ${readyOf(next)} ${old.map(({ replicas: count }) => count).join()}`;
  if (workload.progress !== progress) Object.assign(workload, { progress, progressAt: world.now });
  const isDone =
    podsOf(next).length === replicas &&
    readyOf(next) === replicas &&
    old.every((set) => podsOf(set).length === 0);
  if (isDone) world.complete(workload);
}

function syncReplicas(world: Backstage, workload: WorkloadThing): void {
  const { namespace, name, template, key, replicas } = workload;
  const own = world.podsOf(workload).filter(isActivePod);
  for (let missing = replicas - own.length; missing > 0; missing -= 1)
    world.addPod({
      namespace,
      name: `${name}-${suffixOf(world)}`,
      workload: key,
      owner: replicasOf(workload),
      template,
    });
  for (const pod of own.toSorted(byWorth).slice(0, Math.max(0, own.length - replicas)))
    world.deletePod(pod, 'scaling');
  if (own.filter(isReadyPod).length === replicas) world.complete(workload);
}

/** One after the other, from the first up; another revision from the last down. */
function syncStatefulSet(world: Backstage, workload: WorkloadThing): void {
  const { namespace, name, template, key, replicas, hash } = workload;
  const own = world.podsOf(workload);
  const at = (ordinal: number) => own.find((pod) => pod.ordinal === ordinal);
  for (const pod of own) if ((pod.ordinal ?? 0) >= replicas) world.deletePod(pod, 'scaling');
  for (let ordinal = 0; ordinal < replicas; ordinal += 1) {
    const pod = at(ordinal);
    if (!pod) {
      // Unlike in Kubernetes, each new pod has the new template, wherever the rollout stands.
      world.addPod({
        namespace,
        name: `${name}-${ordinal}`,
        workload: key,
        owner: replicasOf(workload),
        template,
        ordinal,
      });
      return;
    }
    if (pod.phase === 'Failed' && pod.deletion === undefined) world.deletePod(pod, 'ended');
    if (!isReadyPod(pod) || pod.deletion !== undefined) {
      if (pod.hash !== hash && pod.deletion === undefined) break;
      return;
    }
  }
  const outdated = own.filter((pod) => pod.hash !== hash && pod.deletion === undefined);
  const last = outdated.toSorted((a, b) => (b.ordinal ?? 0) - (a.ordinal ?? 0))[0];
  if (last) world.deletePod(last, 'rollout');
  else if (own.filter((pod) => isReadyPod(pod) && isActivePod(pod)).length === replicas)
    world.complete(workload);
}

function syncDaemonSet(world: Backstage, workload: WorkloadThing): void {
  const { namespace, name, template, key, hash } = workload;
  const own = world.podsOf(workload).filter(isActivePod);
  const there = world.podsOf(workload);
  for (const node of world.nodes.keys()) {
    if (there.some((pod) => pod.node === node)) continue;
    world.addPod({
      namespace,
      name: `${name}-${suffixOf(world)}`,
      workload: key,
      owner: replicasOf(workload),
      template,
      node,
    });
  }
  const isAllReady = there.length === own.length && own.every(isReadyPod) && own.length === world.nodes.size;
  const old = own.filter((pod) => pod.hash !== hash);
  if (isAllReady && old[0])
    world.deletePod(old.toSorted((a, b) => (a.name < b.name ? -1 : 1))[0]!, 'rollout');
  else if (isAllReady) world.complete(workload);
}

/** How often a Job tries again, and how long finished ones are kept, by number. */
const BACKOFF_LIMIT = 2;
const KEPT = { Complete: 3, Failed: 1 };

function syncJob(world: Backstage, workload: WorkloadThing): void {
  if (workload.ended) return;
  const { namespace, name, template, key, cron } = workload;
  const own = [...world.pods.values()].filter((pod) => pod.owner?.uid === workload.uid);
  workload.startedAt ??= world.now;
  const failed = own.filter(({ phase }) => phase === 'Failed').length;
  const isTried = own.some(({ phase }) => phase === 'Pending' || phase === 'Running');
  workload.failed = failed;
  if (own.some(({ phase }) => phase === 'Succeeded')) workload.ended = { at: world.now, how: 'Complete' };
  else if (failed > BACKOFF_LIMIT) workload.ended = { at: world.now, how: 'Failed' };
  else if (!isTried)
    world.in(failed === 0 ? 1 : 10 * 2 ** (failed - 1), () => {
      const others = [...world.pods.values()].filter((pod) => pod.owner?.uid === workload.uid);
      if (workload.ended || world.workloads.get(key) !== workload) return;
      if (others.some(({ phase }) => phase === 'Pending' || phase === 'Running') || others.length > failed)
        return;
      const podName = `${name}-${suffixOf(world)}`;
      world.addPod({ namespace, name: podName, workload: key, owner: replicasOf(workload), template });
    });
  if (workload.ended && cron !== undefined) world.touch(cron);
}

function syncCronJob(world: Backstage, workload: WorkloadThing): void {
  const { every = minutes(60), key, namespace, name } = workload;
  const own = [...world.workloads.values()].filter(({ cron }) => cron === key);
  for (const how of ['Complete', 'Failed'] as const) {
    const ended = own.filter((job) => job.ended?.how === how).toSorted((a, b) => b.ended!.at - a.ended!.at);
    if (how === 'Complete' && ended[0])
      workload.lastSuccess = Math.max(workload.lastSuccess ?? 0, ended[0].ended!.at);
    for (const job of ended.slice(KEPT[how])) {
      for (const pod of world.pods.values()) if (pod.owner?.uid === job.uid) world.deletePod(pod, 'workload');
      world.forget(job);
    }
  }
  if (workload.lastSchedule !== undefined && world.now < workload.lastSchedule + every) return;
  const due = Math.floor(world.now / every) * every;
  const run = () => {
    if (world.workloads.get(key) !== workload) return;
    const at = world.now;
    workload.lastSchedule = at;
    const jobName = `${name}-${Math.floor(at / 60)}`;
    world.create('Job', namespace, jobName, { template: workload.template, cron: key });
    world.at(at + every, run);
  };
  if (workload.lastSchedule === undefined) {
    workload.lastSchedule = due;
    world.at(due + every, run);
  }
}
