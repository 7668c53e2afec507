/**
 * Runs before the tests of `test/`: what they lack is said once, not in every file, and the bundle that they print from is
 * made before two of them need it.
 */
import { findBundle } from '../src/publish/bundle.ts';
import { missingLines } from './needs.ts';

export default async function prepare(): Promise<void> {
  for (const line of missingLines()) process.stderr.write(`${line}\n`);
  await findBundle();
}
