/** Runs before the tests of `test/`. Says once what tests lack, and makes the bundle before two tests need it. */
import { findBundle } from '../src/publish/bundle.ts';
import { missingLines } from './needs.ts';

/** Each project of `vitest.config.ts` runs this, in one process. */
const shared = globalThis as { saidWhatIsMissing?: true };

export default async function prepare(): Promise<void> {
  if (!shared.saidWhatIsMissing) for (const line of missingLines()) process.stderr.write(`${line}\n`);
  shared.saidWhatIsMissing = true;
  await findBundle();
}
