/** Crashes at every step. */
import { AsyncLocalStorage } from 'node:async_hooks';
import fs from 'node:fs/promises';

/**
 * Runs `work`, and calls `look` before each change of the file system, and once at the end. What stands there is what a
 * crash at that step leaves behind. Changes wait for each other.
 *
 * @returns number of looks
 */
export async function atEachStop(
  work: () => Promise<void>,
  look: (step: number) => Promise<void>,
): Promise<number> {
  const { rename, mkdir, rm } = fs;
  const looking = new AsyncLocalStorage<true>();
  let steps = 0;
  let before: Promise<unknown> = Promise.resolve();
  const lookOnce = () => looking.run(true, () => look((steps += 1)));
  const counted =
    <Args extends unknown[], Result>(change: (...args: Args) => Promise<Result>) =>
    (...args: Args): Promise<Result> => {
      // Who looks changes things, too: these are no steps.
      if (looking.getStore()) return change(...args);
      const done = before.then(lookOnce).then(() => change(...args));
      // A change that fails ends the work, or the work goes on without it.
      before = done.catch(() => undefined);
      return done;
    };
  Object.assign(fs, { rename: counted(rename), mkdir: counted(mkdir), rm: counted(rm) });
  try {
    await work();
  } finally {
    Object.assign(fs, { rename, mkdir, rm });
  }
  await lookOnce();
  return steps;
}
