/** Damages files as disks, crashes and people do. */
import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import type { Random } from './random.ts';

type Harm = (bytes: Buffer, random: Random) => Buffer | undefined;

const HARMS: Record<string, Harm> = {
  'one flipped bit': (bytes, random) => {
    const harmed = Buffer.from(bytes);
    harmed[random.below(bytes.length)]! ^= 1 << random.below(8);
    return harmed;
  },
  'a missing end': (bytes, random) => bytes.subarray(0, random.below(bytes.length)),
  'no content': () => Buffer.alloc(0),
  'a block of zeros': (bytes, random) => {
    const harmed = Buffer.from(bytes);
    const start = random.below(bytes.length);
    return harmed.fill(0, start, Math.min(bytes.length, start + 1 + random.below(512)));
  },
  'a repeated block': (bytes, random) => {
    const start = random.below(bytes.length);
    const block = bytes.subarray(start, start + 1 + random.below(64));
    return Buffer.concat([bytes.subarray(0, start), block, bytes.subarray(start)]);
  },
  'other content': () => Buffer.from('not what was here\n'),
  'nothing: it is lost': () => undefined,
};

/** Damages a file in a random way. Returns the way. The file may be a hard link: only this name is changed. */
export function damageFile(file: string, random: Random): string {
  const bytes = readFileSync(file);
  const how = random.pick(Object.keys(HARMS));
  const harmed = bytes.length === 0 ? undefined : HARMS[how]!(bytes, random);
  rmSync(file);
  if (harmed) writeFileSync(file, harmed);
  return how;
}
