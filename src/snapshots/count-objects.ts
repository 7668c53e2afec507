/** Counts objects without keeping them. */
import { goneKeyOf, isSettled, keyOf, toIdentity } from './identity.ts';
import { isBeat, isKindName, type KeptObject } from './kinds/kinds.ts';
import type { Gone } from './schema.ts';

export interface ObjectTally {
  /** Objects on the lines. */
  objects: number;
  /** Keys of the objects that a delta inherits unless it says otherwise. */
  inherited: Set<string>;
  /** Keys that the lines decide: the object itself, or that the object or its whole kind is gone. */
  settled: Set<string>;
}

/** Counts the lines of a file after its meta. Every line is decoded. */
export async function tallyLines(lines: AsyncIterable<string> | Iterable<string>): Promise<ObjectTally> {
  const tally: ObjectTally = { objects: 0, inherited: new Set(), settled: new Set() };
  for await (const line of lines) {
    const json = JSON.parse(line) as KeptObject | Gone;
    if (json.kind === 'Gone') {
      tally.settled.add(goneKeyOf((json as Gone).object));
    } else if (isKindName(json.kind)) {
      const key = keyOf(toIdentity(json as KeptObject));
      tally.objects += 1;
      tally.settled.add(key);
      if (!isBeat(json.kind)) tally.inherited.add(key);
    }
  }
  return tally;
}

/** Objects of the whole snapshot. */
export function countObjects(own: ObjectTally, keyframe?: ObjectTally): number {
  let count = own.objects;
  for (const key of keyframe?.inherited ?? []) if (!isSettled(own.settled, key)) count += 1;
  return count;
}
