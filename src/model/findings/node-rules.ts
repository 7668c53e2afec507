/** Rules about nodes. */
import { FULL_SHARE, isResourceFull } from '../nodes/node-resources.ts';
import { describeCommand, formatKubectl } from '../commands.ts';
import { clip, formatCount, spellDuration } from '../english.ts';
import { secondsBetween } from '../human-duration.ts';
import { formatPercent } from '../quantity.ts';
import type { Judged, NodeRow, ObjectRef } from '../report.ts';
import {
  formatSymptom,
  LOST_WITH_NODE,
  RESTARTED_WITH_NODE,
  SILENT_WITH_NODE,
  WITHOUT_NODE,
} from './affected.ts';
import type { Facts } from './facts.ts';
import { LONGEST_CLAUSE, type FindingEvidence, type Found, type Rule } from './rule.ts';
import { RECENT_RESTART_SECONDS } from './symptom.ts';

/** A node closed for longer than a day has been forgotten, or is broken. */
const CORDONED_LONG_SECONDS = 86_400;

export const nodeRules: Rule[] = [
  {
    id: LOST_WITH_NODE,
    severity: 'failing',
    milder: 'degraded in its first minutes: a new node is not ready at once',
    title: 'Node is not ready',
    says: ['is not ready', 'are not ready'],
    judges: 'A node says that it is not ready, or the control plane has given it up.',
    why: 'Its pods get no traffic, and after five minutes by default they are replaced elsewhere, if there is room.',
    advice: 'See whether the machine runs and is reachable, then its kubelet and its container runtime.',
    needs: ['Node'],
    find: findNotReady,
  },
  {
    id: SILENT_WITH_NODE,
    severity: 'degraded',
    title: 'Heartbeat is late',
    says: ['has not been heard', 'have not been heard'],
    judges:
      'The kubelet of a node that counts as ready has neither renewed its Lease nor posted its status in time.',
    why: 'The node has just fallen silent; in a moment the control plane gives it up.',
    advice: 'Look at the machine now: its load, its network, its kubelet.',
    limits: [
      'The newer of Lease and status is the heartbeat. It may be as old as the Lease lasts (40 s). Without visible Leases, it may be five minutes old, the interval of the kubelet’s status.',
    ],
    needs: ['Node', 'Lease'],
    *find(facts) {
      const lost = groupByNode(SILENT_WITH_NODE, facts);
      for (const row of facts.tables.nodes) {
        if (isDown(row) || !row.why?.startsWith('has not been heard')) continue;
        const { evidence, rows, owners } = lost.get(row.name) ?? NOTHING;
        yield {
          ...nodeFound(row, facts.context),
          what: `${row.why}${sayPodsOnNode(lost.get(row.name))}`,
          victims: [...owners.values()],
          evidence,
          since: row.heartbeat.at,
          rows: [row, ...rows],
        };
      }
    },
  },
  {
    id: WITHOUT_NODE,
    severity: 'degraded',
    title: 'Node does not exist',
    judges: 'Pods are bound to a node that is not among the nodes.',
    why: 'No kubelet runs or reports for them: they are as they were when the node went, and are soon removed.',
    advice:
      'Nothing, where the node was taken out a moment ago; else see why the pod garbage collector leaves them.',
    headline: ['pods are on a node that does not exist', 'nodes that do not exist have pods'],
    needs: ['Node', 'Pod'],
    *find(facts) {
      for (const [name, on] of groupByNode(WITHOUT_NODE, facts)) {
        const { evidence, rows, owners } = on;
        const command = formatKubectl(['get', 'pods', '-A', '--field-selector', `spec.nodeName=${name}`], {
          context: facts.context,
        });
        const what = `does not exist${sayPodsOnNode(on)}`;
        yield {
          object: { kind: 'Node', name },
          what,
          command,
          evidence,
          rows,
          victims: [...owners.values()],
        };
      }
    },
  },
  {
    id: RESTARTED_WITH_NODE,
    severity: 'advice',
    title: 'Node restarted its pods',
    judges: 'At least half of the pods of a node, of more than one owner, restarted within two minutes.',
    why: 'The machine rebooted, or its container runtime was restarted: that is one thing, and not one for each workload.',
    advice:
      'See whether somebody meant it (an update of the node); else read the log of the machine before that time.',
    limits: [`In the hour before the snapshot (${RECENT_RESTART_SECONDS} s).`],
    isPast: true,
    needs: ['Node', 'Pod'],
    *find(facts) {
      for (const [name, { evidence }] of groupByNode(RESTARTED_WITH_NODE, facts)) {
        const reboot = facts.reboots.get(name);
        const row = facts.nodes.get(name);
        if (!reboot || !row) continue;
        const { rows: _, ...found } = nodeFound(row, facts.context);
        const ago = spellDuration(secondsBetween(reboot.to, facts.at) ?? 0);
        const what = `${formatCount(reboot.pods.size, 'pod')} on it restarted at once, ${ago} before`;
        yield { ...found, what, evidence, since: reboot.from };
      }
    },
  },
  {
    id: 'node-pressure',
    severity: 'degraded',
    title: 'Node is under pressure',
    says: ['is under pressure', 'are under pressure'],
    judges: 'A node is short of memory, disk or process ids, by its own conditions.',
    why: 'It takes no new pods, and its kubelet evicts those that it has.',
    advice: 'See what uses it up (kubectl top, images and logs on its disk), and move or limit that.',
    needs: ['Node'],
    find: (facts) => findConditions(facts, (type) => /^(Memory|Disk|PID)Pressure$/.test(type)),
  },
  {
    id: 'node-condition',
    severity: 'degraded',
    title: 'Node reports a problem',
    says: ['reports a problem', 'report problems'],
    judges: 'A node has another bad condition, such as NetworkUnavailable, or one of a problem detector.',
    why: 'What the condition names may break pods on it, or already does.',
    advice: 'Read the message of the condition.',
    limits: [
      'Only types whose good value is known are judged. `*Ready` and `EtcdIsVoter` should be True. These should be False: `*Pressure`, `*Problem`, `*Deadlock`, `*Unhealthy`, `NetworkUnavailable`, `Frequent*`, `Readonly*` and `Corrupt*`. Others are shown.',
    ],
    needs: ['Node'],
    find: (facts) =>
      findConditions(facts, (type) => type !== 'Ready' && !/^(Memory|Disk|PID)Pressure$/.test(type)),
  },
  {
    id: 'cordoned-long',
    severity: 'degraded',
    title: 'Cordoned for long',
    says: ['is closed to new pods for long', 'are closed to new pods for long'],
    judges: 'A node has been closed to new pods for more than a day.',
    why: 'The cluster is smaller than it looks; the failure of another node may find no room.',
    advice: 'Finish the work and uncordon it, or take it out of the cluster.',
    limits: [
      `${spellDuration(CORDONED_LONG_SECONDS)}, by its taint: what was closed in the morning for maintenance is mostly open in the evening.`,
    ],
    needs: ['Node'],
    foldsInto: [LOST_WITH_NODE],
    find: (facts) => findCordoned(facts, true),
  },
  {
    id: 'cordoned',
    severity: 'degraded',
    title: 'Cordoned',
    says: ['is closed to new pods', 'are closed to new pods'],
    judges: 'A node is closed to new pods, for less than a day or nobody knows how long.',
    why: 'Somebody works on it, mostly; meanwhile the cluster is smaller.',
    advice: 'Nothing, while the work goes on; then uncordon it.',
    becomes: ['cordoned-long'],
    needs: ['Node'],
    foldsInto: [LOST_WITH_NODE],
    find: (facts) => findCordoned(facts, false),
  },
  {
    id: 'node-over-requested',
    severity: 'advice',
    title: 'Node is nearly full',
    judges: 'The pods on a node ask for nearly all, or more, than it has to give.',
    why: 'It has no room for the pods of a node that fails.',
    advice: 'Add a node, or lower requests to what is really used.',
    limits: [`${formatPercent(FULL_SHARE)} of cpu, memory or pods.`],
    needs: ['Node', 'Pod'],
    find: findFull,
  },
];

