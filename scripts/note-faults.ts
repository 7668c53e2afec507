/** Tells what a publish could not do because of a fault of Gazette, or of the disk under the site. */
import type { publish } from '../src/publish/publish.ts';
import { note } from './terminal.ts';

type Told = Pick<Awaited<ReturnType<typeof publish>>, 'faults' | 'broken'>;

/** Whoever mends a fault needs where it happened. Many pages run into the same fault: each stack is printed once. */
export function noteFaults({ faults, broken }: Told): boolean {
  const stacks = new Map<string, string>();
  for (const { file, error } of faults) {
    note(`gazette: ${file} could not be made: ${error.name}: ${error.message}`, 'red');
    const stack = error.stack ?? String(error);
    stacks.set(stack.replace(/^.*?\n(?= {4}at )/s, ''), stack);
  }
  for (const stack of stacks.values()) note(stack);
  if (stacks.size > 0)
    note('This is a fault of Gazette. All other pages are printed; please report the lines above.');
  for (const folder of broken)
    note(
      `gazette: ${folder} has a damaged record, and the store cannot print it anew: lists do not show it`,
      'red',
    );
  return faults.length + broken.length > 0;
}
