/** Which pods each rule about pods finds, grouped with pods of the same workload. */
import { formatCount } from '../english.ts';
import { describeCommand, logsCommand } from '../commands.ts';
import { DELETION_STUCK } from '../deletion.ts';
import { fingerprint } from '../events/fingerprint.ts';
import { stateForCluster } from '../harm/weigh-harm.ts';
import { isReady } from '../pods/health-check.ts';
import type { ObjectRef, PodRow, Severity } from '../report.ts';
import { isTerminalPhase } from '../pods/pod-status.ts';
import { compareText } from '../state.ts';
import { describeEnd, sumEnds } from './container-end.ts';
import { formatEnding } from '../pods/ending.ts';
import type { AffectedPods, Facts, Owned, Symptom } from './facts.ts';
import { podRules } from './pod-rules.ts';
import type { Found, Rule } from './rule.ts';
import { isOneOfMany, toPatient, type Patient, type PodRule } from './symptom.ts';

/** Ids of rules about nodes that tell about pods: their node is down, silent or missing, or ended them all. */
export const LOST_WITH_NODE = 'node-not-ready';
export const SILENT_WITH_NODE = 'heartbeat-stale';
export const WITHOUT_NODE = 'node-missing';
export const RESTARTED_WITH_NODE = 'node-restarted';

/** The results of the rules about pods. A pod has one symptom: the first that applies. */
export function groupSymptoms(
  facts: Omit<Facts, 'affected' | 'affectedOf'>,
): Pick<Facts, 'affected' | 'affectedOf'> {
  const affected = new Map<string, AffectedPods[]>();
  const byOwner = new Map<Owned, Map<string, AffectedPods>>();
  for (const owned of facts.owned.values()) {
    const own = groupOwn(owned, facts);
    if (own.size > 0) byOwner.set(owned, own);
    for (const [rule, group] of own) {
      const groups = affected.get(rule);
      if (groups) groups.push(group);
      else affected.set(rule, [group]);
    }
  }
  return { affected, affectedOf: (owned) => byOwner.get(owned) ?? new Map<string, AffectedPods>() };
}

function groupOwn(owned: Owned, facts: Omit<Facts, 'affected' | 'affectedOf'>): Map<string, AffectedPods> {
  const { podOf, nodes, at, warningAbout } = facts;
  const groups = new Map<string, AffectedPods>();
  for (const row of owned.pods) {
    const pod = row.state === 'healthy' && !row.lastRestart ? undefined : podOf(row);
    if (!pod || (row.state === 'healthy' && !isReady(pod))) continue;
    const warning = (reason?: string) => warningAbout(refOfPod(row), reason);
    const more = {
      at,
      node: nodes.get(row.node ?? ''),
      warning,
      unboundClaim: () => findUnbound(row, facts),
    };
    const diagnosis = diagnose(toPatient(row, pod, more), facts);
    if (!diagnosis) continue;
    const [rule, symptom] = diagnosis;
    const group = groups.get(rule);
    if (group) group.pods.push({ row, symptom });
    else groups.set(rule, { owned, pods: [{ row, symptom }] });
  }
  for (const { pods } of groups.values()) pods.sort(compareTelling);
  return groups;
}

/** A claim without a volume that a pod uses. */
function findUnbound(
  { namespace, claims, name, owner }: PodRow,
  { tables }: Pick<Facts, 'tables'>,
): ObjectRef | undefined {
  // Snapshots of an older Gazette do not say what a pod uses. A StatefulSet names the claim of a pod after both.
  // Source: pkg/controller/statefulset/stateful_set_utils.go `getPersistentVolumeClaimName`.
  const isUsed = (claim: string) =>
    claims ? claims.includes(claim) : owner?.kind === 'StatefulSet' && claim.endsWith(`-${name}`);
  const claim = tables.claims.find(
    (row) =>
      row.state !== 'healthy' &&
      /^(Pending|Lost)$/.test(row.phase) &&
      row.namespace === namespace &&
      isUsed(row.name),
  );
  return claim && { kind: 'PersistentVolumeClaim', namespace, name: claim.name };
}

function diagnose(patient: Patient, facts: Pick<Facts, 'nodes' | 'reboots'>): [string, Symptom] | undefined {
  const lost = lostWith(patient, facts);
  if (lost) return [lost, { text: patient.row.why ?? patient.row.status }];
  for (const rule of podRules) {
    const symptom = rule.diagnose(patient);
    if (!symptom) continue;
    const isReboot =
      rule.id === 'restarts' && facts.reboots.get(patient.row.node ?? '')?.pods.has(patient.row);
    return [isReboot ? RESTARTED_WITH_NODE : rule.id, symptom];
  }
  return undefined;
}

/** The rule about its node that explains a pod. The node is not ready or cannot go, or nobody reports for the pod. */
function lostWith({ row, pod, node }: Patient, { nodes }: Pick<Facts, 'nodes'>): string | undefined {
  if (isTerminalPhase(pod.status?.phase) || row.state === 'healthy') return undefined;
  if (pod.status?.phase === undefined || row.status === 'SchedulingGated') return undefined;
  if (node?.status.startsWith('NotReady') && !node.joining) {
    const isLost = !isReady(pod) || pod.metadata.deletionTimestamp !== undefined;
    return isLost || row.state === 'unknown' ? LOST_WITH_NODE : undefined;
  }
  // A pod that should be gone waits for its kubelet, like a pod that nobody reports for.
  if (row.state !== 'unknown' && pod.metadata.deletionTimestamp === undefined) return undefined;
  if (node?.heartbeat.silent) return SILENT_WITH_NODE;
  return row.node !== undefined && !node && nodes.size > 0 ? WITHOUT_NODE : undefined;
}

