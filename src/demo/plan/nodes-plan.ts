/** When nodes are silent or cordoned, and where the scheduler puts pods meanwhile. */
import { namespacedName } from '../../model/object-ref.ts';
import { SECOND } from './clock.ts';
import type { DemoNode, Estate, Workload } from './estate.ts';
import { between, hash } from './hash.ts';
import { covers, type Span } from './intervals.ts';
import { NODE_GRACE, type PodPlacement } from './pod-lives.ts';
import type { DatedIncident } from './timeline.ts';

/** From a node's last heartbeat to its next. */
export const silencesOf = (incidents: readonly DatedIncident[], node: string): Span[] =>
  incidents.flatMap(({ from, to, effect }) =>
    effect.type === 'node-silent' && effect.node === node ? [{ from, to }] : [],
  );

/** While the node lifecycle controller calls the node Unknown. */
export const unknownOf = (incidents: readonly DatedIncident[], node: string): Span[] =>
  silencesOf(incidents, node).map(({ from, to }) => ({ from: from + NODE_GRACE, to: to + 2 * SECOND }));

export const cordonsOf = (incidents: readonly DatedIncident[], node: string): Span[] =>
  incidents.flatMap(({ from, to, effect }) =>
    effect.type === 'cordon' && effect.node === node ? [{ from, to }] : [],
  );

/** dc1, dc2, dc1, dc2, …: as topology spread constraints fill nodes from the start. */
function alternating(nodes: readonly DemoNode[]): DemoNode[] {
  const [dc1, dc2] = [nodes.filter(({ zone }) => zone === 'dc1'), nodes.filter(({ zone }) => zone === 'dc2')];
  return dc1.flatMap((node, index) => [node, ...dc2.slice(index, index + 1)]);
}

/** @param siblings nodes of the workload's other pods, which the scheduler avoids even without a rule */
export function place(
  estate: Estate,
  incidents: readonly DatedIncident[],
  workload: Workload,
  slot: number,
  at: number,
  siblings: readonly DemoNode[] = [],
): PodPlacement {
  const key = namespacedName(workload);
  const homeless = incidents.find(
    ({ from, to, effect }) =>
      effect.type === 'node-silent' && from <= at && at < to && effect.homeless.includes(key),
  );
  const when = homeless ? homeless.to + between(`${key}/${slot}/home`, 4, 20) * SECOND : at + SECOND;
  const open = alternating(estate.nodes.filter(({ controlPlane }) => !controlPlane)).filter(
    ({ name, zone }) =>
      (workload.zone ?? zone) === zone &&
      !covers(unknownOf(incidents, name), when) &&
      !covers(silencesOf(incidents, name), when) &&
      !covers(cordonsOf(incidents, name), when),
  );
  const turn = (hash(key) + (workload.huddles === 'on-one-node' ? 0 : slot)) % open.length;
  const turned = [...open.slice(turn), ...open.slice(0, turn)];
  const isHere = (node: DemoNode) => siblings.filter(({ name }) => name === node.name).length;
  const isBeside = (node: DemoNode) => siblings.filter(({ zone }) => zone === node.zone).length;
  if (workload.huddles === 'in-one-zone')
    turned.sort((a, b) => isBeside(b) - isBeside(a) || isHere(a) - isHere(b));
  if (!workload.huddles) turned.sort((a, b) => isBeside(a) - isBeside(b) || isHere(a) - isHere(b));
  const [node] = turned;
  if (!node) throw new Error(`no node of ${estate.name} is open to ${key}`);
  return { node, at: when };
}
