import { objectKey, parseObject } from '../object-ref.ts';
import type { ObjectRef } from '../report.ts';

/**
 * `crash-loop Deployment/shop/web`: the identity of a finding. It has the rule and the object by name, because pods and
 * UIDs change. Trails store it.
 */
export const findingKey = (rule: string, object: ObjectRef): string => `${rule} ${objectKey(object)}`;

/** The rule and the object of a key. */
export function parseFindingKey(key: string): { rule: string; object: ObjectRef } {
  const space = key.indexOf(' ');
  const object = key.slice(space + 1);
  return { rule: key.slice(0, space), object: parseObject(object) ?? { kind: '', name: object } };
}