/** The most restarts first, then the longest trouble. */
function compareTelling(a: AffectedPods['pods'][number], b: AffectedPods['pods'][number]): number {
  return (
    (b.symptom.end?.restarts ?? 0) - (a.symptom.end?.restarts ?? 0) ||
    compareText(a.symptom.since ?? '~', b.symptom.since ?? '~') ||
    compareText(a.row.name, b.row.name)
  );
}

/** A rule about pods as a rule of the table. */
export function toRule({ diagnose: _, look, ...rule }: PodRule): Rule {
  return {
    ...rule,
    needs: ['Pod'],
    find: (facts) => (facts.affected.get(rule.id) ?? []).map((group) => toFound(group, rule, look, facts)),
  };
}

function toFound(
  { owned, pods }: AffectedPods,
  { severity, foldsInto }: Pick<PodRule, 'severity' | 'foldsInto'>,
  look: PodRule['look'],
  { at, context }: Facts,
): Found {
  const { object, workload } = owned;
  const [first] = pods;
  const evidence = pods.map(({ row, symptom }) => ({
    object: refOfPod(row),
    text: formatSymptom(symptom, at),
  }));
  return {
    object,
    what: `${sayShare(pods, owned)}${summarise(pods, at)}`,
    severity: toSeverity(pods, severity, owned),
    command: first && lookAt(first, look, context),
    evidence: workload ? evidence : [],
    since: earliest(pods.map(({ symptom }) => symptom.since)),
    ...(first && causeOf(first)),
    ...(foldsInto?.includes(DELETION_STUCK) && {
      because: [object, { kind: 'Namespace', name: object.namespace ?? '' }],
    }),
    rows: [
      ...pods.filter(isUnhealthy).map(({ row }) => row),
      ...(workload && pods.some((one) => isLive(one) && isUnhealthy(one)) ? [workload] : []),
    ],
  };
}

/** How it ended, without number and time. */
function causeOf({
  row,
  symptom,
}: AffectedPods['pods'][number]): Pick<Found, 'cause' | 'causeText' | 'causeObject' | 'shared'> {
  const { end, text, causeObject, shared } = symptom;
  const causeText = `${end ? formatEnding(end) : ''}${text}`;
  return {
    ...{ cause: symptom.cause ?? fingerprint(causeText, row.name), causeText },
    ...(causeObject && { causeObject }),
    ...(shared && { shared }),
  };
}

export const refOfPod = ({ namespace, name, uid }: PodRow) => ({ kind: 'Pod', namespace, name, uid });

/** `2 of 3 pods: `, among the pods that have not ended; empty for a bare pod. */
function sayShare(pods: AffectedPods['pods'], { workload, live }: Owned): string {
  if (!workload) return '';
  const whole = workload.pods !== undefined && pods.every(isLive) && live >= pods.length;
  if (!whole) return `${formatCount(pods.length, 'pod')}: `;
  return live === 1 ? '' : `${pods.length} of ${live} pods: `;
}

/** Advice about a healthy pod is no trouble of its row. */
const isUnhealthy = ({ row }: AffectedPods['pods'][number]) => row.state !== 'healthy';
const isLive = ({ symptom }: AffectedPods['pods'][number]) => symptom.past === undefined;

function summarise(pods: AffectedPods['pods'], at: string): string {
  const [first] = pods;
  if (!first) return '';
  const end = sumEnds(pods.flatMap(({ symptom }) => symptom.end ?? []));
  return formatSymptom({ ...first.symptom, end: first.symptom.end && end }, at);
}

/** `push-relay: exit 1, 14 restarts, the last 2 minutes before: panic: no config`. */
export const formatSymptom = ({ where = '', end, text }: Symptom, at: string): string =>
  `${where}${end ? describeEnd(end, at) : ''}${text}`;

/**
 * The rule's severity. It is only failing if everything fails (a bare pod, or nothing of a workload ready). It is never
 * failing for one-time work.
 */
function toSeverity(pods: AffectedPods['pods'], nominal: Severity, { workload }: Owned): Severity {
  const own = pods.map(({ symptom }) => symptom.severity ?? nominal);
  const worst = (['failing', 'degraded'] as const).find((severity) => own.includes(severity)) ?? 'advice';
  if (worst !== 'failing') return worst;
  const rows: readonly Parameters<typeof stateForCluster>[0][] = workload
    ? [workload]
    : pods.map(({ row }) => row);
  const fails = rows.some((row) => stateForCluster(row) === 'failing');
  return fails ? 'failing' : 'degraded';
}

function lookAt(
  { row, symptom }: AffectedPods['pods'][number],
  look: PodRule['look'],
  context: string | undefined,
): string | undefined {
  const ref = refOfPod(row);
  if (!look || !symptom.container) return describeCommand(ref, context);
  const { name } = symptom.container;
  const container = isOneOfMany(symptom.container, row.containers) ? name : undefined;
  return logsCommand(ref, { container, previous: look === 'previous logs' }, context);
}

/** The earliest of some API times; undefined if one is missing, because the answer is then unknown. */
function earliest(times: readonly (string | undefined)[]): string | undefined {
  let first: string | undefined;
  for (const time of times) {
    if (time === undefined) return undefined;
    if (first === undefined || Date.parse(time) < Date.parse(first)) first = time;
  }
  return first;
}
