/** What a monitor of the site reads: `-/health.json`, and the same as OpenMetrics in `-/metrics.txt`. */
import fs from 'node:fs/promises';
import path from 'node:path';
import { formatOpenMetrics } from '../status/openmetrics.ts';
import { readStatus, type ClusterStatus, type StatusOptions } from '../status/read-status.ts';

/** Writes both in one step each. They hold for the moment of this publish: a monitor compares `due` with its clock. */
export async function writeHealth(out: string, options: StatusOptions): Promise<void> {
  const statuses = await readStatus(options);
  const health = `${JSON.stringify({ clusters: statuses.map(toPublic) }, null, 2)}\n`;
  for (const [name, text] of [
    ['health.json', health],
    ['metrics.txt', formatOpenMetrics(statuses)],
  ] as const) {
    const file = path.join(out, '-', name);
    await fs.writeFile(`${file}.new`, text);
    await fs.rename(`${file}.new`, file);
  }
}

/** Messages of failures may name what stands inside the network: readers of the site learn only when. */
const toPublic = ({ failure, problem, ...status }: ClusterStatus) => ({
  ...status,
  ...(problem !== undefined && { damaged: true }),
  ...(failure && { failedAt: failure.at }),
});
