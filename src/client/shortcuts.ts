/** Buttons that set the earlier side of a comparison from the later side. */
import type { EditionKey } from '../site/paths.ts';
import { momentOf, type Published } from './published.ts';

const HOUR = 3_600_000;

/**
 * The edition that a button sets as Before. `data-same`: the same moment in that cluster. `data-earlier`: so many hours
 * earlier. Otherwise: the snapshot before. Undefined if there is no such snapshot.
 */
export async function findFor(
  { earlier, same }: DOMStringMap,
  after: EditionKey,
  published: Published,
): Promise<EditionKey | undefined> {
  const at = momentOf(after);
  if (same !== undefined) return published.findNearest(same, at);
  if (!earlier) return published.findBefore(after);
  const found = await published.findNearest(after.cluster, at - Number(earlier) * HOUR);
  return found && momentOf(found) < at ? found : published.findBefore(after);
}
