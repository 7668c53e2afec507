import type { NodeRow } from '../../model/report.ts';
import { compareText } from '../../model/state.ts';
import { isLying } from '../../snapshots/schema.ts';
import { fromUnix, toUnix } from '../day/unix.ts';
import { backSince } from '../day/node-falls.ts';
import type { NodeCause } from './change.ts';
import { below, claim, isFree } from './entries.ts';
import { toObjectRef } from '../../model/object-ref.ts';
import {
  authorOf,
  isGoing,
  podRef,
  type PodEntry,
  type CauseInput,
  type WorkloadPods,
} from './cause-input.ts';

/** The parts of a Node that a change of STATUS explains. */
const isExplained = below(
  ['status', 'conditions'],
  ['spec', 'unschedulable'],
  ['spec', 'taints'],
  ['status', 'nodeInfo', 'kubeletVersion'],
);

/**
 * Nodes that came, went, or changed status or version; and not ready or cordoned nodes that lost pods. Pods are evicted
 * from a silent node five minutes later, often in a later interval.
 */
export function findNodeChanges(input: CauseInput): NodeCause[] {
  const { before, after, seen } = input;
  const old = new Map(before.report.nodes.map((row) => [row.name, row]));
  const now = new Map(after.report.nodes.map((row) => [row.name, row]));
  const names = [...new Set([...old.keys(), ...now.keys()])].sort(compareText);
  return names.flatMap((name): NodeCause[] => {
    const [was, is] = [old.get(name), now.get(name)];
    if ((!was && !seen.before('Node')) || (!is && !seen.after('Node'))) return [];
    const isOther = was?.uid !== is?.uid || was?.status !== is?.status || was?.version !== is?.version;
    const stays = was?.uid === is?.uid && was && isUsable(was) && is && isUsable(is);
    const back = was && is && findFall(input, was, is);
    const goers = stays && back === undefined ? [] : goersFrom(input, name);
    if (!isOther && back === undefined && goers.length === 0) return [];
    return [{ ...toNodeCause(input, name, was, is, goers), ...(back !== undefined && { backSince: back }) }];
  });
}

const isUsable = ({ status }: NodeRow) => status.split(',').every((word) => word === 'Ready');

/** When it came back, if it was well at both snapshots and not in between. A clock that lies tells nothing of that. */
function findFall({ before, after }: CauseInput, was: NodeRow, is: NodeRow): string | undefined {
  const isWell = ({ status, heartbeat }: NodeRow) => /^Ready(,|$)/.test(status) && !heartbeat.silent;
  const metas = [before.snapshot.meta, after.snapshot.meta];
  if (was.uid !== is.uid || !isWell(was) || !isWell(is) || metas.some(isLying)) return undefined;
  const [from, to] = metas.map(({ time }) => toUnix(time)!) as [number, number];
  // A clock that had set the condition ahead of the earlier snapshot bounds nothing.
  if (backSince(was, { before: from, at: Infinity }) !== undefined) return undefined;
  const since = backSince(is, { before: from, at: to });
  return since === undefined ? undefined : fromUnix(since);
}

/** Pods of the node that are gone or terminating, and that nothing else explains. */
const goersFrom = ({ entriesOf }: CauseInput, node: string) =>
  entriesOf('Pod').filter(
    (entry) =>
      isFree(entry) &&
      entry.before?.spec?.nodeName === node &&
      // A pod that keeps its node and its name did not move.
      (entry.change.class === 'removed' ||
        isGoing(entry) ||
        (entry.change.class === 'replaced' && entry.after?.spec?.nodeName !== node)),
  );

function toNodeCause(
  input: CauseInput,
  name: string,
  was: NodeRow | undefined,
  is: NodeRow | undefined,
  goers: readonly PodEntry[],
): NodeCause {
  const id = `node/${name}`;
  const own = input.entriesOf('Node').filter(({ change }) => change.object.name === name);
  let objects = claim(id, own, isExplained);
  const cordon = own.flatMap(({ change }) => change.fields).find(({ steps }) => steps[1] === 'unschedulable');
  const moved = goers.map((entry) => {
    objects += claim(id, [entry]);
    const group = troupeOf(input, entry);
    const comer = entry.change.class === 'replaced' ? entry : group && comerFor(group, entry);
    if (comer && comer !== entry) objects += claim(id, [comer]);
    const to = comer?.after;
    return {
      pod: podRef(entry.before!),
      ...(group && { workload: toObjectRef(group.workload) }),
      ...(isGoing(entry) && { going: true as const }),
      ...(to && { to: { pod: podRef(to), node: to.spec?.nodeName } }),
    };
  });
  // The pods on a node change with the node, and the pods of every node come with a new node.
  const residents = input
    .entriesOf('Pod')
    .filter(({ change, after }) => change.class !== 'removed' && after?.spec?.nodeName === name)
    .filter((entry) => isFree(entry) && isBecauseOf(entry, was, is, input));
  objects += claim(id, residents);
  return {
    type: 'node',
    id,
    objects,
    node: name,
    ...authorOf(cordon?.by),
    before: was?.status,
    after: is?.status,
    ...(was && is && was.uid !== is.uid && { replaced: true as const }),
    ...(is?.why !== undefined && { why: is.why }),
    ...(was && is && was.version !== is.version && { kubelet: { before: was.version, after: is.version } }),
    moved,
  };
}

const troupeOf = ({ podsByWorkload }: CauseInput, entry: PodEntry) =>
  podsByWorkload
    .values()
    .find(({ removed, changed, replaced }) =>
      [removed, changed, replaced].some((entries) => entries.includes(entry)),
    );

/** A new pod of the same workload, on another node. */
function comerFor({ added }: WorkloadPods, entry: PodEntry): PodEntry | undefined {
  const node = entry.before?.spec?.nodeName;
  return added.find((other) => isFree(other) && other.after?.spec?.nodeName !== node);
}

function isBecauseOf(
  { change, after }: PodEntry,
  was: NodeRow | undefined,
  is: NodeRow | undefined,
  { after: stage }: CauseInput,
): boolean {
  if (change.class === 'changed') return was?.status !== is?.status && was !== undefined;
  return was?.uid !== is?.uid && after !== undefined && stage.ownerOf(after)?.kind === 'DaemonSet';
}
