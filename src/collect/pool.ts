/** Runs jobs in their order, at most `size` at a time; results have the order of the jobs. */
export async function inPool<Result>(
  size: number,
  jobs: readonly (() => Promise<Result>)[],
): Promise<Result[]> {
  const results: Result[] = [];
  const queue = jobs.entries();
  const work = async () => {
    for (const [index, job] of queue) results[index] = await job();
  };
  await Promise.all(Array.from({ length: size }, work));
  return results;
}
