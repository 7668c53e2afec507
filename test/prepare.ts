/**
 * Runs before the tests of `test/`: what they lack is said once, not in every file, and the bundle that they print from is
 * made before two of them need it.
 */
import { findBundle } from '../src/publish/bundle.ts';
import { missingLines } from './needs.ts';

/** Each project of `vitest.config.ts` runs it, in one process. */
const shared = globalThis as { saidWhatIsMissing?: true };

export default async function prepare(): Promise<void> {
  if (!shared.saidWhatIsMissing) for (const line of missingLines()) process.stderr.write(`${line}\n`);
  shared.saidWhatIsMissing = true;
  await findBundle();
}
