/** Which pods each rule about pods finds, together with those of the same workload. */
import { count } from '../english.ts';
import { describeCommand, logsCommand } from '../commands.ts';
import { isReady } from '../health-check.ts';
import type { PodRow, Severity } from '../report.ts';
import { isTerminalPhase } from '../pod-status.ts';
import { compareText } from '../state.ts';
import { formatEnd, sumEnds } from './end.ts';
import type { Facts, Owned } from './facts.ts';
import { podRules } from './pod-rules.ts';
import type { Found, Rule } from './rule.ts';
import { isOneOfMany, toPatient, type Patient, type PodRule, type Symptom } from './symptom.ts';

/** Pods of one owner that one rule found. */
export interface Affected {
  owned: Owned;
  /** The most telling first. */
  pods: { row: PodRow; symptom: Symptom }[];
}

/** Id under which pods are told whose node is down: the rule about nodes tells of them. */
export const LOST_WITH_NODE = 'node-not-ready';

/** What the rules about pods find. A pod has one symptom: the first that applies. */
export function groupSymptoms(
  facts: Omit<Facts, 'affected' | 'affectedOf'>,
): Pick<Facts, 'affected' | 'affectedOf'> {
  const affected = new Map<string, Affected[]>();
  const byOwner = new Map<Owned, Map<string, Affected>>();
  for (const owned of facts.owned.values()) {
    const own = groupOwn(owned, facts);
    if (own.size > 0) byOwner.set(owned, own);
    for (const [rule, group] of own) {
      const groups = affected.get(rule);
      if (groups) groups.push(group);
      else affected.set(rule, [group]);
    }
  }
  return { affected, affectedOf: (owned) => byOwner.get(owned) ?? new Map<string, Affected>() };
}

function groupOwn(
  owned: Owned,
  { podOf, nodes, at, warningAbout }: Omit<Facts, 'affected' | 'affectedOf'>,
): Map<string, Affected> {
  const groups = new Map<string, Affected>();
  for (const row of owned.pods) {
    const pod = row.state === 'healthy' ? undefined : podOf(row);
    if (!pod) continue;
    const warning = () => warningAbout({ kind: 'Pod', namespace: row.namespace, name: row.name });
    const diagnosis = diagnose(toPatient(row, pod, { at, node: nodes.get(row.node ?? ''), warning }));
    if (!diagnosis) continue;
    const [rule, symptom] = diagnosis;
    const group = groups.get(rule);
    if (group) group.pods.push({ row, symptom });
    else groups.set(rule, { owned, pods: [{ row, symptom }] });
  }
  for (const { pods } of groups.values()) pods.sort(compareTelling);
  return groups;
}

function diagnose(patient: Patient): [string, Symptom] | undefined {
  if (isLostWithNode(patient)) return [LOST_WITH_NODE, { text: patient.row.why ?? patient.row.status }];
  for (const rule of podRules) {
    const symptom = rule.diagnose(patient);
    if (symptom) return [rule.id, symptom];
  }
  return undefined;
}

/** Its node is not ready, and so neither is it, or it cannot go. */
function isLostWithNode({ row, pod, node }: Patient): boolean {
  if (!node?.status.startsWith('NotReady') || isTerminalPhase(pod.status?.phase)) return false;
  if (pod.status?.phase === undefined || row.status === 'SchedulingGated') return false;
  return !isReady(pod) || pod.metadata.deletionTimestamp !== undefined;
}

/** The most restarts first, then what is longest so. */
function compareTelling(a: Affected['pods'][number], b: Affected['pods'][number]): number {
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
  { owned, pods }: Affected,
  { severity }: Pick<PodRule, 'severity'>,
  look: PodRule['look'],
  { at, context }: Facts,
): Found {
  const { object, workload } = owned;
  const [first] = pods;
  const evidence = pods.map(({ row, symptom }) => ({ object: refOf(row), text: format(symptom, at) }));
  return {
    object,
    what: `${share(pods, owned)}${summarise(pods, at)}`,
    severity: toSeverity(pods, severity, owned),
    command: first && lookAt(first, look, context),
    evidence: workload ? evidence : [],
    since: earliest(pods.map(({ symptom }) => symptom.since)),
    rows: [...pods.map(({ row }) => row), ...(workload && pods.some(isLive) ? [workload] : [])],
  };
}

const refOf = ({ namespace, name, uid }: PodRow) => ({ kind: 'Pod', namespace, name, uid });

/** `2 of 3 pods: `, of those that have not ended; nothing for a bare pod. */
function share(pods: Affected['pods'], { workload, live }: Owned): string {
  if (!workload) return '';
  const whole = workload.pods !== undefined && pods.every(isLive) && live >= pods.length;
  if (!whole) return `${count(pods.length, 'pod')}: `;
  return live === 1 ? '' : `${pods.length} of ${live} pods: `;
}

const isLive = ({ symptom }: Affected['pods'][number]) => symptom.past === undefined;

function summarise(pods: Affected['pods'], at: string): string {
  const [first] = pods;
  if (!first) return '';
  const end = sumEnds(pods.flatMap(({ symptom }) => symptom.end ?? []));
  return format({ ...first.symptom, end: first.symptom.end && end }, at);
}

const format = ({ where = '', end, text }: Symptom, at: string) =>
  `${where}${end ? formatEnd(end, at) : ''}${text}`;

/** The rule's, but failing only where all of it fails: a bare pod, or a workload of which nothing is ready. */
function toSeverity(pods: Affected['pods'], nominal: Severity, { workload }: Owned): Severity {
  const own = pods.map(({ symptom }) => symptom.severity ?? nominal);
  const worst = (['failing', 'degraded'] as const).find((severity) => own.includes(severity)) ?? 'advice';
  if (worst !== 'failing') return worst;
  const fails = workload ? workload.state === 'failing' : pods.some(({ row }) => row.state === 'failing');
  return fails ? 'failing' : 'degraded';
}

function lookAt(
  { row, symptom }: Affected['pods'][number],
  look: PodRule['look'],
  context: string | undefined,
): string | undefined {
  const ref = refOf(row);
  if (!look || !symptom.container) return describeCommand(ref, context);
  const { name } = symptom.container;
  const container = isOneOfMany(symptom.container, row.containers) ? name : undefined;
  return logsCommand(ref, { container, previous: look === 'previous logs' }, context);
}

/** The first of some times, as texts of the API; undefined where one is missing, since nobody knows then. */
function earliest(times: readonly (string | undefined)[]): string | undefined {
  let first: string | undefined;
  for (const time of times) {
    if (time === undefined) return undefined;
    if (first === undefined || Date.parse(time) < Date.parse(first)) first = time;
  }
  return first;
}
