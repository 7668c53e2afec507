/** Rules about containers that do not start or do not keep running. */
import { findNamedCause } from '../harm/causes.ts';
import { secondsBetween } from '../human-duration.ts';
import { LOOP_RESTARTS, LOOP_SECONDS, restartsFast } from '../pods/restart-rate.ts';
import { runsToEnd } from '../pods/run-to-end.ts';
import {
  endedBy,
  explain,
  nameContainer,
  RECENT_RESTART_SECONDS,
  symptomOf,
  unreadySince,
  type Patient,
  type PatientContainer,
  type PodRule,
} from './symptom.ts';
import type { SharedCause, Symptom } from './facts.ts';
import { MILDER } from './rule.ts';

/** Source: pkg/kubelet/images/types.go, staging/src/k8s.io/cri-api/pkg/errors/errors.go. */
const IMAGE =
  /^(ErrImagePull|ImagePullBackOff|InvalidImageName|ErrImageNeverPull|ImageInspectError|RegistryUnavailable|SignatureValidationFailed)$/;
/** Source: pkg/kubelet/kuberuntime/kuberuntime_container.go, pkg/kubelet/container/sync_result.go. */
const CREATE =
  /^(CreateContainerConfigError|CreateContainerError|RunContainerError|PreCreateHookError|PreStartHookError|PostStartHookError)$/;
/** What runtimes (containerd and CRI-O, and Docker) say about a container whose command could not be run. */
const START = /^(StartError|ContainerCannotRun)$/;

export const containerRules: PodRule[] = [
  {
    id: 'image-pull',
    severity: 'failing',
    milder: MILDER,
    title: 'Image cannot be pulled',
    says: ['cannot pull its image', 'cannot pull their images'],
    judges: 'A container waits since its image cannot be had.',
    why: 'The container cannot start until the image is there; pods that run on other nodes hide it until they move.',
    advice:
      'Check the name and the tag of the image, and the pull secret. Check that the registry has the image and is reachable.',
    helps: 'see that its registry can be reached and lets them in',
    diagnose(patient) {
      const symptom = diagnoseWaiting(patient, IMAGE);
      const secret = symptom && patient.warning('FailedToRetrieveImagePullSecret')?.message;
      const pullSecret = findNamedCause(secret, patient.row.namespace);
      const image = symptom?.container?.image ?? '';
      return (
        symptom && {
          ...symptom,
          ...(pullSecret && { text: `${symptom.text}${explain(secret)}` }),
          causeObject: pullSecret ?? { kind: 'Image', name: image },
          cause: `registry ${registryOf(image)}`,
          shared: shareRegistry(image, messageOf(patient, symptom)),
        }
      );
    },
  },
  {
    id: 'container-not-created',
    severity: 'failing',
    milder: MILDER,
    title: 'Container cannot be created',
    says: ['cannot create its container', 'cannot create their containers'],
    judges: 'The kubelet or the runtime cannot create or start a container.',
    why: 'The container never runs. Usually a ConfigMap, Secret or key that it names is missing, or its command does not exist.',
    advice: 'Create what the message names, or correct the reference or the command in the pod template.',
    diagnose: (patient) => diagnoseWaiting(patient, CREATE) ?? diagnoseStart(patient),
  },
  {
    id: 'init-failure',
    severity: 'failing',
    milder: MILDER,
    title: 'Init container fails',
    says: ['has an init container that fails', 'have init containers that fail'],
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
    milder: 'degraded while other pods of the workload are ready; advice where its pod is ready again',
    title: 'Out of memory',
    says: ['is out of memory', 'are out of memory'],
    judges: 'A container was killed since it needed more memory than its limit, or than the node had.',
    why: 'The process is ended in the middle of its work, and will be again under the same load.',
    advice:
      'Compare what it uses with its limit. Raise the limit, or find the leak. For a JVM and similar runtimes, set the heap below the limit.',
    limits: [
      `Killed within the hour before the snapshot (${RECENT_RESTART_SECONDS} s), or not running since. Anything older that has recovered is history.`,
    ],
    isPast: true,
    diagnose: diagnoseOom,
  },
  {
    id: 'crash-loop',
    severity: 'failing',
    milder: MILDER,
    title: 'Crash loop',
    says: ['crashes again and again', 'crash again and again'],
    judges: 'A container ends again and again, and the kubelet waits ever longer before it starts it anew.',
    why: 'A pod in a crash loop serves nothing, or only between two crashes. The kubelet waits up to five minutes before each start.',
    advice: 'Read the last words of the run before; if this began with a rollout, undo it.',
    limits: [
      `A container that waits for its restart, or that restarted at least ${LOOP_RESTARTS} times in ${LOOP_SECONDS / 60} minutes. The age of the pod or the kubelet's back-off must prove it.`,
      'While a pod initialises, what its main containers left behind (before a reboot, say) is no loop.',
    ],
    diagnose: diagnoseLoop,
    look: 'previous logs',
  },
];

