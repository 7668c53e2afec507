/** Crashes at a chosen step. */
import fs from 'node:fs/promises';

/** Runs `work` with a file system that stops working at the given change; returns whether that change was reached. */
export async function stopsAt(step: number, work: () => Promise<void>): Promise<boolean> {
  const { rename, mkdir, rm } = fs;
  const stop = new Error('stopped');
  let steps = 0;
  const counted =
    <Args extends unknown[], Result>(change: (...args: Args) => Promise<Result>) =>
    async (...args: Args) => {
      steps += 1;
      if (steps >= step) throw stop;
      return change(...args);
    };
  Object.assign(fs, { rename: counted(rename), mkdir: counted(mkdir), rm: counted(rm) });
  try {
    await work();
    return false;
  } catch (error) {
    if (error !== stop) throw error;
    return true;
  } finally {
    Object.assign(fs, { rename, mkdir, rm });
  }
}
