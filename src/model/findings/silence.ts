/** Findings that the config silences. */
import type { Silence } from '../../snapshots/schema.ts';
import type { ObjectRef } from '../report.ts';

/** The first silence that matches a finding. */
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

/** A `*` stands for any text, even an empty one; all other characters stand for themselves. */
function matches(pattern: string, name: string): boolean {
  const [head = '', ...rest] = pattern.split('*');
  const tail = rest.pop();
  if (tail === undefined) return pattern === name;
  if (!name.startsWith(head) || name.length < head.length + tail.length || !name.endsWith(tail)) return false;
  // The earliest match of each part leaves the most for the later parts.
  let from = head.length;
  for (const part of rest) {
    const at = name.indexOf(part, from);
    if (at === -1) return false;
    from = at + part.length;
  }
  return from <= name.length - tail.length;
}
