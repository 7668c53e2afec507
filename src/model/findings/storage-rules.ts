/** Rules about volume claims and quotas. */
import { NEARLY_FULL } from '../storage/quotas.ts';
import { describeCommand } from '../commands.ts';
import { formatCount, join } from '../english.ts';
import { fingerprint } from '../events/fingerprint.ts';
import { speakerOf } from '../harm/weigh-harm.ts';
import { namespacedName, objectKey } from '../object-ref.ts';
import { formatPercent } from '../quantity.ts';
import type { ClaimRow, ObjectRef, PodRow, QuotaRow } from '../report.ts';
import type { Facts } from './facts.ts';
import type { Found, Rule } from './rule.ts';
import { explain } from './symptom.ts';
import { findNotCreated } from './workload-rules.ts';

export const storageRules: Rule[] = [
  {
    id: 'claim-lost',
    severity: 'failing',
    title: 'Volume is lost',
    judges: 'The volume that a PersistentVolumeClaim was bound to does not exist any more.',
    why: 'The data are gone, or at least out of reach; pods that mount it do not start.',
    advice: 'Find the volume at its provider or restore a backup, and make volume and claim anew.',
    headline: ['a volume is lost', 'volumes are lost'],
    needs: ['PersistentVolumeClaim'],
    find: (facts) => findClaims(facts, 'Lost'),
  },
  {
    id: 'claim-unbound',
    severity: 'degraded',
    title: 'Volume claim waits',
    judges: 'A PersistentVolumeClaim has no volume yet.',
    why: 'Pods that mount it cannot be scheduled.',
    advice:
      'See whether its StorageClass exists, what the provisioner says in its events, and whether any pod uses it.',
    limits: [
      'Not in its first 5 minutes, while its driver makes a volume and has not failed.',
      'Not where it waits for its first pod, as its StorageClass (WaitForFirstConsumer) or the last event about it says.',
    ],
    headline: ['a volume claim waits for a volume', 'volume claims wait for a volume'],
    needs: ['PersistentVolumeClaim', 'StorageClass'],
    find: (facts) => findClaims(facts, 'Pending'),
  },
  {
    id: 'volume-released',
    severity: 'advice',
    title: 'Volume without a claim',
    judges: 'The claim of a PersistentVolume is gone, and its reclaim policy keeps the data (Retain).',
    why: 'No other claim can have it until somebody has looked; it takes room, and costs.',
    advice:
      'Save the data that you need, then delete the volume. Or remove its claimRef, so that another claim can have it.',
    needs: ['PersistentVolume'],
    *find({ tables, context }) {
      for (const { uid, name, phase, reclaimPolicy, claim } of tables.volumes) {
        if (phase !== 'Released' || reclaimPolicy !== 'Retain') continue;
        const object = { kind: 'PersistentVolume', name, uid };
        const what = `its claim${claim ? ` ${claim}` : ''} is gone; it keeps its data (Retain)`;
        yield { object, what, cause: 'released', command: describeCommand(object, context) };
      }
    },
  },
  {
    id: 'quota',
    severity: 'degraded',
    milder: 'advice where nothing was refused for it',
    title: 'Quota is nearly used',
    judges: 'A ResourceQuota is used up, or nearly.',
    why: 'The next pod or object is refused, also one that only replaces another: rollouts and recoveries hang.',
    advice: 'Raise the quota, or give back what is not needed.',
    limits: [`${formatPercent(NEARLY_FULL)} of a resource: one rollout more may be refused.`],
    foldsInto: ['pods-not-created'],
    headline: ['a quota refuses pods', 'quotas refuse pods'],
    needs: ['ResourceQuota'],
    find: findQuotas,
  },
];

function* findClaims(facts: Facts, phase: string): Generator<Found> {
  const { tables, context, warningAbout } = facts;
  const podsOf = indexUsers(facts);
  for (const row of tables.claims) {
    if (row.phase !== phase || row.state === 'healthy') continue;
    const object = { kind: 'PersistentVolumeClaim', namespace: row.namespace, name: row.name, uid: row.uid };
    const asked = row.requested ? `; ${row.requested} of class ${row.storageClass || '(default)'}` : '';
    const users = podsOf(row);
    // What the provisioner says about it.
    const text = `${row.why ?? phase}${asked}${explain(warningAbout(object)?.message)}`;
    yield {
      object,
      what: `${text}${sayUsers(users)}`,
      // Claims with the same trouble are used by different workloads.
      cause: fingerprint(text, row.name),
      victims: toSpeakers(users.filter((pod) => facts.podOf(pod)?.status?.phase === 'Pending')),
      command: describeCommand(object, context),
      since: phase === 'Pending' ? row.created : undefined,
      causeObject: object,
      rows: [row],
    };
  }
}

/** The pods that use a claim. */
function indexUsers({ tables: { pods } }: Facts): (claim: ClaimRow) => PodRow[] {
  const byName = new Map(pods.map((row) => [namespacedName(row), row]));
  return ({ namespace, pods: names = [] }) =>
    names.flatMap((name) => byName.get(namespacedName({ namespace, name })) ?? []);
}

/** `; StatefulSet db uses it`. */
function sayUsers(pods: readonly PodRow[]): string {
  const names = toSpeakers(pods).map(({ kind, name }) => `${kind} ${name}`);
  if (names.length === 0) return '';
  return `; ${names.length > 2 ? formatCount(names.length, 'workload') : join(names)} ${names.length > 1 ? 'use' : 'uses'} it`;
}

/** The workloads of pods, each once; for a bare pod, the pod itself. */
const toSpeakers = (pods: readonly PodRow[]): ObjectRef[] => [
  ...new Map(
    pods.map((row) => {
      const object = speakerOf(row);
      return [objectKey(object), object];
    }),
  ).values(),
];

/** One finding for each quota, however many of its resources are short. */
function* findQuotas(facts: Facts): Generator<Found> {
  const { tables, context } = facts;
  const short = new Map<string, QuotaRow[]>();
  for (const row of tables.quotas) {
    if (row.state !== 'degraded' && (row.share ?? 0) < NEARLY_FULL) continue;
    const key = namespacedName(row);
    const rows = short.get(key);
    if (rows) rows.push(row);
    else short.set(key, [row]);
  }
  for (const rows of short.values()) {
    const [first] = rows;
    if (!first) continue;
    const object = { kind: 'ResourceQuota', namespace: first.namespace, name: first.name, uid: first.uid };
    const isRefusing = rows.some(({ state }) => state === 'degraded');
    yield {
      object,
      what: join(rows.map(formatQuota)),
      ...(!isRefusing && { severity: 'advice' as const }),
      command: describeCommand(object, context),
      rows: rows.filter(({ state }) => state === 'degraded'),
      because: isRefusing ? findRefused(object, facts) : [],
    };
  }
}

/** Workloads whose controllers report, in their status or in events, that the quota stops new pods. */
const findRefused = (quota: Found['object'], facts: Facts): ObjectRef[] =>
  [...findNotCreated(facts)].flatMap(({ object, causeObject }) =>
    causeObject && objectKey(causeObject) === objectKey(quota) ? [object] : [],
  );

function formatQuota({ resource, used, hard, share }: QuotaRow): string {
  const percent = share === undefined ? '' : ` (${formatPercent(share)})`;
  return `${resource}: ${used} of ${hard}${percent}`;
}
