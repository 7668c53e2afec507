/** Describes a cause in words, for the terminal, Markdown and pages. */
import type { Cause, RolloutCause, RolloutDuration } from '../../history/diff/change.ts';
import { formatCount, join } from '../../model/english.ts';
import { formatAuthor } from '../../words/author.ts';
import { formatSpan } from '../../words/history.ts';
import { namespacedName } from '../../model/object-ref.ts';
import type { ObjectRef, State } from '../../model/report.ts';
import { formatImage } from './format-value.ts';
import { formatEnding } from '../../model/pods/ending.ts';
import { formatMoment } from './format-moment.ts';

export interface Description {
  /** `Rollout`, `Restarts`. */
  word: string;
  /** The object of the cause; absent for the cluster as a whole. */
  object?: ObjectRef;
  /** One clause: `1.4 → 1.5, complete in 47s`. */
  text: string;
  /** The current state, if known. */
  state?: State;
  /** Further clauses, the most important first. */
  details: string[];
}

/** Number of objects that are named; further objects are only counted. */
const NAMED = 3;

export function describeCause(cause: Cause): Description {
  switch (cause.type) {
    case 'server':
      return { word: 'Kubernetes', text: `${cause.before} → ${cause.after}`, details: [] };
    case 'leader':
      return describeLeader(cause);
    case 'node':
      return describeNode(cause);
    case 'workload':
      return describeWorkload(cause);
    case 'rollout':
      return describeRollout(cause);
    case 'scaling':
      return describeScaling(cause);
    case 'run':
      return describeRun(cause);
    case 'pods':
      return describePods(cause);
    case 'restarts':
      return describeRestarts(cause);
    case 'version':
      return {
        word: 'Version',
        object: cause.workload,
        text: cause.before === cause.after ? describeSameVersion(cause) : arrow(cause.before, cause.after),
        details: [
          ...(cause.previous.name === cause.workload.name
            ? []
            : [`the same service as ${namespacedName(cause.previous)} in the first cluster`]),
          ...imageLines(cause),
        ],
      };
  }
}

/** If both versions are equal, names what differs: the registry, or the image of another container. */
function describeSameVersion({ after, images }: Of<'version'>): string {
  const [first] = images;
  const what = first && `${first.container}: ${arrow(first.before ?? 'none', first.after ?? 'none')}`;
  return [`${after ?? 'an unknown version'} in both`, ...(what ? [what] : [])].join(', ');
}

type Of<Type extends Cause['type']> = Extract<Cause, { type: Type }>;

function describeLeader({ component, before, after, transitions }: Of<'leader'>): Description {
  const text =
    before === after ? `${after ?? 'nobody'} again` : `${before ?? 'nobody'} → ${after ?? 'nobody'}`;
  const details = transitions === undefined || transitions <= 1 ? [] : [`${transitions} fail-overs`];
  return {
    word: 'Leader',
    text: `${component}: ${text}`,
    ...(after === undefined && { state: 'failing' as const }),
    details,
  };
}

function describeNode(cause: Of<'node'>): Description {
  const { node, after, replaced, why, kubelet, moved } = cause;
  const words = after?.split(',');
  const isUsable = words?.every((word) => word === 'Ready') ?? false;
  const isSilent = words !== undefined && !words.includes('Ready');
  return {
    word: 'Node',
    object: { kind: 'Node', name: node },
    text: [
      [courseOfNode(cause), sayAuthor(cause.author)].filter(Boolean).join(', '),
      ...(replaced ? ['replaced by another of that name'] : []),
      ...(why ? [why] : []),
    ].join('; '),
    state: isUsable ? 'healthy' : isSilent ? 'failing' : 'degraded',
    details: [
      ...(kubelet ? [`kubelet ${kubelet.before} → ${kubelet.after}`] : []),
      ...(moved.length > 0 ? [`${formatCount(moved.length, 'pod')} went from it`] : []),
      ...named(moved, describeMove),
    ],
  };
}

function courseOfNode({ before, after, backSince }: Of<'node'>): string {
  if (backSince !== undefined) return `was not ready in between, back since ${formatMoment(backSince)}`;
  if (before === undefined) return `new: ${after}`;
  if (after === undefined) return `is gone; it was ${before}`;
  return before === after ? `still ${after}` : `${before} → ${after}`;
}

