/** Rules about single pods, in the order in which they are asked. A pod belongs to the first rule that fires. */
import { DELETION_STUCK, formatHolders } from '../deletion.ts';
import { clip, join, spellDuration } from '../english.ts';
import { isReady } from '../pods/health-check.ts';
import { findNamedCause } from '../harm/causes.ts';
import { secondsBetween } from '../human-duration.ts';
import { failedSinceStart, startingSince } from '../pods/starting-since.ts';
import { isUnscheduled, OVERSTAY_SECONDS, STARTING_SECONDS, unschedulableOf } from '../pods/pod-state.ts';
import { containerRules } from './container-rules.ts';
import {
  explain,
  RECENT_RESTART_SECONDS,
  symptomOf,
  unreadySince,
  type Patient,
  type PodRule,
} from './symptom.ts';
import type { Symptom } from './facts.ts';
import { LONGEST_CLAUSE, MILDER } from './rule.ts';

/** Restarts in a pod's first minutes belong to its start: it waited for something. */
const SETTLING_SECONDS = 900;
/**
 * A remark of the scheduler that pre-emption would not help, node by node (pkg/scheduler/framework/types.go
 * `FitError`).
 */
const PREEMPTION = /[.,]? *(no new claims to deallocate, *)?preemption: [^]*$/;

const STARTING = spellDuration(STARTING_SECONDS);

/** What a pod may turn out to have that does not get ready. */
const NOT_STARTED = [
  'image-pull',
  'container-not-created',
  'init-failure',
  'crash-loop',
  'not-ready',
  'unavailable',
];

