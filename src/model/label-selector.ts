/**
 * Source: k8s.io/apimachinery/pkg/apis/meta/v1 `LabelSelectorAsSelector`, pkg/labels/selector.go `Requirement.Matches`.
 */
import type { ObjectOf } from '../snapshots/kinds/kinds.ts';

export type LabelSelector = NonNullable<NonNullable<ObjectOf<'Deployment'>['spec']>['selector']>;
type Labels = Readonly<Record<string, string>>;
type Expression = NonNullable<LabelSelector['matchExpressions']>[number];

/**
 * Whether a selector selects labels. An empty selector selects everything, an absent selector nothing. A selector with
 * an unknown operator selects nothing: the API server would refuse it.
 */
export function selects(selector: LabelSelector | undefined, labels: Labels = {}): boolean {
  if (!selector) return false;
  return (
    selectsMap(selector.matchLabels, labels) &&
    (selector.matchExpressions ?? []).every((expression) => meets(expression, labels))
  );
}

/** Whether labels hold every pair of a map. */
export function selectsMap(map: Labels = {}, labels: Labels = {}): boolean {
  return Object.entries(map).every(([key, value]) => valueOf(labels, key) === value);
}

function meets({ key = '', operator, values = [] }: Expression, labels: Labels): boolean {
  const value = valueOf(labels, key);
  switch (operator) {
    case 'In':
      return value !== undefined && values.includes(value);
    // Also true if the label is missing.
    case 'NotIn':
      return value === undefined || !values.includes(value);
    case 'Exists':
      return value !== undefined;
    case 'DoesNotExist':
      return value === undefined;
    default:
      return false;
  }
}

/**
 * A selector as kubectl writes it: `app=web,tier in (a,b),!canary`. Source: pkg/labels/selector.go
 * `Requirement.String`.
 */
export function formatSelector({ matchLabels = {}, matchExpressions = [] }: LabelSelector): string {
  const pairs = Object.entries(matchLabels).map(([key, value]) => `${key}=${value}`);
  const expressions = matchExpressions.map(({ key = '', operator = '', values = [] }) => {
    if (operator === 'Exists') return key;
    if (operator === 'DoesNotExist') return `!${key}`;
    return `${key} ${operator.toLowerCase()} (${values.join(',')})`;
  });
  return [...pairs, ...expressions].join(',');
}

/** A label may be called `constructor`. */
const valueOf = (labels: Labels, key: string) => (Object.hasOwn(labels, key) ? labels[key] : undefined);
