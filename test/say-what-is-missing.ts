/** Runs once before the tests of `test/`: what they lack is said once, not in every file. */
import { missingLines } from './needs.ts';

export default function sayWhatIsMissing(): void {
  for (const line of missingLines()) process.stderr.write(`${line}\n`);
}
