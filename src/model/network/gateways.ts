/** Gateways and their listeners. */
import type { ObjectOf } from '../../snapshots/kinds/kinds.ts';
import type { Snapshot } from '../../snapshots/schema.ts';
import { judgeDeletion } from '../deletion.ts';
import {
  currentOf,
  findCondition,
  formatCondition,
  NOT_LOOKED_AT,
  type Conditions,
  type Current,
} from './gateway-conditions.ts';
import type { GatewayRow, Judged } from '../report.ts';
import { worst } from '../state.ts';

type Gateway = ObjectOf<'Gateway'>;
type Listener = GatewayRow['listeners'][number];

export function buildGateways({ meta, objects }: Snapshot): GatewayRow[] {
  return objects.Gateway.map((gateway) => {
    const { metadata, spec, status } = gateway;
    const listeners = listenersOf(gateway);
    return {
      uid: metadata.uid,
      namespace: metadata.namespace ?? '',
      name: metadata.name,
      class: spec?.gatewayClassName ?? '',
      addresses: addressesOf(gateway),
      listeners,
      ...(judgeDeletion(gateway, meta.time) ??
        worst([
          judgeGateway(currentOf(status?.conditions, metadata.generation)),
          ...judgeListeners(listeners),
        ])),
    };
  });
}

/** Addresses that its controller has bound. */
export const addressesOf = ({ status }: Gateway): string[] =>
  status?.addresses?.flatMap(({ value }) => (value === undefined ? [] : [value])) ?? [];

/**
 * At first, both conditions of a Gateway are Unknown, until a controller accepts it. Controllers before v0.6 wrote
 * Scheduled and Ready. Source: gateway-api/apis/v1/gateway_types.go `GatewayConditionType`.
 */
function judgeGateway({ conditions, stale }: Current): Judged {
  const accepted = findCondition(conditions, 'Accepted', 'Scheduled');
  const programmed = findCondition(conditions, 'Programmed', 'Ready');
  if (accepted?.status === 'False')
    return { state: 'failing', why: formatCondition('not accepted', accepted) };
  if (programmed?.status === 'False')
    return { state: 'failing', why: formatCondition('not programmed', programmed) };
  const isPending = accepted?.status !== 'True' || programmed?.status !== 'True';
  if (stale && isPending) return { state: 'unknown', why: NOT_LOOKED_AT };
  if (accepted?.status !== 'True') return { state: 'unknown', why: 'no controller has taken it up' };
  if (programmed?.status !== 'True')
    return { state: 'unknown', why: 'its controller has not said that it is programmed' };
  return { state: 'healthy' };
}

/** Trouble of one listener does not affect the others. */
function judgeListeners(listeners: readonly Listener[]): Judged[] {
  const broken = listeners.filter(({ problem }) => problem !== undefined);
  const state = broken.length === listeners.length ? 'failing' : 'degraded';
  return broken.map(({ name, problem }) => ({ state, why: `listener ${name}: ${problem}` }));
}

function listenersOf({ metadata, spec, status }: Gateway): Listener[] {
  const reported = new Map(status?.listeners?.map((listener) => [listener.name, listener]));
  return (spec?.listeners ?? []).map(({ name = '', protocol = '', port, hostname }) => {
    const { attachedRoutes, conditions } = reported.get(name) ?? {};
    const problem = problemOf(currentOf(conditions, metadata.generation).conditions);
    return {
      name,
      protocol,
      ...(port !== undefined && { port }),
      ...(hostname !== undefined && { hostname }),
      ...(attachedRoutes !== undefined && { routes: attachedRoutes }),
      ...(problem !== undefined && { problem }),
    };
  });
}

/** Causes before their consequences. Source: gateway_types.go `ListenerConditionType`. */
const BAD = [
  ['ResolvedRefs', 'False'],
  ['Conflicted', 'True'],
  ['Accepted', 'False'],
  ['Detached', 'True'],
  ['Programmed', 'False'],
  ['Ready', 'False'],
] as const;

function problemOf(conditions: Conditions): string | undefined {
  for (const [type, bad] of BAD) {
    const { status, reason = `${type} is ${bad}`, message } = findCondition(conditions, type) ?? {};
    if (status === bad) return [reason, message].filter(Boolean).join(': ');
  }
  return undefined;
}
