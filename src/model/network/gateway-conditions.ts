/** What Gateway API controllers say in their conditions. */
import type { ObjectOf } from '../../snapshots/kinds/kinds.ts';

export type Conditions = NonNullable<ObjectOf<'Gateway'>['status']>['conditions'];
type Condition = NonNullable<Conditions>[number];

/** The text for an object that its controller has not looked at since a change. */
export const NOT_LOOKED_AT = 'its controller has not looked at its last change yet';

export interface Current<Any = Condition> {
  conditions: Any[];
  /** Other conditions exist, about an older generation. */
  stale: boolean;
}

/**
 * The conditions of the object's current generation. Conditions of an older generation say nothing about the current
 * one. Source: gateway-api/apis/v1/gateway_types.go `GatewayStatus.Conditions`; KEP-1623, `observedGeneration`.
 */
export function currentOf<Any extends Pick<Condition, 'observedGeneration'>>(
  conditions: readonly Any[] = [],
  generation = 0,
): Current<Any> {
  const current = conditions.filter(({ observedGeneration = Infinity }) => observedGeneration >= generation);
  return { conditions: current, stale: current.length < conditions.length };
}

/** The condition of the first existing type among these. */
export function findCondition(conditions: Conditions, ...types: string[]): Condition | undefined {
  for (const type of types) {
    const found = conditions?.find((condition) => condition.type === type);
    if (found) return found;
  }
  return undefined;
}

/** `not accepted by infra/edge: NotAllowedByListeners: …` */
export function formatCondition(what: string, { reason, message }: Condition): string {
  return [what, reason, message].filter(Boolean).join(': ');
}
