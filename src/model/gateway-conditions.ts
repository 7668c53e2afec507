/** What controllers of the Gateway API say in their conditions. */
import type { ObjectOf } from '../snapshots/kinds/kinds.ts';

export type Conditions = NonNullable<ObjectOf<'Gateway'>['status']>['conditions'];
type Condition = NonNullable<Conditions>[number];

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