/** `shop/web-1 → web-2 on node-b` */
function describeMove({ pod, going, to }: Of<'node'>['moved'][number]): string {
  const gone = going ? `${namespacedName(pod)} is terminating` : namespacedName(pod);
  if (!to) return gone;
  return `${gone} → ${to.pod.name}${to.node === undefined ? '' : ` on ${to.node}`}`;
}

function describeWorkload({ what, workload, before, after, state, pods }: Of<'workload'>): Description {
  const words = { added: 'New', removed: 'Removed', recreated: 'Recreated' };
  const isSame = what === 'recreated' && before !== undefined && before === after;
  const version = isSame
    ? `${before} as before`
    : what === 'recreated'
      ? arrow(before, after)
      : (after ?? before ?? '');
  const text = {
    added: version && `version ${version}`,
    removed: version && `it was version ${version}`,
    recreated: ['deleted and created anew', ...(version ? [version] : [])].join(', '),
  };
  return {
    word: words[what],
    object: workload,
    text: text[what],
    ...(state && { state: state.state }),
    details: [
      ...(state?.why ? [state.why] : []),
      ...(pods === undefined
        ? ['pods were not seen']
        : pods > 0
          ? [`${formatCount(pods, 'pod')} with it`]
          : []),
    ],
  };
}

function describeRollout(cause: RolloutCause): Description {
  const { workload, before, after, restart, rollout, took, state, pods, revisions, previous, stopOver } =
    cause;
  const what = restart ? 'restarted' : before === after ? 'another template' : arrow(before, after);
  return {
    word: 'Rollout',
    object: workload,
    text: [what, sayAuthor(cause.author), formatTook(rollout, took)].filter(Boolean).join(', '),
    ...(state && { state: state.state }),
    details: [
      ...(state?.why ? [state.why] : []),
      ...(previous ? [`in place of ${namespacedName(previous)}`] : []),
      sayPods(pods),
      ...(stopOver ? [`${stopOver.version ?? 'another template'} was rolled out in between`] : []),
      ...(cause.continued ? ['it had begun before the earlier snapshot'] : []),
      ...revisionLines(revisions),
      ...imageLines(cause),
    ],
  };
}

/** The new revisions in place of the old; empty if there is no new revision. */
function revisionLines({ before, after }: RolloutCause['revisions']): string[] {
  const came = after.filter((name) => !before.includes(name));
  return came.length > 0 ? [`${join(before) || 'nothing'} → ${join(came)}`] : [];
}

const imageLines = ({ images }: Pick<RolloutCause, 'images'>) =>
  images.map(({ container, before, after }) => `${container}: ${formatImage(before, after)}`);

/** `by Helm release shop at 2026-11-24 04:15:07 UTC` */
export const sayAuthor = (author: RolloutCause['author'], name?: string) =>
  author && formatAuthor({ ...author, ...(name !== undefined && { of: name }) }, formatMoment(author.time));

/** `complete in 47 s`, `stuck for at least 15 min`. */
function formatTook(rollout: RolloutCause['rollout'], took: RolloutDuration | undefined): string {
  if (!took) return rollout ?? '';
  const time = formatSpan(took.seconds);
  if (rollout === undefined) return `${took.atLeast ? 'at least ' : ''}${time}`;
  if (rollout !== 'complete')
    return took.seconds < 1 ? `${rollout}, just begun` : `${rollout} for at least ${time}`;
  return took.atLeast ? `complete after at least ${time}` : `complete in ${time}`;
}

function sayPods(pods: RolloutCause['pods']): string {
  if (!pods) return 'pods were not seen';
  const { gone, created, left } = pods;
  const still = left > 0 ? `, ${left} of the old still there` : '';
  if (gone === created && gone > 0) return `${formatCount(gone, 'pod')} replaced${still}`;
  if (gone === 0 && created === 0) return `no pod replaced${left > 0 ? ` yet${still}` : ''}`;
  return `${formatCount(gone, 'pod')} gone, ${created} new${still}`;
}

function describeScaling({ workload, before, after, by, author, pods }: Of<'scaling'>): Description {
  const isOfAutoscaler = author?.tool === 'HorizontalPodAutoscaler';
  const known = sayAuthor(author, isOfAutoscaler ? by?.name : undefined);
  const who = known ?? (by && `by HorizontalPodAutoscaler ${by.name}`);
  return {
    word: 'Scaling',
    object: workload,
    text: [`${before} → ${formatCount(after, 'replica')}`, ...(who ? [who] : [])].join(', '),
    details: [
      ...(by?.metrics ?? []),
      pods
        ? [
            pods.created > 0 ? formatCount(pods.created, 'new pod') : '',
            pods.gone > 0 ? `${formatCount(pods.gone, 'pod')} gone` : '',
          ]
            .filter(Boolean)
            .join(', ')
        : '',
    ].filter(Boolean),
  };
}

