/** Rules about containers that do not start or do not keep running. */
import { secondsBetween } from '../human-duration.ts';
import { RECENT_RESTART_SECONDS } from '../pod-state.ts';
import {
  endedBy,
  explain,
  nameContainer,
  symptomOf,
  unreadySince,
  type Patient,
  type PatientContainer,
  type PodRule,
  type Symptom,
} from './symptom.ts';

/** Restarts from which a container that still ends is in a loop: one or two may be chance. */
const LOOP_RESTARTS = 3;
/** The kubelet forgets its back-off when a container has run this long (pkg/kubelet/kubelet.go, twice `MaxContainerBackOff`). */
const LOOP_SECONDS = 600;

const MILDER = 'degraded while other pods of the workload are ready';

/** Source: pkg/kubelet/images/types.go, staging/src/k8s.io/cri-api/pkg/errors/errors.go. */
const IMAGE =
  /^(ErrImagePull|ImagePullBackOff|InvalidImageName|ErrImageNeverPull|ImageInspectError|RegistryUnavailable|SignatureValidationFailed)$/;
/** Source: pkg/kubelet/kuberuntime/kuberuntime_container.go, pkg/kubelet/container/sync_result.go. */
const CREATE =
  /^(CreateContainerConfigError|CreateContainerError|RunContainerError|PreCreateHookError|PreStartHookError|PostStartHookError)$/;
/** What runtimes say of a container whose command could not be run: containerd and CRI-O, and Docker. */
const START = /^(StartError|ContainerCannotRun)$/;

export const containerRules: PodRule[] = [
  {
    id: 'image-pull',
    severity: 'failing',
    milder: MILDER,
    title: 'Image cannot be pulled',
    judges: 'A container waits since its image cannot be had.',
    why: 'The container cannot start until the image is there; pods that run on other nodes hide it until they move.',
    advice:
      'Check the name and the tag of the image, that the registry has it and can be reached, and that the pull secret is right.',
    diagnose: (patient) => diagnoseWaiting(patient, IMAGE),
  },
  {
    id: 'container-not-created',
    severity: 'failing',
    milder: MILDER,
    title: 'Container cannot be created',
    judges: 'The kubelet or the runtime cannot create or start a container.',
    why: 'The container never runs: mostly a ConfigMap, Secret or key that it names is missing, or its command does not exist.',
    advice: 'Create what the message names, or correct the reference or the command in the pod template.',
    diagnose: (patient) => diagnoseWaiting(patient, CREATE) ?? diagnoseStart(patient),
  },
  {
    id: 'init-failure',
    severity: 'failing',
    milder: MILDER,
    title: 'Init container fails',
    judges: 'An init container ended with an error, and the pod waits for it.',
    why: 'The containers proper are not started before every init container has succeeded.',
    advice:
      'Read the log of the init container: mostly a migration fails, or something that it waits for is missing.',
    diagnose: diagnoseInit,
    look: 'logs',
  },
  {
    id: 'oom-kill',
    severity: 'failing',
    milder: 'degraded while other pods of the workload are ready, or this one is again',
    title: 'Out of memory',
    judges: 'A container was killed since it needed more memory than its limit, or than the node had.',
    why: 'The process is ended in the middle of its work, and will be again under the same load.',
    advice:
      'Compare what it uses with its limit: raise the limit, or find the leak; for a JVM and the like set the heap below the limit.',
    limits: [
      `Killed within the hour before the snapshot (${RECENT_RESTART_SECONDS} s), or not running since: what is longer ago and recovered is history.`,
    ],
    diagnose: diagnoseOom,
  },
  {
    id: 'crash-loop',
    severity: 'failing',
    milder: MILDER,
    title: 'Crash loop',
    judges: 'A container ends again and again, and the kubelet waits ever longer before it starts it anew.',
    why: 'It serves nothing, or only between two crashes; the kubelet waits up to five minutes before each start.',
    advice: 'Read the last words of the run before; if this began with a rollout, undo it.',
    limits: [
      `CrashLoopBackOff, or ${LOOP_RESTARTS} restarts or more with the last end at most ${LOOP_SECONDS / 60} minutes before: so long the kubelet keeps its back-off.`,
    ],
    diagnose: diagnoseLoop,
    look: 'previous logs',
  },
];

function diagnoseWaiting(patient: Patient, reasons: RegExp): Symptom | undefined {
  for (const { row, status } of patient.containers) {
    const waiting = status?.state?.waiting;
    if (!waiting || !reasons.test(waiting.reason ?? '')) continue;
    return {
      where: nameContainer(patient, row),
      text: `${waiting.reason}${explain(waiting.message)}`,
      container: row,
      since: unreadySince(patient) ?? patient.row.created,
    };
  }
  return undefined;
}

function diagnoseStart(patient: Patient): Symptom | undefined {
  const found = patient.containers.find(
    ({ row, status }) => !row.ready && !status?.state?.running && START.test(endedBy(status)?.reason ?? ''),
  );
  return found && symptomOf(patient, found, unreadySince(patient));
}

function diagnoseInit(patient: Patient): Symptom | undefined {
  const { row, containers } = patient;
  if (!row.status.startsWith('Init:')) return undefined;
  for (const found of containers) {
    if (found.row.role !== 'init') continue;
    const ended = endedBy(found.status);
    // One that succeeded is done; one that runs again after a failure has not.
    if (!ended || (ended.exitCode ?? 0) === 0) continue;
    return symptomOf(patient, found, unreadySince(patient) ?? row.created);
  }
  return undefined;
}

function diagnoseOom(patient: Patient): Symptom | undefined {
  const found = patient.containers.find(({ status }) => {
    const ended = endedBy(status);
    if (ended?.reason !== 'OOMKilled') return false;
    return !status?.state?.running || isRecent(ended.finishedAt, patient.at, RECENT_RESTART_SECONDS);
  });
  return found && symptomOf(patient, found, loopSince(patient, found));
}

function diagnoseLoop(patient: Patient): Symptom | undefined {
  const found = patient.containers.find(({ row, status }) => {
    if (status?.state?.waiting?.reason === 'CrashLoopBackOff') return true;
    if (row.restarts === 0 || patient.pod.spec?.restartPolicy === 'Never') return false;
    const { terminated } = status?.state ?? {};
    if (terminated) return row.role !== 'init' || (terminated.exitCode ?? 0) !== 0;
    return row.restarts >= LOOP_RESTARTS && isRecent(endedBy(status)?.finishedAt, patient.at, LOOP_SECONDS);
  });
  return found && symptomOf(patient, found, loopSince(patient, found));
}

/** A container that was ready during its last run began to fail before it stopped being ready: no one knows when. */
function loopSince(patient: Patient, { status }: PatientContainer): string | undefined {
  const since = unreadySince(patient);
  const started = status?.lastState?.terminated?.startedAt;
  return since !== undefined && started !== undefined && Date.parse(since) < Date.parse(started)
    ? since
    : undefined;
}

function isRecent(at: string | undefined, now: string, seconds: number): boolean {
  const ago = secondsBetween(at, now);
  return ago !== undefined && ago <= seconds;
}
