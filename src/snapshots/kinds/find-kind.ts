import type { KindSpec } from './kind.ts';
import { kindNames, kinds, type KindName } from './kinds.ts';

/** The kind that a person means by `Pod`, `pod`, `pods` or `po`; undefined when snapshots hold no such kind. */
export function findKind(text: string): KindName | undefined {
  const wanted = text.toLowerCase();
  const spec = (name: KindName): KindSpec => kinds[name];
  const byName = kindNames.find((name) => name.toLowerCase() === wanted || spec(name).short === wanted);
  return byName ?? kindNames.find((name) => spec(name).resource === wanted);
}
