/** Rules about the control plane, and about how the snapshot was taken. */
import { formatKubectl } from '../commands.ts';
import { join, pluralOf, spellDuration } from '../english.ts';
import { secondsBetween } from '../human-duration.ts';
import { LEADERLESS_SECONDS } from '../nodes/leaders.ts';
import type { Coverage } from '../../snapshots/schema.ts';
import type { LeaderRow, Tables } from '../report.ts';
import type { Found, Rule } from './rule.ts';

/** A fail-over is news for the default TTL of events. */
const RECENT_LEADER_SECONDS = 3600;
/** A node's Lease lasts 40 s: with clocks further apart, live nodes look silent, and silent nodes alive. */
const SKEW_SECONDS = 30;

export const controlPlaneRules: Rule[] = [
  {
    id: 'api-server-not-ready',
    severity: 'degraded',
    title: 'API server is not ready',
    judges: 'The API server answers, but its `/readyz` says that it is not ready.',
    why: 'Load balancers take it out; what needs the failing check, such as etcd, does not work.',
    advice: 'See which check fails, and mend what it names.',
    headline: 'what',
    ofCluster: true,
    needs: [],
    isBlind: ({ tables }) => tables.meta.server.ready === undefined,
    *find({ tables: { meta }, context }) {
      if (meta.server.ready !== false) return;
      const checks = meta.server.notReady?.length ? ` (${join(meta.server.notReady)})` : '';
      const command = formatKubectl(['get', '--raw', '/readyz?verbose'], { context });
      yield { object: cluster(meta), what: `the API server is not ready${checks}`, command };
    },
  },
  {
    id: 'no-leader',
    severity: 'degraded',
    title: 'No leader',
    judges:
      'Nobody holds the lead of the controller manager or of the scheduler, or has not renewed it in time.',
    why: 'Without a controller manager nothing that fails is replaced; without a scheduler no new pod gets a node.',
    advice: 'Look at the pods of the component in kube-system, and at their logs.',
    limits: [
      `What the Lease itself says that it lasts (\`leaseDurationSeconds\`), and never less than ${LEADERLESS_SECONDS} s.`,
    ],
    headline: 'what',
    ofCluster: true,
    needs: ['Lease'],
    *find({ tables, context }) {
      for (const leader of tables.leaders) {
        const { component, holder, renewedSecondsAgo, lapsed } = leader;
        // A leader that stops gives its Lease back, and another takes it.
        if (!lapsed && (holder || renewedSecondsAgo !== undefined)) continue;
        const duration =
          renewedSecondsAgo === undefined
            ? 'has no leader'
            : `has had no leader for ${spellDuration(renewedSecondsAgo)}`;
        yield { ...leaderFound(leader, context), what: `the ${component} ${duration}` };
      }
    },
  },
];

export const snapshotRules: Rule[] = [
  {
    id: 'leader-changed',
    severity: 'advice',
    title: 'Leader has changed',
    judges: 'Another control-plane node has taken the lead of the controller manager or of the scheduler.',
    why: 'The leader before was stopped, or did not renew its Lease in time. The reason is a busy etcd or a lost node, unless it was an update.',
    advice: 'See why the one before gave it up: its log, and the load of etcd.',
    limits: [`Within ${spellDuration(RECENT_LEADER_SECONDS)}.`],
    isPast: true,
    needs: ['Lease'],
    *find({ tables, at, context }) {
      for (const leader of tables.leaders) {
        const { component, holder, since, transitions } = leader;
        const ago = secondsBetween(since, at);
        // The first leader of a new cluster replaced nobody.
        if (!holder || transitions === 0 || ago === undefined || ago > RECENT_LEADER_SECONDS) continue;
        const what = `${holder} has led the ${component} for ${spellDuration(ago)}, change no. ${transitions}`;
        yield { ...leaderFound(leader, context), what, since };
      }
    },
  },
  {
    id: 'snapshot-incomplete',
    severity: 'advice',
    title: 'Snapshot is incomplete',
    judges: 'Not every kind was wholly read.',
    why: 'An unseen object may be in any state. It is shown as unknown, and rules that need it are not checked.',
    advice:
      'Give the collector the right to get and list what is forbidden (see deploy/); see why the rest failed.',
    needs: [],
    *find({ tables: { meta, unseen } }) {
      if (unseen.length === 0) return;
      yield { object: cluster(meta), what: formatUnseen(unseen) };
    },
  },
  {
    id: 'clock-skew',
    severity: 'advice',
    title: 'Clocks differ',
    judges: "The collector's clock and the API server's differ.",
    why: 'Clocks decide about certificates and tokens. Logs of two machines no longer fit together, and ages in other tools are wrong.',
    advice: 'Let both machines keep their time (NTP).',
    limits: [`${SKEW_SECONDS} s: a node's Lease lasts 40 s.`],
    needs: [],
    *find({ tables: { meta } }) {
      const seconds = Math.abs(meta.clockSkewMs) / 1000;
      if (seconds < SKEW_SECONDS) return;
      const side = meta.clockSkewMs < 0 ? 'behind' : 'ahead of';
      yield {
        object: cluster(meta),
        what: `the collector's clock is ${spellDuration(seconds)} ${side} the API server's`,
      };
    },
  },
];

const cluster = (meta: Tables['meta']) => ({ kind: 'Cluster', name: meta.cluster });

function leaderFound(
  { component }: LeaderRow,
  context: string | undefined,
): Pick<Found, 'object' | 'command'> {
  const object = { kind: 'Lease', namespace: 'kube-system', name: component };
  return {
    object,
    command: formatKubectl(['get', `lease/${component}`, '-o', 'yaml'], {
      context,
      namespace: object.namespace,
    }),
  };
}

/** `Events forbidden; Pods seen only in shop and bank`. */
function formatUnseen(unseen: readonly Coverage[]): string {
  const clauses = unseen.map(({ kind, state, namespaces }) => {
    const some = namespaces?.length ? `seen only in ${join(namespaces.slice(0, 3))}` : 'seen only in part';
    return `${pluralOf(kind)} ${state === 'partial' ? some : state}`;
  });
  const shown = clauses.slice(0, 5).join('; ');
  return clauses.length > 5 ? `${shown}; and ${clauses.length - 5} more` : shown;
}