export const podRules: PodRule[] = [
  {
    id: 'terminating',
    severity: 'degraded',
    title: 'Terminating for long',
    says: ['has pods that do not end', 'have pods that do not end'],
    saysOfPods: ['does not end', 'do not end'],
    judges: 'A pod is still there after its grace period has ended.',
    why: 'It holds its name, its volumes and its place on the node. A StatefulSet waits for it before it makes another.',
    advice:
      'See what holds it: a finalizer, a volume that is not released, or a node that does not answer. Force it only when its process is certainly gone.',
    foldsInto: [DELETION_STUCK],
    limits: [`${OVERSTAY_SECONDS} s beyond the grace period: the kubelet needs a moment to clean up.`],
    diagnose({ row, pod, at }) {
      const deletion = pod.metadata.deletionTimestamp;
      if (deletion === undefined || row.state !== 'degraded') return undefined;
      const overstay = spellDuration(Math.max(0, secondsBetween(deletion, at) ?? 0));
      const holders = formatHolders(pod.metadata.finalizers);
      return { text: `should have been gone ${overstay} before${holders}`, since: deletion };
    },
  },
  {
    id: 'evicted',
    severity: 'failing',
    milder: 'advice where its owner replaces it',
    title: 'Evicted',
    says: ['was evicted', 'were evicted'],
    judges: 'The kubelet ended a pod since its node ran short of memory, disk or process ids.',
    why: 'The node could not carry what it was given; the next pod may be ended for the same reason.',
    advice:
      'Look at the pressure of the node, and give the pods requests that say what they need. Delete the remains when they have told their story.',
    isPast: true,
    diagnose: diagnoseEvicted,
  },
  {
    id: 'pod-failed',
    severity: 'failing',
    milder: 'advice where its owner has replaced it, or counts it',
    title: 'Pod failed',
    says: ['has failed pods', 'have failed pods'],
    saysOfPods: ['failed', 'failed'],
    judges: 'A pod has ended, and not well.',
    why: 'Nothing runs it again when nothing owns it; where something does, its remains tell what happened.',
    advice: 'Read its log while it is there, then delete it.',
    foldsInto: ['job-failed', 'job-retrying'],
    isPast: true,
    diagnose: diagnoseFailed,
    look: 'logs',
  },
  {
    id: 'scheduling-gated',
    severity: 'degraded',
    title: 'Held back from scheduling',
    says: ['is held back from scheduling', 'are held back from scheduling'],
    judges: 'A pod has scheduling gates, so that the scheduler does not look at it.',
    why: 'It does not run until whoever set the gates takes them away.',
    advice:
      'Find the controller that owns the gates (a quota or batch system, mostly), and see what it waits for.',
    limits: ['Not of a pod that runs to its end: it waits in a queue, by design.'],
    diagnose({ row, pod }) {
      if (row.status !== 'SchedulingGated') return undefined;
      const gates = (pod.spec?.schedulingGates ?? []).flatMap(({ name }) => name ?? []);
      const names = gates.length > 0 ? `: ${join(gates.slice(0, 3))}` : '';
      return { text: `scheduling gates${names}`, since: row.created };
    },
  },
  {
    id: 'unschedulable',
    severity: 'failing',
    helps: 'a node more, or lower requests, would help',
    milder: `${MILDER}, and in its first minutes`,
    title: 'No node for it',
    says: ['finds no node for its pods', 'find no node for their pods'],
    saysOfPods: ['finds no node', 'find no node'],
    judges: 'The scheduler finds no node that the pod may and can run on.',
    why: 'The pod does not run. Mostly requests exceed what is free, or selectors, taints, affinities and volumes leave no node.',
    advice:
      "Read the scheduler's reason: lower requests, free or add a node, or relax what the pod demands of nodes.",
    limits: [`Degraded for the first ${STARTING} in which it waits: a node may be on its way.`],
    diagnose({ row, pod, unboundClaim }) {
      const condition = unschedulableOf(pod);
      if (!condition || (row.state !== 'failing' && row.state !== 'degraded')) return undefined;
      const message = condition.message?.replace(PREEMPTION, '').replace(/\.$/, '');
      const text = message ? clip(message, LONGEST_CLAUSE) : 'Unschedulable';
      // Source: pkg/scheduler/framework/plugins/volumebinding/volume_binding.go `PreFilter`.
      const isUnbound = message?.includes('unbound immediate PersistentVolumeClaims');
      const causeObject = findNamedCause(message, row.namespace) ?? (isUnbound ? unboundClaim() : undefined);
      return {
        text,
        ...(causeObject && { causeObject }),
        since: condition.lastTransitionTime,
        ...(row.state === 'degraded' && { severity: 'degraded' }),
      };
    },
  },
  {
    id: 'no-scheduler',
    severity: 'failing',
    milder: MILDER,
    helps: 'to see that the scheduler runs would help',
    title: 'No scheduler looks at it',
    judges: 'A pod has no node, and no scheduler has looked at it.',
    why: 'The pod does not run. The scheduler is down or has no leader, or the pod asks for a scheduler that is not there.',
    advice: 'See whether kube-scheduler runs and has the lead, and which schedulerName the pod asks for.',
    limits: [`Not in its first ${STARTING}.`],
    diagnose({ row, pod }) {
      if (row.state !== 'failing' || !isUnscheduled(pod)) return undefined;
      return { text: clip(row.why ?? row.status, LONGEST_CLAUSE), since: row.created };
    },
  },
  ...containerRules,
  {
    id: 'stuck-starting',
    severity: 'failing',
    milder: MILDER,
    title: 'Does not get to start',
    says: ['does not get to start', 'do not get to start'],
    judges: 'A pod has a node, and still its containers do not run.',
    why: 'Mostly a volume cannot be mounted, a Secret or ConfigMap is missing, or the network plug-in gives no address.',
    advice: 'Read the events of the pod: they name what it waits for.',
    limits: [`${STARTING} after it was given a node: so long images and volumes may take.`],
    diagnose(patient) {
      const { row, pod, at } = patient;
      if (row.state !== 'failing' || pod.status?.phase !== 'Pending') return undefined;
      const since = startingSince(pod);
      const causeObject = findNamedCause(patient.warning()?.message, row.namespace) ?? patient.unboundClaim();
      return {
        text: `${row.status || 'Pending'} for ${ageOf(since, at)}${nameRunning(patient)}${warned(patient)}`,
        since,
        ...(causeObject && { causeObject }),
      };
    },
  },
  {
    id: 'not-ready',
    severity: 'failing',
    milder: MILDER,
    title: 'Not ready',
    says: ['is not ready', 'are not ready'],
    judges: 'A pod runs, and does not pass its readiness probes or gates.',
    why: 'Services send it nothing; what is left of the workload carries the load.',
    advice: 'See what the probe asks and what the container answers: its log, and the events of the pod.',
    limits: [
      `Not in the first ${STARTING} after its containers started, which it may take, unless it has restarted.`,
      'Not of pods that run to their end (restart policy Never or OnFailure): what is done is not ready.',
    ],
    diagnose(patient) {
      const { row, pod, at } = patient;
      if (row.state !== 'failing' || pod.status?.phase !== 'Running') return undefined;
      if (!/^(Running|NotReady|)$/.test(row.status)) return undefined;
      const since = unreadySince(patient);
      const duration = since === undefined ? '' : ` for ${ageOf(since, at)}`;
      return {
        text: `${nameUnready(patient)}not ready${duration}${unmetGate(patient)}${warned(patient)}`,
        since,
      };
    },
  },
  {
    id: 'starting',
    severity: 'degraded',
    title: 'Starting',
    says: ['is starting', 'are starting'],
    judges: 'A pod is in its first minutes, and not ready yet.',
    why: 'It does not serve yet. Rollouts, drains and new nodes look like that. It is told so that all trouble has a finding.',
    advice: 'Nothing yet: the next snapshot shows whether it came up.',
    limits: [
      `For ${STARTING}, without a restart. They count from the time it had a node, and then from the start of its containers.`,
      'Not of the surge of a rollout: all wanted replicas of its Deployment are ready without it.',
    ],
    foldsInto: NOT_STARTED,
    becomes: [...NOT_STARTED, 'unschedulable', 'no-scheduler', 'stuck-starting', 'pod-in-trouble'],
    diagnose({ row, pod, at }) {
      if (row.state !== 'degraded' || failedSinceStart(pod, row) || isReady(pod)) return undefined;
      const since = startingSince(pod);
      return { text: `starting for ${ageOf(since, at)}`, since };
    },
  },
  {
    id: 'restarts',
    severity: 'advice',
    title: 'Restarted',
    judges: 'A container has restarted lately, and its pod is ready again.',
    why: 'Whatever ended it may do so again; requests that it held were lost.',
    advice: 'Read the last words of the run before, and see whether the liveness probe or a signal ended it.',
    limits: [
      `In the hour before the snapshot (${RECENT_RESTART_SECONDS} s): how recent it is matters, not how often it ever was.`,
      'History, and no state: that time passes makes no cluster healthy.',
      `Not in the first ${spellDuration(SETTLING_SECONDS)} of a pod, and not where the container ended with 0.`,
    ],
    isPast: true,
    diagnose: diagnoseRestart,
    look: 'previous logs',
  },
  {
    id: 'pod-in-trouble',
    severity: 'failing',
    milder: MILDER,
    title: 'Pod in trouble',
    says: ['is in trouble', 'are in trouble'],
    judges: 'A pod is failing or degraded for a reason that no other rule knows.',
    why: 'Its state says that it does not do what it should.',
    advice: 'Read its status, its conditions and its events.',
    diagnose(patient) {
      const { row } = patient;
      if (row.state !== 'failing' && row.state !== 'degraded') return undefined;
      const why = clip(row.why || row.status || row.state, LONGEST_CLAUSE);
      return {
        text: `${why}${warned(patient)}`,
        since: unreadySince(patient),
        severity: row.state === 'degraded' ? 'degraded' : undefined,
      };
    },
  },
];