/** The registry of an image. Source: github.com/distribution/reference `splitDockerDomain`. */
function registryOf(image: string): string {
  const [first = '', ...path] = image.split('/');
  return path.length > 0 && (/[.:]/.test(first) || first === 'localhost') ? first : 'docker.io';
}

/**
 * The steps of a pull before the one that failed. Sources: containerd core/remotes/docker/resolver.go `Resolve`, and Go's
 * net/http and net errors: `failed to do request: Head "https://…": dial tcp: lookup …`.
 */
const STEPS = /^\W*(?:(?:ErrImagePull|failed to [^:"]+|(?:Head|Get) "[^"]*"|dial tcp): )*/;

const messageOf = ({ containers }: Patient, { container }: Symptom): string =>
  containers.find(({ row }) => row === container)?.status?.state?.waiting?.message ?? '';

/** The registry is the cause; what follows the name of the image in a message says why. */
function shareRegistry(image: string, message: string): SharedCause {
  const at = message.lastIndexOf(image);
  const why = at < 0 ? '' : message.slice(at + image.length).replace(STEPS, '');
  return { text: `images of registry ${registryOf(image)} cannot be pulled`, ...(why && { why }) };
}

function diagnoseWaiting(patient: Patient, reasons: RegExp): Symptom | undefined {
  for (const { row, status } of patient.containers) {
    const waiting = status?.state?.waiting;
    if (!waiting || !reasons.test(waiting.reason ?? '')) continue;
    const causeObject = findNamedCause(waiting.message, patient.row.namespace);
    return {
      where: nameContainer(patient, row),
      ...(causeObject && { causeObject }),
      text: `${waiting.reason}${explain(waiting.message)}`,
      container: row,
      since: unreadySince(patient) ?? patient.row.created,
    };
  }
  return undefined;
}

function diagnoseStart(patient: Patient): Symptom | undefined {
  const found = current(patient).find(
    ({ row, status }) => !row.ready && !status?.state?.running && START.test(endedBy(status)?.reason ?? ''),
  );
  return found && symptomOf(patient, found, unreadySince(patient));
}

/** Containers with a current state: while the pod initialises, main containers show how they ended before. */
function current({ row, containers }: Patient): readonly PatientContainer[] {
  const initialises = /^(Init:|PodInitializing$)/.test(row.status);
  return initialises ? containers.filter((container) => container.row.role !== 'container') : containers;
}

function diagnoseInit(patient: Patient): Symptom | undefined {
  const { row, containers } = patient;
  if (!row.status.startsWith('Init:')) return undefined;
  for (const found of containers) {
    if (found.row.role !== 'init') continue;
    const ended = endedBy(found.status);
    // A container that succeeded is done; a container that runs again after a failure has not failed now.
    if (!ended || (ended.exitCode ?? 0) === 0) continue;
    return symptomOf(patient, found, unreadySince(patient) ?? row.created);
  }
  return undefined;
}

function diagnoseOom(patient: Patient): Symptom | undefined {
  const found = current(patient).find(({ status }) => {
    const ended = endedBy(status);
    if (ended?.reason !== 'OOMKilled') return false;
    return !status?.state?.running || isRecent(ended.finishedAt, patient.at, RECENT_RESTART_SECONDS);
  });
  if (!found) return undefined;
  const symptom = symptomOf(patient, found, loopSince(patient, found));
  return patient.row.state === 'healthy' ? { ...symptom, severity: 'advice' } : symptom;
}

function diagnoseLoop(patient: Patient): Symptom | undefined {
  const { pod, at } = patient;
  const found = current(patient).find(({ row, status }) => {
    if (status?.state?.waiting?.reason === 'CrashLoopBackOff') return true;
    if (!status || row.restarts === 0 || pod.spec?.restartPolicy === 'Never') return false;
    const { terminated } = status.state ?? {};
    // Done for good, unlike a container that should run for ever.
    const isDone =
      terminated?.exitCode === 0 && (row.role === 'init' || (runsToEnd(pod) && row.role === 'container'));
    if (terminated) return !isDone;
    return restartsFast(pod, status, at);
  });
  return found && symptomOf(patient, found, loopSince(patient, found));
}

/**
 * If a container was ready during its last run, it began to fail before it stopped being ready. The time is unknown.
 */
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