function describeRun(cause: Of<'run'>): Description {
  const { workload, started, succeeded, failed, running, removed } = cause;
  const parts = [
    started > 0 && `${started} started`,
    succeeded > 0 && `${succeeded} succeeded`,
    failed > 0 && `${failed} failed`,
    running > 0 && `${running} running`,
    removed > 0 && `${removed} cleaned up`,
  ];
  return {
    word: workload.kind === 'CronJob' ? 'Runs' : 'Job',
    object: workload,
    text: parts.filter(Boolean).join(', '),
    ...(failed > 0 && { state: 'failing' as const }),
    details: [],
  };
}

function describePods({ workload, gone, created, takenBack }: Of<'pods'>): Description {
  const text =
    gone.length === created.length
      ? `${formatCount(gone.length, 'pod')} replaced`
      : [
          gone.length > 0 ? `${formatCount(gone.length, 'pod')} gone` : '',
          created.length > 0 ? formatCount(created.length, 'new pod') : '',
        ]
          .filter(Boolean)
          .join(', ');
  return {
    word: 'Pods',
    ...(workload && { object: workload }),
    text,
    details: [
      ...(takenBack
        ? [`${takenBack.version ?? 'another template'} was rolled out in between, and taken back`]
        : []),
      ...named(gone, ({ pod, status, why }) => `${pod.name}, ${why ?? `was ${status || 'there'}`}`, 'gone: '),
      ...named(created, ({ name }) => name, 'new: '),
    ],
  };
}

function describeRestarts({ workload, container, restarts, pods }: Of<'restarts'>): Description {
  const reasons = [
    ...new Set(pods.flatMap(({ last }) => (last ? [formatEnding(last) || 'for an unknown reason'] : []))),
  ];
  // The kubelet tells how the last run of a container ended, and not those before.
  const isAll = pods.every((pod) => pod.restarts === 1);
  const why = reasons.length > 0 ? `, ${isAll ? '' : 'last '}${join(reasons)}` : '';
  return {
    word: 'Restarts',
    object: workload,
    text: `+${restarts} of ${container}${why}`,
    // An end with success was intended.
    ...(pods.some(({ last }) => last?.exitCode !== 0) && { state: 'degraded' as const }),
    details: named(pods, ({ pod, before, after, last }) => {
      const times = before === undefined ? `${after} since it was created` : `${before} → ${after}`;
      return `${pod.name}: ${times}${last?.at ? `; the last run ended ${formatMoment(last.at)}` : ''}`;
    }),
  };
}

function named<One>(all: readonly One[], format: (one: One) => string, prefix = ''): string[] {
  const lines = all.slice(0, NAMED).map((one) => `${prefix}${format(one)}`);
  return all.length > NAMED ? [...lines, `${prefix}and ${all.length - NAMED} more`] : lines;
}

const arrow = (before: string | undefined, after: string | undefined) =>
  before === undefined && after === undefined ? '' : `${before ?? 'unknown'} → ${after ?? 'unknown'}`;

/** `2 rollouts`, `12 restarts`: how many of each, in the order of the causes. */
export function countCauses(causes: readonly Cause[]): string[] {
  const numbers = new Map<Cause['type'], number>();
  for (const { type, ...cause } of causes)
    numbers.set(type, (numbers.get(type) ?? 0) + ('restarts' in cause ? cause.restarts : 1));
  return [...numbers].map(([type, number]) => `${number} ${NOUNS[type][number === 1 ? 0 : 1]}`);
}

const NOUNS: Record<Cause['type'], [one: string, many: string]> = {
  server: ['new version of Kubernetes', 'new versions of Kubernetes'],
  leader: ['change of leader', 'changes of leader'],
  node: ['node', 'nodes'],
  workload: ['workload that came or went', 'workloads that came or went'],
  rollout: ['rollout', 'rollouts'],
  scaling: ['scaling', 'scalings'],
  run: ['workload with runs', 'workloads with runs'],
  pods: ['workload with other pods', 'workloads with other pods'],
  restarts: ['restart', 'restarts'],
  version: ['service of another version', 'services of other versions'],
};
