/** Rules about nodes. */
import { describeCommand } from '../commands.ts';
import { clip, count, spellDuration } from '../english.ts';
import { secondsBetween } from '../human-duration.ts';
import type { Judged, NodeRow } from '../report.ts';
import { LOST_WITH_NODE } from './affected.ts';
import type { Facts } from './facts.ts';
import type { Evidence, Found, Rule } from './rule.ts';

const MOST = 240;
/** A node that is closed for longer than a day's work has been forgotten, or is broken. */
const CORDONED_LONG_SECONDS = 86_400;
/** Above this a node can hardly take a pod of a neighbour that fails. */
const FULL = 0.95;

export const nodeRules: Rule[] = [
  {
    id: LOST_WITH_NODE,
    severity: 'failing',
    title: 'Node is not ready',
    judges: 'A node says that it is not ready, or the control plane has given it up.',
    why: 'Its pods get no traffic, and after five minutes by default they are replaced elsewhere, if there is room.',
    advice: 'See whether the machine runs and is reachable, then its kubelet and its container runtime.',
    needs: ['Node'],
    find: findNotReady,
  },
  {
    id: 'heartbeat-stale',
    severity: 'degraded',
    title: 'Heartbeat is stale',
    judges: 'The kubelet of a node that counts as ready has not renewed its Lease in time.',
    why: 'The node has just fallen silent; in a moment the control plane gives it up.',
    advice: 'Look at the machine now: its load, its network, its kubelet.',
    limits: [
      'The duration of its Lease (40 s); without Leases the five minutes in which a kubelet posts its status.',
    ],
    needs: ['Node', 'Lease'],
    *find({ tables, context }) {
      for (const row of tables.nodes) {
        if (isDown(row) || !row.why?.startsWith('has not been heard')) continue;
        yield { ...nodeFound(row, context), what: row.why, since: row.heartbeat.at };
      }
    },
  },
  {
    id: 'node-pressure',
    severity: 'degraded',
    title: 'Node is under pressure',
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
    judges:
      'A node has another condition that names a problem, such as NetworkUnavailable or one of a problem detector.',
    why: 'What the condition names may break pods on it, or already does.',
    advice: 'Read the message of the condition.',
    needs: ['Node'],
    find: (facts) =>
      findConditions(facts, (type) => type !== 'Ready' && !/^(Memory|Disk|PID)Pressure$/.test(type)),
  },
  {
    id: 'cordoned-long',
    severity: 'degraded',
    title: 'Cordoned for long',
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
    judges: 'A node is closed to new pods, for less than a day or nobody knows how long.',
    why: 'Somebody works on it, mostly; meanwhile the cluster is smaller.',
    advice: 'Nothing, while the work goes on; then uncordon it.',
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
    limits: [`${FULL * 100} % of cpu, memory or pods.`],
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

/** With what goes down with it: its pods, and the workloads that are degraded since they miss them. */
function* findNotReady({ tables, affected, context }: Facts): Generator<Found> {
  const lost = new Map<string, { evidence: Evidence[]; rows: Judged[] }>();
  for (const { owned, pods } of affected.get(LOST_WITH_NODE) ?? []) {
    for (const { row, symptom } of pods) {
      const on = lost.get(row.node ?? '') ?? { evidence: [], rows: [] };
      lost.set(row.node ?? '', on);
      const { namespace, name, uid } = row;
      on.evidence.push({ object: { kind: 'Pod', namespace, name, uid }, text: symptom.text });
      on.rows.push(row);
      if (owned.workload?.state === 'degraded') on.rows.push(owned.workload);
    }
  }
  for (const row of tables.nodes) {
    if (!isDown(row)) continue;
    const { evidence = [], rows = [] } = lost.get(row.name) ?? {};
    const ready = row.conditions.find(({ type }) => type === 'Ready');
    const pods = evidence.length > 0 ? `; ${count(evidence.length, 'pod')} on it` : '';
    yield {
      ...nodeFound(row, context),
      what: `${clip(row.why ?? 'is not ready', MOST)}${pods}`,
      evidence,
      since: ready?.since,
      rows: [row, ...rows],
    };
  }
}

function* findConditions({ tables, context }: Facts, isMeant: (type: string) => boolean): Generator<Found> {
  for (const row of tables.nodes) {
    // The conditions of a silent node are unknown, as it is.
    const bad = isDown(row) ? [] : row.conditions.filter(({ good, type }) => !good && isMeant(type));
    const [first] = bad;
    if (!first) continue;
    const texts = bad.map(({ type, status, reason, message }) =>
      [status === 'True' ? type : `${type} is ${status}`, reason, message].filter(Boolean).join(': '),
    );
    yield { ...nodeFound(row, context), what: clip(texts.join('; '), MOST), since: first.since };
  }
}

/** The taint tells when. Source: pkg/util/node `SwapNodeControllerTaint`, which stamps it. */
function* findCordoned({ tables, stored, at, context }: Facts, long: boolean): Generator<Found> {
  for (const row of tables.nodes) {
    if (!row.status.includes('SchedulingDisabled')) continue;
    const taint = stored('Node', { name: row.name })?.spec?.taints?.find(
      ({ key }) => key === 'node.kubernetes.io/unschedulable',
    );
    const seconds = secondsBetween(taint?.timeAdded, at);
    if ((seconds !== undefined && seconds > CORDONED_LONG_SECONDS) !== long) continue;
    const duration = seconds === undefined ? '' : ` for ${spellDuration(seconds)}`;
    const pods = row.pods === undefined ? '' : `; ${count(row.pods, 'pod')} on it`;
    yield {
      ...nodeFound(row, context),
      what: `closed to new pods${duration}${pods}`,
      since: taint?.timeAdded,
    };
  }
}

function* findFull({ tables, context }: Facts): Generator<Found> {
  for (const row of tables.nodes) {
    const full = row.resources.flatMap(({ name, allocatable = 0, requested = 0 }) =>
      allocatable > 0 && requested / allocatable >= FULL
        ? [`${Math.round((requested / allocatable) * 100)} % of its ${name}`]
        : [],
    );
    if (full.length === 0) continue;
    const { rows: _, ...found } = nodeFound(row, context);
    yield { ...found, what: `pods ask for ${full.join(', ')}` };
  }
}
