import { isProbed } from '../snapshots/kinds/kinds.ts';
import type { AskedProbe, Coverage, SnapshotMeta } from '../snapshots/schema.ts';

/**
 * Whether everything of a kind was seen: in one namespace, or everywhere. A kind that the cluster does not serve counts
 * as seen, because none can exist. A kind that nobody tried to read does not. With the name of an object of a probe: what
 * that probe saw.
 */
export type Seen = (kind: string, namespace?: string, name?: string) => boolean;

export function indexSeen(meta: SnapshotMeta): Seen {
  const byKind = new Map(meta.coverage.map((coverage) => [coverage.kind, coverage]));
  return (kind, namespace, name) => {
    const coverage = byKind.get(kind);
    if (!coverage) return false;
    if (coverage.probes && name !== undefined) return isLookedFor(coverage.probes, namespace, name);
    if (isWhole(coverage)) return true;
    return namespace !== undefined && (coverage.namespaces?.includes(namespace) ?? false);
  };
}

/** Nothing is missing of a probe's kind if the config does not ask for the probe. */
export const isAsked = (meta: SnapshotMeta, kind: string): boolean =>
  !isProbed(kind) || meta.coverage.some((coverage) => coverage.kind === kind);

/** The snapshot has all objects of the kind. */
export const isWhole = (coverage: Coverage) => coverage.state === 'complete' || coverage.state === 'absent';

/**
 * Whether a probe looked for an object, and would have seen it. A probe that left the config, or is called otherwise now,
 * looks for nothing.
 * @param name of the object: that of its probe, or `probe/name`, or `probe/host/name`
 */
export function isLookedFor(
  probes: readonly AskedProbe[],
  namespace: string | undefined,
  name: string,
): boolean {
  const [probe, ...rest] = name.split('/');
  const asked = probes.find((one) => one.name === probe && (one.namespace ?? '') === (namespace ?? ''));
  return asked?.whole === true && (rest.length === 0 || isWithin(asked.only, rest));
}

/** Without a host, the name is in the usual one. */
function isWithin(only: AskedProbe['only'], [first = '', ...rest]: readonly string[]): boolean {
  const [host, name] = rest.length === 0 ? ['/', first] : [decode(first), rest.join('/')];
  if (only?.hosts && !only.hosts.includes(host)) return false;
  if (!only?.names) return true;
  return only.names.some((pattern) => matches(pattern, name)) || matches(only.anyCase, name, 'i');
}

function decode(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}

/** A snapshot may hold what an engine of another age does not understand. */
function matches(pattern: string | undefined, name: string, flags = ''): boolean {
  try {
    return pattern !== undefined && new RegExp(pattern, flags).test(name);
  } catch {
    return false;
  }
}

/** Of what a kind was seen only in part: `in shop`, `by 10 of 11 probes`, `in part`. */
export function tellSeenPart({ namespaces = [], probes }: Pick<Coverage, 'namespaces' | 'probes'>): string {
  const whole = probes?.filter((probe) => probe.whole) ?? [];
  if (probes && whole.length > 0) return `by ${whole.length} of ${probes.length} probes`;
  return namespaces.length > 0 && !probes ? `in ${namespaces.join(', ')}` : 'in part';
}
