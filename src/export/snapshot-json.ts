import type { KeptObject } from '../snapshots/kinds/kinds.ts';
import { toVisible } from './visible.ts';

/**
 * Objects as one JSON document, in pieces, one object per line: `head`, with `items` beside its fields. The command
 * line and the browser write whole snapshots with it, whose text may exceed the longest string.
 */
export function* toListJson(head: object, items: Iterable<KeptObject>): Generator<string> {
  yield toVisible(`${JSON.stringify(head).slice(0, -1)},"items":[`);
  let separator = '\n';
  for (const item of items) {
    yield toVisible(separator + JSON.stringify(item));
    separator = ',\n';
  }
  yield '\n]}\n';
}
