/** `npm run lighthouse`: Lighthouse's verdict on every type of page, as a table; fails if a page has faults. */
import fs from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { missingLines, needs } from '../needs.ts';
import { EDITION, makeDemoSite, serveSite } from './demo-site.ts';
import { faultLines, judgePages, JUDGED_AND_TIMED, type LighthouseVerdict } from './lighthouse.ts';

if (!needs.chromium || !needs.lighthouse) {
  for (const line of missingLines(['chromium', 'lighthouse'])) console.error(line);
  process.exit(1);
}

const scratch = await fs.mkdtemp(path.join(os.tmpdir(), 'gazette-lighthouse-'));
try {
  console.error('Making a site with every type of page …');
  const site = await serveSite(await makeDemoSite(scratch), EDITION);
  const types = [...site.samples.keys()];
  const width = Math.max(...types.map((type) => type.length));
  const print = (type: string, ...cells: string[]) =>
    console.log([type.padEnd(width), ...cells.map((cell) => cell.padStart(14))].join('  '));

  print('page', 'performance', 'accessibility', 'best practices', 'seconds');
  const show = ({ type, performance, accessibility, bestPractices, seconds }: LighthouseVerdict) =>
    print(type, ...[performance, accessibility, bestPractices].map(String), seconds.toFixed(1));
  const faults = (await judgePages(site, types, scratch, JUDGED_AND_TIMED, show)).flatMap(faultLines);
  await site.close();
  console.log(faults.length > 0 ? `\n${faults.join('\n')}` : '\nNo faults.');
  process.exitCode = faults.length > 0 ? 1 : 0;
} finally {
  await fs.rm(scratch, { recursive: true, force: true });
}
