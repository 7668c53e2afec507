import type { ObjectRef } from '../model/report.ts';

/** Fragment of an object's row, as rows are named unless their group says otherwise. */
export function usualFragment({ kind, namespace, name }: ObjectRef): string {
  return [kind, ...(namespace === undefined ? [] : [namespace]), name].map(encodeURIComponent).join('/');
}
