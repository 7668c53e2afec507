/** Whether a snapshot can say anything about a kind: what was not seen is refused, never shown as none. */
import type { KindSpec } from '../snapshots/kinds/kind.ts';
import { isKindName, kinds } from '../snapshots/kinds/kinds.ts';
import type { Past } from './past.ts';
import type { ServedResource } from './resources.ts';
import { NotSeen } from './status.ts';

/** `kubectl describe namespace` asks for these too, and goes on without them only if they are not found. */
const NO_PART_OF_A_NAMESPACE = 'limitranges';

/** Read in these namespaces only; undefined means in all. */
function namespacesOf({ kind, coverage }: ServedResource): readonly string[] | undefined {
  const spec: KindSpec | undefined = isKindName(kind) ? kinds[kind] : undefined;
  return coverage?.namespaces ?? spec?.namespaces;
}

/**
 * What to say beside an answer; undefined if everything of the kind was seen there.
 * @param namespace undefined for all namespaces
 * @throws {NotSeen} 403 where it was not allowed or not asked, 504 where it failed, as it was.
 */
export function checkSeen(
  past: Past,
  resource: ServedResource,
  namespace: string | undefined,
): string | undefined {
  const { group, name, kind, kept, coverage } = resource;
  const details = { group, kind: name };
  if (!kept) {
    const why = `${name} is not in ${past.title}: Gazette does not read ${kind}`;
    throw new NotSeen(name === NO_PART_OF_A_NAMESPACE ? 404 : 403, why, details);
  }
  if (!coverage) {
    const other = isKindName(kind) ? (kinds[kind] as KindSpec).insteadOf : undefined;
    const why = other === undefined ? '' : `: ${other} was read instead`;
    throw new NotSeen(403, `${name} was not read for ${past.title}${why}`, details);
  }
  const why = coverage.error === undefined ? '' : `: ${coverage.error}`;
  if (coverage.state === 'forbidden')
    throw new NotSeen(403, `${name} was forbidden for ${past.title}${why}`, details);
  if (coverage.state === 'failed')
    throw new NotSeen(504, `${name} could not be read for ${past.title}${why}`, details);
  const namespaces = namespacesOf(resource);
  if (namespace !== undefined && namespaces && !namespaces.includes(namespace)) {
    const where = `${name} in the namespace "${namespace}"`;
    throw new NotSeen(403, `${where} was not read for ${past.title}${why}`, details);
  }
  if (namespaces && namespace === undefined)
    return `${name}: only these namespaces were read: ${namespaces.join(', ')}${why}`;
  return coverage.state === 'partial' && !namespaces ? `${name}: not all were seen${why}` : undefined;
}
