/** The command line, from wherever it is quickest to load. `gazette.cjs` starts it if Node is new enough. */
import { existsSync, readFileSync } from 'node:fs';
import { enableCompileCache } from 'node:module';
import { fileURLToPath, pathToFileURL } from 'node:url';

const here = (/** @type {string} */ file) => new URL(file, import.meta.url);

if (['--version', '-v'].includes(process.argv[2] ?? '')) {
  const { version } = JSON.parse(readFileSync(here('../package.json'), 'utf8'));
  process.stdout.write(`${version}\n`);
} else {
  const packed = here('../bundle/modules/run.mjs');
  await import(existsSync(packed) ? packed.href : await findRun());
}

/**
 * In a checkout: the bundle, if it is up to date or needed to print pages. Otherwise the sources themselves, which is
 * slower: five hundred files are read, and types stripped.
 */
async function findRun() {
  enableCompileCache(fileURLToPath(here('../.gazette/compile-cache')));
  const { BUNDLE, findBundle, placeOfBundle } = await import('../src/publish/bundle.ts');
  const prints = ['publish', 'purge', 'review', 'share', 'demo'].includes(process.argv[2] ?? '');
  const place = placeOfBundle();
  if (process.argv[2] === 'demo' && !existsSync(place))
    process.stderr.write('Bundling the pages, once after each change of the sources …\n');
  const bundle = prints ? await findBundle(place).catch(giveUp) : place;
  const run = pathToFileURL(`${bundle}/${BUNDLE.run}`);
  return existsSync(run) ? run.href : './run.ts';
}

/** @param {Error & { hint?: string }} error */
function giveUp(error) {
  if (error.name !== 'GazetteError') throw error;
  process.stderr.write(`gazette: ${error.message}\n${error.hint}\n`);
  process.exit(1);
}