const isDown = ({ status }: NodeRow) => status.startsWith('NotReady');

const nodeFound = (row: NodeRow, context: string | undefined) => ({
  object: { kind: 'Node', name: row.name, uid: row.uid },
  command: describeCommand({ kind: 'Node', name: row.name }, context),
  rows: [row],
});

/** What is lost with a node. */
interface OnNode {
  evidence: FindingEvidence[];
  rows: Judged[];
  /** Workloads of its pods, by UID. */
  owners: Map<string, ObjectRef>;
}

/** What a rule about nodes tells of their pods, and of workloads degraded by missing pods; by node. */
function groupByNode(rule: string, { affected, at }: Facts): Map<string, OnNode> {
  const groups = new Map<string, OnNode>();
  for (const { owned, pods } of affected.get(rule) ?? []) {
    for (const { row, symptom } of pods) {
      const on: OnNode = groups.get(row.node ?? '') ?? { evidence: [], rows: [], owners: new Map() };
      groups.set(row.node ?? '', on);
      const { namespace, name, uid } = row;
      on.evidence.push({ object: { kind: 'Pod', namespace, name, uid }, text: formatSymptom(symptom, at) });
      on.rows.push(row);
      if (owned.workload?.state === 'degraded') on.rows.push(owned.workload);
      if (owned.workload) on.owners.set(owned.object.uid, owned.object);
    }
  }
  return groups;
}

