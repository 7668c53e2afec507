/** Labels and their selectors: your own keys and values get a pseudonym, the same on both sides. */
import type { FieldPlace, JsonMap } from '../snapshots/kinds/walk.ts';
import type { PseudonymOf } from './name-places.ts';
import type { HideNames } from './hide-names.ts';
import { markOfRecord } from './record-fields.ts';
import { isProductLabel, isStandardLabel } from './standard-labels.ts';
import type { NameClass, Profile } from './profile.ts';

/** Redacts the fields of an expression besides key and values. */
type Rest = (value: unknown, name?: string) => unknown;

export function openRedactLabels(profile: Profile, { word, prose }: HideNames, pseudonymOf: PseudonymOf) {
  const hides = (kind: NameClass) => profile.names.has(kind);

  const labelKey = (key: string): string => {
    if (!isProductLabel(key)) return hides('label') ? pseudonymOf('label', key) : word(key);
    const slash = key.indexOf('/');
    return slash === -1 ? key : `${key.slice(0, slash + 1)}${word(key.slice(slash + 1))}`;
  };
  const labelValue = (key: string, value: string): string =>
    isStandardLabel(key) || !hides('value') || /^\d*$|^(?:true|false)$/.test(value)
      ? prose(value)
      : pseudonymOf('value', value);

  const labels = (map: Record<string, string>): JsonMap =>
    Object.fromEntries(Object.entries(map).map(([key, value]) => [labelKey(key), labelValue(key, value)]));

  const expression = (map: Expression, rest: Rest): JsonMap => {
    const toField = (name: string, field: unknown): unknown => {
      if (name === 'key') return labelKey(map.key);
      if (name === 'values' && Array.isArray(field))
        return field.map((one) => (typeof one === 'string' ? labelValue(map.key, one) : rest(one)));
      if (name === 'value' && typeof field === 'string') return labelValue(map.key, field);
      return rest(field, name);
    };
    return Object.fromEntries(Object.entries(map).map(([name, field]) => [name, toField(name, field)]));
  };

  return { labelKey, labels, expression };
}

/** A label's key with its condition: of a selector, a toleration, a taint. */
type Expression = { key: string } & JsonMap;

export const isExpression = (map: JsonMap): map is Expression =>
  typeof map.key === 'string' && (Array.isArray(map.values) || 'operator' in map || 'effect' in map);

export const isLabels = ({ copy, name }: FieldPlace, map: JsonMap): map is Record<string, string> =>
  (copy === 'labels' || markOfRecord(name).copy === 'labels') && isFlat(map);

export const isFlat = (map: JsonMap): map is Record<string, string> =>
  Object.values(map).every((value) => typeof value === 'string');
