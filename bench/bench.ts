/** `npm run bench [-- SECTION...]`: measures, prints a table, and exits with 1 when a limit is exceeded. */
import { GazetteError } from '../src/errors.ts';
import { formatTable, isMissed, type Result, type Say } from './table.ts';

/** Prints the milliseconds since the start before each message, so that a long run shows progress. */

const sections: Record<string, () => Promise<{ measure: (say: Say) => Promise<Result[]> }>> = {
  collect: () => import('./collect.ts'),
  delta: () => import('./delta.ts'),
  diff: () => import('./diff.ts'),
  history: () => import('./history.ts'),
  print: () => import('./print.ts'),
  publish: () => import('./publish.ts'),
  redaction: () => import('./redaction.ts'),
  store: () => import('./store.ts'),
  year: () => import('./year.ts'),
};

const asked = process.argv.slice(2);
const unknown = asked.find((name) => !Object.hasOwn(sections, name));
if (unknown !== undefined) {
  console.error(
    `There is no benchmark ${unknown}. Name some of: ${Object.keys(sections).join(', ')}; or none, for all.`,
  );
  process.exit(2);
}

const say: Say = (message) => console.error(`${performance.now().toFixed(0).padStart(7)} ms  ${message}`);
const results: Result[] = [];
try {
  for (const [name, load] of Object.entries(sections)) {
    if (asked.length > 0 && !asked.includes(name)) continue;
    const { measure } = await load();
    results.push(...(await measure(say)));
  }
} catch (error) {
  if (!(error instanceof GazetteError)) throw error;
  console.error([error.message, error.hint].filter(Boolean).join('\n'));
  process.exit(1);
}
console.log(formatTable(results));
process.exitCode = results.some(isMissed) ? 1 : 0;
