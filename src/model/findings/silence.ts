/** What the config keeps quiet about. */
import type { Silence } from '../../snapshots/schema.ts';
import type { ObjectRef } from '../report.ts';

/** The first silence that a finding meets. */
export function findSilence(
  silences: readonly Silence[],
  { rule, object }: { rule: string; object: ObjectRef },
): Silence | undefined {
  return silences.find(
    (silence) =>
      (silence.rule === undefined || silence.rule === rule) &&
      (silence.namespace === undefined || silence.namespace === object.namespace) &&
      (silence.name === undefined || matches(silence.name, object.name)),
  );
}

/** A `*` stands for any text, none included; everything else for itself. */
function matches(pattern: string, name: string): boolean {
  const [head = '', ...rest] = pattern.split('*');
  const tail = rest.pop();
  if (tail === undefined) return pattern === name;
  if (!name.startsWith(head) || name.length < head.length + tail.length || !name.endsWith(tail)) return false;
  // Each part as early as it comes leaves the most for those after it.
  let from = head.length;
  for (const part of rest) {
    const at = name.indexOf(part, from);
    if (at === -1) return false;
    from = at + part.length;
  }
  return from <= name.length - tail.length;
}