function diagnoseEvicted({ row, pod }: Patient): Symptom | undefined {
  const { phase, reason, message, conditions } = pod.status ?? {};
  if (phase !== 'Failed' || reason !== 'Evicted') return undefined;
  // The kubelet sets this before it ends the pod, since 1.26 (pkg/apis/core/types.go, `DisruptionTarget`).
  const condition = conditions?.find(({ type, status }) => type === 'DisruptionTarget' && status === 'True');
  const since = condition?.lastTransitionTime;
  const text = message ? clip(message, LONGEST_CLAUSE) : 'Evicted';
  return row.state === 'failing' ? { text, since } : { text, since, severity: 'advice', past: true };
}

function diagnoseFailed(patient: Patient): Symptom | undefined {
  const { row, pod, containers } = patient;
  if (pod.status?.phase !== 'Failed') return undefined;
  const past = row.state === 'failing' ? {} : { severity: 'advice' as const, past: true as const };
  const culprit = containers.find(({ status }) => (status?.state?.terminated?.exitCode ?? 0) !== 0);
  if (culprit) return { ...symptomOf(patient, culprit, undefined), ...past };
  return { text: `${row.status}${explain(pod.status.message)}`, ...past };
}

/** A container that is ready again. */
function diagnoseRestart(patient: Patient): Symptom | undefined {
  const { row, pod, containers, at } = patient;
  const { at: end, container, exitCode } = row.lastRestart ?? {};
  const ago = secondsBetween(end, at);
  if (!isReady(pod) || row.state !== 'healthy' || ago === undefined || ago > RECENT_RESTART_SECONDS)
    return undefined;
  if (exitCode === 0 || (secondsBetween(row.created, end) ?? Infinity) <= SETTLING_SECONDS) return undefined;
  const culprit = containers.find(({ row: { name } }) => name === container);
  return culprit && { ...symptomOf(patient, culprit, undefined), severity: 'advice', cause: 'restarted' };
}

/** `push-relay: ` if it is not the only container. */
function nameUnready({ row }: Patient): string {
  const running = row.containers.filter(({ role }) => role !== 'init');
  const unready = running.filter(({ ready }) => !ready).map(({ name }) => name);
  return unready.length > 0 && running.length > 1 ? `${join(unready.slice(0, 3))}: ` : '';
}

/** `: readiness gate X is not met`, if its containers are ready. */
const unmetGate = ({ row: { why = '' } }: Patient): string =>
  why.startsWith('readiness gate ') ? `: ${why}` : '';

/** `, its init container wait-for-db runs`: the pod waits for that. */
function nameRunning({ containers }: Patient): string {
  const found = containers.find(({ row, status }) => row.role === 'init' && status?.state?.running);
  return found ? `, its init container ${found.row.name} runs` : '';
}

function warned({ warning }: Patient): string {
  return explain(warning()?.message);
}

const ageOf = (since: string | undefined, at: string) =>
  spellDuration(Math.max(0, secondsBetween(since, at) ?? 0));
