/**
 * `node bench/plain-build.ts PLAN FOLDER`: prints a plan with Astro itself, bundling included. The result is compared
 * with pages from a bundle. Astro requires the folder to be within the project.
 */
import fs from 'node:fs';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { build } from 'astro';
import { PROJECT } from '../src/project.ts';
import { openObserver } from '../src/days/observe.ts';
import type { Plan } from '../src/site/plan.ts';
import { withPrinting } from '../src/site/printing.ts';
import { openFolder } from '../src/snapshots/folder.ts';
import { openStore } from '../src/snapshots/open-store.ts';

const [planFile, outDir] = process.argv.slice(2);
if (planFile === undefined || outDir === undefined) throw new Error('usage: plain-build.ts PLAN FOLDER');
/** The file names shelves; here they are opened again. */
const reopened = (key: string, value: unknown) => {
  const { name } = (value ?? {}) as { name: string };
  return key === 'store' ? openStore(name) : key === 'daysShelf' ? openFolder(name) : value;
};
const plan = JSON.parse(fs.readFileSync(planFile, 'utf8'), reopened) as Plan;
process.env.ASTRO_TELEMETRY_DISABLED = '1';
process.env.NODE_ENV = 'production';

/** Not bundled, so that the pages find the plan of this process. */
const printing = path.join(PROJECT, 'src/site/printing.ts');
const shared = {
  name: 'bench:printing-is-shared',
  enforce: 'pre' as const,
  resolveId: (source: string, importer?: string) =>
    importer && path.resolve(path.dirname(importer.split('?')[0]!), source) === printing
      ? { id: pathToFileURL(printing).href, external: true }
      : undefined,
};

await withPrinting({ plan, observer: openObserver(), faults: [] }, () =>
  build({ root: PROJECT, outDir, logLevel: 'error', vite: { plugins: [shared] } }),
);
