/** What a monitor of the site reads: `-/health.json`, and the same as OpenMetrics in `-/metrics.txt`. */
import fs from 'node:fs/promises';
import path from 'node:path';
import { formatOpenMetrics } from '../status/openmetrics.ts';
import { readStatus, type ClusterStatus, type StatusOptions } from '../status/read-status.ts';

/**
 * Writes both in one step each, and returns their paths from the site's root. They hold for the moment of this publish:
 * a monitor compares `due` with its clock.
 */
export async function writeHealth(out: string, options: StatusOptions): Promise<string[]> {
  const statuses = await readStatus(options);
  const health = `${JSON.stringify({ clusters: statuses.map(toPublic) }, null, 2)}\n`;
  const texts = [
    ['-/health.json', health],
    ['-/metrics.txt', formatOpenMetrics(statuses)],
  ] as const;
  for (const [name, text] of texts) {
    const file = path.join(out, name);
    await fs.writeFile(`${file}.new`, text);
    await fs.rename(`${file}.new`, file);
  }
  return texts.map(([name]) => name);
}

/** Messages of failures may name what stands inside the network: readers of the site learn only when. */
const toPublic = ({ failure, problem, ...status }: ClusterStatus) => ({
  ...status,
  ...(problem !== undefined && { damaged: true }),
  ...(failure && { failedAt: failure.at }),
});
