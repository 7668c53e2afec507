import type { Json, PathStep } from './change.ts';
import { isObject } from './diff-fields.ts';

/**
 * A readable path: `spec.containers[app].image`, `spec.ports[80/TCP].nodePort`, `spec.rules[0].host`,
 * `metadata.labels["app.kubernetes.io/name"]`.
 */
export function formatPath(steps: readonly PathStep[]): string {
  return steps.map((step, index) => formatStep(step, index === 0)).join('');
}

function formatStep(step: PathStep, first: boolean): string {
  if (typeof step === 'number') return `[${step}]`;
  if (typeof step === 'string') {
    if (!/^[A-Za-z_][\w-]*$/.test(step)) return `[${JSON.stringify(step)}]`;
    return first ? step : `.${step}`;
  }
  const text = step.is.filter((part) => part !== '').join('/');
  // In quotes if it could be read as an index, or as the end of the path.
  return /^\d+$|["\]\s]/.test(text) ? `[${JSON.stringify(text)}]` : `[${text}]`;
}

/** The single values below a value, with their paths; an empty object or list counts as a value. */
export function* leavesOf(value: Json, steps: readonly PathStep[]): Generator<[readonly PathStep[], Json]> {
  const inner = isObject(value) ? Object.entries(value) : [];
  if (inner.length === 0) yield [steps, value];
  for (const [key, part] of inner) if (part !== undefined) yield* leavesOf(part, [...steps, key]);
}
