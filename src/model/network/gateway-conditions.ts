/** What controllers of the Gateway API say in their conditions. */
import type { ObjectOf } from '../../snapshots/kinds/kinds.ts';

export type Conditions = NonNullable<ObjectOf<'Gateway'>['status']>['conditions'];
type Condition = NonNullable<Conditions>[number];

/** What is said of an object that its controller has not looked at since it was changed. */
export const NOT_LOOKED_AT = 'its controller has not looked at its last change yet';

export interface Current {
  conditions: NonNullable<Conditions>;
  /** There were others, about an older generation. */
  stale: boolean;
}

/**
 * The conditions that are about the object as it is. What was said of an older generation says nothing of this one.
 * Source: gateway-api/apis/v1/gateway_types.go `GatewayStatus.Conditions`; KEP-1623, `observedGeneration`.
 */
export function currentOf(conditions: Conditions = [], generation = 0): Current {
  const current = conditions.filter(({ observedGeneration = Infinity }) => observedGeneration >= generation);
  return { conditions: current, stale: current.length < conditions.length };
}

/** The condition of the first of these types that is there. */
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
