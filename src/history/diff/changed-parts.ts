/** Parts of an object, as its writers name them; see `docs/snapshot-format.md`. */
import type { PathStep } from './change.ts';

/** Parts that a changed field may belong to. A container that came or went has several. */
export function partsOfField(steps: readonly PathStep[]): string[] {
  const [first, second, ...rest] = steps;
  if (first === 'metadata') return typeof second === 'string' ? [second] : [];
  if (first !== 'spec' || typeof second !== 'string') return [];
  if (second === 'template') return partsOfTemplate(rest);
  if (second !== 'jobTemplate') return [second];
  return rest[1] === 'template' ? partsOfTemplate(rest.slice(2)) : ['jobTemplate'];
}

const TEMPLATE = ['template', 'image', 'resources', 'env'];

function partsOfTemplate([first, list, , field]: readonly PathStep[]): string[] {
  if (first === undefined || (first === 'spec' && list === undefined)) return TEMPLATE;
  if (first !== 'spec' || (list !== 'containers' && list !== 'initContainers')) return ['template'];
  if (field === undefined) return TEMPLATE;
  return [typeof field === 'string' && TEMPLATE.includes(field) ? field : 'template'];
}