/** `; 9 pods of 6 workloads on it`. */
function sayPodsOnNode({ evidence, owners }: OnNode = NOTHING): string {
  if (evidence.length === 0) return '';
  const whose = owners.size > 1 ? ` of ${formatCount(owners.size, 'workload')}` : '';
  return `; ${formatCount(evidence.length, 'pod')}${whose} on it`;
}

const NOTHING: OnNode = { evidence: [], rows: [], owners: new Map() };

/** With everything on the node. */
function* findNotReady(facts: Facts): Generator<Found> {
  const lost = groupByNode(LOST_WITH_NODE, facts);
  for (const row of facts.tables.nodes) {
    if (!isDown(row)) continue;
    const { evidence, rows, owners } = lost.get(row.name) ?? NOTHING;
    const ready = row.conditions.find(({ type }) => type === 'Ready');
    yield {
      ...nodeFound(row, facts.context),
      what: `${clip(row.why ?? 'is not ready', LONGEST_CLAUSE)}${sayPodsOnNode(lost.get(row.name))}`,
      ...(row.joining && { severity: 'degraded' as const }),
      evidence,
      victims: [...owners.values()],
      since: ready?.since,
      rows: [row, ...rows],
    };
  }
}

function* findConditions({ tables, context }: Facts, isMeant: (type: string) => boolean): Generator<Found> {
  for (const row of tables.nodes) {
    // The conditions of a silent node are unknown, like the node.
    const bad = isDown(row) ? [] : row.conditions.filter(({ good, type }) => good === false && isMeant(type));
    const [first] = bad;
    if (!first) continue;
    const texts = bad.map(({ type, status, reason, message }) =>
      [status === 'True' ? type : `${type} is ${status}`, reason, message].filter(Boolean).join(': '),
    );
    yield { ...nodeFound(row, context), what: clip(texts.join('; '), LONGEST_CLAUSE), since: first.since };
  }
}

/** The taint tells the time. Source: pkg/util/node `SwapNodeControllerTaint`, which stamps it. */
function* findCordoned({ tables, stored, at, context }: Facts, long: boolean): Generator<Found> {
  for (const row of tables.nodes) {
    if (!row.status.includes('SchedulingDisabled')) continue;
    const taint = stored('Node', { name: row.name })?.spec?.taints?.find(
      ({ key }) => key === 'node.kubernetes.io/unschedulable',
    );
    const seconds = secondsBetween(taint?.timeAdded, at);
    if ((seconds !== undefined && seconds > CORDONED_LONG_SECONDS) !== long) continue;
    const duration = seconds === undefined ? '' : ` for ${spellDuration(seconds)}`;
    const pods = row.pods === undefined ? '' : `; ${formatCount(row.pods, 'pod')} on it`;
    yield {
      ...nodeFound(row, context),
      what: `closed to new pods${duration}${pods}`,
      inShort: `closed to new pods${duration}`,
      since: taint?.timeAdded,
    };
  }
}

function* findFull({ tables, context }: Facts): Generator<Found> {
  for (const row of tables.nodes) {
    const full = row.resources
      .filter(isResourceFull)
      .map(
        ({ name, allocatable = 0, requested = 0 }) =>
          `${formatPercent(requested / allocatable)} of its ${name}`,
      );
    if (full.length === 0) continue;
    const { rows: _, ...found } = nodeFound(row, context);
    yield { ...found, what: `pods ask for ${full.join(', ')}` };
  }
}
