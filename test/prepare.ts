/** Runs before the tests of `test/`. Says once what tests lack, and makes the bundle before two tests need it. */
import { findBundle } from '../src/publish/bundle.ts';
import { missingLines } from './needs.ts';

export default async function prepare(): Promise<void> {
  for (const line of missingLines()) process.stderr.write(`${line}\n`);
  await findBundle();
}
